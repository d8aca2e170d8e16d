"""Reads a retailer's sales from files, a database or a table in memory, and finds what each column is."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from foresale.data.announced import describe_announced
from foresale.data.column_facts import column_facts
from foresale.data.column_roles import check_columns, infer_roles, role_notes
from foresale.data.counted import counted
from foresale.data.date_column import DatedTable, find_dates, no_dates
from foresale.data.decimal_mark import decimal_mark
from foresale.data.implausible_days import reject_implausible_days
from foresale.data.join import ExtraTable, join_extra, read_extra, with_numbered_periods
from foresale.data.known_future import combine, future_rows, rows_ahead
from foresale.data.logarithms import logarithm_named, undo_logarithm
from foresale.data.own_columns import use_own_columns, without_own_columns
from foresale.data.parse_numbers import is_missing
from foresale.data.questions import Ask
from foresale.data.read_options import ReadOptions
from foresale.data.readers.memory import read_memory
from foresale.data.readers.parquet_folder import with_folder_values
from foresale.data.readers.raw_table import FILE, ROW, RawTable, stack
from foresale.data.readers.read_file import find_files, read_file
from foresale.data.readers.sql import read_sql
from foresale.data.rejects import check_bad_share, set_aside
from foresale.data.sales import ColumnRoles, Note, Sales
from foresale.data.typed_columns import type_columns
from foresale.data.wide_layout import COLUMN, own_columns, to_long
from foresale.errors import OptionError, UnreadableFileError
from foresale.progress import Progress, Silent

Source = str | Path | Sequence[str | Path] | pl.DataFrame


def read_sales(
    source: Source | Any,
    *,
    options: ReadOptions | None = None,
    ask: Ask | None = None,
    progress: Progress | None = None,
) -> Sales:
    """Read sales and find out what their columns mean; `notes` say what was inferred.

    Rows that can't be used are set aside in `rejects`.

    Args:
        source: A file, a pattern such as `sales/*.csv`, a folder of Parquet parts, several of these,
            or a table in memory (polars, or pandas). None where `options` hold a SQL address and query.
        options: What the caller knows better than the file.
        ask: Asked what the file leaves open; errors name the readings where it's None.
        progress: Hears how far the reading is.

    Raises:
        UnreadableFileError: A file is missing, empty, or not what its name says.
        ColumnsError: A column is missing, or its part can't be told.
        BadRowsError: More rows than allowed can't be used.

    Examples:
        >>> table = pl.DataFrame({"day": ["2024-01-30", "2024-01-31"], "shop": ["a", "a"], "units": [3, 4]})
        >>> sales = read_sales(table)
        >>> sales.roles.target, sales.frame["units"].to_list()
        ('units', [3.0, 4.0])
    """
    options, progress = options or ReadOptions(), progress or Silent()
    raw = _load(source, options, progress)
    extras = {path: read_file(path, options) for path in find_files(options.join)} if options.join else {}
    futures = (
        {path: read_file(path, options) for path in find_files(options.future)} if options.future else {}
    )
    progress.start("Finding columns", 3)
    decimal = options.decimal or decimal_mark(raw)
    facts = column_facts(raw.frame, decimal=decimal)
    long = to_long(raw.frame, facts, options, ask=ask)
    if long.frame is not raw.frame:
        facts = column_facts(long.frame.drop(COLUMN), decimal=decimal)
    joined = [read_extra(path, table, options, ask) for path, table in extras.items()]
    if options.target is not None:
        logarithm = logarithm_named(options.target, own_columns(long.frame))
        options = replace(options, target=logarithm or options.target)
    options = without_own_columns(options, own_columns(long.frame))
    check_columns(options, [*own_columns(long.frame), *(c for extra in joined for c in extra.columns)])
    progress.advance()
    dated = find_dates(long.frame.drop(COLUMN, strict=False), facts, options, ask)
    if dated is None:
        raise no_dates(raw.frame, _name_of(raw))
    joined = [with_numbered_periods(extra, dated) for extra in joined]
    frame = dated.frame.with_columns(long.frame[COLUMN]) if COLUMN in long.frame.columns else dated.frame
    roles, found = infer_roles(dated.frame, facts, dated.date, options, used=dated.used, ask=ask)
    progress.advance()
    frame, rejects = _use_dates(frame, dated)
    frame, more, typed_notes = type_columns(frame, roles, decimal)
    frame, implausible = reject_implausible_days(frame, roles, options.today or datetime.date.today())
    all_rejects = pl.concat([raw.rejects, rejects, *more, implausible])
    check_bad_share(all_rejects, long.frame.height + raw.rejects.height, options.max_bad_share)
    frame, roles, found = undo_logarithm(frame, roles, found)
    notes = [*raw.notes, *long.notes, *dated.notes, *found, *typed_notes]
    if all_rejects.height:
        notes.append(
            Note("rejected_rows", all_rejects.height, f"{counted(all_rejects.height, 'row')} can't be used.")
        )
    further = [
        with_numbered_periods(read_extra(path, table, options, ask), dated) for path, table in futures.items()
    ]
    frame, roles, future = _with_extras(frame, roles, joined, further, options, notes)
    frame, roles, future, said = use_own_columns(frame, roles, future)
    notes.extend(said)
    progress.advance()
    return Sales(frame, roles, all_rejects, (*notes, *role_notes(roles)), future)


def _load(source: Any, options: ReadOptions, progress: Progress) -> RawTable:
    if options.sql_url is not None or options.query is not None:
        if options.sql_url is None or options.query is None:
            raise OptionError("A database needs an address and a query.", fix="Give both --sql and --query.")
        progress.start("Reading", 1)
        return read_sql(options.sql_url, options.query)
    if isinstance(source, str | Path) or (
        isinstance(source, Sequence) and not isinstance(source, pl.DataFrame)
    ):
        named = [source] if isinstance(source, str | Path) else list(source)
        files = find_files(named)
        progress.start("Reading", len(files))
        tables = []
        for file in files:
            tables.append(with_folder_values(read_file(file, options), file, named))
            progress.advance()
        return stack(tables)
    return read_memory(source)


def _name_of(raw: RawTable) -> str:
    return str(raw.frame[FILE][0]) if raw.frame.height else "The file"


def _use_dates(frame: pl.DataFrame, dated: DatedTable) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Set aside rows without a date that can be read."""
    lacking = frame[dated.date].is_null()
    empty = lacking & is_missing(dated.unread)
    kept, unread = set_aside(
        frame, lacking & ~empty, column=dated.date, values=dated.unread, reason="is not a date"
    )
    if not empty.any():
        return kept, unread
    still = empty.filter(~(lacking & ~empty))
    kept, none = set_aside(kept, still, column=dated.date, values=kept[dated.date], reason="has no date")
    return kept, pl.concat([unread, none])


