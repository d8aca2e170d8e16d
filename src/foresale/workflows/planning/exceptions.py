"""Finds what somebody should look at, in queues, ranked by money."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
import polars as pl

from foresale.workflows.planning.anomalies import chance_at_most, find_unusual, two_sided

Queue = Literal["urgent", "required", "optional", "informational"]
Kind = Literal[
    "out_of_stock", "missing_store", "runs_out", "phantom_stock", "price_error", "unusual_sales", "biased",
    "no_forecast", "no_sales",
]  # fmt: skip
QUEUES: tuple[Queue, ...] = ("urgent", "required", "optional", "informational")
QUEUE_OF: Mapping[Kind, Queue] = {
    "out_of_stock": "urgent", "missing_store": "urgent", "runs_out": "required",
    "phantom_stock": "required", "price_error": "required", "unusual_sales": "optional",
    "biased": "optional", "no_forecast": "informational", "no_sales": "informational",
}  # fmt: skip
MIN_STORE_UNITS = 5.0
"""Units forecast of a store's day, below which nothing sold is no news."""
PRICE_FACTOR = 3.0
"""A price so many times the usual one, or that part of it, is taken for an error."""
_SERIES = ["product_id", "store_id"]


@dataclass(frozen=True)
class FoundException:
    """Something to look at.

    Attributes:
        kind: What.
        product_id: The product; None for a whole store.
        store_id: The store.
        day: The last day that it is about; None for now.
        actual: What was seen, in units or money.
        expected: What was expected.
        units: Units that are lost, too many or too few.
        chance: Of something at least as unusual; None where nothing was tested.
        worth: Money of the units, where they are of several products.
    """

    kind: Kind
    product_id: int | None
    store_id: int
    day: date | None
    actual: float
    expected: float
    units: float
    chance: float | None = None
    worth: float | None = None


def find_missing_stores(
    judged: pl.DataFrame, margins: Mapping[int, float] | None = None
) -> list[FoundException]:
    """Days on which a store sold nothing at all of what was forecast.

    Args:
        judged: As the database reads them.
        margins: What a unit earns, by product, as far as it is known.
    """
    known = {"product_id": list(margins or {}), "margin": list((margins or {}).values())}
    earned = pl.DataFrame(known, schema={"product_id": pl.Int64, "margin": pl.Float64})
    days = (
        judged.join(earned, on="product_id", how="left")
        .group_by("store_id", "day")
        .agg(
            pl.col("mean").sum(), pl.col("actual").abs().sum(),
            (pl.col("mean") * pl.col("margin")).sum().alias("worth"),
        )
    )  # fmt: skip
    missing = days.filter((pl.col("actual") == 0) & (pl.col("mean") >= MIN_STORE_UNITS)).sort(
        "store_id", "day"
    )
    return [
        FoundException(
            "missing_store",
            None,
            row["store_id"],
            row["day"],
            0.0,
            row["mean"],
            row["mean"],
            worth=row["worth"],
        )
        for row in missing.iter_rows(named=True)
    ]


def find_unusual_sales(judged: pl.DataFrame, rate: float) -> tuple[list[FoundException], Mapping[int, int]]:
    """Days too unusual to be chance, and how many days of each store were tested; missing stores' are not.

    Args:
        judged: As the database reads them.
        rate: The share of what is found that may be chance.
    """
    gone = {(one.store_id, one.day) for one in find_missing_stores(judged)}
    frames = _by_levels(judged)
    rows: list[tuple[Any, ...]] = []
    for levels, part in frames:
        quantiles = np.array(part["quantiles"].to_list(), dtype=np.float64)
        chances = two_sided(part["actual"].to_numpy(), quantiles, levels)
        wanted = part.select(*_SERIES, "day", "actual", "mean")
        rows += [(*row, chance) for row, chance in zip(wanted.iter_rows(), chances.tolist(), strict=True)]
    rows = [row for row in rows if (row[1], row[2]) not in gone]
    unusual = find_unusual(np.array([row[-1] for row in rows]), rate)
    found = [
        FoundException("unusual_sales", product, store, day, actual, mean, abs(actual - mean), chance)
        for (product, store, day, actual, mean, chance), is_one in zip(rows, unusual, strict=True)
        if is_one
    ]
    return found, Counter(row[1] for row in rows)


def find_phantom_stock(
    judged: pl.DataFrame, stock: Mapping[tuple[int, int], float], rate: float
) -> list[FoundException]:
    """Products that should be on the shelf and weren't sold for longer than chance explains.

    Args:
        judged: As the database reads them.
        stock: Units by product and store, as far as they are known.
        rate: The share of what is found that may be chance.
    """
    gone = {(one.store_id, one.day) for one in find_missing_stores(judged)}
    rows: list[tuple[int, int, date, float, float]] = []
    for levels, part in _by_levels(judged):
        quantiles = np.array(part["quantiles"].to_list(), dtype=np.float64)
        none = chance_at_most(np.zeros(part.height), quantiles, levels)
        told = part.select(*_SERIES, "day", "actual", "mean").with_columns(none=pl.Series(none))
        for (product, store), days in told.group_by(_SERIES, maintain_order=True):
            if stock.get((product, store), 0.0) <= 0:
                continue
            rows.append(_quiet_days(days.sort("day"), gone))
    silent = [row for row in rows if row[3] > 0]
    unusual = find_unusual(np.array([row[4] for row in silent]), rate)
    return [
        FoundException("phantom_stock", product, store, day, stock[product, store], units, units, chance)
        for (product, store, day, units, chance), is_one in zip(silent, unusual, strict=True)
        if is_one
    ]


def _quiet_days(
    days: pl.DataFrame, gone: set[tuple[int, date | None]]
) -> tuple[int, int, date, float, float]:
    """The last day, units that were expected on the days without a sale at the end, and their chance."""
    units, chance = 0.0, 1.0
    product, store, last = days.row(-1)[0], days.row(-1)[1], days.row(-1)[2]
    for row in reversed(days.rows(named=True)):
        if (store, row["day"]) in gone:
            continue
        if row["actual"] > 0:
            break
        units, chance = units + row["mean"], chance * row["none"]
    return product, store, last, units, chance


def find_price_errors(prices: pl.DataFrame, first: date) -> list[FoundException]:
    """Prices far from the usual one of a product, of the days from `first` on.

    Args:
        prices: What was charged, of weeks.
        first: The first day that is told of.
    """
    usual = prices.group_by("product_id").agg(
        pl.col("price").median().alias("usual"), pl.len().alias("known")
    )
    told = prices.filter(pl.col("day") >= first).join(usual, on="product_id").sort(*_SERIES, "day")
    ratio = pl.col("price") / pl.col("usual")
    odd = told.filter(
        (pl.col("known") >= 5)
        & (pl.col("usual") > 0)
        & ((ratio >= PRICE_FACTOR) | (ratio <= 1 / PRICE_FACTOR))
    )
    return [
        FoundException(
            "price_error",
            row["product_id"],
            row["store_id"],
            row["day"],
            row["price"],
            row["usual"],
            row["units"],
        )
        for row in odd.iter_rows(named=True)
    ]


def _by_levels(judged: pl.DataFrame) -> list[tuple[list[float], pl.DataFrame]]:
    whole = judged.filter(pl.col("quantiles").list.len() == pl.col("levels").list.len())
    return [
        (list(part["levels"].item(0)), part.drop("levels"))
        for _, part in whole.group_by("levels", maintain_order=True)
    ]
