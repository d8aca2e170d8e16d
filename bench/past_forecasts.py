"""How long it takes to tell how past forecasts did: `python -m bench.past_forecasts`.

A chain with a forecast of everything from each of the last nights, all with actuals: the API is asked before
sums are made of them, and after.
"""

from __future__ import annotations

import argparse
import logging
import tempfile
import time
import warnings
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import sqlalchemy as sa
from pydantic import SecretStr

from bench.servers import SERVERS
from foresale.container import Container
from foresale.service.accounts.passwords import Passwords
from foresale.service.accounts.users import NewUser, add_user
from foresale.settings import Settings
from foresale.storage.database.bulk.load_rows import load_rows
from foresale.storage.database.engine.migrate import upgrade
from foresale.storage.database.monitoring.actuals import DatabaseActuals
from foresale.storage.database.tables.base import Table, utc_now
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.operations import ServingRow
from foresale.storage.database.tables.outlook import ForecastRow, ForecastRunRow

STORES, HORIZON = 20, 28
EMAIL, PASSWORD = "bench@example.com", "seven amber ladders"
LEVELS = [0.025, 0.1, 0.5, 0.9, 0.975]
QUESTIONS = (
    "/api/forecast/accuracy",
    "/api/forecast/accuracy?by=product",
    "/api/forecast/accuracy?by=product&store=S1",
    "/api/forecast/accuracy?product=3",
    "/api/forecast/comparison",
    "/api/forecast/comparison?product=3&store=S1",
    "/api/forecast/totals?by=category",
    "/api/forecast/totals?by=product",
)


def main() -> None:
    """Measure, and print a line for each question."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--series", type=int, default=10_000, help="Of the chain, a multiple of 20.")
    given.add_argument("--nights", type=int, default=28, help="Forecasts of everything that are kept.")
    given.add_argument("--database", choices=list(SERVERS), default="sqlite")
    asked = given.parse_args()
    with tempfile.TemporaryDirectory(prefix="foresale-bench-") as place, ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="foresale-bench-")))
        address = stack.enter_context(SERVERS[asked.database](folder))
        container = Container(Settings(home=Path(place), database_url=SecretStr(address)))
        stack.callback(container.close)
        _fill(container, asked.series // STORES, asked.nights)
        print(f"{asked.database}: {asked.series:,} series, {asked.nights} forecasts of {HORIZON} days")
        before = _ask(container)
        began = time.monotonic()
        periods = DatabaseActuals(container.engine).sum_periods(date.today() - timedelta(days=1))
        print(f"{periods} periods summed: {time.monotonic() - began:.1f} s")
        for question, one, other in zip(QUESTIONS, before, _ask(container), strict=True):
            print(f"{question}: {one:.2f} s from forecasts, {other:.2f} s from sums")


def _fill(container: Container, products: int, nights: int) -> None:
    upgrade(container.engine)
    pairs = pl.DataFrame({"product": [str(number) for number in range(products)]}).join(
        pl.DataFrame({"store": [f"S{number}" for number in range(STORES)]}), how="cross"
    )
    last = date.today() - timedelta(days=1)
    lines = pairs.with_row_index("transaction_id").with_columns(sold_at=pl.lit(last), quantity=pl.lit(1.0))
    container.sales_repository.add(lines)
    with container.engine.connect() as connection:
        ids = [list(connection.scalars(sa.select(row.id).order_by(row.id))) for row in (ProductRow, StoreRow)]
    series = pl.DataFrame({"product_id": ids[0]}).join(pl.DataFrame({"store_id": ids[1]}), how="cross")
    for night in range(nights, 0, -1):
        _put(container.engine, series, last - timedelta(days=night), last)
    with container.engine.begin() as connection:
        serving = {"model": "daily.all", "alias": "champion", "version": 1, "since": utc_now()}
        connection.execute(sa.insert(ServingRow).values(serving))


def _put(engine: sa.Engine, series: pl.DataFrame, cutoff: date, last: date) -> None:
    rng = np.random.default_rng(cutoff.toordinal())
    days = pl.DataFrame({"target_date": [cutoff + timedelta(days=step) for step in range(1, HORIZON + 1)]})
    rows = series.join(days, how="cross")
    mean = rng.gamma(2.0, 2.0, rows.height)
    spread = np.array([0.0, 0.3, 0.9, 1.8, 3.0])
    sold = pl.when(pl.col("target_date") <= last).then(pl.Series("sold", rng.poisson(mean).astype(float)))
    with engine.begin() as connection:
        run = sa.insert(ForecastRunRow).values(
            model_version="daily.all.1", cutoff=cutoff, horizon=HORIZON, levels=LEVELS,
            n_series=series.height, is_tracked=True, created_at=utc_now(),
        )  # fmt: skip
        key: Any = connection.execute(run).inserted_primary_key
        quantiles = pl.Series(
            "quantiles", np.round(mean[:, None] * spread, 1).tolist(), dtype=pl.List(pl.Float64)
        )
        text = pl.format("[{}]", quantiles.cast(pl.List(pl.String)).list.join(","))
        rows = rows.select(
            pl.lit(key[0], pl.Int64).alias("run_id"), "product_id", "store_id", pl.lit("day").alias("grain"),
            "target_date", pl.Series("mean", mean), pl.lit(1.5).alias("deviation"), text.alias("quantiles"),
            sold.alias("actual"),
        )  # fmt: skip
        load_rows(connection, Table.metadata.tables[ForecastRow.__tablename__], rows)


def _ask(container: Container) -> list[float]:
    """Seconds of each question; totals have no sums of their own here."""
    import structlog
    from sqlalchemy.orm import Session

    from foresale.service.api.app import create_app

    with warnings.catch_warnings(action="ignore"):
        from fastapi.testclient import TestClient
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with Session(container.engine) as session, session.begin():
        email = f"{time.time_ns()}.{EMAIL}"
        kept = Passwords().hash(PASSWORD)
        add_user(session, NewUser(email, "Bench", "analyst", kept, must_change_password=False))
    found = []
    with TestClient(create_app(container)) as client:
        told = client.post("/api/auth/login", json={"email": email, "password": PASSWORD}).json()
        client.headers["Authorization"] = f"Bearer {told['access_token']}"
        for question in QUESTIONS:
            began = time.monotonic()
            client.get(question).raise_for_status()
            found.append(time.monotonic() - began)
    return found


if __name__ == "__main__":
    main()
