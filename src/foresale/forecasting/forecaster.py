"""A trained forecaster: model, calibration and history in one, that saves to a folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from foresale.data.calendars import CalendarOptions, calendar_columns
from foresale.data.cleaning import CleaningOptions, clean
from foresale.data.panel_files import load_panel, save_panel
from foresale.errors import OptionError, SavedModelError
from foresale.forecasting.backtest import blended
from foresale.forecasting.blend import Blend
from foresale.forecasting.calibration import Calibration, PastForecast, calibrate
from foresale.forecasting.lifecycle import apply_lifecycle, without_trade
from foresale.forecasting.models.base import Model
from foresale.forecasting.models.catalog import load_model_class
from foresale.forecasting.results import Array, Backtest
from foresale.forecasting.totals import PartForecast, measure_rho, sum_forecast
from foresale.frequency import Dates
from foresale.panel import Panel

FORMAT = 1


@dataclass(frozen=True)
class Prediction:
    """Dates (H), means (S × H), quantiles (S × H × Q) and the totals table."""

    dates: Dates
    mean: Array
    quantiles: Array
    totals: pl.DataFrame


@dataclass(frozen=True)
class Forecaster:
    """What forecasts the periods after a history, and what it learned to do so.

    Attributes:
        panel: The history it was trained on.
        model: The fitted model.
        calibration: Its errors on the past, from which quantiles come.
        rho: How far errors of parts go together, from which quantiles of totals come.
        horizon: Periods ahead it was trained for.
        cleaning: How histories are cleaned before the model sees them.
        calendar: Whose holidays and pay days it looks at.
        about: What else to remember: how the file was read, options, versions.
    """

    panel: Panel
    model: Model
    calibration: Calibration
    rho: Mapping[str, float]
    horizon: int
    cleaning: CleaningOptions
    calendar: CalendarOptions
    about: Mapping[str, Any]

    def predict(self, panel: Panel | None = None, horizon: int | None = None) -> Prediction:
        """Forecast the periods after `panel` (by default after the training history).

        Args:
            panel: A later history of the same or other series, with the same columns.
            horizon: Periods ahead, up to the trained one.

        Raises:
            OptionError: The horizon is longer than the trained one.
        """
        steps = self.horizon if horizon is None else horizon
        if not 1 <= steps <= self.horizon:
            raise OptionError(
                f"A horizon of {steps} was asked for; this model was trained for 1 to {self.horizon}.",
                fix=f"Ask for at most {self.horizon} periods, or train with a longer horizon.",
            )
        history = self.panel if panel is None else panel
        calibration = self.calibration if panel is None else self._calibration_for(panel)
        cleaned = clean(add_calendar(history, self.horizon, self.calendar), self.cleaning)[0]
        mean = apply_lifecycle(self.model.predict(cleaned, steps), cleaned)
        quantiles = calibration.quantiles(mean, non_negative=history.non_negative)
        quantiles[without_trade(cleaned, steps)] = 0.0
        deviation = np.where(mean == 0, 0.0, calibration.deviation(mean))
        parts = PartForecast(history.future_dates(steps), mean, deviation)
        return Prediction(parts.dates, mean, quantiles, sum_forecast(history, parts, dict(self.rho)))

    def _calibration_for(self, panel: Panel) -> Calibration:
        """The calibration with factors in the order of `panel`'s series; 1 for series not trained on."""
        keys = list(self.panel.keys)
        if tuple(keys) != panel.keys:
            raise SavedModelError(
                f"The model's series are told apart by {', '.join(keys)}, "
                f"the file's by {', '.join(panel.keys)}.",
                fix="Give a file with the same key columns, or train a new model.",
            )
        known = self.panel.series.select(keys).with_columns(factor=pl.Series(self.calibration.by_series))
        found = panel.series.select(keys).join(known, on=keys, how="left", maintain_order="left")
        return replace(self.calibration, by_series=found["factor"].fill_null(1.0).to_numpy())

    def save(self, folder: Path) -> None:
        """Write everything `load_forecaster` needs, without pickle."""
        folder.mkdir(parents=True, exist_ok=True)
        about = {
            "format": FORMAT,
            "model": self.model.name,
            "horizon": self.horizon,
            "rho": dict(self.rho),
            "cleaning": asdict(self.cleaning),
            "calendar": asdict(self.calendar),
            "about": dict(self.about),
        }
        (folder / "forecaster.json").write_text(json.dumps(about, indent=2))
        self.model.save(folder / "learned")
        self.calibration.save(folder / "calibration.npz")
        save_panel(self.panel, folder / "history")


