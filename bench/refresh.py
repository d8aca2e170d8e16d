"""How long a new forecast of some series takes, from the request to the answer: `python -m bench.refresh`.

A chain on SQLite, its days summed as the service does within minutes, its champion trained, a worker beside
the API in this process. A forecast of everything leaves a champion that forecasts single series from then on.
Beside each time stand the seconds of processor of the whole process.
"""

from __future__ import annotations

import argparse
import logging
import statistics
import tempfile
import threading
import time
import warnings
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from foresale.container import Container
from foresale.service.accounts.passwords import Passwords
from foresale.service.accounts.users import NewUser, add_user
from foresale.service.jobs.job import JobTimings
from foresale.service.jobs.job_types import JobContext, find_handler
from foresale.service.jobs.worker import Worker
from foresale.service.live.sold_days_loop import SoldDaysLoop
from foresale.settings import Settings
from foresale.storage.database.engine.migrate import upgrade
from foresale.storage.database.live_leases import Lease

STORES = 20
EMAIL, PASSWORD = "bench@example.com", "seven amber ladders"
WEEK = np.array([0.9, 0.8, 0.9, 1.0, 1.2, 1.4, 0.8])
LONGEST_SECONDS = 3_600.0
SOME = 100
"""Series of a usual refresh."""


def main() -> None:
    """Measure, and print a line for each size."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--series", type=int, default=50_000, help="Of the chain, a multiple of 20.")
    given.add_argument("--days", type=int, default=200, help="Of its history.")
    given.add_argument("--tries", type=int, default=5, help="Refreshes of 100 series.")
    asked = given.parse_args()
    with tempfile.TemporaryDirectory(prefix="foresale-bench-") as place:
        container = Container(Settings(home=Path(place)))
        products = asked.series // STORES
        _sell(container, products, asked.days)
        print(f"{products * STORES:,} series, {asked.days} days")
        print(f"days summed: {_timed(lambda: _sum_days(container))}")
        print(f"trained: {_timed(lambda: _train(container))}")
        worker = Worker(container, "bench", JobTimings())
        thread = threading.Thread(target=worker.run, daemon=True)
        thread.start()
        _measure(container, products, asked.tries)
        worker.stop()
        thread.join()
        container.close()


def _sell(container: Container, products: int, days: int) -> None:
    upgrade(container.engine)
    rng = np.random.default_rng(1)
    last = date.today() - timedelta(days=1)
    dates = pl.date_range(last - timedelta(days=days - 1), last, eager=True)
    shape = WEEK[dates.dt.weekday().to_numpy() - 1]
    for store in range(STORES):
        units = rng.poisson(rng.gamma(2.0, 2.0, products)[:, None] * shape)
        product, day = np.nonzero(units)
        frame = pl.DataFrame(
            {
                "product": pl.Series(product).cast(pl.String),
                "sold_at": dates.gather(day.tolist()),
                "quantity": units[product, day].astype(np.float64),
            }
        ).with_columns(
            transaction_id=pl.format(f"{store}-{{}}", pl.int_range(pl.len())),
            store=pl.lit(f"S{store}"),
            category=pl.format("C{}", pl.col("product").str.tail(1)),
        )
        container.sales_repository.add(frame)


def _sum_days(container: Container) -> None:
    loop = SoldDaysLoop(container.engine)
    while loop.run_once(Lease(loop.name, 1)):
        pass


def _train(container: Container) -> None:
    arguments = {
        "scope": "daily.all",
        "models": ["lightgbm"],
        "folds": 1,
        "horizon": 28,
        "budget_seconds": 30,
    }
    find_handler("train")(container, arguments, JobContext("train"))
    scope = container.registry.versions()[0].scope
    if container.registry.at(scope, "champion") is None:
        raise SystemExit("The trained version doesn't serve.")


def _measure(container: Container, products: int, tries: int) -> None:
    import structlog
    from sqlalchemy.orm import Session

    from foresale.service.api.app import create_app

    with warnings.catch_warnings(action="ignore"):
        from fastapi.testclient import TestClient
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with Session(container.engine) as session, session.begin():
        kept = Passwords().hash(PASSWORD)
        add_user(session, NewUser(EMAIL, "Bench", "analyst", kept, must_change_password=False))
    with TestClient(create_app(container)) as client:
        told = client.post("/api/auth/login", json={"email": EMAIL, "password": PASSWORD}).json()
        client.headers["Authorization"] = f"Bearer {told['access_token']}"
        print(f"everything: {_timed(lambda: _refresh(client, {'segment': 'all'}))}")
        few = {"products": [str(number) for number in range(SOME // STORES)], "because": "Late sales."}
        print(f"first, {SOME} series: {_timed(lambda: _refresh(client, few))}")
        seconds = [_refresh(client, few) for _ in range(tries)]
        print(f"{SOME} series: median {statistics.median(seconds):.2f} s, slowest {max(seconds):.2f} s")
        all_of_it = {"stores": [f"S{store}" for store in range(STORES)], "because": "All of it."}
        print(f"{products * STORES:,} series: {_timed(lambda: _refresh(client, all_of_it))}")


def _timed(work: Callable[[], Any]) -> str:
    """How long some work takes, in words."""
    began, used = time.monotonic(), time.process_time()
    work()
    return f"{time.monotonic() - began:.2f} s, {time.process_time() - used:.2f} s of processor"


def _refresh(client: Any, which: dict[str, Any]) -> float:
    """Seconds from the request until the job is done, as its caller sees it."""
    began = time.monotonic()
    asked = client.post("/api/forecast/refresh", json=which)
    asked.raise_for_status()
    place = asked.headers["location"]
    while time.monotonic() - began < LONGEST_SECONDS:
        job = client.get(place).json()
        if job["state"] not in ("queued", "running"):
            if job["state"] != "succeeded":
                raise SystemExit(f"The refresh {job['state']}: {job['problem']}")
            return time.monotonic() - began
        time.sleep(0.02)
    raise SystemExit("The refresh doesn't end.")


if __name__ == "__main__":
    main()
