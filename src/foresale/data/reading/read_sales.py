"""Reads a retailer's sales from files, a database or a table in memory, and finds what each column is."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from foresale.data.reading.answers import answering
from foresale.data.reading.columns.dates.file_orders import align_date_orders
from foresale.data.reading.columns.dates.missing_dates import no_dates
from foresale.data.reading.columns.numbers.file_marks import align_marks
from foresale.data.reading.columns.numbers.open_numbers import settle_formats
from foresale.data.reading.columns.roles.infer_roles import check_columns, infer_roles, role_notes
from foresale.data.reading.columns.roles.renamed_columns import align_columns
from foresale.data.reading.columns.tidy_table import tidy_table
from foresale.data.reading.formats.file_names import name_by_folder, name_files
from foresale.data.reading.formats.labels_above import add_labels_above
from foresale.data.reading.formats.memory import Table, is_table, read_memory
from foresale.data.reading.formats.parquet_folder import with_folder_values
from foresale.data.reading.formats.raw_table import RawTable, stack
from foresale.data.reading.formats.read_file import find_files, read_file
from foresale.data.reading.formats.sql import read_sql
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.provenance import FILE, own_columns
from foresale.data.reading.questions import Ask
from foresale.data.reading.rows.cells.day_cells import reject_implausible_days, set_undated_aside
from foresale.data.reading.rows.cells.days_ahead import forget_zeros_ahead
from foresale.data.reading.rows.cells.key_spelling import unify_keys
from foresale.data.reading.rows.cells.log_target import logarithm_named, undo_logarithm
from foresale.data.reading.rows.cells.per_key_columns import use_own_columns, without_own_columns
from foresale.data.reading.rows.cells.typing import type_columns
from foresale.data.reading.rows.rejects import check_bad_share
from foresale.data.reading.rows.select_sales import select_sales
from foresale.data.reading.rows.units.exchange_rates import convert_money
from foresale.data.reading.rows.units.mixed_units import keep_units_apart
from foresale.data.reading.side_tables.attach import attach_side_tables
from foresale.data.reading.side_tables.join import with_numbered_periods
from foresale.data.reading.side_tables.plan import read_plan
from foresale.data.reading.side_tables.planned_columns import with_planned_columns
from foresale.data.reading.side_tables.read_tables import read_side_tables
from foresale.errors import OptionError
from foresale.messages import option
from foresale.notes import Note, counted
from foresale.progress import Progress, SilentProgress
from foresale.sales import SaidOfRows, Sales

Source = str | Path | Sequence[str | Path] | pl.DataFrame | pl.LazyFrame | Table


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
            or a table in memory (polars, pandas, Arrow). None where `options` hold a SQL address and query.
        options: What the caller knows better than the file.
        ask: Asked what the file leaves open; errors name the readings where it's None.
        progress: Hears how far the reading is.

    Raises:
        UnreadableFileError: A file is missing, empty, or not what its name says.
        ColumnsError: A column is missing, or its part can't be told.
        BadRowsError: More rows than allowed can't be used.
        OptionError: An answer fits no question.

    Examples:
        >>> table = pl.DataFrame({"day": ["2024-01-30", "2024-01-31"], "shop": ["a", "a"], "units": [3, 4]})
        >>> sales = read_sales(table)
        >>> sales.roles.target, sales.frame["units"].to_list()
        ('units', [3.0, 4.0])
    """
    options = options or ReadOptions()
    with answering(options.answers, ask) as asked:
        return _read(source, replace(options, answers=()), asked, progress or SilentProgress())


