"""What bringing sums back to what was sold is worth: `python -m bench.sum_study`.

Several models forecast windows older than those the benchmark judges, and simulated slow parts; the factor
that three windows teach is judged on the next one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from bench.asked_sets import present_sets, set_parser
from bench.judge import geometric_mean
from bench.past_runs import MODELS, past_runs
from bench.sets import FOLDERS, SETS
from bench.stored import RESULTS
from foresale.arrays import Array
from foresale.data.calendar.calendars import CalendarOptions, add_calendar
from foresale.data.cleaning.clean import clean
from foresale.forecasting.backtesting.champion import NAIVE
from foresale.forecasting.backtesting.sum_correction import FEWEST_WINDOWS, sum_correction
from foresale.forecasting.lifecycle.lifecycle import apply_lifecycle, select_observed_demand
from foresale.forecasting.models.global_lightgbm import GlobalLightGBM
from foresale.forecasting.scores import history_scale
from foresale.frequency import Frequency
from foresale.metrics.point import bias, wape
from foresale.metrics.scaled import rmsse
from foresale.panel import Panel

PARTS, MONTHS, HORIZON, WINDOWS = 1_200, 51, 6, 6
TRENDS = {"level": 0.0, "shrinking": -0.02, "growing": 0.02}
Window = tuple[Array, Array, Array]  # what was said, what was sold, the scale of its errors


def main(arguments: list[str] | None = None) -> int:
    """Print each set and model whose sums were moved, and the mean over all windows."""
    parser = set_parser("bench.sum_study", __doc__, SETS)
    parser.add_argument("--windows", type=int, default=4, help="windows judged")
    parser.add_argument("--skip", type=int, default=2, help="newest windows left alone")
    parser.add_argument("--keep", type=Path, default=RESULTS / "runs", help="where forecasts are kept")
    options = parser.parse_args(arguments)
    for trend in TRENDS:
        _tell(f"simulated parts, {trend}", list(_simulated(trend)))
    every: dict[str, list[tuple[float, float, float, float]]] = {}
    for name in present_sets(options, FOLDERS):
        wanted = options.windows + FEWEST_WINDOWS
        runs = past_runs(SETS[name], options.data, options.keep, cutoffs=wanted, skip=options.skip)
        scales = [
            history_scale(runs.panel.as_of(cutoff.known, runs.horizon)).squared for cutoff in runs.cutoffs
        ]
        for model in MODELS:
            if model != NAIVE:
                said = [cutoff.means[model] for cutoff in runs.cutoffs]
                sold = [runs.actual(cutoff) for cutoff in runs.cutoffs]
                found = _tell(f"{name}, {model}", list(zip(said, sold, scales, strict=True)))
                every.setdefault(model, []).extend(found)
    for model, found in every.items():
        print(f"All, {model}: {_summary(found)}")
    return 0


def _simulated(trend: str) -> Iterator[Window]:
    """Parts that are mostly not wanted, forecast by LightGBM over all series."""
    random = np.random.default_rng(1)
    rate = random.gamma(0.6, 0.8, (PARTS, 1)) * np.exp(random.normal(0, 0.08, (PARTS, MONTHS)).cumsum(axis=1))
    rate *= np.exp(TRENDS[trend] * np.arange(MONTHS))
    wanted = random.random((PARTS, MONTHS)) < np.minimum(rate / 1.6, 1)
    size = 1 + 2 * random.poisson(0.6, (PARTS, MONTHS)) * (random.random((PARTS, MONTHS)) < 0.5)
    nowhere = np.zeros((PARTS, MONTHS), dtype=bool)
    months = np.arange(MONTHS).astype("datetime64[M]").astype("datetime64[D]")
    names = pl.DataFrame({"part": [str(i) for i in range(PARTS)]})
    panel = Panel(names, ("part",), months, Frequency.MONTH, wanted * size * 1.0, nowhere, nowhere)
    panel = add_calendar(panel, HORIZON, CalendarOptions())
    for number in range(WINDOWS, 0, -1):
        cutoff = MONTHS - HORIZON * number
        known = clean(panel.as_of(cutoff, HORIZON))[0]
        mean = apply_lifecycle(GlobalLightGBM(seed=0).fit(known, HORIZON).predict(known, HORIZON), known)
        yield mean, select_observed_demand(panel, cutoff, HORIZON), history_scale(known).squared


def _tell(title: str, windows: Sequence[Window]) -> list[tuple[float, float, float, float]]:
    """Ratios of WAPE and RMSSE, and the bias before and after, of each window with three before it."""
    found, used = [], 0
    for at in range(FEWEST_WINDOWS, len(windows)):
        past = windows[at - FEWEST_WINDOWS : at]
        factor = sum_correction([mean for mean, _, _ in past], [actual for _, actual, _ in past])
        mean, actual, scale = windows[at]
        moved = mean * factor
        used += factor != 1.0
        found.append(
            (
                wape(actual, moved) / wape(actual, mean),
                rmsse(actual, moved, scale) / rmsse(actual, mean, scale),
                bias(actual, mean),
                bias(actual, moved),
            )
        )
    if used:
        print(f"{title}: moved in {used} of {len(found)} windows, {_summary(found)}", flush=True)
    return found


def _summary(found: Sequence[tuple[float, float, float, float]]) -> str:
    if not found:
        return "too few windows"
    before, after = (float(np.mean([abs(each[at]) for each in found])) for at in (2, 3))
    errors = [geometric_mean(each[at] for each in found) for at in (0, 1)]
    size = f"mean size of the bias {before:.1%} → {after:.1%}"
    return f"WAPE × {errors[0]:.4f}, RMSSE × {errors[1]:.4f}, {size}"


if __name__ == "__main__":
    sys.exit(main())
