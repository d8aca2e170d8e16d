"""How right we are at every level: `python -m bench.levels`.

Ways of making series and totals agree are set beside each other, and ranges of totals judged. At each
cutoff the three before it choose, weigh and calibrate, as in a run; the cutoff itself judges. Ranges are
shown as they are made and as plain ones: with a share of errors in step that is pulled to a fixed guess
and never below 0, and without a shape.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bench.asked_sets import present_sets, set_parser
from bench.case import load_tables, read_whole
from bench.judge import geometric_mean
from bench.sets import FOLDERS, SETS
from foresale.arrays import Array
from foresale.data.calendar.calendars import CalendarOptions, add_calendar
from foresale.data.cleaning.clean import clean
from foresale.forecasting.backtesting.trials import try_model
from foresale.forecasting.lifecycle.lifecycle import select_observed_demand
from foresale.forecasting.quantiles.calibration import Calibration, PastForecast, calibrate
from foresale.forecasting.results import QUANTILES
from foresale.forecasting.scores import history_scale
from foresale.forecasting.sums.coherence import PastChampion, compete
from foresale.forecasting.sums.sum_distribution import ErrorShape, sum_deviation, sum_quantiles
from foresale.forecasting.sums.sum_errors import PastSums, measure_rho, measure_shapes, past_sums
from foresale.forecasting.sums.totals import PartForecast
from foresale.metrics.point import wape
from foresale.metrics.quantile import coverage, wql
from foresale.metrics.scaled import rmsse
from foresale.panel import Panel

LEARNING = 3
SHOWN = ("store_item", "m5_sample", "pasta", "dominicks_oj", "superstore", "freshretailnet")
SAMPLES = {"m5_sample": 500, "freshretailnet": 2_000}
ENDS = {80: (0.1, 0.9), 95: (0.025, 0.975)}


@dataclass(frozen=True)
class Pasts:
    """A set's cutoffs, oldest first, and what the model said at each."""

    panel: Panel
    cutoffs: Sequence[int]
    histories: Sequence[Panel]
    means: Sequence[Array]
    actuals: Sequence[Array]
    seconds: float


def main(arguments: list[str] | None = None) -> int:
    """Print each set's errors by way and coverage by level."""
    parser = set_parser("bench.levels", __doc__, SHOWN)
    parser.add_argument("--cutoffs", type=int, default=8, help="windows, the first three only teach")
    parser.add_argument("--model", default="lightgbm", help="whose forecasts are added up")
    options = parser.parse_args(arguments)
    names = present_sets(options, FOLDERS)
    if not names:
        return 1
    for name in names:
        pasts = forecast_pasts(name, options)
        judged = len(pasts.cutoffs) - LEARNING
        print(f"\n{name}: {pasts.panel.n_series} series, {judged} windows judged", flush=True)
        for line in (*way_lines(pasts), *coverage_lines(pasts)):
            print(f"  {line}")
    return 0


def forecast_pasts(name: str, options: argparse.Namespace) -> Pasts:
    """The model's forecasts at the last cutoffs of a set."""
    chosen = SETS[name]
    if name in SAMPLES and chosen.sample is not None:
        chosen = replace(chosen, sample=(chosen.sample[0], SAMPLES[name]))
    tables = load_tables(chosen, options.data, full=False, seed=0)
    with tempfile.TemporaryDirectory(prefix="levels-") as folder:
        panel = read_whole(chosen, tables, Path(folder))
    horizon = chosen.horizon
    panel = add_calendar(panel, horizon, CalendarOptions())
    cutoffs = [panel.n_periods - horizon * back for back in range(options.cutoffs, 0, -1)]
    cutoffs = [cutoff for cutoff in cutoffs if cutoff >= 2 * horizon + 16]
    histories = [clean(panel.as_of(cutoff, horizon))[0] for cutoff in cutoffs]
    actuals = [select_observed_demand(panel, cutoff, horizon) for cutoff in cutoffs]
    begun = time.perf_counter()
    means = try_model(options.model, histories, horizon, 0, lambda: None).means
    return Pasts(panel, cutoffs, histories, means, actuals, time.perf_counter() - begun)