def _with_extras(
    frame: pl.DataFrame,
    roles: ColumnRoles,
    joined: list[ExtraTable],
    further: list[ExtraTable],
    options: ReadOptions,
    notes: list[Note],
) -> tuple[pl.DataFrame, ColumnRoles, pl.DataFrame | None]:
    frame, own = rows_ahead(frame, roles)
    if not frame.height:
        raise UnreadableFileError("No row holds a sale.", fix="Name the target with --target.")
    ahead: list[pl.DataFrame] = []
    for extra in joined:
        frame, roles, said = join_extra(frame, roles, extra, options)
        notes.extend(said)
    for extra, required in [*((e, True) for e in further), *((e, False) for e in joined)]:
        rows, said = future_rows(extra, frame, roles, required=required)
        notes.extend(said)
        if rows is not None:
            ahead.append(rows)
    if own is not None:
        ahead.insert(0, own)
        notes.append(
            Note(
                "known_ahead", own.height, f"{own.height:,} rows after the last sale hold values known ahead."
            )
        )
    future = describe_announced(combine(ahead, frame, roles), frame, roles, joined)
    unused = [] if roles.transaction else [name for name in roles.ignored if name in frame.columns]
    return frame.drop(FILE, ROW, COLUMN, *unused, strict=False), roles, future
