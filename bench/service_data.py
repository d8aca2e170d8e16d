"""`python -m bench.service_data`: how long the service's database takes for millions of sales."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import polars as pl

from bench.page import write_page
from bench.servers import SERVERS
from bench.stored import PAGE, RESULTS, load, save
from foresale.storage.database.engine import migrate
from foresale.storage.database.engine.connect import connect
from foresale.storage.database.forecasts.repository import DatabaseForecasts
from foresale.storage.database.sales.repository import DatabaseSales
from foresale.storage.database.sales.sales_sums import SoldQuestion
from foresale.workflows.ports import ForecastRun, Scope

FILE = "service_data.json"
FIRST, DAYS = datetime(2023, 1, 1), 730
STORES, PRODUCTS, AHEAD = 50, 2000, 28
LEVELS = (0.025, 0.1, 0.5, 0.9, 0.975)
READS = 500
Answer = TypeVar("Answer")


def main(arguments: list[str] | None = None) -> int:
    """Measure each database in turn, and write the page; the exit code is 1 where none could be."""
    options = _parser().parse_args(arguments)
    sales = simulate(options.rows)
    results, measured = load(options.results / FILE), 0
    for name in options.database or list(SERVERS):
        try:
            with (
                tempfile.TemporaryDirectory(prefix="bench-") as folder,
                _address(name, Path(folder)) as address,
            ):
                found = measure(address, sales, Path(folder))
        except FileNotFoundError as error:
            print(f"Left out: {error}.")
            continue
        measured += 1
        results.setdefault(str(options.rows), {})[found["database"]] = found
        save(results, options.results / FILE)
        print({key: round(value, 3) if isinstance(value, float) else value for key, value in found.items()})
    if options.page:
        write_page(options.out, options.results)
        print(f"The page: {options.out}")
    return 0 if measured else 1


def simulate(rows: int) -> pl.DataFrame:
    """Lines of receipts by time, as a chain's tills write them.

    Args:
        rows: How many.
    """
    rng = np.random.default_rng(1)
    # Few products sell most, as everywhere: a share that falls with the square root of the rank.
    share = 1 / np.sqrt(np.arange(1, PRODUCTS + 1))
    product = rng.choice(PRODUCTS, rows, p=share / share.sum())
    seconds = np.sort(rng.integers(0, DAYS * 86_400, rows)).astype("timedelta64[s]")
    price = pl.Series(np.round(rng.lognormal(1.2, 0.6, PRODUCTS), 2))
    skus = pl.Series([f"SKU-{number:05d}" for number in range(PRODUCTS)])
    codes = pl.Series([f"S{number:02d}" for number in range(STORES)])
    offers = rng.random(rows) < 0.1
    return pl.DataFrame(
        {
            "transaction_id": pl.Series(range(rows)).cast(pl.String).str.zfill(12) + "-1",
            "product": skus.gather(product),
            "store": codes.gather(rng.integers(0, STORES, rows)),
            "sold_at": pl.Series(np.datetime64(FIRST, "us") + seconds, dtype=pl.Datetime("us")),
            "quantity": rng.geometric(0.5, rows).astype(np.float64),
            "unit_price": price.gather(product),
            "promotion": pl.Series(offers).replace_strict(
                {True: "offer", False: None}, return_dtype=pl.String
            ),
            "category": pl.Series([f"C{number % 20:02d}" for number in range(PRODUCTS)]).gather(product),
        }
    )


def measure(address: str, sales: pl.DataFrame, folder: Path) -> dict[str, Any]:
    """Import, add up, and read on one database.

    Args:
        address: An empty database.
        sales: Lines to import.
        folder: Holds its files, for their size.
    """
    engine = connect(address)
    migrate.upgrade(engine)
    sales_repository, forecast_repository = DatabaseSales(engine), DatabaseForecasts(engine)
    with engine.connect() as connection:
        mark = "sqlite_version()" if engine.dialect.name == "sqlite" else "version()"
        version = str(connection.exec_driver_sql(f"SELECT {mark}").scalar_one())
    found: dict[str, Any] = {"database": engine.dialect.name, "version": version, "rows": sales.height}
    found["load"] = os.getloadavg()[0]
    count, found["import"] = timed(lambda: sales_repository.add(sales))
    assert count.new == sales.height
    count, found["again"] = timed(lambda: sales_repository.add(sales))
    assert (count.new, count.known) == (0, sales.height)
    more = sales.tail(sales.height // 10).with_columns(
        pl.col("sold_at") + timedelta(days=30), pl.col("transaction_id") + "x"
    )
    count, found["tenth"] = timed(lambda: sales_repository.add(more))
    assert count.new == more.height
    last = FIRST.date() + timedelta(days=DAYS)
    year = SoldQuestion("week", ("product",), first=last - timedelta(days=364))
    _, found["weeks_by_product"] = timed(lambda: sales_repository.sum_sales(year))
    _, found["weeks"] = timed(lambda: sales_repository.sum_sales(SoldQuestion("week")))
    month = SoldQuestion("day", ("product",), first=last - timedelta(days=28), store_ids=(_store(engine),))
    _, found["days_of_a_store"] = timed(lambda: sales_repository.sum_sales(month))
    daily, found["daily"] = timed(lambda: sales_repository.daily(Scope()))
    found["daily_rows"] = daily.height
    run = forecast(last)
    found["forecast_rows"] = run.rows.height
    number, found["put"] = timed(lambda: forecast_repository.put(run))
    found |= reads(forecast_repository, number, _products(engine), _store(engine))
    engine.dispose()
    found["gigabytes"] = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e9
    return found


def forecast(after: date) -> ForecastRun:
    """A forecast of every product in every tenth store, by day.

    Args:
        after: The day before the first.
    """
    series = pl.DataFrame({"product": [f"SKU-{number:05d}" for number in range(PRODUCTS)]}).join(
        pl.DataFrame({"store": [f"S{number:02d}" for number in range(0, STORES, 10)]}), how="cross"
    )
    days = pl.DataFrame({"target_date": [after + timedelta(days=step) for step in range(1, AHEAD + 1)]})
    values = (
        np.random.default_rng(2).gamma(2.0, 2.0, (series.height * AHEAD, len(LEVELS))).cumsum(axis=1).round(3)
    )
    quantiles = pl.Series(values, dtype=pl.Array(pl.Float64, len(LEVELS))).cast(pl.List(pl.Float64))
    rows = series.join(days, how="cross").with_columns(
        pl.lit("day").alias("grain"),
        pl.Series("mean", values[:, 2]),
        quantiles.alias("quantiles"),
    )
    reasons = series.with_columns(pl.lit('{"sentence": "Sells as it did."}').alias("explanation"))
    return ForecastRun("daily.all.1", after, AHEAD, LEVELS, rows, reasons)


def reads(
    forecast_repository: DatabaseForecasts, run: int, products: list[int], store: int
) -> dict[str, float]:
    """Milliseconds of the reading of 28 days of one series from the database: the middle one and the 99th."""
    chosen = np.random.default_rng(3).choice(products, READS)
    taken = []
    for product in chosen.tolist():
        periods, seconds = timed(
            lambda product=product: forecast_repository.series(run, product, store, "day")
        )
        assert len(periods) == AHEAD
        taken.append(1000 * seconds)
    return {"read_p50": float(np.percentile(taken, 50)), "read_p99": float(np.percentile(taken, 99))}


def timed(work: Callable[[], Answer]) -> tuple[Answer, float]:
    """What came out, and the seconds it took."""
    start = time.perf_counter()
    answer = work()
    return answer, time.perf_counter() - start


def _products(engine: Any) -> list[int]:
    with engine.connect() as connection:
        return list(connection.exec_driver_sql("SELECT id FROM products").scalars())


def _store(engine: Any) -> int:
    with engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT id FROM stores WHERE code = 'S10'").scalar_one())


@contextmanager
def _address(name: str, folder: Path) -> Iterator[str]:
    """The address of a database by its kind, started here, or the address itself."""
    if name not in SERVERS:
        yield name
        return
    with SERVERS[name](folder) as address:
        yield address


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.service_data", description=main.__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000, help="sales to import")
    parser.add_argument(
        "--database", nargs="+", metavar="KIND|URL",
        help=f"{', '.join(SERVERS)} (started for it; by default all), or addresses of empty databases",
    )  # fmt: skip
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder of the results so far")
    parser.add_argument("--out", type=Path, default=PAGE, help="the page to write")
    parser.add_argument("--page", action=argparse.BooleanOptionalAction, default=True, help="write the page")
    return parser


if __name__ == "__main__":
    sys.exit(main())
