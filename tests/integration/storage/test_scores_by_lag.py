"""Past forecasts are told apart by how many periods ahead they were, on every database."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from foresale.storage.database.forecasts.chosen_forecasts import Chosen
from foresale.storage.database.forecasts.scores import scores
from foresale.storage.database.sales.repository import DatabaseSales
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.outlook import ForecastRow, ForecastRunRow

YEAR = {"since": date(2025, 1, 1), "until": date(2025, 12, 31)}


def judged(database: sa.Engine, cutoff: date, grain: str, starts: list[date]) -> None:
    """A run whose forecast of the n-th period was n too high."""
    line = pl.DataFrame({"transaction_id": [1], "product": ["P"], "store": ["S"], "sold_at": [cutoff]})
    DatabaseSales(database).add(line.with_columns(quantity=pl.lit(1.0)))
    with Session(database) as session, session.begin():
        product = session.scalars(sa.select(ProductRow.id)).one()
        store = session.scalars(sa.select(StoreRow.id)).one()
        run = ForecastRunRow(
            model_version="daily.all.1",
            cutoff=cutoff,
            horizon=90,
            levels=[0.5],
            n_series=1,
            created_at=utc_now(),
        )
        session.add(run)
        session.flush()
        session.add_all(
            ForecastRow(
                run_id=run.id, product_id=product, store_id=store, grain=grain, target_date=start,
                mean=10.0 + number, quantiles=[10.0], actual=10.0,
            )
            for number, start in enumerate(starts, 1)
        )  # fmt: skip


@pytest.mark.parametrize(
    ("cutoff", "grain", "starts", "lags"),
    [
        (date(2025, 1, 31), "month", [date(2025, month, 1) for month in (2, 3, 4)], [1, 2, 3]),
        (date(2024, 12, 30), "month", [date(2025, 1, 1), date(2025, 2, 1)], [1, 2]),
        (date(2025, 1, 31), "week", [date(2025, 2, 3), date(2025, 2, 10)], [1, 2]),
        (date(2025, 1, 31), "day", [date(2025, 2, 1), date(2025, 2, 2)], [1, 2]),
    ],
)
def test_periods_ahead_are_counted_as_the_calendar_does(
    database: sa.Engine, cutoff: date, grain: str, starts: list[date], lags: list[int]
) -> None:
    judged(database, cutoff, grain, starts)
    with Session(database) as session:
        found = scores(session, "lag", Chosen(**YEAR, grain=grain))
    assert {lag: (sums.n, sums.error) for lag, sums in found.items()} == {
        lag: (1, float(lag)) for lag in lags
    }
