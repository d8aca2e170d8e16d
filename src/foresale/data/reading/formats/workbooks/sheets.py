"""Which sheets of a workbook are one table: parts that share their columns are read together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from foresale.data.reading.formats.labels_above import add_labels_above
from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.formats.shared_days import are_of_same_days
from foresale.data.reading.formats.workbooks.sheet_names import (
    day_columns,
    is_number,
    name_sheets,
    names_period,
)
from foresale.data.reading.provenance import FILE, ROW
from foresale.errors import ColumnsError
from foresale.messages import option
from foresale.notes import Certainty, Evidence, Note, Reading

ALL_SHEETS = "all"
_SHOWN = 6
_SEEN = {
    "month": "Each sheet is named by a month of its own, whose days it numbers.",
    "year": "Each sheet is named by a year of its own, whose months or weeks it names.",
    "period": "Each sheet is named by a day, week or month of its own, and no row has a date.",
    "kind": "The sheets' names say what their rows are: sales, returns, a plan.",
}


def share_columns(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two sheets have the same columns, but for periods, of which each may have its own.

    Args:
        one: A sheet's columns.
        other: Another one's.

    Examples:
        >>> share_columns(["item", "2024-01-30", "2024-01-31"], ["item", "2024-02-01"])
        True
    """
    days = [day_columns(names) for names in (one, other)]
    rest = [set(names) - set(found) for names, found in zip((one, other), days, strict=True)]
    return rest[0] == rest[1] and (set(one) == set(other) or all(days))


def join_sheets(tables: dict[str, RawTable], file: str, *, together: bool) -> RawTable:
    """The sheets of `tables`, all with the same columns, as one table.

    Where the same keys and days stand on several sheets, the sheet's name becomes a column `sheet`.

    Args:
        tables: Sheet name → its table.
        file: The workbook's name.
        together: Whether the reader asked for all of them.

    Raises:
        ColumnsError: The sheets hold the same days and keys, so that they could be stores or versions,
            and the reader didn't say which.
    """
    names = list(tables)
    tables = dict(zip(names, add_labels_above(list(tables.values())), strict=True))
    shared, changed = count_repeated([table.frame for table in tables.values()])
    if not changed or _have_own_days([table.columns for table in tables.values()]):
        shared = 0  # sheets that overlap: rows that two of them hold count once, as in files
    naming = name_sheets(tables, shared=bool(shared))
    listed = ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
    if shared and not together and naming is None:
        raise ColumnsError(
            f"{file}: the {len(names)} sheets {listed} have the same columns and hold {shared:,} rows "
            "for the same days and keys: they could be stores, months, or versions of each other.",
            fix=f"Use {option('sheet', ALL_SHEETS)} to read them together, the sheet's name as a column, or "
            f"{option('sheet', names[0])} for one of them.",
        )
    key = "sheet" if "sheet" not in tables[names[0]].columns else "sheet name"
    are_places = naming is None and not shared and _are_places(tables)
    named = naming in ("period", "kind") or (bool(shared) and naming != "year") or are_places
    frames = [_with_name(table.frame, file, name, key if named else None) for name, table in tables.items()]
    frame = pl.concat(frames, how="diagonal_relaxed")
    where = f"; the sheet's name is in '{key}'" if named else ""
    text = (
        f"{file}: {len(names)} sheets with the same columns are read as one table: {listed}{where} "
        f"({option('sheet')})."
    )
    seen = f"No day and key stands on two sheets with other numbers; {frame.height:,} rows together."
    if naming is not None:
        seen = _SEEN[naming]
    elif are_places:
        seen = "The sheets hold other sales of the same days and keys."
    elif shared:
        seen = f"{shared:,} rows have the same day and keys as one on another sheet."
    readings = (Reading("all sheets together"), Reading("one sheet alone"))
    sure: Certainty = "told" if together else "proven"
    note = Note("sheets_joined", len(names), text, Evidence(seen, readings, sure))
    notes = tuple(n for table in tables.values() for n in table.notes)
    return replace(
        next(iter(tables.values())),
        frame=frame.with_columns(pl.col(FILE).cast(pl.Categorical())),
        notes=(*notes, note),
    )


def _are_places(tables: dict[str, RawTable]) -> bool:
    """Whether sheets whose names differ by more than numbers hold other sales of the same days."""
    words = {re.sub(r"[\W\d_]+", " ", name).strip().casefold() for name in tables}
    are_named = len(words) == len(tables) and "" not in words
    return are_named and are_of_same_days([table.frame for table in tables.values()])


def _have_own_days(columns: list[list[str]]) -> bool:
    """Whether the sheets' columns are days, none of which two of them have."""
    days = [day_columns(names) for names in columns]
    return all(days) and sum(map(len, days)) == len(set().union(*days))


def _with_name(frame: pl.DataFrame, file: str, name: str, key: str | None) -> pl.DataFrame:
    """The rows with their sheet as a part of the file's name, and as a column where it is a key."""
    title = pl.col(FILE).cast(pl.String).str.extract(r" \[(.*)\]$", 1)
    place = pl.when(title.is_null()).then(pl.lit(name)).otherwise(pl.concat_str(pl.lit(f"{name} "), title))
    frame = frame.with_columns(pl.concat_str(pl.lit(f"{file} ["), place, pl.lit("]")).alias(FILE))
    return frame if key is None else frame.with_columns(pl.lit(name).alias(key))


def count_repeated(frames: list[pl.DataFrame], *, by_periods: bool = False) -> tuple[int, int]:
    """Rows whose cells other than amounts stand in another frame as well, and those with other amounts.

    Args:
        frames: Tables of the same columns.
        by_periods: Whether numbers of weeks, months and days beside names tell rows apart as these do.
    """
    shared = set.intersection(*(set(frame.columns) for frame in frames))
    columns = [name for name in frames[0].columns if name in shared and name not in (FILE, ROW)]
    names = [n for n in columns if not all(is_number(frame[n]) for frame in frames)]
    if by_periods and names:
        names = [n for n in columns if n in names or names_period(n)]
    if not names:
        height = sum(frame.height for frame in frames)
        return height, height
    repeated, same = (
        sum(frame.select(of).n_unique() for frame in frames)
        - pl.concat([frame.select(of) for frame in frames], how="vertical_relaxed").n_unique()
        for of in (names, columns)
    )
    return repeated, repeated - same