def way_lines(pasts: Pasts) -> Iterator[str]:
    """Errors of each way on the judged windows, and what a run would have chosen at each."""
    scales = [history_scale(history) for history in pasts.histories]
    errors: dict[str, list[tuple[float, float, float]]] = {}
    chosen, seconds = [], 0.0
    for last in range(LEARNING, len(pasts.cutoffs)):
        window = slice(last - LEARNING, last + 1)
        begun = time.perf_counter()
        found = compete(
            PastChampion(
                pasts.histories[window], pasts.means[window], pasts.actuals[window], scales[window], LEARNING
            )
        )
        seconds += time.perf_counter() - begun
        chosen.append(found.chosen)
        actual = pasts.actuals[last]
        for way, means in {**found.means, "chosen": found.means[found.chosen]}.items():
            total = _total(actual, means[-1])
            scaled = rmsse(actual, means[-1], scales[last].squared)
            errors.setdefault(way, []).append((wape(actual, means[-1]), scaled, wape(*total)))
    usual = errors["bottom_up"]
    for way, each in errors.items():
        series, scaled, total = (
            geometric_mean(mine[i] / other[i] for mine, other in zip(each, usual, strict=True))
            for i in range(3)
        )
        means = np.mean(each, axis=0)
        yield (
            f"{way:<14} WAPE of series {means[0]:.3f} (× {series:.3f}), RMSSE × {scaled:.3f}, "
            f"WAPE of the total {means[2]:.3f} (× {total:.3f})"
        )
    model = pasts.seconds * (LEARNING + 1) / len(pasts.cutoffs)
    yield f"chosen: {', '.join(chosen)}; {seconds / len(chosen):.1f} s beside the model's {model:.0f} s"


def _total(actual: Array, mean: Array) -> tuple[Array, Array]:
    known = ~np.isnan(actual)
    return np.where(known, actual, 0.0).sum(axis=0), np.where(known, mean, 0.0).sum(axis=0)


def coverage_lines(pasts: Pasts) -> Iterator[str]:
    """What ranges of bottom-up sums held on the judged windows, plain ones first."""
    held: dict[str, list[tuple[float, ...]]] = {}
    for last in range(LEARNING, len(pasts.cutoffs)):
        learning = range(last - LEARNING, last)
        calibration = calibrate([PastForecast(pasts.means[k], pasts.actuals[k]) for k in learning])

        def parts(k: int, calibration: Calibration = calibration) -> PartForecast:
            dates = pasts.histories[k].future_dates(pasts.means[k].shape[1])
            deviation = calibration.deviation(pasts.means[k])
            return PartForecast(dates, pasts.means[k], deviation, pasts.actuals[k])

        past = past_sums(pasts.panel, [parts(k) for k in learning])
        now = past_sums(pasts.panel, [parts(last)])
        shapes = measure_shapes(past, non_negative=pasts.panel.non_negative)
        plain = _held(pasts.panel, now, plain_rho(past), {})
        for key, figures in _held(pasts.panel, now, measure_rho(past), shapes).items():
            held.setdefault(key, []).append((*plain[key], *figures))
    for key, each in held.items():
        rows = np.array(each)
        weight = rows[:, 0]
        means = (rows * weight[:, None]).sum(axis=0) / weight.sum()
        ratio = geometric_mean(rows[:, 7] / rows[:, 3])
        yield (
            f"{key:<28} {int(weight.sum()):>6} sums: 80 % range held {means[1]:.1%} → {means[5]:.1%}, "
            f"95 % {means[2]:.1%} → {means[6]:.1%}, WQL × {ratio:.3f}"
        )


def _held(
    panel: Panel, now: PastSums, rho: Mapping[str, float], shapes: Mapping[str, ErrorShape]
) -> dict[str, tuple[float, ...]]:
    """Number of sums, coverage at 80 and 95 %, WQL, by level and grain."""
    found = {}
    for key, (sums,) in now.items():
        deviation = sum_deviation(sums.apart, sums.together, rho[key])
        quantiles = sum_quantiles(sums.mean, deviation, shapes.get(key), non_negative=panel.non_negative)
        inside = [
            coverage(sums.actual, *(quantiles[..., QUANTILES.index(end)] for end in ends))
            for ends in ENDS.values()
        ]
        count = float(np.count_nonzero(~np.isnan(sums.actual)))
        found[key] = (count, *inside, wql(sums.actual, quantiles, QUANTILES))
    return found


def plain_rho(past: PastSums) -> dict[str, float]:
    """What share of errors goes in step as it was measured at first: a guess of 0.1, worth five sums."""
    found: dict[str, float] = {}
    level, expected = "", 0.1
    for key, folds in past.items():
        level, expected = (
            (key.rpartition("|")[0], 0.1) if key.rpartition("|")[0] != level else (level, expected)
        )
        excess = room = count = 0.0
        for fold in folds:
            usable = (fold.apart > 0) & (fold.together > 1.01 * fold.apart)
            ratio = fold.together[usable] / fold.apart[usable]
            excess += float(((fold.actual - fold.mean)[usable] ** 2 / fold.apart[usable] - 1).sum())
            room += float((ratio - 1).sum())
            count += len(ratio)
        usual = room / count if count else 1.0
        found[key] = float(np.clip((excess + 5 * expected * usual) / (room + 5 * usual), 0.0, 2.0))
        expected = 0.5 * found[key]
    return found


if __name__ == "__main__":
    sys.exit(main())
