"""Columns of joined tables and plans that mean what a column of the sales means, under another name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from foresale.aggregates import number_of
from foresale.data.reading.columns.column_stats import ColumnStats
from foresale.data.reading.columns.numbers.number_formats import NumberFormats
from foresale.data.reading.columns.tidy_table import TidyTable
from foresale.data.reading.columns.words.names import kind_of
from foresale.data.reading.parsing.labels import as_labels
from foresale.data.reading.parsing.numbers.parse_numbers import is_missing, parse_flags, parse_numbers
from foresale.data.reading.provenance import own_columns
from foresale.data.reading.side_tables.join import ExtraTable
from foresale.data.reading.side_tables.key_match import match_labels
from foresale.notes import Evidence, Note, Reading

_GOODS, _PLACES = frozenset(("product", "code")), frozenset(("store", "place"))
_PLANNED = ("promotion", "price")
_COVERED = 0.9  # share of the fewer labels that the other column has too
_FEWEST_LABELS = 2
_ALIKE = 20.0  # times by which typical numbers of one column may differ
_FILLED = 0.9


def match_columns(extra: ExtraTable, sales: TidyTable, *, is_plan: bool) -> ExtraTable:
    """The table with the sales' names for keys, and a plan's promotion and price, where it has others.

    Only where the kind of column and what the cells hold agree, and no other column could be meant.

    Args:
        extra: The table.
        sales: The sales, their dates read.
        is_plan: Whether it says what is known ahead: then its promotion and price are the sales' own.
    """
    mine = [name for name in own_columns(sales.frame) if name in sales.stats]
    pairs = [pair for kinds in (_GOODS, _PLACES) for pair in _match_keys(extra, sales, mine, kinds)]
    if is_plan:
        pairs += [pair for kind in _PLANNED for pair in _match_planned(extra, sales, mine, kind)]
    return rename_columns(extra, dict(pairs), said=True) if pairs else extra


def rename_columns(extra: ExtraTable, renamed: dict[str, str], *, said: bool = False) -> ExtraTable:
    """The table with other names for some columns.

    Args:
        extra: The table.
        renamed: Its names, each with the new one.
        said: Whether a note says so.
    """
    formats = {renamed.get(name, name): found for name, found in extra.formats.by_column.items()}
    notes = extra.notes
    if said:
        listed = ", ".join(f"{old} is {new}" for old, new in renamed.items())
        readings = (Reading("one column under two names"), Reading("two columns"))
        evidence = Evidence("they mean the same and hold alike values", readings, "likely")
        notes = (*notes, Note("renamed_columns", len(renamed), f"{extra.name}: {listed}.", evidence))
    return replace(
        extra,
        formats=NumberFormats(formats),
        frame=extra.frame.rename(renamed),
        columns=tuple(renamed.get(name, name) for name in extra.columns),
        kinds={renamed.get(name, name): kind for name, kind in extra.kinds.items()},
        notes=notes,
    )


def _match_keys(
    extra: ExtraTable, sales: TidyTable, mine: list[str], kinds: frozenset[str]
) -> list[tuple[str, str]]:
    """The one column that names the sales' products, or stores; none where the table has one by name."""
    theirs = [name for name in extra.columns if extra.kinds[name] in kinds]
    own = [name for name in mine if sales.stats[name].kind in kinds]
    if not theirs or not own or set(theirs) & set(own):
        return []
    found = [(a, b) for a in theirs for b in own if _name_alike(extra.frame[a], sales.frame[b])]
    return found if len(found) == 1 else []


def _name_alike(theirs: pl.Series, mine: pl.Series) -> bool:
    """Whether nearly all labels of the column that has fewer are in the other too."""
    here = as_labels(theirs).drop_nulls().unique()
    sold = as_labels(mine).drop_nulls().unique()
    fewer = min(len(here), len(sold))
    if fewer < _FEWEST_LABELS:
        return False
    same = int(here.is_in(sold.implode()).sum()) + match_labels(here, sold).height
    return same >= _COVERED * fewer


def _match_planned(extra: ExtraTable, sales: TidyTable, mine: list[str], kind: str) -> list[tuple[str, str]]:
    theirs = [name for name in extra.columns if extra.kinds[name] == kind]
    own = [name for name in mine if kind_of(name) == kind]
    if len(theirs) != 1 or len(own) != 1 or theirs == own:
        return []
    stat = sales.stats[own[0]]
    return [(theirs[0], own[0])] if _hold_alike(extra.frame[theirs[0]], sales.frame[own[0]], stat) else []


def _hold_alike(theirs: pl.Series, mine: pl.Series, stat: ColumnStats) -> bool:
    """Whether both hold yes and no, or both numbers of about one size, or the same labels."""
    here, sold = _without_missing(theirs), _without_missing(mine)
    if not len(here) or not len(sold):
        return False
    if stat.is_flag or _is_flag(sold):
        return _is_flag(here)
    sizes = [number_of(_numbers(cells).drop_nulls().abs().median(), empty=0) for cells in (here, sold)]
    are_numbers = [_numbers(cells).count() >= _FILLED * len(cells) for cells in (here, sold)]
    if all(are_numbers):
        return not _is_flag(here) and max(sizes) <= _ALIKE * max(min(sizes), 1e-9)
    return not any(are_numbers) and _name_alike(here, sold)


def _without_missing(cells: pl.Series) -> pl.Series:
    return cells.filter(~is_missing(cells)) if cells.dtype == pl.String else cells.drop_nulls()


def _numbers(cells: pl.Series) -> pl.Series:
    return parse_numbers(cells, units=True)


def _is_flag(cells: pl.Series) -> bool:
    if cells.dtype == pl.Boolean:
        return True
    flags: Iterable[float | None] = parse_flags(cells).unique()
    return all(flag in (0.0, 1.0) for flag in flags)
