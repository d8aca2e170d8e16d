"""Prophet, one series at a time on all cores."""

from __future__ import annotations

import hashlib
import json
import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from foresale.errors import MissingExtraError
from foresale.forecasting.models.base import Mean
from foresale.forecasting.models.history_filling import recent_mean, select_known_demand
from foresale.forecasting.models.local_model import LocalModel
from foresale.forecasting.models.moving_average import WINDOWS
from foresale.forecasting.models.worker_processes import fit_in_parts
from foresale.frequency import Dates, Frequency
from foresale.panel import Panel

MIN_KNOWN = 12  # known periods below which the recent mean stands in
LARGEST_GROWTH = 5.0  # times the largest value of the past: beyond it a forecast has run away
SECONDS_A_FIT = 0.15
DATE_COLUMNS = ("holiday", "bridge_day", "holidays", "trading_days", "paydays")
MAX_REGRESSORS = 12


@dataclass(frozen=True)
class SeriesHistory:
    """What Prophet is given of one series.

    Attributes:
        dates: Known periods.
        demand: Units in them.
        regressors: Column → values in these periods.
        seasons: Whether there is a season of the year and of the week.
    """

    dates: Dates
    demand: NDArray[np.float64]
    regressors: dict[str, NDArray[np.float64]]
    seasons: tuple[bool, bool]

    @property
    def digest(self) -> str:
        """Tells histories apart: a series that has sold since is fitted anew."""
        found = hashlib.sha256(repr((sorted(self.regressors), self.seasons)).encode())
        found.update(self.dates.astype("datetime64[D]").astype(np.int64).tobytes())
        for values in (self.demand, *(self.regressors[name] for name in sorted(self.regressors))):
            found.update(values.tobytes())
        return found.hexdigest()


