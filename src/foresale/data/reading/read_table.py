"""Reads a table whose rows are customers, stores, campaigns or months, and types every column."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from foresale.data.reading.columns.column_stats import ColumnStats
from foresale.data.reading.columns.dates.date_column import date_reading
from foresale.data.reading.columns.numbers.number_formats import NumberFormats
from foresale.data.reading.columns.numbers.open_numbers import settle_formats
from foresale.data.reading.columns.roles.infer_roles import check_columns
from foresale.data.reading.columns.roles.target_column import choose_target
from foresale.data.reading.columns.tidy_table import TidyTable, tidy_table
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.parsing.dates.parse_dates import parse_dates
from foresale.data.reading.parsing.numbers.parse_numbers import is_missing, parse_numbers
from foresale.data.reading.provenance import FILE, ROW, own_columns
from foresale.data.reading.questions import Ask
from foresale.data.reading.read_sales import load_source
from foresale.data.reading.rows.cells.bad_cells import bad_cells_note, has_error
from foresale.data.reading.rows.cells.target_cells import MAX_ABS_TARGET
from foresale.data.reading.rows.cells.typing import convert_cells
from foresale.data.reading.rows.rejects import Rejects, check_bad_share
from foresale.errors import ColumnsError, HistoryError
from foresale.messages import option
from foresale.notes import Note, counted
from foresale.progress import Progress, SilentProgress

_DATED = 0.9  # share of a column's cells that are dates


@dataclass(frozen=True)
class TypedTable:
    """A table as read, one row a customer, store, campaign or month, or several.

    Attributes:
        frame: The target and other numbers as float64, words as text, days as Date; no row lacks a target.
        target: The column to explain.
        ignored: Columns that the caller leaves out.
        rejects: Rows that can't be used.
        notes: What was inferred.
        n_rows: Rows read, usable or not.
        date: The column of dates that the rows are about; None where there is none.
    """

    frame: pl.DataFrame
    target: str
    ignored: tuple[str, ...]
    rejects: pl.DataFrame
    notes: tuple[Note, ...]
    n_rows: int
    date: str | None = None


def read_table(
    source: Any,
    *,
    options: ReadOptions | None = None,
    ask: Ask | None = None,
    progress: Progress | None = None,
) -> TypedTable:
    """Read a table of customers, stores, campaigns or months by the readers of sales.

    Nothing is added up here, and no date is needed.

    Args:
        source: A file, a pattern, several of these, or a table in memory.
        options: What the caller knows better than the file; `target` names the column to explain.
        ask: Asked what the file leaves open; errors name the readings where it's None.
        progress: Hears how far the reading is.

    Raises:
        UnreadableFileError: A file is missing, empty, or not what its name says.
        ColumnsError: A column is missing, or the target can't be told.
        BadRowsError: More rows than allowed have no number for a target.

    Examples:
        >>> table = pl.DataFrame({"customer": ["a", "b"], "age": ["31", "47"], "sales": ["10.5", "20.1"]})
        >>> read_table(table).frame["age"].to_list()
        [31.0, 47.0]
    """
    options, progress = options or ReadOptions(), progress or SilentProgress()
    raw = load_source(source, options, progress)
    progress.start("Finding columns", 2)
    if not raw.frame.height:
        raise HistoryError("The table has no rows.", fix="Give a file with a row for each customer or store.")
    check_columns(ReadOptions(target=options.target, ignored=options.ignored), raw.columns)
    tidy = tidy_table(raw, replace(options, layout="long", target=None, keys=None), ask)
    tidy = _with_plain_numbers(tidy, options)
    stats = {name: stat for name, stat in tidy.stats.items() if name in tidy.frame.columns}
    dates = _date_columns(tidy, stats)
    target, notes = _find_target(tidy.frame, stats, {*dates, *options.ignored}, options, ask)
    progress.advance()
    numbers = [name for name, stat in stats.items() if stat.is_number and name not in options.ignored]
    formats, proofs = settle_formats(tidy.frame, (target, *numbers), tidy.formats, ask)
    frame, rejects, said = _type_target(tidy.frame, target, formats)
    check_bad_share(pl.concat([raw.rejects, rejects]), tidy.frame.height + raw.rejects.height,
                    options.max_bad_share)  # fmt: skip
    frame, more = _type_columns(frame, (target, *options.ignored), dates, formats, options, ask)
    progress.advance()
    date_notes = [note for note in tidy.notes if note.rule != "date_column"]
    return TypedTable(
        frame=frame.select(own_columns(frame)),
        target=target,
        ignored=options.ignored,
        rejects=pl.concat([raw.rejects, rejects]),
        notes=(*date_notes, *notes, *proofs, *said, *more),
        n_rows=raw.rows,
        date=None if tidy.dated is None else tidy.dated.date,
    )


def _with_plain_numbers(tidy: TidyTable, options: ReadOptions) -> TidyTable:
    """The table with a numbered column as numbers: twelve months of being a customer are no date."""
    dated = tidy.dated
    if dated is None or options.date is not None or dated.date not in tidy.stats:
        return tidy
    if tidy.stats[dated.date].dates >= _DATED:
        return tidy
    notes = tuple(note for note in tidy.notes if note not in dated.notes)
    frame = tidy.frame.with_columns(dated.unread.alias(dated.date))
    return replace(tidy, frame=frame, dated=None, notes=notes)


def _date_columns(tidy: TidyTable, stats: dict[str, ColumnStats]) -> list[str]:
    named = [] if tidy.dated is None else [tidy.dated.date]
    return [*named, *(name for name, stat in stats.items() if stat.dates >= _DATED and name not in named)]


def _find_target(
    frame: pl.DataFrame, stats: dict[str, ColumnStats], taken: set[str], options: ReadOptions, ask: Ask | None
) -> tuple[str, list[Note]]:
    if options.target is None:
        target, found = choose_target(frame, stats, taken, ask, of_sales=False)
        text = f"{target} is explained: its name says so ({option('target')} names another column)."
        return target, [Note("target_column", 1, text), *(n for n in found if n.rule != "target_column")]
    if options.target in taken:
        raise ColumnsError(
            f"{options.target} can't be explained: it is left out, or holds dates.",
            fix=f"Give {option('target')} a column of numbers.",
        )
    if options.target in stats and stats[options.target].numeric < 0.5:
        known = [name for name, stat in stats.items() if stat.is_number and not stat.constant]
        raise ColumnsError(
            f"{options.target} holds no numbers.",
            fix=f"Give {option('target')} a column of numbers: {', '.join(known[:12]) or 'there is none'}.",
        )
    return options.target, []


def _type_target(
    frame: pl.DataFrame, target: str, formats: NumberFormats
) -> tuple[pl.DataFrame, pl.DataFrame, list[Note]]:
    """The target as numbers; rows without one are left out, and those whose cell is none are rejects."""
    cells = frame[target]
    parsed = parse_numbers(cells, decimal=formats.of(target), units=True)
    missing = parsed.is_null() & is_missing(cells)
    faults = Rejects(frame.with_columns(parsed.alias(target)))
    faults.refuse(parsed.is_infinite(), target, cells, "is infinite")
    faults.refuse(parsed.abs() > MAX_ABS_TARGET, target, cells, f"is larger than {MAX_ABS_TARGET:.0e}")
    faults.refuse(parsed.is_null() & ~missing, target, cells, "is not a number")
    dropped = faults.drop(missing)
    notes = []
    if dropped:
        text = (
            f"{counted(dropped, 'row')} without {target} left out: what is to be explained is never filled."
        )
        notes.append(Note("missing_target", dropped, text))
    return faults.select_kept(), faults.rejects(), notes


def _type_columns(
    frame: pl.DataFrame,
    taken: tuple[str, ...],
    dates: list[str],
    formats: NumberFormats,
    options: ReadOptions,
    ask: Ask | None,
) -> tuple[pl.DataFrame, list[Note]]:
    notes: list[Note] = []
    for name in own_columns(frame):
        cells = frame[name]
        if name in taken:
            continue
        if name in dates:
            reading = date_reading(options, options.today or datetime.date.today())
            parsed = parse_dates(cells, reading, ask=ask)
            frame = frame.with_columns(parsed.values.cast(pl.Date).alias(name))
            notes += [note for note in parsed.notes if note not in notes]
            continue
        typed = convert_cells(cells, formats.of(name))
        if typed.dtype == pl.String:
            typed = typed.set(is_missing(typed), None)
        else:
            bad = typed.is_infinite().fill_null(value=False)
            bad |= (typed.is_null() & ~is_missing(cells)) | has_error(cells)
            if bad.any():
                typed = typed.set(bad, None)
                notes.append(bad_cells_note(frame.select(FILE, ROW), name, bad, cells))
        frame = frame.with_columns(typed.alias(name))
    return frame, notes
