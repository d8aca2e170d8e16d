"""A table as it came from a file: untyped or typed cells, each row knowing where it came from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from foresale.data.reading.provenance import FILE, ROW
from foresale.errors import ColumnsError
from foresale.messages import option
from foresale.notes import Note
from foresale.sales import REJECT_SCHEMA, no_rejects

_SHARED = 0.5
_NAMED = 6
_SAMPLE = 1000


@dataclass(frozen=True)
class RawTable:
    """What one source held, before anybody knows what it means.

    Attributes:
        frame: The source's columns under its own names (text where the format has no types),
            and `FILE` and `ROW`: the file's name and the row as an editor or a sheet numbers it.
        rejects: Rows whose form was already broken.
        notes: What was decided while reading.
        decimal_comma: Whether the format suggests decimal commas (cells separated by semicolons).
        lines_above: What stood above the header of each file, such as a title.
        headers_again: Row numbers on which the header stood again, in a file of one table.
    """

    frame: pl.DataFrame
    rejects: pl.DataFrame = field(default_factory=no_rejects)
    notes: tuple[Note, ...] = ()
    decimal_comma: bool = False
    lines_above: Mapping[str, str] = field(default_factory=dict)
    headers_again: tuple[int, ...] = ()

    @property
    def columns(self) -> list[str]:
        """The source's own columns."""
        return [name for name in self.frame.columns if name not in (FILE, ROW)]

    @property
    def rows(self) -> int:
        """Rows read, usable or not."""
        return self.frame.height + self.rejects.height


def broken_rows(
    file: str, rows: Sequence[int], values: Sequence[str], reason: str | Sequence[str]
) -> pl.DataFrame:
    """Rejects for rows whose form is broken, so that no column can be blamed."""
    reasons = [reason] * len(rows) if isinstance(reason, str) else list(reason)
    return pl.DataFrame(
        {
            "file": [file] * len(rows),
            "row": list(rows),
            "column": [None] * len(rows),
            "value": [value[:200] for value in values],
            "reason": reasons,
        },
        schema=REJECT_SCHEMA,
    )


def clean_header(cells: Sequence[str | None]) -> list[str]:
    """Column names without stray blanks; one without a name is `column_N`, a second Total `Total (2)`."""
    names = [(cell or "").strip() or f"column_{i}" for i, cell in enumerate(cells, start=1)]
    taken, seen = set(names), Counter[str]()
    for i, name in enumerate(names):
        seen[name] += 1
        number = seen[name]
        while number > 1 and names[i] in taken:
            names[i] = f"{name} ({number})"
            number += 1
        taken.add(names[i])
    return names


def note_doubled_columns(cells: Sequence[str | None], names: Sequence[str], file: str) -> list[Note]:
    """A note on each column name that stands more than once, with the names that tell its columns apart."""
    given = [(cell or "").strip() for cell in cells]
    notes = []
    for name in (name for name, count in Counter(given).items() if name and count > 1):
        places = [i for i, cell in enumerate(given) if cell == name]
        shown = ", ".join(f"'{names[i]}' is number {i + 1}" for i in places)
        text = f"{file} has {len(places)} columns named '{name}': {shown}."
        notes.append(Note("doubled_columns", len(places), text))
    return notes


def refuse_rows_without_header(frame: pl.DataFrame, file: str) -> None:
    """Stop when the names look like the first row's cells, column by column: the header is missing.

    Raises:
        ColumnsError: With the first names.
    """
    names = [name for name in frame.columns if name not in (FILE, ROW)]
    first = frame.select(names).head(1).row(0) if frame.height else ()
    looks = [_look(name) for name in names]
    if not first or looks != [_look(cell or "") for cell in first]:
        return
    words = [name for name, look in zip(names, looks, strict=True) if look == "text"]
    recur = all((frame[name].head(_SAMPLE) == name).any() for name in words)
    if "date" in looks or ("number" in looks and len(names) > 1 and recur):
        raise ColumnsError(
            f"{file} has no header: its first row is {', '.join(names[:4])}.",
            fix=f"Name its {len(names)} columns with {option('names')}, such as "
            f"{option('names', ['date', 'product', 'units'])}.",
        )


