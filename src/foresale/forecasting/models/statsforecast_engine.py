"""The classical models of the statsforecast library, one series at a time on all cores."""

from __future__ import annotations

import sys
import warnings
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

import numpy as np

from foresale.arrays import Array
from foresale.forecasting.models.base import Mean
from foresale.forecasting.models.history_filling import fill_gaps, recent_mean, select_known_demand
from foresale.forecasting.models.local_model import LocalModel
from foresale.forecasting.models.moving_average import WINDOWS
from foresale.forecasting.models.worker_processes import fit_in_parts
from foresale.forecasting.models.yearly_profile import yearly_profile
from foresale.frequency import Frequency
from foresale.panel import Panel

LEAST_KNOWN = 6  # known values below which no method beats the mean
LARGEST_GROWTH = 5.0  # times the largest value of the past: beyond it a method has run away
PROFILE_YEARS = 4
LONGEST = {
    Frequency.MONTH: 240,
    Frequency.FORTNIGHT: 130,
    Frequency.FOUR_WEEKS: 130,
    Frequency.QUARTER: 80,
}  # newest periods that every method sees of these
YEAR = {Frequency.DAY: 365.25, Frequency.WEEK: 365.25 / 7, Frequency.FORTNIGHT: 365.25 / 14}
EVIDENCE = {
    Frequency.DAY: 15.0,
    Frequency.WEEK: 3.0,
    Frequency.FORTNIGHT: 3.0,
}  # daily errors are correlated, so F runs high


@dataclass(frozen=True)
class EngineJob:
    """What to run on each series.

    Attributes:
        method: The class of `statsforecast.models`.
        options: Its arguments.
        longest: Newest periods of the history that it sees.
        horizon: Periods ahead.
        freq: Length of a period.
    """

    method: str
    options: Mapping[str, Any]
    longest: int
    horizon: int
    freq: Frequency


@dataclass(frozen=True)
class BatchAnswer:
    """Forecasts of some series.

    Attributes:
        mean: One row of units per series; NaN where the method failed.
        failures: Why it failed, in its own words, once per series that failed.
    """

    mean: Mean
    failures: tuple[str, ...]


class StatsforecastModel(LocalModel):
    """A local model that a class of `statsforecast.models` estimates.

    Holes are filled, the yearly season of days and weeks is taken out first and put back after,
    and long histories are cut to `longest` periods, beyond which accuracy on real sales hardly
    improved. Series that are constant or hardly known, and those on which the method
    fails or runs away, get their recent mean; `fallbacks` counts the failures.

    Attributes:
        method: The class of `statsforecast.models`.
        longest: Newest periods seen, by the length of a period.
    """

    family: ClassVar[str] = "classical"
    uses_processes: ClassVar[bool] = True
    method: ClassVar[str]
    longest: ClassVar[Mapping[Frequency, int]]

    @abstractmethod
    def options(self, freq: Frequency) -> dict[str, Any]:
        """The method's arguments for periods of this length."""

    def estimate(self, panel: Panel, horizon: int) -> Mean:
        """The method's forecast where it has one, else the recent mean."""
        known = select_known_demand(panel)
        filled = fill_gaps(known, panel.freq)
        mean = np.repeat(recent_mean(known, WINDOWS[panel.freq])[:, None], horizon, axis=1)
        job = EngineJob(self.method, self.options(panel.freq), self.longest[panel.freq], horizon, panel.freq)
        kept = job.longest
        if panel.freq in YEAR:
            kept = max(kept, int(PROFILE_YEARS * YEAR[panel.freq]))
        histories = [_from_first_known(row[-kept:]) for row in filled]
        enough = (~np.isnan(known[:, -kept:])).sum(axis=1) >= LEAST_KNOWN
        rows = [i for i in np.flatnonzero(enough).tolist() if np.ptp(histories[i][-job.longest :]) > 0]
        answer = self._forecast([histories[i] for i in rows], job)
        good = np.isfinite(answer.mean).all(axis=1)
        mean[np.array(rows, dtype=np.int64)[good]] = answer.mean[good]
        self.fallbacks = len(answer.failures)
        self.fallback_reason = answer.failures[0] if answer.failures else ""
        return mean

    def _forecast(self, histories: Sequence[Array], job: EngineJob) -> BatchAnswer:
        """Run the job here, or on worker processes when that is faster."""
        points = sum(min(len(history), job.longest) for history in histories)
        seconds = self.seconds_per_series * points / 1000
        answers = fit_in_parts(partial(forecast_batch, job=job), histories, seconds)
        return BatchAnswer(
            np.concatenate([answer.mean for answer in answers]),
            tuple(failure for answer in answers for failure in answer.failures),
        )


def forecast_batch(histories: Sequence[Array], job: EngineJob) -> BatchAnswer:
    """Forecast each history by the job's method, in this process.

    Args:
        histories: Units of each series, oldest first, without NaN.
        job: What to run.
    """
    mean = np.full((len(histories), job.horizon), np.nan)
    if not histories:
        return BatchAnswer(mean, ())
    failures: list[str] = []
    engine = getattr(_load_methods(), job.method)(**job.options)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for row, history in enumerate(histories):
            # The library raises plain Exception for series that it can't fit, among many other
            # classes; each failure is counted and answered by the recent mean.
            try:
                forecast = _forecast_one(engine, history, job)
            except Exception as error:  # noqa: BLE001
                failures.append(f"{job.method}: {error}")
                continue
            bound = LARGEST_GROWTH * np.abs(history).max()
            if np.isfinite(forecast).all() and np.abs(forecast).max() <= bound:
                mean[row] = forecast
            else:
                failures.append(f"{job.method}: the forecast ran away")
    return BatchAnswer(mean, tuple(failures))


def _load_methods() -> Any:
    """The module `statsforecast.models`, without Dask's data frames.

    A library below it loads these wherever Dask is installed, only to name their type: a second of a
    processor's time. Where Dask is in use already, nothing is kept from it.
    """
    modules: dict[str, Any] = sys.modules
    if "statsforecast.models" in modules:
        return modules["statsforecast.models"]
    kept_out = ["dask", "dask.dataframe"] if "dask" not in modules else []
    modules |= dict.fromkeys(kept_out)  # an import of what is None here fails as if it weren't installed
    try:
        import statsforecast.models
    finally:
        for name in kept_out:
            modules.pop(name, None)
    return statsforecast.models


def _forecast_one(engine: Any, history: Array, job: EngineJob) -> Array:
    """The method's forecast of one series, with its yearly season around it."""
    if job.freq in YEAR:
        past, ahead = yearly_profile(history, job.horizon, YEAR[job.freq], evidence=EVIDENCE[job.freq])
    else:
        past, ahead = np.zeros(len(history)), np.zeros(job.horizon)
    recent = np.ascontiguousarray((history - past)[-job.longest :])
    return np.asarray(engine.forecast(recent, job.horizon)["mean"], dtype=np.float64) + ahead


def _from_first_known(row: Array) -> Array:
    """The row from its first known value on."""
    known = ~np.isnan(row)
    return row[known.argmax() :] if known.any() else row[:0]
