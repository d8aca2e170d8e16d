"""Reads what summaries are made of: weeks sold, weeks forecast, past forecasts that can be judged, stock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl
import sqlalchemy as sa

from foresale.forecasting.sums.horizon_total import level_places
from foresale.storage.database.bulk.read_rows import read_numbers
from foresale.storage.database.forecasts.forecast_periods import is_grain
from foresale.storage.database.forecasts.in_force import is_in_force_of_many
from foresale.storage.database.forecasts.stored_series import RunFacts
from foresale.storage.database.series_summaries.weeks import WEEKS_AHEAD, WEEKS_JUDGED, Weeks
from foresale.storage.database.sql.dates import WeekStart
from foresale.storage.database.stock.stock_outlook import StockView, forecast_demand, list_stocked_products
from foresale.storage.database.supply.arrivals import read_arrivals, take_off_leaving
from foresale.storage.database.supply.terms import apply_terms
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.outlook import ForecastRow, ForecastRunRow
from foresale.storage.database.tables.trade import SaleRow
from foresale.workflows.stock_alerts import demand_matrix, judge_in_parts

LEVEL = 0.8
"""Share of cases in the ranges."""
PAIR = {"product_id": pl.Int64, "store_id": pl.Int64}
_SOLD = {
    "store_id": pl.Int64, "week": pl.Date, "product_id": pl.Int64, "units": pl.Float64, "revenue": pl.Float64,
}  # fmt: skip
_AHEAD = {
    **PAIR, "base_id": pl.Int64, "run_id": pl.Int64, "week": pl.Date, "mean": pl.Float64,
    "lower": pl.Float64, "upper": pl.Float64,
}  # fmt: skip
_JUDGED = {
    **PAIR, "judged": pl.Int64, "absolute": pl.Float64, "error": pl.Float64, "actual": pl.Float64,
    "size": pl.Float64,
}  # fmt: skip
_STOCK = pl.Schema({**PAIR, "stock": pl.Float64, "days_of_cover": pl.Float64, "units_short": pl.Float64})


def in_use(connection: sa.Connection) -> tuple[list[int], list[int]]:
    """The ids of products and of stores that are in use."""
    return (
        list(connection.scalars(sa.select(ProductRow.id).where(ProductRow.is_active))),
        list(connection.scalars(sa.select(StoreRow.id).where(StoreRow.is_active))),
    )


def read_known_until(connection: sa.Connection, bases: Sequence[int], yesterday: date) -> date | None:
    """The last day that a forecast in force or a sale tells of; None where there is neither.

    Args:
        connection: An open transaction.
        bases: The forecasts of everything that are served.
        yesterday: The last day that is over.
    """
    run = ForecastRunRow
    made = sa.select(sa.func.max(run.cutoff)).where(sa.or_(run.id.in_(bases), run.base_id.in_(bases)))
    sold = sa.select(sa.func.max(SaleRow.sold_on)).where(SaleRow.sold_on <= yesterday)
    days = [day for day in (connection.scalar(made), connection.scalar(sold)) if day is not None]
    return max(days, default=None)


def weeks_sold(connection: sa.Connection, stores: Sequence[int], first: date, end: date) -> pl.DataFrame:
    """Units and revenue by product, store and week, from a Monday up to the day before another.

    Revenue is in the database's own unit: good for shares, not for showing.

    Args:
        connection: An open transaction.
        stores: Which stores, so that the index of stores and days serves.
        first: A Monday.
        end: A later one.
    """
    week = WeekStart(SaleRow.sold_on)
    query = (
        sa.select(
            SaleRow.store_id, week.label("week"), SaleRow.product_id,
            sa.func.sum(SaleRow.quantity).label("units"),
            sa.cast(sa.func.sum(SaleRow.revenue), sa.Double()).label("revenue"),
        )
        .where(
            SaleRow.store_id.in_(stores),
            SaleRow.sold_on >= sa.literal(first, sa.Date()),
            SaleRow.sold_on < sa.literal(end, sa.Date()),
        )
        .group_by(SaleRow.store_id, week, SaleRow.product_id)
    )  # fmt: skip
    return read_numbers(connection, query, _SOLD, together=2)


def weeks_ahead(connection: sa.Connection, bases: Sequence[int], weeks: Weeks) -> pl.DataFrame:
    """The weeks in force of all series with their ranges; without weeks that a forecast ends in.

    Args:
        connection: An open transaction.
        bases: The forecasts that are served, the most special last: of a series in several it counts.
        weeks: Which weeks.
    """
    row, run = ForecastRow, ForecastRunRow
    found: dict[tuple[int, int, date], tuple[Any, ...]] = {}
    for base in bases:
        facts = {
            made.id: (made.cutoff + timedelta(days=made.horizon), level_places(made.levels, LEVEL))
            for made in connection.execute(
                sa.select(run.id, run.cutoff, run.horizon, run.levels).where(
                    sa.or_(run.id == base, run.base_id == base)
                )
            )
        }
        query = sa.select(row.product_id, row.store_id, row.run_id, row.target_date, row.mean, row.quantiles)
        last = weeks.first_ahead + timedelta(weeks=WEEKS_AHEAD - 1)
        wanted = (is_grain("week"), row.target_date.between(weeks.first_ahead, last))
        rows = connection.execute(query.where(is_in_force_of_many(base, whole=True), *wanted))
        for product, store, run_id, start, mean, quantiles in rows:
            reach, (low, high) = facts[run_id]
            if start + timedelta(days=6) <= reach:
                told = (product, store, base, run_id, start, mean, quantiles[low], quantiles[high])
                found[product, store, start] = told
    return pl.DataFrame(list(found.values()), schema=_AHEAD, orient="row")


def read_judged_weeks(connection: sa.Connection, weeks: Weeks) -> pl.DataFrame:
    """What forecasts made in the week before were off by, summed over the last weeks that are over."""
    row, run = ForecastRow, ForecastRunRow
    error = row.mean - row.actual
    first = weeks.first_ahead - timedelta(weeks=WEEKS_JUDGED)
    made: dict[date, list[int]] = {}
    whole = sa.select(run.id, run.cutoff).where(
        run.base_id.is_(None), run.cutoff >= first - timedelta(days=7)
    )
    for number, cutoff in connection.execute(whole):
        made.setdefault(cutoff + timedelta(days=7 - cutoff.weekday()), []).append(number)
    query = (
        sa.select(
            row.product_id, row.store_id, sa.func.count(row.target_date.distinct()),
            sa.func.sum(sa.func.abs(error)), sa.func.sum(error), sa.func.sum(row.actual),
            sa.func.sum(sa.func.abs(row.actual)),
        )
        .where(
            row.grain == "week",
            row.actual.is_not(None),
            sa.or_(sa.false(), *(
                sa.and_(row.target_date == week, row.run_id.in_(numbers))
                for week, numbers in made.items() if first <= week < weeks.first_ahead
            )),
        )
        .group_by(row.product_id, row.store_id)
    )  # fmt: skip
    rows = [tuple(found) for found in connection.execute(query)]
    return pl.DataFrame(rows, schema=_JUDGED, orient="row")


def stock_by_store(connection: sa.Connection, served: Sequence[RunFacts]) -> pl.DataFrame:
    """What each store has, how many days it lasts, and how much of it lacks until an order placed now comes.

    Args:
        connection: An open transaction.
        served: The forecasts that cover the assortment, each series in one of them.
    """
    view = StockView(sa.true(), by_store=True)
    stocked = list_stocked_products(connection, view)
    unknown = {"days_of_cover": pl.lit(None, pl.Float64), "units_short": pl.lit(None, pl.Float64)}
    none = stocked.select(*PAIR, "stock", **unknown).cast(_STOCK)
    if not served or stocked.is_empty():
        return none
    told = _judge_stores(connection, served, stocked, view, only_short=False)
    return pl.concat([told.select(list(_STOCK)).cast(_STOCK), none.join(told, on=list(PAIR), how="anti")])


def units_short(connection: sa.Connection, served: Sequence[RunFacts]) -> dict[tuple[int, int], float]:
    """How many units lack until an order placed now comes, by product and store, of those that lack some.

    Args:
        connection: An open transaction.
        served: The forecasts that cover the assortment, each series in one of them.
    """
    view = StockView(sa.true(), by_store=True)
    stocked = list_stocked_products(connection, view)
    if not served or stocked.is_empty():
        return {}
    told = _judge_stores(connection, served, stocked, view, only_short=True)
    lacking = told.filter(pl.col("units_short") > 0).select(*PAIR, "units_short")
    return {(product, store): units for product, store, units in lacking.iter_rows()}


def _judge_stores(
    connection: sa.Connection, served: Sequence[RunFacts], stocked: pl.DataFrame, view: StockView, *,
    only_short: bool,
) -> pl.DataFrame:  # fmt: skip
    first = max(run.cutoff for run in served) + timedelta(days=1)
    stocked = apply_terms(connection, stocked, first)
    arrivals = read_arrivals(connection, stocked, first)
    free = take_off_leaving(stocked, arrivals)
    parts = [forecast_demand(connection, run, view, free, only_short=only_short) for run in served]
    ahead = demand_matrix(pl.concat(parts), max(run.horizon for run in served))
    return judge_in_parts(stocked, ahead, 0, arrivals)
