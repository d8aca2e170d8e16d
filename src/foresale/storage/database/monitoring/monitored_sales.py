"""Sales, errors and alerts as the watch over what is served needs them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import Engine, func, literal, select
from sqlalchemy.orm import Session

from foresale.storage.database.forecasts.chosen_forecasts import Chosen
from foresale.storage.database.forecasts.scores import daily_scores
from foresale.storage.database.monitoring.actuals import DatabaseActuals
from foresale.storage.database.monitoring.alerts import settle_alerts
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.trade import SaleRow
from foresale.workflows.monitoring.monitor import KINDS, NOMINAL, Finding, Served

UNNAMED = "(none)"


class DatabaseMonitoredSales:
    """What the database tells of sales and errors, and where alerts are kept.

    Args:
        engine: The system of record.
        time_zone: Of stores that have none of their own.
        served: Tells the champions that have a forecast.
    """

    def __init__(self, engine: Engine, time_zone: str, served: Callable[[], Sequence[Served]]) -> None:
        self._engine, self._zone, self._served = engine, time_zone, served

    def list_served(self) -> Sequence[Served]:
        """The champions that have a forecast."""
        return self._served()

    def last_day(self, now: datetime) -> date | None:
        """The last day that is over and whose sales have arrived."""
        return max(DatabaseActuals(self._engine, self._zone).find_arrived(now).values(), default=None)

    def sum_sold(self, by: str, since: date, until: date) -> pl.DataFrame:
        """Units by `name` and `date`; by is `total`, `store` or `category`."""
        keys: dict[str, Any] = {
            "total": literal("all"),
            "store": StoreRow.code,
            "category": func.coalesce(ProductRow.category, UNNAMED),
        }
        name = keys[by].label("name")
        statement = select(name, SaleRow.sold_on, func.sum(SaleRow.quantity)).where(
            SaleRow.sold_on.between(since, until)
        )
        if by == "store":
            statement = statement.join(StoreRow, StoreRow.id == SaleRow.store_id)
        elif by == "category":
            statement = statement.join(ProductRow, ProductRow.id == SaleRow.product_id)
        statement = (
            statement.group_by(SaleRow.sold_on)
            if by == "total"
            else statement.group_by(name, SaleRow.sold_on)
        )
        with self._engine.execution_options(writes=False).connect() as connection:
            rows = connection.execute(statement).all()
        schema = {"name": pl.String, "date": pl.Date, "units": pl.Float64}
        return pl.DataFrame([tuple(row) for row in rows], schema=schema, orient="row")

    def errors(self, version: str, since: date, until: date) -> pl.DataFrame:
        """By `date`: `absolute`, `error`, `actual`, `n`, `judged` and `covered` of a version's days."""
        chosen = Chosen(since, until, model_version=version, chance=NOMINAL)
        with Session(self._engine.execution_options(writes=False)) as session:
            rows = [
                (day, one.absolute, one.error, one.actual, one.n, one.judged, one.covered)
                for day, one in daily_scores(session, chosen)
            ]
        numbers = ("absolute", "error", "actual", "n", "judged", "covered")
        schema = {"date": pl.Date, **dict.fromkeys(numbers, pl.Float64)}
        return pl.DataFrame(rows, schema=schema, orient="row")

    def settle(self, findings: Sequence[Finding], now: datetime) -> tuple[int, int]:
        """Raise what is new and resolve what is gone; answer how many of each."""
        with Session(self._engine) as session, session.begin():
            return settle_alerts(session, KINDS, findings, now)
