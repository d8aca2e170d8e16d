"""Reads the newest days that are over beside what was forecast for them, and prices that were charged."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl
import sqlalchemy as sa

from foresale.storage.database.forecasts.chosen_forecasts import newest_actual
from foresale.storage.database.forecasts.in_use import is_in_use
from foresale.storage.database.prices_in_use import PRICE_IN_USE
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.outlook import ForecastRow, ForecastRunRow
from foresale.storage.database.tables.trade import SaleRow
from foresale.workflows.ports import parse_version

MAX_LAG = 7
"""Days before a day that its forecast may have been made at most."""
PRICE_DAYS = 90
JUDGED: dict[str, Any] = {
    "product_id": pl.Int64, "store_id": pl.Int64, "day": pl.Date, "run_id": pl.Int64, "mean": pl.Float64,
    "quantiles": pl.List(pl.Float64), "levels": pl.List(pl.Float64), "actual": pl.Float64,
}  # fmt: skip
_READ = {name: kind for name, kind in JUDGED.items() if name != "levels"} | {"quantiles": pl.String}
PRICES: dict[str, Any] = {
    "product_id": pl.Int64, "store_id": pl.Int64, "day": pl.Date, "price": pl.Float64, "units": pl.Float64,
}  # fmt: skip


@dataclass(frozen=True)
class Window:
    """Of which days and series.

    Attributes:
        days: So many up to the last that is known.
        store_ids: In these stores; None for all.
        category: Of products of a category.
    """

    days: int
    store_ids: Collection[int] | None = None
    category: str | None = None

    def of(self, row: Any) -> list[sa.ColumnElement[bool]]:
        """That a row is of these stores and products."""
        found: list[sa.ColumnElement[bool]] = []
        if self.store_ids is not None:
            found.append(row.store_id.in_(sorted(self.store_ids)))
        if self.category is not None:
            of_category = sa.select(ProductRow.id).where(ProductRow.category == self.category)
            found.append(row.product_id.in_(of_category))
        return found


def last_judged(connection: sa.Connection, today: date) -> date | None:
    """The last day of which a forecast has an actual; None where there is none."""
    return newest_actual(connection, "day", today)


def read_judged_days(connection: sa.Connection, window: Window, last: date) -> pl.DataFrame:
    """Days with the newest forecast of each model that was made before each, as `JUDGED`, by series and day.

    Args:
        connection: An open transaction.
        window: Which.
        last: The last day.
    """
    row, run = ForecastRow, ForecastRunRow
    first = last - timedelta(days=window.days - 1)
    made = run.cutoff.between(first - timedelta(days=MAX_LAG), last - timedelta(days=1))
    columns = (run.id, run.model_version, run.cutoff, run.base_id, run.levels)
    runs = [_Run(*found) for found in connection.execute(sa.select(*columns).where(made).order_by(run.id))]
    query: sa.Select[Any] = sa.select(row.product_id).add_columns(
        row.store_id, row.target_date, row.run_id, row.mean, sa.cast(row.quantiles, sa.Text()), row.actual
    )
    parts = [pl.DataFrame(schema=_READ)]
    for day in (first + timedelta(days=step) for step in range(window.days)):
        of_day = query.where(
            row.grain == "day", row.target_date == day, row.run_id.in_(_newest_before(day, runs)),
            row.actual.is_not(None), is_in_use(), *window.of(row),
        )  # fmt: skip
        rows = [tuple(found) for found in connection.execute(of_day)]
        parts.append(pl.DataFrame(rows, schema=_READ, orient="row"))
    levels = pl.DataFrame(
        {"run_id": [one.id for one in runs], "levels": [list(one.levels) for one in runs]},
        schema={"run_id": pl.Int64, "levels": JUDGED["levels"]},
    )
    keys = ["product_id", "store_id", "day"]
    newest = pl.concat(parts).sort(*keys, "run_id").unique(keys, keep="last", maintain_order=True)
    newest = newest.with_columns(pl.col("quantiles").str.json_decode(JUDGED["quantiles"]))
    return newest.join(levels, on="run_id", maintain_order="left").select(list(JUDGED))


@dataclass(frozen=True)
class _Run:
    id: int
    model_version: str
    cutoff: date
    base_id: int | None
    levels: Sequence[float]


def _newest_before(day: date, runs: Sequence[_Run]) -> list[int]:
    """The newest forecast of everything of each model, and what renewed series of it, made before a day."""
    before = [one for one in runs if 1 <= (day - one.cutoff).days <= MAX_LAG]
    newest = {parse_version(one.model_version)[0]: one.id for one in before if one.base_id is None}
    bases = set(newest.values())
    return [one.id for one in before if one.id in bases or one.base_id in bases]


def read_charged_prices(connection: sa.Connection, window: Window, last: date) -> pl.DataFrame:
    """What was charged for a unit without a promotion, as `PRICES`, of the last weeks.

    Args:
        connection: An open transaction.
        window: Which series.
        last: The last day.
    """
    row = SaleRow
    query: sa.Select[Any] = (
        sa.select(row.product_id)
        .add_columns(row.store_id, row.sold_on, row.unit_price, sa.func.sum(row.quantity))
        .where(
            row.sold_on.between(last - timedelta(days=PRICE_DAYS), last),
            row.unit_price.is_not(None),
            row.promotion.is_(None),
            row.quantity > 0,
            *window.of(row),
        )
        .group_by(row.product_id, row.store_id, row.sold_on, row.unit_price)
    )
    rows = [
        (product, store, day, float(price), units)
        for product, store, day, price, units in connection.execute(query)
    ]
    return pl.DataFrame(rows, schema=PRICES, orient="row")


def names_of(
    connection: sa.Connection, products: Collection[int], stores: Collection[int]
) -> tuple[dict[int, tuple[Any, ...]], dict[int, str]]:
    """Sku, name, price in use, cost and lead time by product, and codes by store."""
    row = ProductRow
    found: dict[int, tuple[Any, ...]] = {}
    listed = sorted(products)
    columns: list[Any] = [row.id, row.sku, row.name, PRICE_IN_USE, row.cost, row.lead_time_days]
    for start in range(0, len(listed), 1000):
        query = sa.select(*columns).where(row.id.in_(listed[start : start + 1000]))
        found |= {one[0]: tuple(one)[1:] for one in connection.execute(query)}
    wanted = sa.select(StoreRow.id, StoreRow.code).where(StoreRow.id.in_(sorted(stores)))
    codes = connection.execute(wanted)
    return found, {one.id: one.code for one in codes}
