"""What several models said at many past cutoffs of a set, kept in a folder.

Studies of ranges, of sums and of who is champion compare ways of using the same forecasts; so the
forecasts are made once. All cutoffs lie before the windows that the benchmark judges.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from bench.sets import SalesSet
from bench.windows import history, windows
from foresale.arrays import Array
from foresale.data.cleaning.clean import CleaningOptions, clean, clean_for_evaluation
from foresale.data.panel.storage import load_panel, save_panel
from foresale.forecasting.backtesting.folds import SHORTEST_TRAINING
from foresale.forecasting.backtesting.trials import Trial
from foresale.forecasting.engines.threads import one_core
from foresale.forecasting.lifecycle.lifecycle import apply_lifecycle, select_observed_demand
from foresale.forecasting.models.catalog import load_model_class
from foresale.forecasting.models.quantile_lightgbm import QuantileLightGBM
from foresale.forecasting.quantiles.calibration import PastForecast
from foresale.forecasting.quantiles.recent_spread import recent_spread
from foresale.forecasting.quantiles.sharpening import OtherSources, PastQuantiles
from foresale.panel import Panel

MODELS = (
    "lightgbm",
    "profile_smoothing",
    "seasonal_naive",
    "moving_average",
    "tsb",
    "croston",
    "linear",
)


@dataclass(frozen=True)
class Cutoff:
    """What was said at one cutoff.

    Attributes:
        known: Number of past periods known.
        means: Model name → S × H.
        learned: S × H × Q learned quantiles.
        recent: S × Q recent spread.
    """

    known: int
    means: Mapping[str, Array]
    learned: Array
    recent: Array


@dataclass(frozen=True)
class PastRuns:
    """A set's panel without the benchmark's windows, and cutoffs, oldest first.

    Attributes:
        panel: The history that holds every outcome.
        horizon: Periods ahead (H).
        cutoffs: What was said at each.
    """

    panel: Panel
    horizon: int
    cutoffs: tuple[Cutoff, ...]

    @cached_property
    def judged(self) -> Panel:
        """The history that forecasts are judged by."""
        return clean_for_evaluation(self.panel, CleaningOptions())

    def actual(self, cutoff: Cutoff) -> Array:
        """S × H outcomes; NaN where not judged."""
        return select_observed_demand(self.judged, cutoff.known, self.horizon)

    def past(self, cutoff: Cutoff, model: str = "lightgbm") -> PastQuantiles:
        """A cutoff as ranges learn from it."""
        forecast = PastForecast(cutoff.means[model], self.actual(cutoff))
        return PastQuantiles(forecast, OtherSources(cutoff.learned, cutoff.recent))

    def trial(self, cutoffs: tuple[Cutoff, ...], model: str) -> Trial:
        """A model at some cutoffs as the backtest has it."""
        kind = load_model_class(model)
        return Trial(model, kind.label, kind.family, [cutoff.means[model] for cutoff in cutoffs])


def past_runs(chosen: SalesSet, data: Path, keep: Path, *, cutoffs: int, skip: int) -> PastRuns:
    """The runs of a set, made where the folder doesn't hold them yet.

    Args:
        chosen: The set.
        data: Folder with a folder for each set.
        keep: Where runs are kept.
        cutoffs: How many are wanted; short histories have fewer.
        skip: Newest windows left alone.
    """
    folder = keep / f"{chosen.folder}-{chosen.horizon}-{skip}"
    if not (folder / "panel.json").exists():
        with tempfile.TemporaryDirectory(prefix="runs-") as cut:
            for case, _ in windows(chosen, data, [skip], Path(cut)):
                save_panel(history(case), folder)
                (folder / "horizon.txt").write_text(str(case.horizon))
    panel, horizon = load_panel(folder), int((folder / "horizon.txt").read_text())
    found = []
    for number in range(cutoffs, 0, -1):
        known = panel.n_periods - number * horizon
        if known < SHORTEST_TRAINING[panel.freq]:
            continue
        file = folder / f"known_{known}.npz"
        if not file.exists():
            with one_core():
                _run(panel.as_of(known, horizon), horizon, file)
        with np.load(file, allow_pickle=False) as stored:
            means = {model: stored[model] for model in MODELS}
            found.append(Cutoff(known, means, stored["learned"], stored["recent"]))
    return PastRuns(panel, horizon, tuple(found))


def _run(panel: Panel, horizon: int, file: Path) -> None:
    known = clean(panel, CleaningOptions())[0]
    said = {}
    for model in MODELS:
        mean = load_model_class(model)(seed=0).fit(known, horizon).predict(known, horizon)
        said[model] = apply_lifecycle(mean, known)
    learned = QuantileLightGBM(seed=0).fit(known, horizon).quantiles(known, horizon)
    np.savez(file, learned=learned.astype(np.float64), recent=recent_spread(known), **said)
