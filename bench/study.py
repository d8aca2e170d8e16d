"""What the engine's choices are worth: `python -m bench.study`.

Every variant forecasts the same cutoffs of each set, and is compared with our LightGBM model as it
comes: ratios of errors below 1 are better.
"""

from __future__ import annotations

import math
import re
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Self
from unittest.mock import patch

import numpy as np

from bench.asked_sets import present_sets, set_parser
from bench.case import Case, Truth
from bench.judge import geometric_mean
from bench.sets import FOLDERS, SETS
from bench.windows import history, judged_rows, windows
from foresale.data.cleaning.clean import clean
from foresale.forecasting.features import conditions, level
from foresale.forecasting.lifecycle.lifecycle import apply_lifecycle
from foresale.forecasting.models.base import Model
from foresale.forecasting.models.boosting import boosting_data
from foresale.forecasting.models.global_lightgbm import Forest, GlobalLightGBM
from foresale.forecasting.models.linear_on_lags import LinearOnLags
from foresale.forecasting.models.on_features import TrainingSample, categorical_positions
from foresale.forecasting.models.profile_smoothing import ProfileSmoothing
from foresale.forecasting.models.tsb import TSB
from foresale.frequency import Frequency
from foresale.metrics.point import bias, wape
from foresale.metrics.scaled import rmsse
from foresale.panel import Panel


def _with(**changes: Any) -> type[GlobalLightGBM]:
    """Our LightGBM model with other parameters."""

    class Changed(GlobalLightGBM):
        def settings(self, rows: int, *, seed: int, negative: bool) -> dict[str, Any]:
            """The usual parameters with the changes."""
            return {**super().settings(rows, seed=seed, negative=negative), **changes}

    return Changed


class Uncorrected(GlobalLightGBM):
    """Without the factor that brings the sum back to the units sold."""

    def fit_forest(self, sample: TrainingSample, seed: int, *, negative: bool) -> Forest:
        """Learn, and forget the factor."""
        return Forest(super().fit_forest(sample, seed, negative=negative).booster)


class Slower(GlobalLightGBM):
    """Four times the rounds at a quarter of the rate."""

    def __init__(self, *, seed: int = 0) -> None:
        super().__init__(seed=seed, rounds=480, learning_rate=0.025)


class MoreRounds(GlobalLightGBM):
    """A quarter more rounds at four fifths of the rate."""

    def __init__(self, *, seed: int = 0) -> None:
        super().__init__(seed=seed, rounds=150, learning_rate=0.08)


class HalfTheRows(GlobalLightGBM):
    """Half the training rows."""

    row_budget = 150_000


def _without(pattern: str) -> type[GlobalLightGBM]:
    """Without the columns whose whole name fits the pattern."""

    class Without(GlobalLightGBM):
        def matrix_of(self, columns: Any) -> Any:
            left = {name: values for name, values in columns.items() if not re.fullmatch(pattern, name)}
            return super().matrix_of(left)

    return Without


def _patched(module: ModuleType, name: str, value: Any) -> type[GlobalLightGBM]:
    """With another value of a module's constant."""

    class Patched(GlobalLightGBM):
        def fit(self, panel: Panel, horizon: int) -> Self:
            """Learn under the other value."""
            with patch.object(module, name, value):
                return super().fit(panel, horizon)

        def predict(self, panel: Panel, horizon: int) -> Any:
            """Forecast under the other value."""
            with patch.object(module, name, value):
                return super().predict(panel, horizon)

    return Patched


class LogOfDemand(GlobalLightGBM):
    """Squares of the logarithm of demand over level, brought back to the units sold."""

    offset = 0.1

    def fit_forest(self, sample: TrainingSample, seed: int, *, negative: bool) -> Forest:
        """Boost on logarithms; one factor brings the sum back."""
        import lightgbm

        rows, ratio, weight = sample
        settings = {**self.settings(len(ratio), seed=seed, negative=False), "objective": "regression"}
        coded = categorical_positions(self.columns, self.categories)
        data = boosting_data(rows, np.log(np.maximum(ratio, 0) + self.offset), weight, coded, settings)
        booster = lightgbm.train(settings, data, num_boost_round=self.rounds)
        found = np.maximum(np.exp(booster.predict(rows)) - self.offset, 0.0)
        return Forest(booster, float((weight**2 * ratio).sum() / (weight**2 * found).sum()))

    def estimate(self, rows: Any) -> Any:
        """Demand over level."""
        (forest,) = self._forests
        return np.maximum(np.exp(forest.booster.predict(rows)) - self.offset, 0.0) * forest.correction


