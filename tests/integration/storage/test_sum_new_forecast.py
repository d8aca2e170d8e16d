"""Forecasts of two parts of the assortment are kept at the same time."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
import sqlalchemy as sa

from foresale.storage.database.forecasts.sum_new_forecast import sum_new_forecast
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.forecast_sums import SummedStoreRow
from foresale.storage.database.tables.outlook import ForecastRunRow

WAITS = {"postgresql": "SET LOCAL lock_timeout = '3s'", "mysql": "SET innodb_lock_wait_timeout = 3"}


@pytest.mark.parametrize("database", ["postgres", "mariadb"], indirect=True)
def test_sums_of_a_new_forecast_do_not_wait_for_those_of_another(database):
    with database.begin() as connection:
        connection.execute(sa.insert(ProductRow), {"sku": "P1", "name": "P1"})
        connection.execute(sa.insert(StoreRow), {"code": "S1", "name": "S1"})
        product, store = (connection.scalar(sa.select(row.id)) for row in (ProductRow, StoreRow))
        made = {"cutoff": date(2024, 4, 25), "horizon": 1, "levels": [0.5], "n_series": 1}
        names = [made | {"model_version": f"daily.{part}.1"} for part in ("all", "store=S1")]
        connection.execute(sa.insert(ForecastRunRow), names)
        runs = connection.scalars(sa.select(ForecastRunRow.id).order_by(ForecastRunRow.id)).all()
    day = {"grain": "day", "target_date": date(2024, 4, 26), "mean": 2.0, "deviation": 0.5}
    rows = pl.DataFrame([{"product_id": product, "store_id": store, **day}])
    with database.begin() as first, database.begin() as second:
        for connection in (first, second):
            connection.exec_driver_sql(WAITS[database.dialect.name])
        sum_new_forecast(first, runs[0], rows)
        sum_new_forecast(second, runs[1], rows)
    with database.connect() as connection:
        assert connection.scalars(sa.select(SummedStoreRow.run_id)).all() == runs