def _look(cell: str) -> str:
    """What a cell looks like: a date, a number or text."""
    if re.match(r"^\s*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}", cell):
        return "date"
    return "number" if re.match(r"^\s*[-+]?\d[\d.,]*\s*$", cell) else "text"


def stack(tables: Sequence[RawTable]) -> RawTable:
    """Several tables as one; a column that some lack is empty there, and a note says so.

    Raises:
        ColumnsError: The tables hold different things.
    """
    if len(tables) == 1:
        return tables[0]
    everything = list(dict.fromkeys(name for table in tables for name in table.columns))
    notes = [note for table in tables for note in table.notes]
    kinds: dict[tuple[str, ...], RawTable] = {}
    for table in tables:
        for earlier in kinds.values():
            _refuse_another_kind(table, earlier)
        kinds.setdefault(tuple(table.columns), table)
        lacking = [name for name in everything if name not in table.columns]
        if lacking:
            text = f"{_file_of(table)} lacks {_list_names(lacking)}; those cells are left empty."
            notes.append(Note("missing_columns", len(lacking), text))
    frames = [
        table.frame.with_columns(pl.col(pl.Categorical).cast(pl.String)).with_columns(
            pl.col(FILE).cast(pl.Categorical())
        )
        for table in tables
    ]
    frame = pl.concat(frames, how="diagonal_relaxed")
    notes.append(Note("files_read", len(tables), f"{len(tables)} files were read as one table."))
    return RawTable(
        frame=frame,
        rejects=pl.concat([table.rejects for table in tables]),
        notes=tuple(notes),
        decimal_comma=any(table.decimal_comma for table in tables),
        lines_above={file: above for table in tables for file, above in table.lines_above.items()},
    )


def _refuse_another_kind(table: RawTable, first: RawTable) -> None:
    """Stop when two tables share too few columns, or one holds flags where the other has numbers.

    Sales with and without a price column are one kind; sales and their master data are two.
    """
    files = f"{_file_of(table)} and {_file_of(first)}"
    fix = f"Read files of one kind together; give further columns of the same sales by {option('join')}."
    shared = [name for name in table.columns if name in first.columns]
    mine, theirs = table.columns, first.columns
    if any(_is_day(name) for name in mine) and any(_is_day(name) for name in theirs):
        mine, theirs = [[n for n in names if not _is_day(n)] for names in (mine, theirs)]
    fewer = min(len(mine), len(theirs))
    common = sum(name in theirs for name in mine)
    if common < _SHARED * fewer:
        told = (
            f"share only {len(shared)} of {fewer} columns ({_list_names(shared)})"
            if shared
            else "share no column"
        )
        raise ColumnsError(f"{files} {told}, so they don't make one table.", fix=fix)
    for name in shared:
        if {_are_flags(table.frame[name]), _are_flags(first.frame[name])} == {True, False}:
            raise ColumnsError(
                f"{files} hold different things in column {name}: flags in one, other values in the other.",
                fix=fix,
            )


def _is_day(name: str) -> bool:
    return _look(name) == "date"


def _are_flags(cells: pl.Series) -> bool | None:
    """Whether there is nothing but true and false, by word or by type; None of nothing."""
    if cells.dtype == pl.Boolean:
        return True
    known = cells.drop_nulls().head(_SAMPLE)
    if known.is_empty():
        return None
    return cells.dtype == pl.String and bool(known.str.to_lowercase().is_in(("true", "false")).all())


def _file_of(table: RawTable) -> str:
    return str(table.frame[FILE][0]) if table.frame.height else "an empty file"


def _list_names(names: Sequence[str]) -> str:
    """The first names and how many follow."""
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")
