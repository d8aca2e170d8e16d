"""What it gains to tell Foresale when stock ran out: `python -m bench.stockouts`.

The same engine on the same windows, with stock-outs left out of what it learns (the default), with lost
sales estimated, and without knowing of them. On real sales only days in stock can be judged, and these
are the quieter ones, as it is good days that sell out; a simulated chain knows what was wanted on the
others too.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl

import foresale as fs
from bench.asked_sets import present_sets, set_parser
from bench.case import LEVELS, Case, Truth
from bench.judge import average, judge
from bench.markdown import table
from bench.sets import SETS
from bench.windows import windows
from foresale.data.cleaning.clean import CleaningOptions
from foresale.library.results import ForecastResult
from foresale.metrics.point import bias, wape
from foresale.sales import Sales
from foresale.simulation.chain import SimulatedChain
from foresale.workflows.files.forecast_options import ForecastOptions

CHAINS = {"freshretailnet": "freshretailnet", "vn2": "vn2", "simulated": None}
TREATMENTS = {"mask": "left out (default)", "estimate": "estimated", "": "untold"}
MEASURES = ("wape", "wql", "rmsse", "bias", "coverage_80", "coverage_95")
DAYS, HORIZON = 760, 28


def treated(sales: Sales, treatment: str, horizon: int, options: ForecastOptions) -> ForecastResult:
    """The forecast of sales whose stock-outs are treated in one of the ways of `TREATMENTS`."""
    if not treatment:
        sales = replace(sales, roles=replace(sales.roles, stockout=None, in_stock=None))
        return fs.forecast(sales, horizon, options=options)
    cleaning = CleaningOptions(stockouts="estimate" if treatment == "estimate" else "mask")
    return fs.forecast(sales, horizon, options=replace(options, cleaning=cleaning))


def judged_on_days_in_stock(
    case: Case, truth: Truth, treatment: str, options: ForecastOptions
) -> dict[str, float]:
    """Every measure of one treatment on one window."""
    result = treated(fs.read(**case.read), treatment, case.steps, options)
    found = result.to_frame()
    series = found.select(case.keys).unique(maintain_order=True)
    shape, judged = (series.height, case.steps), slice(case.steps - case.horizon, None)
    quantiles = [found[f"q{level:g}"].to_numpy().reshape(shape)[:, judged] for level in LEVELS]
    mean = found["mean"].to_numpy().reshape(shape)[:, judged]
    np.savez(case.folder / "treated.npz", mean=mean, quantiles=np.stack(quantiles, axis=-1))
    series.write_parquet(case.folder / "treated.parquet")
    return judge("treated", case.folder, truth)


def real_set(name: str, options: ForecastOptions, chosen: argparse.Namespace) -> str:
    """The table of one real set, over its last windows."""
    known = SETS[name]
    if known.sample is not None and chosen.series:
        known = replace(known, sample=(known.sample[0], chosen.series))
    scores: dict[str, list[dict[str, float]]] = {each: [] for each in TREATMENTS}
    with tempfile.TemporaryDirectory(prefix="stockouts-") as place:
        for case, truth in windows(known, chosen.data, range(chosen.cutoffs, 0, -1), Path(place)):
            for treatment, found in scores.items():
                found.append(judged_on_days_in_stock(case, truth, treatment, options))
    rows = {treatment: average(found) for treatment, found in scores.items()}
    return _table(name, MEASURES, rows)


def simulated(options: ForecastOptions, chosen: argparse.Namespace) -> str:
    """The table of simulated chains, on days in stock, days out of stock, and all."""
    scores: dict[str, list[dict[str, float]]] = {each: [] for each in TREATMENTS}
    for seed in range(1, chosen.seeds + 1):
        chain = fs.simulate(stores=3, products=40, days=DAYS, future_days=0, seed=seed, stockout_share=0.15)
        last = chain.options.dates[DAYS - HORIZON].item()
        before, after = pl.col("date") < last, pl.col("date") >= last
        ahead = chain.sales.filter(after).drop("units", "stockout")
        sales = fs.read(pl.concat([chain.sales.filter(before), ahead], how="diagonal_relaxed"))
        for treatment, found in scores.items():
            result = treated(sales, treatment, HORIZON, options)
            found.append(judged_by_demand(chain, chain.sales.filter(after), result))
    names = ("wape in stock", "bias in stock", "wape", "bias", "bias out of stock", "coverage_80")
    return _table("simulated chains", names, {name: average(found) for name, found in scores.items()})


def judged_by_demand(chain: SimulatedChain, window: pl.DataFrame, result: ForecastResult) -> dict[str, float]:
    """Errors against what shoppers wanted, on days in stock and on all."""
    keys = ["date", "store", "product"]
    both = window.join(chain.truth, on=keys).join(result.to_frame(), on=keys)
    full, empty = both.filter(pl.col("stockout") == 0), both.filter(pl.col("stockout") == 1)
    inside = both["demand"].is_between(both["q0.1"], both["q0.9"])
    return {
        "wape in stock": wape(full["demand"].to_numpy(), full["mean"].to_numpy()),
        "bias in stock": bias(full["demand"].to_numpy(), full["mean"].to_numpy()),
        "wape": wape(both["demand"].to_numpy(), both["mean"].to_numpy()),
        "bias": bias(both["demand"].to_numpy(), both["mean"].to_numpy()),
        "bias out of stock": bias(empty["demand"].to_numpy(), empty["mean"].to_numpy()),
        "coverage_80": float(inside.mean() or 0.0),
    }


def _table(head: str, measures: Sequence[str], rows: Mapping[str, Mapping[str, float]]) -> str:
    """A table with a row a treatment."""
    shown = [
        [label, *(_shown(name, rows[treatment][name]) for name in measures)]
        for treatment, label in TREATMENTS.items()
    ]
    return table([head, *(name.replace("_", " ") for name in measures)], shown)


def _shown(name: str, value: float) -> str:
    if name.startswith("bias"):
        return f"{value:+.1%}"
    return f"{value:.1%}" if name.startswith("coverage") else f"{value:.4f}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table for each set."""
    parser = set_parser("bench.stockouts", __doc__, CHAINS)
    parser.add_argument("--series", type=int, default=3000, help="series drawn of freshretailnet")
    parser.add_argument("--cutoffs", type=int, default=2, help="windows judged of real sets")
    parser.add_argument("--seeds", type=int, default=3, help="simulated chains")
    parser.add_argument("--models", default="", help="names of models; by default as a user gets them")
    chosen = parser.parse_args(arguments)
    options = ForecastOptions(models=tuple(filter(None, chosen.models.split(","))))
    names = present_sets(chosen, CHAINS)
    for name in names:
        told = simulated(options, chosen) if name == "simulated" else real_set(name, options, chosen)
        print(told, flush=True)
    return 0 if names else 1


if __name__ == "__main__":
    sys.exit(main())
