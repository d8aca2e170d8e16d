"""How well a day that has begun is told: `python -m bench.today`.

Models are trained and hours learned before a cutoff; then each of the fourteen days after it is told at some
hours from its morning's forecast, made at the cutoff, and what was sold by then. Sales with times are cut
from the files as they come: a web shop's invoices (its 250 steadiest products), a supermarket's, and a
simulated chain's receipts, whose within-day truth knows nothing of our model.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

import foresale as fs
from bench.asked_sets import present_sets, set_parser
from bench.markdown import table
from foresale.arrays import Array
from foresale.forecasting.intraday.intraday_model import IntradayModel, learn_intraday
from foresale.forecasting.intraday.nowcast import DayForecast, SoldSoFar, nowcast
from foresale.forecasting.quantiles.whole_units import range_chance
from foresale.forecasting.results import QUANTILES
from foresale.forecasting.sums.series_sums import deviation
from foresale.metrics.point import wape
from foresale.simulation.chain import simulate_chain
from foresale.simulation.options import ChainOptions
from foresale.simulation.till_sales import Tills

FOLDERS: dict[str, str | None] = {
    "online_retail": "online_retail",
    "supermarket": "supermarket",
    "simulated": None,
}
HOURS = (0, 10, 13, 16, 19)
DAYS_AHEAD, DAYS_LEARNED = 14, 91
PRODUCTS = 250
LOW, HIGH = QUANTILES.index(0.1), QUANTILES.index(0.9)
FAST = 8.0  # units a day; of less, whole units hold far more than a range promises
HEAD = (
    "set", "hour", "sold by then", "WAPE, morning", "WAPE, now", "WQL, now/morning", "80 % range holds",
    "is meant to", f"of {FAST:.0f} units and more", "is meant to",
)  # fmt: skip


@dataclass(frozen=True)
class DayTold:
    """What was said of S series' day, and what it was.

    Attributes:
        total: Units sold in the end.
        sold: Units sold by then.
        morning: The morning's forecast.
        now: What was said then.
    """

    total: Array
    sold: Array
    morning: DayForecast
    now: DayForecast


def main(arguments: list[str] | None = None) -> int:
    """Print the table; the exit code is 1 where no data are there."""
    parser = set_parser("bench.today", __doc__, FOLDERS)
    parser.add_argument("--windows", type=int, default=3, help="cutoffs of each set, fourteen days apart")
    options = parser.parse_args(arguments)
    rows = []
    for name in present_sets(options, FOLDERS):
        told: dict[int, list[DayTold]] = {hour: [] for hour in HOURS}
        for hour, one in _tell(_receipts(name, options), options):
            told[hour].append(one)
        rows += [_row(name, hour, days) for hour, days in told.items()]
        print(f"{name}: done", file=sys.stderr)
    print(table(HEAD, rows))
    return 0 if rows else 1


def _receipts(name: str, options: argparse.Namespace) -> pl.DataFrame:
    """`store`, `product`, `at` and `units` of every line."""
    if name == "simulated":
        chain = simulate_chain(ChainOptions(stores=3, products=40, days=420, future_days=0, seed=5))
        lines = pl.concat(list(Tills(chain).days()))
        return lines.select(
            "store", "product", pl.col("sold_at").alias("at"), pl.col("units").cast(pl.Float64)
        )
    folder: Path = options.data / str(FOLDERS[name])
    if name == "supermarket":
        lines = pl.read_csv(folder / "supermarket_sales.csv")
        at = (pl.col("Date") + " " + pl.col("Time")).str.to_datetime("%m/%d/%Y %H:%M")
        return lines.select(
            store="Branch", product="Product line", at=at, units=pl.col("Quantity").cast(pl.Float64)
        )
    lines = pl.read_parquet(folder / "transactions.parquet").unique()
    lines = lines.filter(
        ~pl.col("InvoiceNo").cast(pl.String).str.starts_with("C"), pl.col("Quantity").is_between(1, 499)
    )
    days = lines.group_by("StockCode").agg(pl.col("InvoiceDate").dt.date().n_unique().alias("days"))
    kept = days.sort("days", "StockCode", descending=[True, False]).head(PRODUCTS)["StockCode"]
    return lines.filter(pl.col("StockCode").is_in(kept.implode())).select(
        store=pl.lit("web"),
        product="StockCode",
        at="InvoiceDate",
        units=pl.col("Quantity").cast(pl.Float64),
    )


def _tell(lines: pl.DataFrame, options: argparse.Namespace) -> Iterator[tuple[int, DayTold]]:
    """Each hour of each day of each window."""
    minute = pl.col("at").dt.hour().cast(pl.Int64) * 60 + pl.col("at").dt.minute().cast(pl.Int64)
    lines = lines.with_columns(
        pl.col("at").dt.date().alias("date"),
        (minute // 15).alias("slot"),
        (pl.col("units") ** 2).alias("squares"),
    )
    last = lines["date"].max()
    if not isinstance(last, date):
        return
    for window in range(options.windows, 0, -1):
        cutoff = last - timedelta(days=DAYS_AHEAD * window)
        yield from _window(lines, cutoff)


def _window(lines: pl.DataFrame, cutoff: date) -> Iterator[tuple[int, DayTold]]:
    past = lines.filter(pl.col("date") <= cutoff)
    days = (
        past.group_by("store", "product", "date").agg(pl.col("units").sum()).sort("store", "product", "date")
    )
    made = fs.forecast(fs.read(days), DAYS_AHEAD).to_frame()
    if "store" not in made.columns:
        made = made.with_columns(pl.lit(lines["store"][0]).alias("store"))
    slots = (
        past.filter(pl.col("date") > cutoff - timedelta(days=DAYS_LEARNED))
        .group_by("store", "product", "date", "slot")
        .agg(pl.col("units", "squares").sum())
        .with_columns(pl.lit(None, pl.String).alias("category"))
    )
    model = learn_intraday(slots)
    if model is None:
        return
    for (day,), its in made.group_by("date", maintain_order=True):
        if isinstance(day, date):
            sold = lines.filter(pl.col("date") == day)
            yield from ((hour, _day(model, its, sold, day, hour)) for hour in HOURS)


def _day(model: IntradayModel, its: pl.DataFrame, sold: pl.DataFrame, day: date, hour: int) -> DayTold:
    series = its.select("store", "product", pl.lit(None, pl.String).alias("category"))
    mean = its["mean"].to_numpy()
    quantiles = its.select([f"q{level:g}" for level in QUANTILES]).to_numpy()
    morning = DayForecast(mean, deviation(mean[:, None], quantiles[:, None])[:, 0], quantiles)
    total, so_far = (
        series.join(
            part.group_by("store", "product").agg(pl.col("units").sum()),
            on=["store", "product"],
            how="left",
            maintain_order="left",
        )["units"]
        .fill_null(0.0)
        .to_numpy()
        for part in (sold, sold.filter(pl.col("slot") < hour * 4))
    )
    seen = SoldSoFar(so_far, model.share(series, day.isoweekday(), hour), np.ones(len(total), dtype=bool))
    return DayTold(total, so_far, morning, nowcast(morning, QUANTILES, seen, model.spread(series, hour)))


def _row(name: str, hour: int, days: list[DayTold]) -> list[str]:
    total = np.concatenate([day.total for day in days])
    before, now = (
        DayForecast(
            *(
                np.concatenate([getattr(getattr(day, which), part) for day in days])
                for part in ("mean", "deviation", "quantiles")
            )
        )
        for which in ("morning", "now")
    )
    sold = sum(float(day.sold.sum()) for day in days)
    fast = before.mean >= FAST
    return [
        name,
        f"{hour}:00" if hour else "morning",
        f"{sold / total.sum():.0%}",
        f"{wape(total, before.mean):.3f}",
        f"{wape(total, now.mean):.3f}",
        f"{_loss(total, now) / _loss(total, before):.3f}",
        *_coverage(total, now.quantiles),
        *(_coverage(total[fast], now.quantiles[fast]) if fast.any() else ("–", "–")),
    ]


def _loss(total: Array, told: DayForecast) -> float:
    """Pinball loss over all levels."""
    under = total[:, None] - told.quantiles
    return float(np.maximum(under * QUANTILES, under * (np.array(QUANTILES) - 1)).mean())


def _coverage(total: Array, quantiles: Array) -> tuple[str, str]:
    """What the 80 % range held, and what a range in whole units is meant to hold."""
    held = ((total >= quantiles[:, LOW]) & (total <= quantiles[:, HIGH])).mean()
    return f"{held:.1%}", f"{range_chance(quantiles, (0.1, 0.9)).mean():.1%}"


if __name__ == "__main__":
    raise SystemExit(main())
