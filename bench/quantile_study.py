"""What other sources add to conformal quantiles: `python -m bench.quantile_study`.

LightGBM over all series and the other sources forecast windows older than those the benchmark
judges; what was joined on three windows is judged on the next one. Ratios of the weighted quantile loss
to conformal quantiles alone; below 1 is better.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from unittest.mock import patch

import numpy as np

from bench.asked_sets import present_sets, set_parser
from bench.case import Case, Truth
from bench.judge import SCORED_LEVELS, geometric_mean
from bench.sets import FOLDERS, SETS
from bench.windows import history, judged_rows, windows
from foresale.arrays import Array
from foresale.data.cleaning.clean import CleaningOptions, clean, clean_for_evaluation
from foresale.forecasting.backtesting.folds import SHORTEST_TRAINING
from foresale.forecasting.lifecycle.lifecycle import apply_lifecycle, select_observed_demand
from foresale.forecasting.models.global_lightgbm import GlobalLightGBM
from foresale.forecasting.models.quantile_lightgbm import QuantileLightGBM
from foresale.forecasting.quantiles import source_shares
from foresale.forecasting.quantiles.calibration import PastForecast, calibrate
from foresale.forecasting.quantiles.recent_spread import recent_spread
from foresale.forecasting.quantiles.sharpening import OtherSources, PastQuantiles, sharpen
from foresale.forecasting.quantiles.whole_units import to_whole, whole_series
from foresale.forecasting.results import QUANTILES
from foresale.metrics.quantile import coverage, wql
from foresale.panel import Panel

WINDOWS_TO_LEARN_FROM = 3
SCORED = [QUANTILES.index(level) for level in SCORED_LEVELS]
ENDS = QUANTILES.index(0.1), QUANTILES.index(0.9)
AS_IT_COMES, WHOLE = "shares learned, as it comes", "shares learned, in whole units"
Shares = tuple[float, float, float]  # of conformal, learned and recent ones
WAYS: Mapping[str, tuple[Shares, float]] = {  # the usual shares, trust in others
    "half conformal, half learned": ((0.5, 0.5, 0.0), 0.0),
    "two fifths each, a fifth recent": (source_shares.USUAL, 0.0),
    AS_IT_COMES: (source_shares.USUAL, source_shares.TRUST),
    "shares learned, wholly believed": (source_shares.USUAL, 1.0),
    "learned quantiles alone": ((0.0, 1.0, 0.0), 0.0),
    "recent spread alone": ((0.0, 0.0, 1.0), 0.0),
}
WITHOUT_RECENT = "shares learned, without recent spread"
ALL_WAYS = (*WAYS, WITHOUT_RECENT, WHOLE)


def main(arguments: list[str] | None = None) -> int:
    """Print a line for each set, and one for each way over all of them."""
    parser = set_parser("bench.quantile_study", __doc__, SETS)
    parser.add_argument("--windows", type=int, default=2, help="windows judged")
    parser.add_argument("--skip", type=int, default=2, help="newest windows left alone")
    options = parser.parse_args(arguments)
    names = present_sets(options, FOLDERS)
    if not names:
        return 1
    ratios: dict[str, list[float]] = {way: [] for way in ALL_WAYS}
    held: dict[str, list[float]] = {way: [] for way in ALL_WAYS}
    for name in names:
        told = []
        for way, answers in _tried(name, options).items():
            ratios[way] += [ratio for ratio, _ in answers]
            held[way] += [share for _, share in answers]
            told.append(f"{way} {geometric_mean(ratio for ratio, _ in answers):.4f}" if answers else "")
        print(f"{name}: " + (", ".join(filter(None, told)) or "too short for so many windows"), flush=True)
    print(f"\nAll {len(next(iter(ratios.values())))} windows, WQL over that of conformal quantiles alone:")
    for way, found in ratios.items():
        print(f"  {way:<42} {geometric_mean(found):.4f}  in 80 %: {np.mean(held[way]):.1%}")
    return 0


def _tried(name: str, options: argparse.Namespace) -> dict[str, list[tuple[float, float]]]:
    """Each way's ratio and coverage by window."""
    found: dict[str, list[tuple[float, float]]] = {way: [] for way in ALL_WAYS}
    numbers = range(options.skip + options.windows, options.skip, -1)
    with tempfile.TemporaryDirectory(prefix="quantiles-") as folder:
        for case, truth in windows(SETS[name], options.data, numbers, Path(folder)):
            for way, answer in _judged(case, truth).items():
                found[way].append(answer)
    return found


def _judged(case: Case, truth: Truth) -> dict[str, tuple[float, float]]:
    panel = history(case)
    judged = clean_for_evaluation(panel, CleaningOptions())
    cutoffs = [panel.n_periods - case.steps * k for k in range(1, WINDOWS_TO_LEARN_FROM + 1)]
    if cutoffs[-1] < SHORTEST_TRAINING[panel.freq]:
        return {}
    past = []
    for cutoff in cutoffs:
        mean, others = _said(panel.as_of(cutoff, case.steps), case.steps)
        past.append(
            PastQuantiles(PastForecast(mean, select_observed_demand(judged, cutoff, case.steps)), others)
        )
    mean, others = _said(panel, case.steps)
    rows = judged_rows(panel, truth)

    def scored(quantiles: Array) -> tuple[float, float]:
        seen = quantiles[rows, case.steps - case.horizon :]
        loss = wql(truth.actual, seen[..., SCORED], SCORED_LEVELS)
        return loss, coverage(truth.actual, seen[..., ENDS[0]], seen[..., ENDS[1]])

    conformal = calibrate([fold.forecast for fold in past])
    base, _ = scored(conformal.quantiles(mean, non_negative=panel.non_negative))

    def joined(usual: Shares, trust: float) -> Array:
        with patch.object(source_shares, "USUAL", usual), patch.object(source_shares, "TRUST", trust):
            found = sharpen(past, non_negative=panel.non_negative)
        return found.quantiles(mean, others, non_negative=panel.non_negative)

    quantiles = {way: joined(*settings) for way, settings in WAYS.items()}
    tried = source_shares.shares_tried()
    with patch.object(source_shares, "shares_tried", lambda: tried[tried[:, 2] == 0]):
        quantiles[WITHOUT_RECENT] = joined((0.5, 0.5, 0.0), source_shares.TRUST)
    quantiles[WHOLE] = to_whole(quantiles[AS_IT_COMES], whole_series(panel.target))
    judged = {way: scored(each) for way, each in quantiles.items()}
    return {way: (loss / base, held) for way, (loss, held) in judged.items()}


def _said(panel: Panel, steps: int) -> tuple[Array, OtherSources]:
    """Means of the periods after a history, and what the other sources say of them."""
    known = clean(panel, CleaningOptions())[0]
    mean = GlobalLightGBM(seed=0).fit(known, steps).predict(known, steps)
    learned = QuantileLightGBM(seed=0).fit(known, steps).quantiles(known, steps)
    return apply_lifecycle(mean, known), OtherSources(learned, recent_spread(known))


if __name__ == "__main__":
    sys.exit(main())
