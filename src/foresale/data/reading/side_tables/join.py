"""Joins further columns (a calendar, weather, master data, stock flags) to the sales by date and place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from foresale.data.reading.columns.dates.date_column import DatedTable
from foresale.data.reading.columns.dates.period_numbers import NUMBERED, dates_of_period_numbers, period_unit
from foresale.data.reading.columns.numbers.number_formats import NumberFormats
from foresale.data.reading.columns.roles.infer_roles import LIST_ROLES
from foresale.data.reading.columns.tidy_table import tidy_table
from foresale.data.reading.columns.words.names import kind_of, words_of
from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.parsing.dates.period_labels import PERIOD_LABELS
from foresale.data.reading.parsing.labels import as_labels
from foresale.data.reading.provenance import COLUMN, FILE, ROW, own_columns
from foresale.data.reading.questions import Ask
from foresale.data.reading.rows.cells.typing import convert_cells
from foresale.errors import ColumnsError
from foresale.messages import option
from foresale.notes import Note, counted, percent
from foresale.sales import ColumnRoles

DAY = "__day__"
AT = "__at__"


@dataclass(frozen=True)
class ExtraTable:
    """A further table, read and typed.

    Attributes:
        name: The file's name.
        frame: Its columns; `DAY` is the day of each row, if it has dates.
        columns: Its columns that are neither date nor a part of it.
        kinds: What each column's name says.
        formats: How each of its columns writes its numbers.
        notes: What was decided of it.
        date: Its date column, if it has one.
        period: How long each of its rows holds, where its dates name weeks, months or quarters.
    """

    name: str
    frame: pl.DataFrame
    columns: tuple[str, ...]
    kinds: dict[str, str | None]
    formats: NumberFormats
    notes: tuple[Note, ...] = ()
    date: str | None = None
    period: str | None = None

    @property
    def dated(self) -> bool:
        """Whether its rows have dates."""
        return DAY in self.frame.columns


def read_extra(path: Path, raw: RawTable, options: ReadOptions, ask: Ask | None = None) -> ExtraTable:
    """Make sense of a further table: long layout, its date read, its columns known by kind.

    Args:
        path: Its file.
        raw: What the file holds.
        options: How the caller reads dates and decimals; its columns are found anew.
        ask: Asked when its dates can be read in two ways.
    """
    options = replace(
        options, date=options.date if options.date in raw.columns else None, target=None, layout="auto"
    )
    value = value_name(path.name)
    tidy = tidy_table(raw, options, ask, value_name=value)
    frame, dated = tidy.frame, tidy.dated
    if dated is not None:
        frame = frame.with_columns(pl.col(dated.date).cast(pl.Date).alias(DAY))
        frame = frame.filter(pl.col(DAY).is_not_null())
    used = () if dated is None else (dated.date, *dated.used)
    columns = tuple(name for name in own_columns(frame) if name not in (DAY, *used))
    kinds = {name: tidy.stats[name].kind for name in columns}
    own = frame.drop(FILE, ROW, COLUMN, strict=False)
    if dated is not None and not columns:  # a list of days says no more than that they are
        own, columns = own.with_columns(pl.lit("1").alias(value)), (value,)
        kinds = {value: kind_of(value)}
    date = None if dated is None else dated.date
    return ExtraTable(path.name, own, columns, kinds, tidy.formats, date=date, period=_period_of(tidy.notes))


def _period_of(notes: Iterable[Note]) -> str | None:
    """What the dates of a table name, other than days."""
    said = [note.evidence for note in notes if note.rule == PERIOD_LABELS and note.evidence is not None]
    return next((evidence.readings[0].meaning for evidence in said if evidence.readings), None)


def value_name(file: str) -> str:
    """What the values of a table are called whose columns don't say it: what its file is called.

    Examples:
        >>> value_name("Promo 2024.csv")
        'promo_2024'
    """
    return "_".join(words_of(file.split(".", maxsplit=1)[0])) or "value"


def with_numbered_periods(extra: ExtraTable, dated: DatedTable) -> ExtraTable:
    """The extra table dated as the sales are, where these only number their periods and it does so too."""
    name = dated.date
    numbered = any(note.rule == NUMBERED for note in dated.notes)
    if not numbered or extra.dated or name not in extra.columns:
        return extra
    unit = period_unit(set(words_of(name)), extra.frame[name])
    if unit is None:
        return extra
    days, _ = dates_of_period_numbers(extra.frame[name], unit)
    frame = extra.frame.drop(name).with_columns(days.alias(DAY)).filter(pl.col(DAY).is_not_null())
    return replace(extra, frame=frame, columns=tuple(other for other in extra.columns if other != name))


def links(extra: ExtraTable, frame: pl.DataFrame, roles: ColumnRoles) -> dict[str, str]:
    """The extra table's columns that name a series or place, each with the sales' column of that name."""
    unlinked = {roles.date, roles.target, roles.price, roles.promotion, roles.stockout, roles.in_stock}
    possible = [n for n in own_columns(frame) if n not in unlinked | {*roles.known_ahead, *roles.past_only}]
    by_words = {"".join(words_of(name)): name for name in possible}
    found = {
        name: by_words.get("".join(words_of(name)))
        for name in extra.columns
        if extra.kinds[name] != "calendar"
    }
    return {name: mine for name, mine in found.items() if mine is not None}


def join_extra(
    frame: pl.DataFrame, roles: ColumnRoles, extra: ExtraTable, options: ReadOptions
) -> tuple[pl.DataFrame, ColumnRoles, list[Note]]:
    """Add the extra table's columns to the sales rows with the same date and place.

    Args:
        frame: Typed sales rows.
        roles: The part of each of their columns.
        extra: The further table.
        options: Roles that the caller gives its columns.

    Raises:
        ColumnsError: Nothing in common, several rows for one date and place, or no row that fits.
    """
    pairs = links(extra, frame, roles)
    new = [
        n for n in extra.columns if n not in pairs and n not in frame.columns and extra.kinds[n] != "calendar"
    ]
    if not pairs and not extra.dated:
        raise ColumnsError(
            f"{extra.name} has neither a date nor one of the keys ({', '.join(roles.keys) or 'none'}).",
            fix=f"Name its column as in the sales: {', '.join(roles.keys) or roles.date}.",
        )
    if not new:
        raise ColumnsError(
            f"{extra.name} adds no column that the sales lack.", fix=f"Leave it out of {option('join')}."
        )
    on = [*pairs.values(), *([DAY] if extra.dated else [])]
    day = [pl.col(DAY)] if extra.dated else []
    right = extra.frame.select(*(as_labels(extra.frame[n]).alias(mine) for n, mine in pairs.items()), *day)
    left = frame.select(
        *(as_labels(frame[name]) for name in pairs.values()),
        *([pl.col(roles.date).cast(pl.Date).alias(DAY)] if extra.dated else []),
    )
    right = right.with_row_index(AT)
    right, notes = _each_once(right, extra.frame.select(new), on, extra.name)
    _refuse_repeats(right.join(left.select(on).unique(), on=on, how="semi"), on, extra.name)
    right = right.unique(on, keep="first", maintain_order=True)
    at = left.join(right, on=on, how="left", maintain_order="left")[AT]
    fitting = at.count()
    if not fitting:
        raise ColumnsError(
            f"No row of {extra.name} fits the sales by {_words(on, roles)}.",
            fix="Check that both write dates and keys alike.",
        )
    cells = (
        convert_cells(extra.frame[n], extra.formats.of(n)) if extra.dated else as_labels(extra.frame[n])
        for n in new
    )
    joined = frame.with_columns(values.gather(at) for values in cells)
    share = f"{percent(fitting / left.height)} of the rows fit"
    text = f"{extra.name} adds {', '.join(new)} by {_words(on, roles)}; {share}{_lacking(left, at, on)}."
    return joined, _extend_roles(roles, new, extra, options), [Note("joined_columns", fitting, text), *notes]


def _each_once(
    right: pl.DataFrame, cells: pl.DataFrame, on: list[str], file: str
) -> tuple[pl.DataFrame, list[Note]]:
    """The rows without those that repeat another in every column that matters, and a note of them."""
    whole = pl.concat([right.select(on), cells], how="horizontal")
    once = right.filter(whole.is_unique() | whole.select(pl.struct(pl.all()).is_first_distinct()).to_series())
    repeated = right.height - once.height
    if not repeated:
        return right, []
    text = f"{file}: {counted(repeated, 'row')} repeat another: taken once."
    return once, [Note("join_rows_repeated", repeated, text)]


def _lacking(left: pl.DataFrame, at: pl.Series, on: list[str]) -> str:
    """The first places of the sales that the table has no row for, where it is joined by one key alone."""
    if len(on) > 1 or on[0] == DAY:
        return ""
    without = left.filter(at.is_null())[on[0]].drop_nulls().unique().sort()
    if not len(without):
        return ""
    return f", none for {', '.join(without.head(3))}" + (
        f" and {len(without) - 3:,} more" if len(without) > 3 else ""
    )


def _words(on: list[str], roles: ColumnRoles) -> str:
    return " and ".join(roles.date if name == DAY else name for name in on)


def _refuse_repeats(right: pl.DataFrame, on: list[str], file: str) -> None:
    repeated = right.filter(right.select(on).is_duplicated())
    if repeated.height:
        first = ", ".join(f"{'date' if n == DAY else n} {repeated[n][0]}" for n in on)
        raise ColumnsError(
            f"{file} has {repeated.height:,} rows that share a date and place, such as {first}.",
            fix="Leave one row for each, or add the column that tells them apart to both files.",
        )


def _extend_roles(roles: ColumnRoles, new: list[str], extra: ExtraTable, options: ReadOptions) -> ColumnRoles:
    """The roles with the new columns' parts: as the caller names them, else by their names."""
    given = {c: role for role, columns in options.columns_by_role().items() for c in columns}
    for name in new:
        kind = extra.kinds[name]
        role = given.get(name)
        if role is None and not extra.dated:
            role = "static"
        if role is None and kind in ("price", "promotion", "stockout", "in_stock"):
            role = (
                kind
                if getattr(roles, kind) is None
                else "known_ahead"
                if kind in ("price", "promotion")
                else "ignored"
            )
        role = role or LIST_ROLES.get(kind or "", "past_only")
        part: Any = name
        if role not in ("price", "promotion", "stockout", "in_stock", "transaction"):
            part = (*(c for c in getattr(roles, role) if c != name), name)
        roles = replace(roles, **{role: part})
    return roles
