"""Columns that files of one kind call differently (Qty 2023, Quantity 2024), under one name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from foresale.aggregates import number_of
from foresale.data.reading.columns.words.names import date_rank, kind_of
from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.parsing.numbers.parse_numbers import parse_numbers
from foresale.data.reading.provenance import FILE
from foresale.notes import Evidence, Note, Reading

_SAMPLE = 2_000
_FIELDS = frozenset(["units", "product", "store", "revenue", "price"])
_PLAIN_DATE = 2  # rank of names that say date, and not week or month
_ALIKE = 20.0  # times by which typical values of one column may differ between files


def align_columns(tables: Sequence[RawTable]) -> list[RawTable]:
    """The tables with columns renamed for which the first table has another name for the same thing.

    What the names say (or the names without their numbers) and the values must agree, and the places or no
    other column be meant.

    Args:
        tables: The tables of several files, in order.
    """
    if len(tables) < 2:
        return list(tables)
    first = tables[0]
    found = [first]
    for given in tables[1:]:
        table, renamed = given, _match_names(first, given)
        if renamed:
            file = str(table.frame[FILE][0])
            pairs = ", ".join(f"{new} is {old}" for new, old in renamed.items())
            seen = f"{file}: {pairs}: they mean the same and hold alike values."
            readings = (Reading("one column under two names"), Reading("two columns"))
            note = Note(
                "renamed_columns", len(renamed), f"{file}: {pairs}.", Evidence(seen, readings, "likely")
            )
            table = replace(table, frame=table.frame.rename(renamed), notes=(*table.notes, note))
        found.append(table)
    return found


def _match_names(first: RawTable, table: RawTable) -> dict[str, str]:
    """The table's own names for columns of the first: by their places, else by what they mean alone."""
    if not table.frame.height or not first.frame.height:
        return {}
    if len(first.columns) != len(table.columns) or set(first.columns[:1]) & set(table.columns[1:]):
        return _match_anywhere(first, table)
    return _match_in_place(first, table) or _match_anywhere(first, table)


def _match_in_place(first: RawTable, table: RawTable) -> dict[str, str]:
    """The table's own names for the columns at the same places; none unless each that differs fits."""
    pairs = {
        new: old
        for old, new in zip(first.columns, table.columns, strict=True)
        if old != new and new not in first.columns and old not in table.columns
    }
    extra = [name for name in table.columns if name not in first.columns]
    if set(pairs) != set(extra) or any(not _mean_one(old, new) for new, old in pairs.items()):
        return {}
    return pairs if all(_hold_alike(first.frame[old], table.frame[new]) for new, old in pairs.items()) else {}


def _match_anywhere(first: RawTable, table: RawTable) -> dict[str, str]:
    """The table's own names that mean what one column of the first means that it lacks."""
    lacking = [name for name in first.columns if name not in table.columns]
    extra = [name for name in table.columns if name not in first.columns]
    pairs = {new: [old for old in lacking if _is_one_field(old, new)] for new in extra}
    taken = [old for olds in pairs.values() for old in olds]
    return {
        new: olds[0]
        for new, olds in pairs.items()
        if len(olds) == 1
        and taken.count(olds[0]) == 1
        and _hold_alike(first.frame[olds[0]], table.frame[new])
    }


def _is_one_field(one: str, other: str) -> bool:
    are_dates = min(date_rank(one), date_rank(other)) >= _PLAIN_DATE
    return are_dates or (kind_of(one) in _FIELDS and _mean_one(one, other))


def _mean_one(one: str, other: str) -> bool:
    plain = [re.sub(r"[\W\d_]+", "", name).casefold() for name in (one, other)]
    if plain[0] == plain[1] and plain[0]:
        return True
    if date_rank(one) > 0 and date_rank(other) > 0:
        return True
    kinds = {kind_of(re.sub(r"\b(?:19|20)\d\d\b", "", name).strip()) for name in (one, other)}
    return len(kinds) == 1 and None not in kinds


def _hold_alike(one: pl.Series, other: pl.Series) -> bool:
    """Whether both hold numbers of about one size, or neither numbers."""
    sizes = []
    for cells in (one, other):
        known = cells.drop_nulls().head(_SAMPLE)
        numbers = parse_numbers(known).drop_nulls().abs()
        is_number = len(known) > 0 and len(numbers) >= 0.9 * len(known)
        sizes.append(number_of(numbers.median()) if is_number else None)
    a, b = sizes
    if a is None or b is None:
        return a is None and b is None
    return max(a, b) <= _ALIKE * max(min(a, b), 1e-9) or max(a, b) == 0
