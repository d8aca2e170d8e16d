"""The head of every reading: number formats, column stats, long layout, dates."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

import polars as pl

from foresale.data.reading.columns.column_stats import ColumnStats, measure_columns
from foresale.data.reading.columns.dates.date_above import add_date_above
from foresale.data.reading.columns.dates.date_column import DatedTable, find_dates
from foresale.data.reading.columns.dates.file_days import add_file_days
from foresale.data.reading.columns.dates.file_months import add_file_months
from foresale.data.reading.columns.dates.heading_days import add_heading_years
from foresale.data.reading.columns.dates.missing_year import add_missing_year
from foresale.data.reading.columns.dates.sheet_periods import add_sheet_periods
from foresale.data.reading.columns.dates.year_headings import fill_years
from foresale.data.reading.columns.headings.fill_down import fill_down
from foresale.data.reading.columns.headings.order_fields import repeat_order_fields
from foresale.data.reading.columns.headings.pivot_headings import fill_pivot_headings
from foresale.data.reading.columns.headings.repeated_tables import part_tables
from foresale.data.reading.columns.headings.section_headings import fill_headings
from foresale.data.reading.columns.joined_items import split_items
from foresale.data.reading.columns.numbers.cell_units import add_unit_columns
from foresale.data.reading.columns.numbers.number_formats import NumberFormats, find_formats
from foresale.data.reading.columns.numbers.number_words import read_number_words
from foresale.data.reading.columns.roles.infer_roles import check_columns
from foresale.data.reading.columns.roles.line_count import count_lines
from foresale.data.reading.columns.row_filters import RowFilters
from foresale.data.reading.columns.wide.hour_columns import add_hours_up
from foresale.data.reading.columns.wide.numbered_lines import stack_lines
from foresale.data.reading.columns.wide.tables_beside import stack_tables
from foresale.data.reading.columns.wide.wide_layout import to_long
from foresale.data.reading.columns.words.file_kinds import add_file_kinds
from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.provenance import COLUMN
from foresale.data.reading.questions import Ask
from foresale.notes import Note

_DATED = 0.9  # share of a column's cells that are dates


@dataclass(frozen=True)
class TidyTable:
    """A table in long layout with its dates read, before its other columns have parts.

    Attributes:
        frame: One row per source row, or per cell of a wide table; its date column is read.
        stats: What the cells of each of its columns look like.
        dated: Which column is the date, and how it was; None where the table has no dates.
        formats: How each of its columns writes its numbers.
        units: Its amounts in several units, each with the column that says which.
        notes: What was decided, beginning with what the reader of the format said.
        rejects: Rows whose form was already broken (`REJECT_SCHEMA`).
        apart: Column of currencies or units that never are added up, if there is one.
        currency: Column of currencies by which amounts are to be converted, if the caller gives rates.
    """

    frame: pl.DataFrame
    stats: dict[str, ColumnStats]
    dated: DatedTable | None
    formats: NumberFormats
    units: dict[str, str]
    notes: tuple[Note, ...]
    rejects: pl.DataFrame
    apart: str | None = None
    currency: str | None = None


def tidy_table(
    raw: RawTable, options: ReadOptions, ask: Ask | None, *, value_name: str | None = None
) -> TidyTable:
    """Make a table as read into rows with a date, the same for sales, joined files and imports.

    Args:
        raw: The table as read.
        options: What the caller knows better than the file.
        ask: Asked what the file leaves open; errors name the readings where it's None.
        value_name: Of a further table, what to call the values of a wide one; such a table has dates only
            where the cells of some column are dates. None for the sales themselves.

    Raises:
        ColumnsError: The named date column isn't there, or the dates can be read in two ways.
    """
    filters = RowFilters(options if value_name is None else ReadOptions())
    if value_name is None:
        raw = add_file_kinds(raw)
    stacked = stack_tables(raw if value_name is not None else stack_lines(raw, options), options, ask)
    if stacked is not raw:
        raw, options = stacked, replace(options, layout="auto")
    raw = part_tables(raw, options, ask)
    raw = fill_pivot_headings(fill_headings(fill_years(raw, options), options), options)
    raw = fill_down(repeat_order_fields(raw, options), options, ask)
    if value_name is None:
        raw = split_items(raw, options, ask)
    raw = count_lines(replace(raw, frame=filters.apply(raw.frame)), options)
    words = read_number_words(options.number_words)
    formats = find_formats(raw.frame, options.decimal, semicolons=raw.decimal_comma)
    formats = replace(formats, words=words)
    stats = measure_columns(raw.frame, formats)
    if value_name is None:
        raw, stats = _add_dates_by_names(raw, stats, options, ask, formats)
    wide = raw.frame.drop(options.ignored, strict=False)
    kept_stats = {name: stat for name, stat in stats.items() if name in wide.columns}
    long = to_long(wide, kept_stats, options, ask=ask, value_name=value_name)
    if long.frame is wide:
        long = replace(long, frame=raw.frame)
    long = replace(long, frame=filters.apply(long.frame))
    if long.frame is not raw.frame:
        formats = find_formats(long.frame, options.decimal, semicolons=raw.decimal_comma)
        formats = replace(formats, words=words)
    units = add_unit_columns(long.frame, formats)
    long = replace(long, frame=filters.apply(units.frame, last=True), notes=(*long.notes, *units.notes))
    if long.frame is not raw.frame:
        stats = measure_columns(long.frame.drop(COLUMN, strict=False), formats)
    check_columns(ReadOptions(date=options.date), stats)
    dated = None
    today = (options.today or datetime.date.today()) if value_name is None else None
    if value_name is None or any(stat.dates >= _DATED for stat in stats.values()):
        dated = find_dates(long.frame.drop(COLUMN, strict=False), stats, options, ask, today=today)
    frame = long.frame if dated is None else dated.frame
    if COLUMN in long.frame.columns and dated is not None:
        frame = frame.with_columns(long.frame[COLUMN])
    notes = (*raw.notes, *filters.notes, *long.notes, *(dated.notes if dated is not None else ()))
    return TidyTable(frame, stats, dated, formats, units.columns, notes, raw.rejects)


def _add_dates_by_names(
    raw: RawTable,
    stats: dict[str, ColumnStats],
    options: ReadOptions,
    ask: Ask | None,
    formats: NumberFormats,
) -> tuple[RawTable, dict[str, ColumnStats]]:
    """The table with the dates and years that lines above, and names of sheets, files and columns say."""
    above = add_date_above(raw, stats, options)
    told = add_heading_years(above, stats, options, ask)
    if told is not above:
        options = replace(options, year=None)
    if told is not raw:
        stats = measure_columns(told.frame, formats)
    by_sheet = add_sheet_periods(told, stats, options, ask)
    of_year = options if by_sheet is told else replace(options, year=None)
    months = add_file_months(add_file_days(by_sheet, stats, options, ask), stats)
    yearly = add_missing_year(months, stats, of_year, ask)
    if yearly is not raw:
        raw, stats = yearly, measure_columns(yearly.frame, formats)
    daily = add_hours_up(raw, stats, options, ask)
    return (raw, stats) if daily is raw else (daily, measure_columns(daily.frame, formats))
