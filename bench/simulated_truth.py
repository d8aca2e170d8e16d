"""How much of a simulated chain's truth the engine finds: `python -m bench.simulated_truth`.

A chain whose true demand is known sells for nearly three years, with promotions and empty shelves, and is
forecast over its third Christmas. The forecast is held to what shoppers will have wanted, and the effects
that Foresale tells of to those the chain was made with.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

import foresale as fs
from bench.markdown import table
from foresale.data.cleaning.clean import CleaningOptions
from foresale.library.results import ForecastResult
from foresale.simulation.chain import SimulatedChain
from foresale.simulation.prices import promotion_effect
from foresale.workflows.files.forecast_options import ForecastOptions

START, DAYS, HORIZON = date(2022, 3, 1), 1012, 28  # the forecast begins on 7 December 2024
KEYS = ["date", "store", "product"]
DEEP = 0.7
MEASURES = {
    "uplift": "uplift of a promotion",
    "deep": "uplift at 30–40 % off",
    "peak": "height of the Christmas peak",
    "week": "week before Christmas",
    "bias": "demand in all",
    "coverage_80": "inside the 80 % range",
}
TREATMENTS = {"mask": "left out", "estimate": "estimated"}


@dataclass(frozen=True)
class Size:
    """How large a chain is made, and how often its stock runs out (share of product-days)."""

    stores: int = 3
    products: int = 40
    stockout_share: float = 0.15


def make_chain(seed: int, size: Size) -> SimulatedChain:
    """Sales up to 6 December 2024, and the truth of the four weeks after."""
    return fs.simulate(
        stores=size.stores,
        products=size.products,
        stockout_share=size.stockout_share,
        seed=seed,
        start=START,
        days=DAYS,
        future_days=HORIZON,
    )


def forecast_chain(chain: SimulatedChain, options: ForecastOptions) -> ForecastResult:
    """The chain's forecast, prices and promotions ahead known."""
    rows = pl.concat([chain.sales, chain.future], how="diagonal_relaxed")
    return fs.forecast(fs.read(rows), HORIZON, country="GB", options=options)


def judge_forecast(chain: SimulatedChain, result: ForecastResult) -> dict[str, float]:
    """Forecast over truth, less one: of all demand, of the highest day before Christmas and of its week.

    The truth of a day is what was to be expected; only the coverage asks what shoppers really wanted.
    """
    ahead = chain.truth.filter(pl.col("date") > chain.sales["date"].max())
    both = ahead.join(result.to_frame(), on=KEYS, how="inner")
    daily = both.group_by("date").agg(pl.col("mean", "expected").sum()).sort("date")
    feast = daily.filter(pl.col("date").is_between(date(2024, 12, 18), date(2024, 12, 24)))
    peak = feast.sort("expected").tail(1)
    inside = both.filter(pl.col("demand").is_between(pl.col("q0.1"), pl.col("q0.9"))).height
    return {
        "bias": both["mean"].sum() / both["expected"].sum() - 1,
        "week": feast["mean"].sum() / feast["expected"].sum() - 1,
        "peak": peak["mean"].item() / peak["expected"].item() - 1,
        "coverage_80": inside / both.height,
    }


def judge_effects(chain: SimulatedChain, result: ForecastResult) -> dict[str, float]:
    """Told effect over true effect, less one: of a promotion at its usual cut, and of deep cuts."""
    effects = result.effects().table
    promotion = effects.filter(pl.col("driver") == "promotion").row(0, named=True)
    deep = effects.filter(pl.col("promotion"), pl.col("driver") == "price", pl.col("price") <= DEEP)
    truths = [true_uplift(chain, price) for price in deep["price"]]
    errors = [told / truth - 1 for told, truth in zip(deep["effect"], truths, strict=True)]
    return {
        "uplift": promotion["effect"] / true_uplift(chain, promotion["price"]) - 1,
        "deep": float(np.mean(errors)) if errors else float("nan"),
    }


def true_uplift(chain: SimulatedChain, price: float) -> float:
    """How much more is wanted in promotions at this share of the price, over all products that sell.

    From what the chain was made with: its products' price elasticities and displays, as usual at this
    price, over a promotion's first days and the rest.
    """
    ahead = chain.truth.filter(pl.col("date") > chain.sales["date"].max())
    sells = ahead.group_by("product").agg(pl.col("baseline").sum()).join(chain.products, on="product")
    day = np.arange(14)  # half of the promotions last one week, half two
    weight = np.where(day < 7, 2.0, 1.0) / 21
    uplift, elasticity = (sells[name].to_numpy()[:, None] for name in ("uplift", "elasticity"))
    factor = np.exp(promotion_effect(uplift, elasticity, np.array(1 - price), day)) @ weight
    return float(np.average(factor, weights=sells["baseline"].to_numpy()) - 1)


def measure(chain: SimulatedChain, options: ForecastOptions) -> dict[str, float]:
    """Everything in `MEASURES` of one chain."""
    result = forecast_chain(chain, options)
    return {**judge_effects(chain, result), **judge_forecast(chain, result)}


def told(found: Mapping[tuple[int, str], Mapping[str, float]]) -> str:
    """A table of the seeds, and the mean and largest size of each error."""
    rows = [
        [f"{seed}, stock-outs {TREATMENTS[way]}", *(_share(name, each[name]) for name in MEASURES)]
        for (seed, way), each in found.items()
    ]
    for way, words in TREATMENTS.items():
        these = [each for (_, other), each in found.items() if other == way]
        for what, average in (("mean", np.nanmean), ("largest", np.nanmax)):
            sizes = [average([abs(each[name]) for each in these]) for name in MEASURES]
            rows.append([f"{what} size, {words}", *(f"{size:.0%}" for size in sizes)])
    return table(["seed", *MEASURES.values()], rows)


def _share(name: str, value: float) -> str:
    return f"{value:.0%}" if name == "coverage_80" else f"{value:+.0%}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a row for each seed and way to treat stock-outs."""
    parser = argparse.ArgumentParser(prog="python -m bench.simulated_truth", description=__doc__)
    parser.add_argument("--seeds", type=int, default=5, help="how many chains")
    parser.add_argument("--products", type=int, default=40, help="products a chain, in three stores")
    parser.add_argument("--stockouts", type=float, default=0.15, help="share of product-days out of stock")
    parser.add_argument("--models", default="", help="names of models; by default as a user gets them")
    parser.add_argument("--folds", type=int, default=3, help="past windows on which models are chosen")
    chosen = parser.parse_args(arguments)
    models = tuple(filter(None, chosen.models.split(",")))
    size = Size(products=chosen.products, stockout_share=chosen.stockouts)
    found = {}
    for seed in range(1, chosen.seeds + 1):
        chain = make_chain(seed, size)
        for way in TREATMENTS:
            cleaning = CleaningOptions(stockouts="estimate" if way == "estimate" else "mask")
            options = ForecastOptions(models=models, cleaning=cleaning, folds=chosen.folds)
            found[seed, way] = measure(chain, options)
            shown = {name: round(value, 3) for name, value in found[seed, way].items()}
            print(f"seed {seed}, {way}: {shown}", file=sys.stderr, flush=True)
    print(told(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
