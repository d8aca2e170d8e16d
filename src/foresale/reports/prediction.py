"""A forecast that a saved model made, for the same page and warnings as a new one."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from foresale.forecasting.results import Backtest, Champion, Forecast, Prediction
from foresale.notes import Note
from foresale.panel import Panel
from foresale.sales import no_rejects


def forecast_of(
    panel: Panel,
    prediction: Prediction,
    label: str,
    notes: Sequence[Note] = (),
    rejects: pl.DataFrame | None = None,
) -> Forecast:
    """A saved model's prediction as a forecast whose backtest is empty, as nothing was tested anew.

    Args:
        panel: The history that was forecast from.
        prediction: What the saved model said.
        label: The model's name for people.
        notes: What was decided while reading a newer history.
        rejects: Rows set aside while reading it.
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
    return Forecast(
        panel=panel,
        prediction=prediction,
        backtest=untested,
        notes=(*notes, Note("saved_model", 1, text)),
        rejects=no_rejects() if rejects is None else rejects,
    )
