"""A trained forecaster: model, calibration and history in one, that saves to a folder."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foresale.arrays import Array
from foresale.cards import Card, Shown
from foresale.data.calendar.calendars import CalendarOptions, add_calendar
from foresale.data.cleaning.clean import CleaningOptions, clean
from foresale.data.panel.storage import load_panel, save_panel
from foresale.errors import ForesaleError, MissingExtraError, OptionError, SavedModelError
from foresale.forecasting.engines.engine import LOCAL, Engine
from foresale.forecasting.engines.threads import both
from foresale.forecasting.ensemble.blend import Blend
from foresale.forecasting.features.table import FeatureTable
from foresale.forecasting.fit_tasks import predict_mean
from foresale.forecasting.lifecycle.lifecycle import without_trade
from foresale.forecasting.lifecycle.new_products import find_new_series, pool_with_similar
from foresale.forecasting.models.base import Model
from foresale.forecasting.models.catalog import load_saved_class
from foresale.forecasting.models.on_features import OnFeatures, forecast_together
from foresale.forecasting.models.quantile_lightgbm import QuantileLightGBM, in_order
from foresale.forecasting.quantiles.calibration import Calibration
from foresale.forecasting.quantiles.launch_quantiles import LaunchWidths
from foresale.forecasting.quantiles.recent_spread import recent_spread
from foresale.forecasting.quantiles.sharpening import OtherSources, Sharpening
from foresale.forecasting.quantiles.whole_units import to_whole, whole_series
from foresale.forecasting.results import Prediction, QuantileRecipe, Reconciliation
from foresale.forecasting.sums.reconciliation import load_reconciliation, reconcile_mean, save_reconciliation
from foresale.forecasting.sums.stored_errors import read_sum_errors, sum_errors_as_json
from foresale.forecasting.sums.totals import (
    PartForecast,
    Shapes,
    sum_forecast,
    with_ranges_of_the_only_part,
)
from foresale.forecasting.trained.folder_digests import check_digests, folder_digests
from foresale.forecasting.trained.newer_history import in_trained_form
from foresale.messages import template
from foresale.panel import Panel
from foresale.writing.manifest import check_folder

# What a saved model holds, and what only some do.
MODEL_FILES = ("forecaster.json", "learned", "history", "calibration.npz")
MODEL_PARTS = ("quantiles", "reconciliation.npz")
FORMAT = 6


@dataclass(frozen=True, repr=False)
class Forecaster(Shown):
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
        learned: Quantiles over all series that sharpen the conformal ones; None where nothing does.
        recipe: How they and recent sales are joined with conformal ones, from `Backtest.quantile_recipe`.
        widths: How much wider the quantiles of new products are.
        shapes: The shapes of sums' errors, from which quantiles of totals come too.
        reconciliation: What brings forecasts in line with those of their sums, from the backtest.
        sum_correction: The factor on the model's means, from the backtest.
    """

    panel: Panel
    model: Model
    calibration: Calibration
    rho: Mapping[str, float]
    horizon: int
    cleaning: CleaningOptions
    calendar: CalendarOptions
    about: Mapping[str, Any]
    learned: QuantileLightGBM | None = None
    recipe: QuantileRecipe | None = None
    widths: LaunchWidths = field(default_factory=LaunchWidths)
    shapes: Shapes = field(default_factory=dict)
    reconciliation: Reconciliation | None = None
    sum_correction: float = 1.0

    def _card(self) -> Card:
        return "Forecaster", [
            ("model", self.model.label),
            ("trained on", f"{self.panel.n_series:,} series until {str(self.panel.dates[-1])[:10]}"),
            ("horizon", f"1 to {self.horizon} {self.panel.freq.noun}s"),
        ]

    def predict(
        self, panel: Panel | None = None, horizon: int | None = None, engine: Engine = LOCAL
    ) -> Prediction:
        """Forecast the periods after `panel` (by default after the training history).

        Args:
            panel: A later history of the same or other series, with the same columns.
            horizon: Periods ahead, up to the trained one.
            engine: Where models that look at one series at a time are estimated.

        Raises:
            OptionError: The horizon is longer than the trained one.
            SavedModelError: The history's keys or periods are of another kind than the trained one's.
        """
        steps = self.horizon if horizon is None else horizon
        if not 1 <= steps <= self.horizon:
            raise OptionError(
                f"A horizon of {steps} was asked for; this model was trained for 1 to {self.horizon}.",
                fix=f"Ask for at most {self.horizon} periods, or train with a longer horizon.",
            )
        history = self.panel if panel is None else in_trained_form(panel, self.panel)
        trained = self._find_positions(history)
        calibration = _for_series(self.calibration, trained)
        cleaned = clean(add_calendar(history, self.horizon, self.calendar), _without_flags(self.cleaning))[0]
        table, (new_series, idle) = both(
            lambda: self._table(cleaned, steps),
            lambda: (find_new_series(cleaned, steps), without_trade(cleaned, steps)),
        )
        mean, learned = self._answers(cleaned, steps, engine, table)
        mean = (
            np.where(idle, 0.0, pool_with_similar(mean, new_series, self.model.family)) * self.sum_correction
        )
        if self.reconciliation is not None:
            mean = reconcile_mean(self.reconciliation, cleaned, mean, trained, self.horizon)
        deviation = np.where(idle, 0.0, self.widths.deviation(calibration.deviation(mean), mean, new_series))
        whole = whole_series(history.target)
        parts = PartForecast(history.future_dates(steps), mean, deviation, whole=whole)
        totals, quantiles = both(
            lambda: sum_forecast(history, parts, self.rho, self.shapes),
            lambda: self.widths.widen(self._quantiles(calibration, cleaned, learned, mean), new_series),
        )
        quantiles = to_whole(quantiles, whole)
        quantiles[idle] = 0.0
        if history.n_series == 1:
            totals = with_ranges_of_the_only_part(totals, history.freq, quantiles[0])
        return Prediction(parts.dates, mean, quantiles, totals)

    def _table(self, cleaned: Panel, steps: int) -> FeatureTable | None:
        """What the model and the learned quantiles look at; None for a model that looks at sales alone."""
        if self.learned is None or not isinstance(self.model, OnFeatures):
            return None
        return self.model.table_after(cleaned, steps)

    def _answers(
        self, cleaned: Panel, steps: int, engine: Engine, table: FeatureTable | None
    ) -> tuple[Array, Array | None]:
        """The model's means, and the learned quantiles where there are any."""
        if self.learned is not None and isinstance(self.model, OnFeatures):
            mean, learned = forecast_together([self.model, self.learned], cleaned, steps, table)
            mean = np.maximum(mean, 0.0) if cleaned.non_negative else mean
            return mean, in_order(learned, cleaned)
        mean = predict_mean(self.model, cleaned, steps, engine)
        return mean, None if self.learned is None else self.learned.quantiles(cleaned, steps)

    def _quantiles(self, calibration: Calibration, past: Panel, learned: Array | None, mean: Array) -> Array:
        non_negative = past.non_negative
        if learned is None or self.recipe is None:
            return calibration.quantiles(mean, non_negative=non_negative)
        others = OtherSources(learned, recent_spread(past))
        return Sharpening(calibration, self.recipe).quantiles(mean, others, non_negative=non_negative)

    def _find_positions(self, panel: Panel) -> NDArray[np.intp]:
        """Where each of `panel`'s series stands among the trained ones; −1 for a new one."""
        keys = list(panel.keys)
        known = self.panel.series.select(keys).with_row_index("position of the trained series")
        found = panel.series.select(keys).join(known, on=keys, how="left", maintain_order="left")
        position = found["position of the trained series"].cast(pl.Int64).fill_null(-1)
        return position.to_numpy().astype(np.intp)

    def save(self, folder: Path) -> None:
        """Write everything `load_forecaster` needs, without pickle; over nothing but such a model."""
        check_folder(folder, MODEL_FILES, MODEL_PARTS)
        self.model.save(folder / "learned")
        save_panel(self.panel, folder / "history")
        self.calibration.save(folder / "calibration.npz")
        if self.learned is not None:
            self.learned.save(folder / "quantiles")
        if self.reconciliation is not None:
            save_reconciliation(self.reconciliation, folder / "reconciliation.npz")
        about = {
            "format": FORMAT,
            "model": self.model.name,
            "horizon": self.horizon,
            **sum_errors_as_json(self.rho, self.shapes),
            "reconciled": self.reconciliation is not None,
            "sum_correction": self.sum_correction,
            "quantile_recipe": None if self.recipe is None else self.recipe.to_lists(),
            "widths": asdict(self.widths),
            "cleaning": asdict(self.cleaning),
            "calendar": asdict(self.calendar),
            "about": dict(self.about),
            "files": {
                name: digest
                for name, digest in folder_digests(folder).items()
                if name.startswith(("learned/", "quantiles/", "history/")) or name.endswith(".npz")
            },
        }
        (folder / "forecaster.json").write_text(json.dumps(about, indent=2), encoding="utf-8")