class ProphetModel(LocalModel):
    """Trend with changepoints, seasons and regressors, added up (Taylor & Letham, 2018).

    Prices, promotions and what else is known ahead, and holidays and pay days where the calendar has
    them, are its regressors. A season of the year takes two years of history. What was fitted is kept,
    so that a saved model forecasts without fitting again until a series has sold since.
    """

    name: ClassVar[str] = "prophet"
    label: ClassVar[str] = "Prophet"
    family: ClassVar[str] = "classical"
    uses_covariates: ClassVar[bool] = True
    uses_processes: ClassVar[bool] = True
    seconds_per_series: ClassVar[float] = SECONDS_A_FIT
    advised_series: ClassVar[int | None] = 2_000

    def __init__(self, *, seed: int = 0) -> None:
        super().__init__(seed=seed)
        self._fitted: dict[str, str] = {}
        self._problems: dict[str, str] = {}

    def fit(self, panel: Panel, horizon: int) -> Self:
        """Fit every series that is known well enough."""
        super().fit(panel, horizon)
        self._fitted, self._problems = {}, {}
        self._fit_new([each for each in _histories(panel) if each is not None])
        return self

    def estimate(self, panel: Panel, horizon: int) -> Mean:
        """Prophet's forecast where it has one, else the recent mean."""
        known = select_known_demand(panel)
        mean = np.repeat(recent_mean(known, WINDOWS[panel.freq])[:, None], horizon, axis=1)
        histories = _histories(panel)
        self._fit_new([each for each in histories if each is not None])
        failures: list[str] = []
        names = _regressor_names(panel)
        for row, history in enumerate(histories):
            if history is None:
                continue
            digest = history.digest
            if digest in self._problems:
                failures.append(self._problems[digest])
                continue
            ahead = {
                name: _fill(_values(panel, name, row, panel.n_periods, horizon), history.regressors[name])
                for name in names
                if name in history.regressors
            }
            forecast = forecast_series(self._fitted[digest], panel.future_dates(horizon), ahead)
            bound = LARGEST_GROWTH * np.abs(history.demand).max()
            if np.isfinite(forecast).all() and np.abs(forecast).max() <= bound:
                mean[row] = forecast
            else:
                failures.append("Prophet: the forecast ran away")
        self.fallbacks = len(failures)
        self.fallback_reason = failures[0] if failures else ""
        return mean

    def _fit_new(self, histories: Sequence[SeriesHistory]) -> None:
        """Fit the histories that weren't yet, here or on worker processes."""
        done = self._fitted.keys() | self._problems.keys()
        new = {digest: each for each in histories if (digest := each.digest) not in done}
        if new:
            found = _fit_anywhere(list(new.values()))
            for digest, (text, problem) in zip(new, found, strict=True):
                if text:
                    self._fitted[digest] = text
                else:
                    self._problems[digest] = problem

    def save(self, folder: Path) -> None:
        """Write each fitted series as Prophet's own JSON, one a line."""
        super().save(folder)
        with (folder / "prophet.jsonl").open("w", encoding="utf-8") as file:
            for digest in sorted(self._fitted):
                file.write(json.dumps({"history": digest, "model": json.loads(self._fitted[digest])}) + "\n")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read a model that `save` wrote."""
        model = super().load(folder)
        with (folder / "prophet.jsonl").open(encoding="utf-8") as file:
            for line in file:
                stored = json.loads(line)
                model._fitted[stored["history"]] = json.dumps(stored["model"])
        return model


def _fit_anywhere(histories: Sequence[SeriesHistory]) -> list[tuple[str, str]]:
    answers = fit_in_parts(fit_batch, histories, SECONDS_A_FIT * len(histories))
    return [each for answer in answers for each in answer]


def fit_batch(histories: Sequence[SeriesHistory]) -> list[tuple[str, str]]:
    """For each history Prophet's own JSON, or "" and why it failed.

    Args:
        histories: What to fit.
    """
    found: list[tuple[str, str]] = []
    with _quiet():
        for history in histories:
            # Stan's optimiser ends in many ways, RuntimeError and plain Exception among them; each failure
            # is counted and answered by the recent mean.
            try:
                found.append((_fit_one(history), ""))
            except MissingExtraError:
                raise
            except Exception as error:  # noqa: BLE001
                found.append(("", f"Prophet: {str(error).splitlines()[0] if str(error) else type(error)}"))
    return found


def _fit_one(history: SeriesHistory) -> str:
    prophet = _import_prophet()
    import pandas as pd
    from prophet.serialize import model_to_json

    yearly, weekly = history.seasons
    model = prophet.Prophet(
        yearly_seasonality=yearly,
        weekly_seasonality=weekly,
        daily_seasonality=False,
        uncertainty_samples=0,
    )
    for name in history.regressors:
        model.add_regressor(name)
    table = pd.DataFrame({"ds": _timestamps(history.dates), "y": history.demand, **history.regressors})
    model.fit(table)
    # Its forecast doesn't read them, and they are most of what would be saved.
    model.history, model.history_dates = model.history.iloc[:2], model.history_dates.iloc[:2]
    return str(model_to_json(model))


def forecast_series(text: str, dates: Dates, regressors: dict[str, NDArray[np.float64]]) -> Mean:
    """Units in the periods that begin at some dates, by a fitted Prophet.

    Args:
        text: The model, as Prophet's own JSON.
        dates: Period starts.
        regressors: Column → values in these periods.
    """
    _import_prophet()
    import pandas as pd
    from prophet.serialize import model_from_json

    with _quiet():
        model = model_from_json(text)
        ahead = model.predict(pd.DataFrame({"ds": _timestamps(dates), **regressors}))
    return np.asarray(ahead["yhat"], dtype=np.float64)


def _histories(panel: Panel) -> list[SeriesHistory | None]:
    """What Prophet is given of each series; None where too little is known or all values are the same."""
    known = select_known_demand(panel)
    names = _regressor_names(panel)
    weekly = panel.freq is Frequency.DAY
    found: list[SeriesHistory | None] = []
    for row in range(panel.n_series):
        at = np.flatnonzero(np.isfinite(known[row]))
        demand = known[row, at]
        if len(at) < MIN_KNOWN or np.ptp(demand) == 0:
            found.append(None)
            continue
        years = (at[-1] - at[0] + 1) / panel.freq.periods_a_year
        regressors = {}
        for name in names[: min(MAX_REGRESSORS, len(at) // 6)]:
            values = _values(panel, name, row, 0, panel.n_periods)[at]
            filled = _fill(values, values)
            if np.ptp(filled) > 0:
                regressors[name] = filled
        found.append(
            SeriesHistory(panel.dates[at], demand, regressors, (bool(years >= 2), weekly and len(at) >= 21))
        )
    return found


def _regressor_names(panel: Panel) -> list[str]:
    """Known-ahead columns, then what the calendar says of holidays and pay days."""
    return [*panel.known_ahead, *(name for name in DATE_COLUMNS if name in panel.calendar)]


def _values(panel: Panel, name: str, row: int, start: int, count: int) -> NDArray[np.float64]:
    """A regressor's values from a period on; NaN beyond what is known."""
    source = panel.known_ahead[name][row] if name in panel.known_ahead else panel.calendar[name]
    out = np.full(count, np.nan)
    values = source[start : start + count]
    out[: len(values)] = values
    return out


def _fill(values: NDArray[np.float64], past: NDArray[np.float64]) -> NDArray[np.float64]:
    """Unknown values replaced by the past's mean, or 0 where nothing is known."""
    known = past[np.isfinite(past)]
    return np.where(np.isfinite(values), values, known.mean() if len(known) else 0.0)


def _timestamps(dates: Dates) -> Any:
    return dates.astype("datetime64[ns]")


def _import_prophet() -> Any:
    try:
        import prophet
    except ImportError as missing:
        raise MissingExtraError("Prophet", "prophet") from missing
    return prophet


@contextmanager
def _quiet() -> Iterator[None]:
    """Prophet and Stan say nothing: what matters of it is counted as fallbacks."""
    loggers = [logging.getLogger(name) for name in ("prophet", "prophet.models", "cmdstanpy")]
    before = [logger.disabled for logger in loggers]
    for logger in loggers:
        logger.disabled = True
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, disabled in zip(loggers, before, strict=True):
            logger.disabled = disabled
