"""What an order rests on, once the files are read: series, dates, stock, receipts and terms."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from foresale.aggregates import number_of
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.questions import Ask
from foresale.data.reading.replenishment.arrival_columns import date_arrivals
from foresale.data.reading.replenishment.durations import days_of_option, parse_weekdays
from foresale.data.reading.replenishment.read_table import note_rejects
from foresale.data.reading.replenishment.series_match import AT, SeriesNames
from foresale.data.reading.replenishment.stock import Stock, StockRules, read_on_the_way, read_stock
from foresale.data.reading.replenishment.supply import NUMBERS, TEXTS, WEEKDAYS, read_supply
from foresale.errors import ColumnsError, OptionError
from foresale.frequency import Frequency, weekdays
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading
from foresale.panel import Panel
from foresale.workflows.ordering.moment import DAY
from foresale.workflows.ordering.options import OrderOptions

MAX_SUPPLIERS = 24
"""Of a series, that are weighed."""


@dataclass(frozen=True)
class OrderSources:
    """The files of an order, besides the sales.

    Attributes:
        stock: Path or table of what lies in stock.
        supply: Path or table of suppliers' terms; None where options say all.
        on_the_way: Path or table of orders on their way; None where the stock file says all.
    """

    stock: object
    supply: object | None = None
    on_the_way: object | None = None


@dataclass(frozen=True)
class OrderInputs:
    """Stock and terms of every series of a panel.

    Attributes:
        stock: Stock, receipts and batches as the files say.
        terms: One row a series of the panel: `TEXTS`, then `NUMBERS`; null where not known.
        rejects: Rows of the files set aside.
        notes: What was inferred and assumed.
        others: The same of each series' second supplier, third and so on, where one is to be chosen; with
            `available`, whether there is one.
    """

    stock: Stock
    terms: pl.DataFrame
    rejects: pl.DataFrame
    notes: tuple[Note, ...]
    others: tuple[pl.DataFrame, ...] = ()


def read_inputs(
    sources: OrderSources,
    panel: Panel,
    reading: ReadOptions,
    options: OrderOptions,
    ask: Ask | None = None,
) -> OrderInputs:
    """Read stock, orders on the way and terms for the series of a panel.

    Args:
        sources: The files.
        panel: The sales as series.
        reading: How the caller reads dates and decimals.
        options: What else the caller says.
        ask: Asked what the files leave open.

    Raises:
        ColumnsError: A column can't be told, or no lead time is known.
        BadRowsError: Too many rows can't be used.
    """
    names = SeriesNames(panel.series.select(pl.col(panel.keys).cast(pl.String)), panel.keys)
    rules = StockRules(options.stock_columns, options.duplicate_stock)
    stock, table, said = read_stock(sources.stock, names, reading, rules, ask)
    notes, rejects = [*table.notes, *said, *note_rejects(table)], [table.rejects]
    if sources.on_the_way is not None:
        coming, table, said = read_on_the_way(sources.on_the_way, names, reading, options.stock_columns, ask)
        receipts = pl.concat([stock.receipts, coming], how="diagonal")
        stock = replace(stock, receipts=receipts)
        notes += [*table.notes, *said, *note_rejects(table)]
        rejects.append(table.rejects)
    stock = with_arrivals(stock, panel, options.stock_date)
    rows = pl.DataFrame(schema={AT: pl.Int64, "place": pl.Int64})
    by_cost = options.choose_supplier == "least_cost"
    if sources.supply is not None:
        rows, table, said = read_supply(
            sources.supply, names, reading, options.supply_columns, ask, by_cost=by_cost
        )
        notes += [*table.notes, *said, *note_rejects(table)]
        rejects.append(table.rejects)
    terms = _with_options(_of_place(rows, 1, panel), options)
    terms = _with_review(terms, panel, notes)
    _need_lead_time(terms, sources)
    last = min(int(number_of(rows["place"].max(), empty=1)), MAX_SUPPLIERS) if by_cost else 1
    more = rows.filter(pl.col("place") > MAX_SUPPLIERS) if by_cost else rows.clear()
    if more.height:
        text = (
            f"{more[AT].n_unique():,} series have more than {MAX_SUPPLIERS} suppliers: the cheapest are "
            f"weighed, and {more.height:,} rows of further ones left out."
        )
        notes.append(Note("suppliers_left_out", more.height, text, Evidence(text)))
    others = [_with_options(_of_place(rows, place, panel), options) for place in range(2, last + 1)]
    return OrderInputs(stock, terms, pl.concat(rejects), tuple(notes), tuple(others))


def with_arrivals(stock: Stock, panel: Panel, counted_on: datetime.date | None) -> Stock:
    """Stock whose receipts have a day of arrival wherever one is known.

    Args:
        stock: As the files say.
        panel: The sales as series.
        counted_on: The day of counts that say none; None for the day on which the sales end.
    """
    begins = panel.future_dates(1).astype("datetime64[D]")
    counted_on = counted_on or (begins[0] - DAY).item()
    week_start = int(weekdays(begins)[0]) if panel.freq is Frequency.WEEK else 0
    return replace(stock, receipts=date_arrivals(stock.receipts, stock.on_hand, counted_on, week_start))


def _of_place(rows: pl.DataFrame, place: int, panel: Panel) -> pl.DataFrame:
    """Terms of every series' supplier of one place; where there is none, of the first."""
    first, mine = (rows.filter(pl.col("place") == each) for each in (1, place))
    whole = pl.concat([mine, first.join(mine, on=AT, how="anti")]) if place > 1 else first
    terms = pl.DataFrame({AT: np.arange(panel.n_series)}).join(
        whole.drop("place"), on=AT, how="left", maintain_order="left"
    )
    for names, kind in ((NUMBERS, pl.Float64), (TEXTS, pl.String)):
        for name in names:
            if name not in terms.columns:
                terms = terms.with_columns(pl.lit(None, dtype=kind).alias(name))
    return terms.with_columns(pl.col(AT).is_in(mine[AT].implode()).alias("available"))


