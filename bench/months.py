"""How well the model of months does next to LightGBM and to repeating a month: `python -m bench.months`.

Each set's last quarter of months (6 to 12) is estimated one month ahead from the true months before it, by
fits that ended where that quarter begins. LightGBM gets the same lags over the same level, the month, its
length and its weekend days, with 150 trees of 15 leaves.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping

import lightgbm as lgb
import numpy as np
import polars as pl
from numpy.typing import NDArray

import foresale as fs
from bench.markdown import table
from bench.stored import DATA
from foresale.forecasting.monthly.columns import OFFSET, level
from foresale.forecasting.monthly.history import Examples, MonthlyHistory, examples, monthly_history
from foresale.forecasting.monthly.monthly_model import MonthlyModel, choose_calibration_months, past_forecasts
from foresale.forecasting.results import QUANTILES
from foresale.frequency import Dates

Array = NDArray[np.float64]

HEAD = ("set", "months judged", "model of months", "LightGBM", "last month", "month a year ago", "80 % range",
        "seconds", "LightGBM's")  # fmt: skip


def simulated() -> pl.DataFrame:
    """Four years of a chain."""
    return fs.simulate(stores=4, products=40, days=1461, seed=5).sales


def read(pattern: str, **options: object) -> pl.DataFrame:
    """A set with its keys joined to one, as months need no more."""
    sales = fs.read(str(DATA / pattern), **options)
    roles = sales.roles
    return sales.frame.select(
        pl.concat_str(roles.keys, separator=" ").alias("product"),
        pl.lit("").alias("store"),
        pl.col(roles.date).cast(pl.Date).alias("date"),
        pl.col(roles.target).alias("units"),
    )


def pasta() -> pl.DataFrame:
    """A column a product."""
    wide = pl.read_csv(DATA / "pasta" / "sales.csv", try_parse_dates=True)
    products = [column for column in wide.columns if column.startswith("QTY")]
    long = wide.unpivot(products, index="DATE", variable_name="product", value_name="units")
    return long.rename({"DATE": "date"}).with_columns(pl.lit("").alias("store"))


SETS: Mapping[str, Callable[[], pl.DataFrame]] = {
    "simulated": simulated,
    "m5_sample": lambda: read("m5_sample/sales.parquet"),
    "pasta": pasta,
    "store_item": lambda: read("store_item/sales.parquet"),
    "superstore": lambda: read("superstore/superstore.csv"),
}


def lightgbm(months: Dates, known: Examples, asked: Dates, lags: Array) -> Array:
    """What LightGBM, fitted on `known`, says of the months asked about."""
    base = level(known.lags) + OFFSET
    rows = lgb.Dataset(
        _features(months, known.lags), known.units / base, weight=base / (1 + 0.3 * base) + 0.1,
        categorical_feature=[0],
    )  # fmt: skip
    options = {
        "objective": "regression", "learning_rate": 0.05, "num_leaves": 15, "min_data_in_leaf": 40,
        "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 1.0, "num_threads": 1, "seed": 1,
        "verbose": -1,
    }  # fmt: skip
    said = np.asarray(lgb.train(options, rows, 150).predict(_features(asked, lags)))
    return np.asarray(np.maximum(said * (level(lags) + OFFSET), 0.0))


def _features(months: Dates, lags: Array) -> Array:
    begins, ends = months.astype("datetime64[D]"), (months + np.timedelta64(1, "M")).astype("datetime64[D]")
    days = (ends - begins).astype(np.int64)
    base = level(lags) + OFFSET
    return np.column_stack(
        [
            months.astype(np.int64) % 12,
            days,
            days - np.busday_count(begins, ends),
            lags / base[:, None],
            np.log(base),
        ]
    )


def row(name: str, history: MonthlyHistory) -> list[str]:
    """One set's line."""
    known, count = examples(history), len(history.months)
    first = count - max(6, min(12, count // 4))
    before, after = known.where(known.month < first), known.where(known.month >= first)
    begun = time.perf_counter()
    past = past_forecasts(history, before, choose_calibration_months(before))
    model = MonthlyModel.fit_with(history, before, past)
    months, lags = history.months[after.month], after.lags
    mean = model.mean(months, lags)
    between = time.perf_counter()
    other = lightgbm(history.months[before.month], before, months, lags)
    ended = time.perf_counter()
    year_ago = np.where(np.isfinite(lags[:, 3]), lags[:, 3], lags[:, 0])
    low, high = (model.quantiles(mean)[:, QUANTILES.index(share)] for share in (0.1, 0.9))
    held = float(np.mean((after.units >= low) & (after.units <= high)))
    errors = [
        f"{np.abs(after.units - said).sum() / after.units.sum():.3f}"
        for said in (mean, other, lags[:, 0], year_ago)
    ]
    taken = [f"{between - begun:.1f}", f"{ended - between:.1f}"]
    return [name, f"{len(after.units):,}", *errors, f"{held:.2f}", *taken]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", nargs="+", choices=tuple(SETS), default=tuple(SETS))
    chosen = parser.parse_args().sets
    lines = [
        row(name, monthly_history(SETS[name]().select("product", "store", "date", "units")))
        for name in chosen
    ]
    print(table(HEAD, lines))


if __name__ == "__main__":
    main()
