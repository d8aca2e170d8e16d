"""The page of a forecast that a saved model made: the same as a new forecast's, less what wasn't tested."""

from __future__ import annotations

import polars as pl

from foresale.forecasting.results import Backtest, Champion, Forecast
from foresale.forecasting.trained.forecaster import Prediction
from foresale.notes import Note
from foresale.panel import Panel
from foresale.reports.forecast import forecast_report
from foresale.sales import no_rejects


def prediction_report(
    panel: Panel, prediction: Prediction, label: str, rejects: pl.DataFrame | None = None
) -> str:
    """A page of HTML like `forecast_report`'s; it says that the model was not tested anew.

    Args:
        panel: The history that was forecast from.
        prediction: What the saved model said.
        label: The model's name for people.
        rejects: Rows set aside while reading a newer history.

    Returns:
        The whole page, to be written to one `.html` file.
    """
    empty = pl.DataFrame(schema={"model": pl.String, "label": pl.String})
    untested = Backtest(
        panel=panel,
        horizon=len(prediction.dates),
        folds=(),
        leaderboard=empty,
        by_horizon=empty,
        by_class=empty,
        champion=Champion("saved", label, f"{label}, as it was saved.", beats_naive=True),
    )
    text = f"{label} was loaded as it was saved, and not tried on the newest past."
    return forecast_report(
        Forecast(
            panel=panel,
            dates=prediction.dates,
            mean=prediction.mean,
            quantiles=prediction.quantiles,
            backtest=untested,
            totals=prediction.totals,
            notes=(Note("saved_model", 1, text),),
            rejects=no_rejects() if rejects is None else rejects,
        )
    )