class SeveralForests(GlobalLightGBM):
    """As many forests as the last fit has."""

    def __init__(self, *, seed: int = 0) -> None:
        super().__init__(seed=seed, **GlobalLightGBM.last_fit)


YEAR_LONG = {Frequency.DAY: 364, Frequency.WEEK: 52, Frequency.MONTH: 12}

VARIANTS: Mapping[str, type[Model]] = {
    "as it comes": GlobalLightGBM,
    "Tweedie power 1.2": _with(tweedie_variance_power=1.2),
    "Tweedie power 1.6": _with(tweedie_variance_power=1.6),
    "squared loss": _with(objective="regression"),
    "without correction": Uncorrected,
    "150 rounds": MoreRounds,
    "480 rounds": Slower,
    "31 leaves": _with(num_leaves=31),
    "150,000 rows": HalfTheRows,
    "log of demand": LogOfDemand,
    "several forests": SeveralForests,
    "level of a year": _patched(level, "WINDOW", YEAR_LONG),
    "level of recent weeks": _patched(level, "LOOKS", 0),
    "without own answers": _without(".*_answer"),
    "without neighbours": _without(".*_of_(?!year|month|week).*"),
    "promotions left in levels": _patched(conditions, "MATERIAL", math.inf),
    "every condition taken out": _patched(conditions, "MATERIAL", 0.0),
    "smoothing": ProfileSmoothing,
    "linear": LinearOnLags,
    "TSB": TSB,
}


def main(arguments: list[str] | None = None) -> int:
    """Print a line for each variant."""
    parser = set_parser("bench.study", __doc__, SETS)
    parser.add_argument("--variants", default=",".join(VARIANTS), help="some of the default")
    parser.add_argument("--cutoffs", type=int, default=2, help="windows judged")
    parser.add_argument("--skip", type=int, default=0, help="newest windows left alone")
    options = parser.parse_args(arguments)
    names = present_sets(options, FOLDERS)
    if not names:
        return 1
    variants = ["as it comes", *(v for v in options.variants.split(",") if v != "as it comes")]
    found: dict[str, list[dict[str, float]]] = {variant: [] for variant in variants}
    numbers = range(options.skip + options.cutoffs, options.skip, -1)
    for name in names:
        with tempfile.TemporaryDirectory(prefix="study-") as folder:
            for case, truth in windows(SETS[name], options.data, numbers, Path(folder)):
                known = clean(history(case))[0]
                for variant in variants:
                    found[variant].append(_judged(VARIANTS[variant], known, case, truth))
        print(f"{name}: {_ratios(found, last=options.cutoffs)}", flush=True)
    print(f"\nAll of {len(found[variants[0]])} windows, against {variants[0]}:")
    for variant in variants:
        print(f"  {variant:<26} {_summary(found[variant], found[variants[0]])}")
    return 0


def _judged(kind: type[Model], known: Panel, case: Case, truth: Truth) -> dict[str, float]:
    begun = time.perf_counter()
    mean = kind(seed=0).fit(known, case.steps).predict(known, case.steps)
    seconds = time.perf_counter() - begun
    forecast = apply_lifecycle(mean, known)[judged_rows(known, truth), case.steps - case.horizon :]
    return {
        "wape": wape(truth.actual, forecast),
        "rmsse": rmsse(truth.actual, forecast, truth.scale),
        "bias": abs(bias(truth.actual, forecast)),
        "seconds": seconds,
    }


def _summary(found: Sequence[Mapping[str, float]], base: Sequence[Mapping[str, float]]) -> str:
    ratios = {
        name: geometric_mean(mine[name] / theirs[name] for mine, theirs in zip(found, base, strict=True))
        for name in ("wape", "rmsse", "seconds")
    }
    usual = float(np.mean([each["bias"] for each in found]))
    return (
        f"WAPE × {ratios['wape']:.3f}  RMSSE × {ratios['rmsse']:.3f}  "
        f"bias {usual:.1%} on average  time × {ratios['seconds']:.2f}"
    )


def _ratios(found: Mapping[str, Sequence[Mapping[str, float]]], last: int) -> str:
    """RMSSE of each variant over the newest `last` windows, against the model as it comes."""
    base = found["as it comes"][-last:]
    told = []
    for variant, each in found.items():
        pairs = zip(each[-last:], base, strict=True)
        told.append(
            f"{variant} {geometric_mean(mine['rmsse'] / other['rmsse'] for mine, other in pairs):.3f}"
        )
    return ", ".join(told[1:])


if __name__ == "__main__":
    sys.exit(main())
