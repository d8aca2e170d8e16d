"""Whether all series together are better forecast as one series: `python -m bench.total_study`.

The sum of all series' forecasts stands beside a forecast of their sum and beside the mean of both, at seven
cutoffs before the windows that the benchmark judges.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

import foresale as fs
from bench.asked_sets import present_sets, set_parser
from bench.judge import geometric_mean
from bench.markdown import table
from bench.sets import FOLDERS, SETS, SalesSet
from bench.windows import windows

MODELS = ("lightgbm", "profile_smoothing")
SKIPPED = 2
"""Windows that the benchmark judges."""
WAYS = {
    "lightgbm": "LightGBM, summed",
    "profile_smoothing": "smoothing, summed",
    "direct lightgbm": "LightGBM of the sum",
    "direct profile_smoothing": "smoothing of the sum",
    "both": "mean of LightGBM, summed, and smoothing of the sum",
}
Errors = Mapping[str, tuple[float, float]]
"""Way → error of periods' sums, and of the whole horizon's, over what was sold."""


def main(arguments: list[str] | None = None) -> int:
    """Print each set's errors, and their geometric mean over the sets."""
    parser = set_parser("bench.total_study", __doc__, SETS)
    parser.add_argument("--folds", type=int, default=6, help="cutoffs beside the newest one")
    options = parser.parse_args(arguments)
    found = dict[str, Errors]()
    for name in present_sets(options, FOLDERS):
        with tempfile.TemporaryDirectory(prefix="total-") as folder:
            found[name] = study_set(SETS[name], options.data, Path(folder), options.folds)
        print(name, {way: [round(error, 4) for error in errors] for way, errors in found[name].items()})
    if not found:
        return 1
    rows = [
        [name, *(f"{each[way][0]:.1%} / {each[way][1]:.1%}" for way in WAYS)] for name, each in found.items()
    ]
    means = [[geometric_mean(each[way][at] for each in found.values()) for at in (0, 1)] for way in WAYS]
    rows.append(["geometric mean", *(f"{one:.1%} / {whole:.1%}" for one, whole in means)])
    print(table(["set", *WAYS.values()], rows))
    return 0


def study_set(chosen: SalesSet, data: Path, folder: Path, folds: int) -> Errors:
    """The errors of each way of forecasting a set's sum, the mean over its cutoffs."""
    ((case, _),) = windows(chosen, data, [SKIPPED], folder)
    asked: dict[str, Any] = {"freq": case.freq, "models": list(MODELS), "folds": folds}
    each = fs.cross_validation(fs.read(**case.read), case.horizon, **asked)
    panel = each.backtest.panel
    sums = pl.DataFrame({"date": panel.dates, "units": np.nan_to_num(panel.target).sum(axis=0)})
    whole = fs.cross_validation(sums, case.horizon, **asked)
    summed = (
        each.to_frame(quantiles=[], models=MODELS)
        .drop_nulls("actual")
        .group_by("cutoff", "date", "model")
        .agg(pl.col("mean", "actual").sum())
    )
    direct = whole.to_frame(quantiles=[], models=MODELS).select(
        "cutoff", "date", pl.format("direct {}", "model").alias("model"), "mean"
    )
    actual = summed.filter(pl.col("model") == MODELS[0]).select("cutoff", "date", "actual")
    said = pl.concat([summed.drop("actual"), direct]).pivot("model", index=["cutoff", "date"], values="mean")
    joined = said.join(actual, on=["cutoff", "date"]).with_columns(
        both=pl.mean_horizontal("lightgbm", "direct profile_smoothing")
    )
    return {way: _errors(joined, way) for way in WAYS}


def _errors(joined: pl.DataFrame, way: str) -> tuple[float, float]:
    off = pl.col(way) - pl.col("actual")
    by_cutoff = joined.group_by("cutoff").agg(
        one=off.abs().sum() / pl.col("actual").sum(), whole=off.sum().abs() / pl.col("actual").sum()
    )
    one, whole = (float(np.mean(by_cutoff[name].to_numpy())) for name in ("one", "whole"))
    return one, whole


if __name__ == "__main__":
    sys.exit(main())
