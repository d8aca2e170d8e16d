"""Turns wide tables (a column a period, or a column a product) into long ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from foresale.data.reading.columns.column_stats import ColumnStats, spread_sample
from foresale.data.reading.columns.dates.date_column import date_reading
from foresale.data.reading.columns.dates.date_parts import find_parts
from foresale.data.reading.columns.numbers.sum_columns import find_sums, says_part, says_share, says_total
from foresale.data.reading.columns.wide.day_grid import (
    days_of_months,
    find_day_columns,
    find_day_rows,
    rows_of_days,
)
from foresale.data.reading.columns.wide.measure_groups import find_measure_groups
from foresale.data.reading.columns.wide.numbered_series import find_numbered_series
from foresale.data.reading.columns.wide.period_columns import FEWEST, find_period_columns
from foresale.data.reading.columns.wide.period_measures import measure_periods, rows_of_measures
from foresale.data.reading.columns.wide.rows_without_sales import take_measure_row
from foresale.data.reading.columns.wide.series_periods import rows_of_series, series_periods
from foresale.data.reading.columns.wide.sum_periods import leave_out_sum_periods
from foresale.data.reading.columns.wide.week_grid import find_weekday_columns, rows_of_weekdays
from foresale.data.reading.columns.wide.wide_periods import rows_of_periods
from foresale.data.reading.columns.wide.year_columns import find_year_columns, rows_of_years
from foresale.data.reading.columns.words.names import date_rank, kind_of
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.parsing.dates.date_reading import DateReading
from foresale.data.reading.parsing.numbers.parse_numbers import parse_numbers
from foresale.data.reading.provenance import COLUMN
from foresale.data.reading.questions import Ask
from foresale.errors import ColumnsError
from foresale.messages import option
from foresale.notes import Note

_TARGET_KINDS = ("units", "sales", "revenue")
_ITEM_KINDS = (None, "product", "store", "category", "brand", "place", "channel")


@dataclass(frozen=True)
class LongTable:
    """A table in long layout: one row a series and period.

    Attributes:
        frame: Its rows; `COLUMN` holds the wide column a value came from.
        notes: How it was turned.
    """

    frame: pl.DataFrame
    notes: tuple[Note, ...] = ()


def to_long(
    frame: pl.DataFrame,
    stats: dict[str, ColumnStats],
    options: ReadOptions,
    *,
    ask: Ask | None = None,
    value_name: str | None = None,
) -> LongTable:
    """Turn a wide table into a long one; a long one comes back as it is.

    Wide is a table with a column a period (2024-01-01, 2024-01-08 …), with a column a product and
    measure (QTY_a, QTY_b, PROMO_a …), or with a date and a column a product.

    Args:
        frame: The table as read, with `FILE` and `ROW`.
        stats: Its columns' stats.
        options: `layout` may force either reading.
        ask: Asked when the periods' names can be read in two ways.
        value_name: What to call the values of a further table, where its columns give them no name; only
            the sales themselves must have a column that can be forecast.

    Raises:
        ColumnsError: The layout is said to be wide, but isn't one of these.
    """
    if options.layout == "long":
        return LongTable(frame)
    names, further, value_name = list(stats), value_name is not None, value_name or "sales"
    measures = measure_periods(stats)
    if measures is not None and len(measures) > 1:
        return LongTable(*rows_of_measures(frame, measures, date_reading(options), ask))
    reading, value = date_reading(options), options.target or value_name
    grid = _from_grid(frame, stats, reading, ask, value)
    if grid is not None:
        return grid
    numbered = [] if options.target in names else find_numbered_series(
        frame, stats, reading, ask, forced=options.layout == "wide"
    )  # fmt: skip
    periods = None if numbered else find_period_columns(frame, stats)
    if periods is not None:
        day = find_day_rows(frame, stats, periods)
        frame, measure, told = take_measure_row(frame, list(periods.names))
        if (
            kind_of(measure or "") in _TARGET_KINDS
            and not (options.target or further)
            and measure not in names
        ):
            value = measure or value
        frame, periods, sums = leave_out_sum_periods(frame, periods)
        long, notes = rows_of_periods(frame, periods, reading, ask, value)
        if day is not None:
            long, notes = days_of_months(long, day, value, notes)
        return LongTable(long, (*told, *sums, *notes))
    parts = None if measures is not None or options.target in names else series_periods(stats)
    if measures is not None or parts is not None:
        return LongTable(
            *rows_of_series(frame, parts, reading, ask, value)
            if parts is not None
            else rows_of_measures(frame, measures or {}, reading, ask)
        )
    date = next((n for n in names if n == options.date), None) or _date_name(stats)
    dates = (date,) if date is not None else () if further else _date_parts(frame, stats)
    if dates and options.target not in names:
        others = [n for n in names if n not in dates and stats[n].dates < 0.9]
        groups = find_measure_groups(others, stats, further=further, forced=options.layout == "wide")
        if groups:
            return _from_groups(frame, groups)
        products = _product_columns(frame, others, stats, dates, numbered, forced=options.layout == "wide")
        if products:
            return _from_products(frame, dates, products, value_name)
    if options.layout == "wide":
        raise ColumnsError(
            "The table isn't wide: it has neither a column a period nor a column a product.",
            fix=f"Leave {option('layout')} out, or use {option('layout', 'long')}.",
        )
    return LongTable(frame)


def _from_grid(
    frame: pl.DataFrame, stats: dict[str, ColumnStats], reading: DateReading, ask: Ask | None, value: str
) -> LongTable | None:
    """A table of days by month, of weekdays by week, or of months by year, as rows; None where it is none."""
    days = find_day_columns(frame, stats, reading)
    if days is not None:
        return LongTable(*rows_of_days(frame, days, ask, value))
    weekdays = find_weekday_columns(frame, stats)
    if weekdays is not None:
        return LongTable(*rows_of_weekdays(frame, weekdays, reading, ask, value))
    years = find_year_columns(frame, stats)
    return None if years is None else LongTable(*rows_of_years(frame, years, value))


def _date_name(stats: dict[str, ColumnStats]) -> str | None:
    dated = [n for n, f in stats.items() if f.dates >= 0.9]
    return max(dated, key=date_rank) if dated else None


def _date_parts(frame: pl.DataFrame, stats: dict[str, ColumnStats]) -> tuple[str, ...]:
    """The columns that make a date together, such as Year and Month."""
    parts = find_parts(frame, stats)
    return () if parts is None else parts.used


def _from_groups(frame: pl.DataFrame, groups: dict[str, dict[str, str]]) -> LongTable:
    items = list(dict.fromkeys(item for columns in groups.values() for item in columns))
    inside = {column for columns in groups.values() for column in columns.values()}
    kept = [name for name in frame.columns if name not in inside]
    key = _name_key(kept)
    target = next((m for m in groups if kind_of(m) in _TARGET_KINDS), next(iter(groups)))
    pieces = [
        frame.select(
            *kept,
            pl.lit(item).alias(key),
            pl.lit(groups[target].get(item)).alias(COLUMN),
            *(
                pl.col(columns[item]).alias(measure) if item in columns else pl.lit(None).alias(measure)
                for measure, columns in groups.items()
            ),
        )
        for item in items
    ]
    long = pl.concat(pieces, how="vertical_relaxed").with_columns(pl.col(COLUMN).cast(pl.Categorical()))
    measures = ", ".join(groups)
    text = (
        f"Columns are named by measure ({measures}) and {len(items)} items: each item's name is in '{key}'."
    )
    return LongTable(long, (_note(frame, text),))


def _product_columns(
    frame: pl.DataFrame,
    names: list[str],
    stats: dict[str, ColumnStats],
    dates: tuple[str, ...],
    numbered: list[str],
    *,
    forced: bool,
) -> list[str]:
    """Columns that are products: numbers with names that say nothing, beside a date that never repeats.

    Those that are numbered may stand beside a store too.
    """
    beside = [] if forced else [n for n in names if says_share(n) or says_part(n)]
    names = [n for n in names if n not in beside and (forced or stats[n].kind != "calendar")]
    numbers = [n for n in names if stats[n].is_number]
    sums = [] if forced else _sum_columns(frame, numbers)
    fewest = FEWEST - bool(beside or sums)  # which say what the others are
    items = [n for n in numbers if n in numbered or stats[n].kind in _ITEM_KINDS or n in sums]
    if any(stats[n].kind in _TARGET_KINDS and n not in sums for n in numbers) and not forced:
        return []
    unknown = numbers if forced else items
    if numbered and not forced:
        return [*numbered, *sums]
    if len(unknown) < (2 if forced else fewest) or (len(unknown) < 0.8 * len(names) and not forced):
        return []
    return unknown if forced or frame.select(pl.struct(dates).n_unique()).item() == frame.height else []


def _sum_columns(frame: pl.DataFrame, numbers: list[str]) -> list[str]:
    """The columns called a total that are the sum of the others in every row."""
    called = [place for place, name in enumerate(numbers) if says_total(name)]
    if not called or len(numbers) < FEWEST:
        return []
    cells = spread_sample(frame).select(numbers)
    amounts = np.column_stack([parse_numbers(cells[name]).to_numpy() for name in numbers])
    return [numbers[found.place] for found in find_sums(amounts, called) if found.place in called]


def _from_products(frame: pl.DataFrame, dates: tuple[str, ...], products: list[str], value: str) -> LongTable:
    kept = [name for name in frame.columns if name not in products]
    key = _name_key(kept)
    long = frame.unpivot(products, index=kept, variable_name=key, value_name=value)
    long = long.with_columns(pl.col(key).cast(pl.Categorical()).alias(COLUMN))
    text = (
        f"Beside {' and '.join(dates)}, the {len(products)} columns are products: each became rows, its name "
        f"in '{key}'."
    )
    beside = [name for name in kept if says_share(name) or says_part(name)]
    if beside:
        text += f" {', '.join(beside)} are shares or parts of others by their names: left out."
        long = long.drop(beside)
    return LongTable(long, (_note(frame, text),))


def _name_key(kept: list[str]) -> str:
    """A name for the column that the columns' names go to: what they are beside products is no product."""
    return (
        "series" if any(name == "item" or kind_of(name) in ("product", "code") for name in kept) else "item"
    )


def _note(frame: pl.DataFrame, text: str) -> Note:
    return Note("wide_layout", frame.height, text)
