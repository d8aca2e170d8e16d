"""Gathers all kinds of exceptions from what is known now."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl
import sqlalchemy as sa

from foresale.storage.database.exceptions.judged_days import (
    Window,
    last_judged,
    names_of,
    read_charged_prices,
    read_judged_days,
)
from foresale.storage.database.forecasts.served_runs import ServedRuns
from foresale.storage.database.series_summaries.listed import SeriesChoice, select_series
from foresale.storage.database.series_summaries.sources import units_short
from foresale.storage.database.series_summaries.summarise import EXCEPTIONS
from foresale.storage.database.stock.levels import stock_levels
from foresale.storage.database.tables.series_summary import SeriesSummaryRow
from foresale.workflows.planning.exceptions import (
    FoundException,
    Kind,
    find_missing_stores,
    find_phantom_stock,
    find_price_errors,
    find_unusual_sales,
)

_WEEK = 7
_FROM_SUMMARIES: dict[str, Kind] = {
    "out_of_stock": "out_of_stock", "runs_out": "runs_out", "biased": "biased", "no_forecast": "no_forecast",
    "no_sales": "no_sales",
}  # fmt: skip
_EXPLAINING = ("phantom_stock", "out_of_stock")


@dataclass(frozen=True)
class ExceptionRules:
    """How exceptions are told.

    Attributes:
        false_alarm_rate: The share of unusual things that may be chance.
        usual_margin: Share of the price that is earned where the cost isn't known.
    """

    false_alarm_rate: float
    usual_margin: float


@dataclass(frozen=True)
class FoundExceptions:
    """What was found.

    Attributes:
        items: All that somebody should look at.
        known_until: The last day with actuals; None where there is none.
        tested: Days of series that were tested for unusual sales, by store.
    """

    items: list[FoundException]
    known_until: date | None
    tested: Mapping[int, int]


def gather_exceptions(
    connection: sa.Connection, window: Window, today: date, rules: ExceptionRules
) -> FoundExceptions:
    """All that somebody should look at.

    Args:
        connection: An open transaction.
        window: Of which days and series.
        today: By the service's clock.
        rules: How they are told.
    """
    rate = rules.false_alarm_rate
    found = summarise(connection, window)
    last = last_judged(connection, today)
    if last is None:
        return FoundExceptions(found, None, {})
    judged = read_judged_days(connection, window, last)
    unusual, tested = find_unusual_sales(judged, rate)
    phantom = find_phantom_stock(judged, _stock(connection, window.store_ids), rate)
    first = last - timedelta(days=window.days - 1)
    prices = find_price_errors(read_charged_prices(connection, window, last), first)
    missing = find_missing_stores(judged, _margins(connection, judged, rules.usual_margin))
    # What isn't on the shelf explains why days were unusually quiet: one line is enough.
    explained = {(one.product_id, one.store_id) for one in (*phantom, *found) if one.kind in _EXPLAINING}
    unusual = [
        one for one in unusual
        if one.actual > one.expected or (one.product_id, one.store_id) not in explained
    ]  # fmt: skip
    return FoundExceptions([*found, *missing, *phantom, *prices, *unusual], last, tested)


def margin_of(price: Any, cost: Any, usual: float) -> float | None:
    """What a unit earns; by the usual margin where its cost isn't known, None without a price."""
    if price is None:
        return None
    return float(price) * usual if cost is None else max(float(price) - float(cost), 0.0)


def _margins(connection: sa.Connection, judged: pl.DataFrame, usual: float) -> dict[int, float]:
    names, _ = names_of(connection, judged["product_id"].unique().to_list(), [])
    found = {number: margin_of(facts[2], facts[3], usual) for number, facts in names.items()}
    return {number: margin for number, margin in found.items() if margin is not None}


def summarise(connection: sa.Connection, window: Window) -> list[FoundException]:
    """What the list of all series says: out of stock, running out, biased, without forecast or sales."""
    row = SeriesSummaryRow
    choice = SeriesChoice(window.store_ids, window.category)
    rows = connection.execute(
        select_series(choice)
        .with_only_columns(
            row.product_id, row.store_id, row.exception_rank, row.stock, row.next_mean, row.bias,
            row.days_of_cover, row.units,
        )
        .where(row.exception_rank.is_not(None))
    )  # fmt: skip
    told = [(_FROM_SUMMARIES[EXCEPTIONS[found.exception_rank]], found) for found in rows]
    runs_out = any(kind == "runs_out" for kind, _ in told)
    short = units_short(connection, ServedRuns(connection).whole()) if runs_out else {}
    return [
        _to_exception(kind, found, short.get((found.product_id, found.store_id), 0.0)) for kind, found in told
    ]


def _to_exception(kind: Kind, found: Any, short: float) -> FoundException:
    daily = (found.next_mean or 0.0) / _WEEK
    stock = found.stock or 0.0
    actual, expected, units = {
        "out_of_stock": (stock, daily, daily),
        "runs_out": (stock, stock + short, short),
        "biased": (found.bias or 0.0, 0.0, abs(found.bias or 0.0) * (found.next_mean or 0.0)),
        "no_forecast": (found.units, 0.0, 0.0),
        "no_sales": (0.0, found.next_mean or 0.0, 0.0),
    }[kind]
    return FoundException(kind, found.product_id, found.store_id, None, actual, expected, units)


def _stock(connection: sa.Connection, stores: Collection[int] | None) -> dict[tuple[int, int], float]:
    levels = stock_levels(connection)
    query = sa.select(levels.c.product_id, levels.c.store_id, levels.c.units).where(
        levels.c.store_id.is_not(None)
    )
    if stores is not None:
        query = query.where(levels.c.store_id.in_(sorted(stores)))
    return {(product, store): float(units) for product, store, units in connection.execute(query)}
