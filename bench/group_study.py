"""What ranges calibrated by group would be worth: `python -m bench.group_study`.

On three windows, each forecast as the other two taught, each group of a column (departments, stores, promoted
or not, sizes of forecast) gets the factor on the width of its ranges that would have lost least, pulled
towards 1 as far as windows disagree. What that does on the next window is printed, as loss over that without.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bench.asked_sets import present_sets, set_parser
from bench.judge import SCORED_LEVELS, geometric_mean
from bench.past_runs import Cutoff, PastRuns, past_runs
from bench.range_study import SCORED, folds, joined
from bench.sets import FOLDERS, SETS
from bench.stored import RESULTS
from foresale.arrays import Array, Bools
from foresale.forecasting.features.groups import group_columns
from foresale.forecasting.quantiles.whole_units import to_whole, whole_series
from foresale.forecasting.results import QUANTILES

FACTORS = np.array([0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.4, 1.6, 2.0, 2.5])
MEDIAN = QUANTILES.index(0.5)
MOST_GROUPS = 60
PRIOR = 300  # outcomes' worth of trust in 1
SIZES, EDGES = "*size", (0.1, 0.25, 0.5, 0.75)  # shares of the volume
PROMOTED, ALL = "*promoted", "*every column in turn"


@dataclass(frozen=True)
class Window:
    """A cutoff's joined quantiles, what then happened, and which series sell whole units."""

    cutoff: Cutoff
    quantiles: Array
    actual: Array
    whole: Bools


def main(arguments: list[str] | None = None) -> int:
    """Print each set's columns."""
    parser = set_parser("bench.group_study", __doc__, SETS)
    parser.add_argument("--windows", type=int, default=4, help="windows judged")
    parser.add_argument("--skip", type=int, default=2, help="newest windows left alone")
    parser.add_argument("--keep", type=Path, default=RESULTS / "runs", help="where forecasts are kept")
    options = parser.parse_args(arguments)
    for name in present_sets(options, FOLDERS):
        runs = past_runs(
            SETS[name], options.data, options.keep, cutoffs=options.windows + 3, skip=options.skip
        )
        found = {column: [] for column in (*_columns(runs), ALL)}
        for past, judged in folds(runs):
            whole = whole_series(runs.panel.target[:, : judged.known])
            here = Window(judged, joined(runs, past, judged), runs.actual(judged), whole)
            before = [
                Window(
                    c, joined(runs, tuple(o for o in past if o is not c) or past, c), runs.actual(c), whole
                )
                for c in past
            ]
            for column, ratios in found.items():
                ratios.append(_tried(runs, column, before, here))
        told = ", ".join(f"{column} {geometric_mean(ratios):.4f}" for column, ratios in found.items())
        print(f"{name}: {told}", flush=True)
    return 0


def _columns(runs: PastRuns) -> list[str]:
    grouped = [c for c in group_columns(runs.panel) if runs.panel.series[c].n_unique() <= MOST_GROUPS]
    by_size = sorted(grouped, key=lambda column: runs.panel.series[column].n_unique())
    return [*by_size, *([PROMOTED] if runs.panel.known_ahead else []), SIZES]


def _tried(runs: PastRuns, column: str, before: Sequence[Window], here: Window) -> float:
    """The loss of the window with the factors that those before taught, over that without."""
    columns = [c for c in _columns(runs) if not c.startswith("*")] if column == ALL else [column]
    quantiles, windows = here.quantiles, list(before)
    for each in columns:
        factors = _factors(runs, each, windows)
        quantiles = _stretched(quantiles, factors[_codes(runs, each, here.cutoff)])
        windows = [
            Window(
                w.cutoff, _stretched(w.quantiles, factors[_codes(runs, each, w.cutoff)]), w.actual, w.whole
            )
            for w in windows
        ]
    known = ~np.isnan(here.actual)
    base, moved = (
        _loss(here.actual[known], to_whole(found, here.whole)[known]).sum()
        for found in (here.quantiles, quantiles)
    )
    return float(moved / base)


def _factors(runs: PastRuns, column: str, windows: Sequence[Window]) -> Array:
    """A factor a group."""
    groups = 1 + max(int(_codes(runs, column, c).max()) for c in runs.cutoffs)
    total, count, each = np.zeros((groups, len(FACTORS))), np.zeros(groups), []
    for window in windows:
        known = ~np.isnan(window.actual)
        code, actual = _codes(runs, column, window.cutoff)[known], window.actual[known]
        lost = np.zeros((groups, len(FACTORS)))
        for i, factor in enumerate(FACTORS.tolist()):
            tried = to_whole(_stretched(window.quantiles, np.full(known.shape, factor)), window.whole)[known]
            lost[:, i] = np.bincount(code, _loss(actual, tried), minlength=groups)
        each.append(np.log(FACTORS[lost.argmin(axis=1)]))
        total += lost / max(float(np.abs(actual).sum()), 1e-9)
        count += np.bincount(code, minlength=groups)
    best = np.log(FACTORS[total.argmin(axis=1)]) * count / (count + PRIOR)
    doubt = np.var(each, axis=0, ddof=1) / len(each) if len(each) > 1 else 0.0
    return np.asarray(np.exp(best * best**2 / np.maximum(best**2 + doubt, 1e-12)))


def _codes(runs: PastRuns, column: str, cutoff: Cutoff) -> NDArray[np.intp]:
    """S × H positions of groups."""
    panel = runs.panel
    if column == SIZES:
        usual = np.sort(runs.cutoffs[0].means["lightgbm"].ravel())
        volume = usual.cumsum() / max(float(usual.sum()), 1e-9)
        return np.searchsorted(usual[np.searchsorted(volume, EDGES)], cutoff.means["lightgbm"]).astype(
            np.intp
        )
    if column == PROMOTED:
        on = np.zeros((panel.n_series, runs.horizon), dtype=bool)
        for values in panel.known_ahead.values():
            if (np.nan_to_num(values) == 0).mean() > 0.5:
                on |= np.nan_to_num(values[:, cutoff.known : cutoff.known + runs.horizon]) > 0
        return on.astype(np.intp)
    labels = panel.series[column].cast(pl.String).fill_null("").rank("dense").to_numpy().astype(np.intp) - 1
    return np.repeat(labels[:, None], runs.horizon, axis=1)


def _stretched(quantiles: Array, factor: Array) -> Array:
    middle = quantiles[..., MEDIAN, None]
    return np.maximum(middle + (quantiles - middle) * factor[..., None], 0.0)


def _loss(actual: Array, quantiles: Array) -> Array:
    """Pinball loss of each outcome over the levels that are judged."""
    levels = np.array(SCORED_LEVELS)
    miss = actual[:, None] - quantiles[:, SCORED]
    return np.asarray(np.maximum(levels * miss, (levels - 1) * miss).sum(axis=1))


if __name__ == "__main__":
    sys.exit(main())