def load_forecaster(folder: Path) -> Forecaster:
    """Read a forecaster that `Forecaster.save` wrote.

    Raises:
        SavedModelError: The folder holds no model, a damaged one, or one of a later format.
    """
    try:
        stored = json.loads((folder / "forecaster.json").read_text())
    except (OSError, ValueError) as error:
        raise SavedModelError(
            f"{folder} holds no readable model (forecaster.json: {type(error).__name__}).",
            fix="Give the model folder that `foresale forecast` wrote, usually forecast/model.",
        ) from error
    if stored.get("format") != FORMAT:
        raise SavedModelError(
            f"The model in {folder} has format {stored.get('format')}, this version reads {FORMAT}.",
            fix="Train it again, or use the version of Foresale that wrote it.",
        )
    try:
        kind = Blend if stored["model"] == Blend.name else load_model_class(stored["model"])
        calendar = stored["calendar"] | {"paydays": tuple(stored["calendar"]["paydays"])}
        return Forecaster(
            panel=load_panel(folder / "history"),
            model=kind.load(folder / "learned"),
            calibration=Calibration.load(folder / "calibration.npz"),
            rho=stored["rho"],
            horizon=stored["horizon"],
            cleaning=CleaningOptions(**stored["cleaning"]),
            calendar=CalendarOptions(**calendar),
            about=stored["about"],
        )
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise SavedModelError(
            f"The model in {folder} is damaged ({type(error).__name__}: {error}).",
            fix="Train and save it again.",
        ) from error


def add_calendar(panel: Panel, horizon: int, options: CalendarOptions) -> Panel:
    """The panel with calendar columns for its history and `horizon` periods beyond."""
    dates = np.concatenate([panel.dates, panel.future_dates(horizon)])
    columns = calendar_columns(dates, panel.freq, options)
    return replace(panel, calendar={**panel.calendar, **columns})


@dataclass(frozen=True)
class TrainingOptions:
    """What `train_champion` needs besides the backtest: cleaning, calendar, seed, and what to remember."""

    cleaning: CleaningOptions
    calendar: CalendarOptions
    seed: int
    about: Mapping[str, Any]


def train_champion(backtest: Backtest, options: TrainingOptions) -> Forecaster:
    """Fit the backtest's champion on the whole history and calibrate it on every fold."""
    name, panel, horizon = backtest.champion.model, backtest.panel, backtest.horizon
    model: Model
    if name == Blend.name:
        model = Blend([load_model_class(member)(seed=options.seed) for member in blended(backtest)])
    else:
        model = load_model_class(name)(seed=options.seed)
    cleaned = clean(panel, options.cleaning)[0]
    calibration = calibrate([PastForecast(fold.means[name], fold.actual) for fold in backtest.folds])
    past = [
        PartForecast(fold.dates, fold.means[name], calibration.deviation(fold.means[name]), fold.actual)
        for fold in backtest.folds
    ]
    return Forecaster(
        panel=panel,
        model=model.fit(cleaned, horizon),
        calibration=calibration,
        rho=measure_rho(panel, past),
        horizon=horizon,
        cleaning=options.cleaning,
        calendar=options.calendar,
        about=options.about,
    )