def _read(source: Source | Any, options: ReadOptions, ask: Ask, progress: Progress) -> Sales:
    raw = load_source(source, options, progress)
    extras = read_side_tables("join", options.join, options)
    futures = read_side_tables("future", options.future, options)
    progress.start("Finding columns", 3)
    tidy = select_sales(tidy_table(raw, options, ask), options, ask)
    joined = [read_plan(path, table, options, ask, tidy) for path, table in extras]
    present = own_columns(tidy.frame)
    if options.target is not None:
        options = replace(options, target=logarithm_named(options.target, present) or options.target)
    options = without_own_columns(options, present)
    check_columns(options, [*raw.columns, *present, *(c for extra in joined for c in extra.columns)])
    progress.advance()
    dated = tidy.dated
    if dated is None:
        raise no_dates(raw.frame, _name_of(raw))
    joined = [with_numbered_periods(extra, dated) for extra in joined]
    roles, found = infer_roles(dated.frame, tidy.stats, dated.date, options, used=dated.used, ask=ask)
    further = [
        with_numbered_periods(read_plan(path, table, options, ask, tidy, is_ahead=True), dated)
        for path, table in futures
    ]
    roles, planned = with_planned_columns(roles, tidy.stats, further, options)
    progress.advance()
    formats, proofs = settle_formats(tidy.frame, (roles.target, roles.price), tidy.formats, ask)
    frame, rejects = set_undated_aside(tidy.frame, dated)
    of_units = keep_units_apart(frame, roles, replace(tidy, formats=formats), options, ask)
    roles = of_units.roles
    frame, more, typed_notes = type_columns(of_units.frame, roles, formats)
    frame, converted = convert_money(frame, roles, tidy.stats, of_units.currency, options)
    today = options.today or datetime.date.today()
    frame, not_yet = forget_zeros_ahead(frame, roles, today)
    frame, implausible = reject_implausible_days(frame, roles, today)
    all_rejects = pl.concat([raw.rejects, rejects, *more, implausible])
    check_bad_share(all_rejects, tidy.frame.height + raw.rejects.height, options.max_bad_share)
    frame, roles, found = undo_logarithm(frame, roles, found)
    frame, spelt = unify_keys(frame, roles.keys, roles.date, options.key_spelling)
    notes = [
        *tidy.notes,
        *found,
        *planned,
        *proofs,
        *of_units.notes,
        *typed_notes,
        *converted,
        *not_yet,
        *spelt,
    ]
    if all_rejects.height:
        notes.append(
            Note("rejected_rows", all_rejects.height, f"{counted(all_rejects.height, 'row')} can't be used.")
        )
    frame, roles, future, attached = attach_side_tables(frame, roles, joined, further, options)
    frame, roles, future, said = use_own_columns(frame, roles, future)
    notes += [*attached, *said]
    progress.advance()
    of_rows = SaidOfRows(options.key_spelling, options.duplicates, options.time_zone)
    return Sales(frame, roles, all_rejects, (*notes, *role_notes(roles)), future, of_rows)


def load_source(source: Any, options: ReadOptions, progress: Progress) -> RawTable:
    """What a source holds, untyped: the cells of files, of a query's answer or of a table in memory.

    Args:
        source: As for `read_sales`.
        options: How files are to be read, or the database and its query.
        progress: Hears how far the reading is.
    """
    if options.sql_url is not None or options.query is not None:
        if options.sql_url is None or options.query is None:
            raise OptionError(
                "A database needs an address and a query.",
                fix=f"Give both {option('sql_url')} and {option('query')}.",
            )
        progress.start("Reading", 1)
        return read_sql(options.sql_url, options.query)
    if isinstance(source, str | Path) or (isinstance(source, Sequence) and not is_table(source)):
        named = [source] if isinstance(source, str | Path) else list(source)
        files = find_files(named)
        progress.start("Reading", len(files))
        tables = []
        for file in files:
            tables.append(with_folder_values(read_file(file, options), file, named))
            progress.advance()
        tables = add_labels_above(name_by_folder(tables, files))
        alike = align_date_orders(align_columns(tables), options)
        raw = stack(align_marks(alike, options.decimal))
        frame, said = name_files(raw.frame, options.keys)
        return replace(raw, frame=frame, notes=(*raw.notes, *said))
    return read_memory(source)


def _name_of(raw: RawTable) -> str:
    name = str(raw.frame[FILE][0]) if raw.frame.height else "The file"
    other = next((note for note in raw.notes if note.rule == "other_format"), None)
    return name if other is None else f"{name} ({other.text.partition(' is ')[2].rstrip('.')})"
