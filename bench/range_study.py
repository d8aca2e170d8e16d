"""How ranges are written, and what that makes of them: `python -m bench.range_study`.

LightGBM over all series forecasts windows older than those the benchmark judges, with quantiles as a
forecast has them, learned on three windows before. Each way of writing them is judged on the next window.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np

from bench.asked_sets import present_sets, set_parser
from bench.judge import SCORED_LEVELS, geometric_mean
from bench.past_runs import Cutoff, PastRuns, past_runs
from bench.sets import FOLDERS, SETS
from bench.stored import RESULTS
from foresale.arrays import Array, Bools
from foresale.forecasting.quantiles.sharpening import sharpen
from foresale.forecasting.quantiles.whole_units import range_chance, to_whole, whole_series
from foresale.forecasting.results import QUANTILES
from foresale.metrics.quantile import coverage, wql

WINDOWS_TO_LEARN_FROM = 3
SCORED = [QUANTILES.index(level) for level in SCORED_LEVELS]
LOW, HIGH, WIDE_LOW, WIDE_HIGH = (QUANTILES.index(level) for level in (0.1, 0.9, 0.025, 0.975))
UPPER = np.array(QUANTILES) > 0.5


def _outward(quantiles: Array, whole: Bools) -> Array:
    """Lower quantiles down, upper ones up."""
    rounded = np.where(UPPER, np.ceil(quantiles - 1e-9), np.floor(quantiles + 1e-9))
    return np.where(whole[:, None, None], rounded, quantiles)


WAYS: Mapping[str, Callable[[Array, Bools], Array]] = {
    "as learned, between whole units": lambda quantiles, _: quantiles,
    "a tenth short of whole units": lambda quantiles, whole: (
        quantiles + 0.9 * (to_whole(quantiles, whole) - quantiles)
    ),
    "nearest whole unit": to_whole,
    "lower ones down, upper ones up": _outward,
}
FIGURES = ("wql", "held_80", "held_95", "below_80", "above_80", "width")


def main(arguments: list[str] | None = None) -> int:
    """Print each way's figures by set, and over all of them."""
    parser = set_parser("bench.range_study", __doc__, SETS)
    parser.add_argument("--windows", type=int, default=4, help="windows judged")
    parser.add_argument("--skip", type=int, default=2, help="newest windows left alone")
    parser.add_argument("--keep", type=Path, default=RESULTS / "runs", help="where forecasts are kept")
    options = parser.parse_args(arguments)
    names = present_sets(options, FOLDERS)
    every: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    means: list[float] = []
    for name in names:
        wanted = options.windows + WINDOWS_TO_LEARN_FROM
        runs = past_runs(SETS[name], options.data, options.keep, cutoffs=wanted, skip=options.skip)
        found: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
        meant: list[float] = []
        for past, judged in folds(runs):
            quantiles, whole = joined(runs, past, judged), whole_series(runs.panel.target[:, : judged.known])
            for way, write in WAYS.items():
                found[way].append(_figures(runs.actual(judged), write(quantiles, whole)))
            told = range_chance(to_whole(quantiles, whole), (0.1, 0.9))
            meant.append(float(told[~np.isnan(runs.actual(judged))].mean()))
        _tell(
            f"{name}, {len(meant)} windows; 80 % ranges as written mean to hold {np.mean(meant):.1%}", found
        )
        means += meant
        for way in WAYS:
            every[way] += found[way]
    if names:
        _tell(f"All; 80 % ranges as written mean to hold {np.mean(means):.1%}", every)
    return 0 if names else 1


def folds(runs: PastRuns) -> Iterator[tuple[tuple[Cutoff, ...], Cutoff]]:
    """Each window that has windows to learn from before it, and these; two where there aren't three."""
    least = min(WINDOWS_TO_LEARN_FROM, len(runs.cutoffs) - 1)
    for at in range(least, len(runs.cutoffs)):
        yield runs.cutoffs[at - least : at], runs.cutoffs[at]


def joined(runs: PastRuns, past: tuple[Cutoff, ...], judged: Cutoff) -> Array:
    """S × H × Q of a window, before they are written in whole units."""
    non_negative = runs.panel.non_negative
    found = sharpen([runs.past(cutoff) for cutoff in past], non_negative=non_negative)
    here = runs.past(judged)
    return found.quantiles(here.forecast.mean, here.others, non_negative=non_negative)


def _figures(actual: Array, quantiles: Array) -> dict[str, float]:
    known = ~np.isnan(actual)
    sold, low, high = actual[known], quantiles[known][:, LOW], quantiles[known][:, HIGH]
    return {
        "wql": wql(actual, quantiles[..., SCORED], SCORED_LEVELS),
        "held_80": coverage(sold, low, high),
        "held_95": coverage(sold, quantiles[known][:, WIDE_LOW], quantiles[known][:, WIDE_HIGH]),
        "below_80": float((sold < low).mean()),
        "above_80": float((sold > high).mean()),
        "width": float((high - low).sum() / np.abs(sold).sum()),
    }


def _tell(title: str, found: Mapping[str, list[dict[str, float]]]) -> None:
    """A line a way: loss over that of the first one, the rest as it is."""
    print(title, flush=True)
    base = next(iter(found.values()))
    for way, each in found.items():
        loss = geometric_mean(mine["wql"] / other["wql"] for mine, other in zip(each, base, strict=True))
        mean = {name: float(np.mean([one[name] for one in each])) for name in FIGURES}
        print(
            f"  {way:<34} WQL × {loss:.4f}  in 80 %: {mean['held_80']:.1%}, below {mean['below_80']:.1%}, "
            f"above {mean['above_80']:.1%}, width {mean['width']:.3f}  in 95 %: {mean['held_95']:.1%}",
            flush=True,
        )


if __name__ == "__main__":
    sys.exit(main())