def load_forecaster(folder: Path) -> Forecaster:
    """Read a forecaster that `Forecaster.save` wrote.

    Raises:
        SavedModelError: The folder holds no model, a damaged one, or one of another format.
        MissingExtraError: The model needs an optional library that isn't installed.
    """
    try:
        stored = json.loads((folder / "forecaster.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SavedModelError(
            f"{folder} holds no readable model (forecaster.json: {type(error).__name__}).",
            fix="Give the model folder that `foresale forecast` wrote, usually forecast/model.",
        ) from error
    if not isinstance(stored, dict) or stored.get("format") != FORMAT:
        found = stored.get("format") if isinstance(stored, dict) else None
        raise SavedModelError(
            f"The model in {folder} has format {found}, this version reads {FORMAT}.",
            fix="Train it again, or use the version of Foresale that wrote it.",
        )
    try:
        check_digests(folder, stored["files"])
        return _restore(folder, stored)
    except (SavedModelError, MissingExtraError):
        raise
    except (
        OSError, LookupError, TypeError, ValueError, AttributeError, zipfile.BadZipFile, zlib.error,
        ForesaleError,
    ) as error:  # fmt: skip
        what = f"{type(error).__name__}: {error}"
        if isinstance(error, ForesaleError):
            what = template(error.problem)
        raise SavedModelError(
            f"The model in {folder} can't be read ({what}).",
            fix="Train and save it again.",
        ) from error


def _restore(folder: Path, stored: Mapping[str, Any]) -> Forecaster:
    kind = Blend if stored["model"] == Blend.name else load_saved_class(stored["model"])
    calendar = stored["calendar"] | {"paydays": tuple(stored["calendar"]["paydays"])}
    joined = stored["quantile_recipe"]
    recipe = None if joined is None else QuantileRecipe.of_lists(**joined)
    rho, shapes = read_sum_errors(stored)
    forecaster = Forecaster(
        panel=load_panel(folder / "history"),
        model=kind.load(folder / "learned"),
        calibration=Calibration.load(folder / "calibration.npz"),
        rho=rho,
        shapes=shapes,
        reconciliation=load_reconciliation(folder / "reconciliation.npz") if stored["reconciled"] else None,
        sum_correction=float(stored.get("sum_correction", 1.0)),
        horizon=int(stored["horizon"]),
        cleaning=CleaningOptions(**stored["cleaning"]),
        calendar=CalendarOptions(**calendar),
        about=dict(stored["about"]),
        learned=None if recipe is None else QuantileLightGBM.load(folder / "quantiles"),
        recipe=recipe,
        widths=LaunchWidths(**stored["widths"]),
    )
    if forecaster.horizon < 1:
        raise ValueError(f"the horizon is {forecaster.horizon!r}")
    if len(forecaster.calibration.by_series) != forecaster.panel.n_series:
        raise ValueError("calibration and history hold different series")
    return forecaster


def _for_series(calibration: Calibration, trained: NDArray[np.intp]) -> Calibration:
    """The calibration with its factors in another order of series; 1 for series not trained on."""
    return replace(calibration, by_series=np.append(calibration.by_series, 1.0)[trained])


def _without_flags(options: CleaningOptions) -> CleaningOptions:
    """The same, without counting outliers for a note that nobody would read."""
    return replace(options, outliers="none") if options.outliers == "flag" else options