def _with_options(terms: pl.DataFrame, options: OrderOptions) -> pl.DataFrame:
    """What the caller says, for series of which the file says nothing."""
    for name in ("lead_time", "lead_time_spread", "late_by", "shelf_life", "review"):
        given = getattr(options, name)
        if given is not None:
            terms = terms.with_columns(pl.col(name).fill_null(days_of_option(str(given), name)))
    for name in ("pack", "minimum", "maximum", "late_share"):
        given = getattr(options, name)
        if given is not None:
            terms = terms.with_columns(pl.col(name).fill_null(float(given)))
    for name in WEEKDAYS:
        given = getattr(options, name)
        if given is None:
            continue
        days = parse_weekdays(given)
        if days is None:
            raise OptionError(f"'{given}' names no weekday.", fix=f"Write them as {option(name, 'Mon,Thu')}.")
        terms = terms.with_columns(pl.col(name).fill_null(",".join(map(str, days))))
    return terms


def _with_review(terms: pl.DataFrame, panel: Panel, notes: list[Note]) -> pl.DataFrame:
    """How often can be ordered: every period, where nobody says."""
    open_ones = terms.filter(pl.col("review").is_null() & pl.col("order_days").is_null()).height
    if open_ones:
        noun = panel.freq.noun
        text = (
            f"Each product can be ordered every {noun}: an order has to last until the next {noun}'s arrives "
            f"({option('review')} or {option('order_days')} says otherwise)."
        )
        readings = (Reading(f"every {noun}"), Reading("less often, so that each order must be larger"))
        notes.append(
            Note("review_assumed", open_ones, text, Evidence("no file says how often", readings, "likely"))
        )
    return terms


def _need_lead_time(terms: pl.DataFrame, sources: OrderSources) -> None:
    if terms["lead_time"].null_count() < terms.height:
        return
    where = "There is no file of suppliers' terms" if sources.supply is None else "The supply file says none"
    raise ColumnsError(
        f"No lead time is known: {where[0].lower() + where[1:]}, and without it nobody can say when an "
        "order arrives.",
        fix=(
            f"Give {option('lead_time', '7')} (days, or such as 2w), or a supply file with a column 'lead "
            "time'."
        ),
    )
