"""Items that surely last are left out early, and nobody misses an alert by it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa
from polars.testing import assert_frame_equal

from foresale.storage.database.forecasts.served_runs import ServedRuns
from foresale.storage.database.stock.stock_outlook import StockView, forecast_demand, list_stocked_products
from foresale.storage.database.tables.catalog import ProductRow, StockBaseRow
from foresale.workflows.stock_alerts import demand_matrix, find_alerts

COUNTED = datetime(2026, 3, 2, tzinfo=UTC)


def alerts(connection: sa.Connection, view: StockView, *, only_short: bool) -> tuple[pl.DataFrame, int]:
    """What is short, and how many items were looked at for it."""
    (run,) = ServedRuns(connection.engine).whole()
    stocked = list_stocked_products(connection, view)
    rows = forecast_demand(connection, run, view, stocked, only_short=only_short)
    return find_alerts(stocked, demand_matrix(rows, run.horizon), 7), rows["item"].n_unique()


@pytest.mark.every_database
def test_alerts_are_those_of_all_items(api: Any, shop: Any) -> None:
    for lead_time_days in (0, 2, 7, 40):
        with shop.engine.begin() as connection:
            connection.execute(sa.update(ProductRow).values(lead_time_days=lead_time_days))
        looked = []
        for units in (-5.0, 0.0, 9.0, 11.0, 25.0, 80.0, 500.0, 20_000.0):
            count(shop, units)
            for by_store in (False, True):
                view = StockView(sa.true(), by_store)
                with shop.engine.connect() as connection:
                    every, many = alerts(connection, view, only_short=False)
                    found, few = alerts(connection, view, only_short=True)
                assert_frame_equal(found, every)
                looked.append((few, many))
        assert looked[-1][0] == 0 < looked[-1][1], lead_time_days


def count(shop: Any, units: float) -> None:
    """Let so many units lie in each store."""
    with shop.engine.begin() as connection:
        connection.execute(sa.delete(StockBaseRow))
        for sku, code in (("TEA", "S1"), ("TEA", "S2"), ("BREAD", "S1")):
            store = shop.stores[code]
            connection.execute(
                sa.insert(StockBaseRow).values(
                    product_id=shop.products[sku], place=store, store_id=store, units=units,
                    since=COUNTED, kept_from=COUNTED, is_counted=True,
                )
            )  # fmt: skip
