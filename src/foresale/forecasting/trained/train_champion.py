"""From a backtest to a forecaster: the champion fitted on the whole history, calibrated on every fold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from foresale.data.calendar.calendars import CalendarOptions
from foresale.data.cleaning.clean import CleaningOptions, clean
from foresale.forecasting.engines.engine import LOCAL, Engine
from foresale.forecasting.ensemble.blend import Blend
from foresale.forecasting.fit_tasks import fit_models
from foresale.forecasting.models.choose import as_choice
from foresale.forecasting.models.quantile_lightgbm import QuantileLightGBM
from foresale.forecasting.quantiles.calibration import PastForecast, calibrate
from foresale.forecasting.quantiles.launch_quantiles import LaunchWidths
from foresale.forecasting.quantiles.whole_units import whole_series
from foresale.forecasting.results import Backtest
from foresale.forecasting.sums.sum_errors import measure_rho, measure_shapes, past_sums
from foresale.forecasting.sums.totals import PartForecast
from foresale.forecasting.trained.forecaster import Forecaster


@dataclass(frozen=True)
class TrainingOptions:
    """What `train_champion` needs besides the backtest: cleaning, calendar, seed, and what to remember."""

    cleaning: CleaningOptions
    calendar: CalendarOptions
    seed: int
    about: Mapping[str, Any]


def train_champion(backtest: Backtest, options: TrainingOptions, engine: Engine = LOCAL) -> Forecaster:
    """Fit the backtest's champion on the whole history and calibrate it on every fold."""
    name, panel, horizon = backtest.champion.model, backtest.panel, backtest.horizon
    recipe = backtest.blend if name == Blend.name else None
    names = (name,) if recipe is None else recipe.members
    choices = [backtest.choices.get(member) or as_choice(member) for member in names]
    quantile_recipe = backtest.quantile_recipe
    fresh = [choice.for_the_last_fit(options.seed) for choice in choices]
    if quantile_recipe is not None:
        fresh.append(QuantileLightGBM(seed=options.seed, **QuantileLightGBM.last_fit))
    cleaned = clean(panel, options.cleaning)[0]
    fitted = fit_models(fresh, cleaned, horizon, engine)
    learned = fitted.pop() if quantile_recipe is not None else None
    calibration = calibrate([PastForecast(fold.means[name], fold.actual) for fold in backtest.folds])
    whole = whole_series(panel.target)
    parts = [
        PartForecast(fold.dates, mean, calibration.deviation(mean), fold.actual, whole)
        for fold, mean in ((fold, fold.means[name]) for fold in backtest.folds)
    ]
    sums = past_sums(panel, parts)
    return Forecaster(
        panel=panel,
        model=fitted[0] if recipe is None else Blend(fitted, recipe.weights, seed=options.seed),
        calibration=calibration,
        rho=measure_rho(sums),
        shapes=measure_shapes(sums, non_negative=panel.non_negative),
        reconciliation=backtest.reconciliation,
        sum_correction=backtest.sum_correction,
        horizon=horizon,
        cleaning=options.cleaning,
        calendar=options.calendar,
        about=options.about,
        learned=learned if isinstance(learned, QuantileLightGBM) else None,
        recipe=quantile_recipe,
        widths=LaunchWidths(*(backtest.widths or ())),
    )
