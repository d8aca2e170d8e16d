"""A forecast from a saved model, on the history it was trained on or on a newer file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np
import polars as pl

from foresale.arrays import Floats
from foresale.data.calendar.calendars import add_calendar
from foresale.data.panel.build import build_panel
from foresale.data.panel.options import PanelOptions
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.questions import Ask
from foresale.data.reading.read_sales import Source, read_sales
from foresale.data.reading.rows.cells.key_spelling import list_pairs
from foresale.data.reading.side_tables.key_match import match_labels
from foresale.errors import SavedModelError, UnknownColumnError
from foresale.forecasting.lifecycle.days_ahead import notes_of_days_ahead
from foresale.forecasting.models.base import Model
from foresale.forecasting.results import Prediction
from foresale.forecasting.trained.forecaster import Forecaster
from foresale.messages import option
from foresale.notes import Evidence, Note, counted
from foresale.panel import Panel
from foresale.sales import Sales


def predict_saved(
    forecaster: Forecaster, sales: Sales | None = None, horizon: int | None = None
) -> tuple[pl.DataFrame, Prediction]:
    """Forecast with a saved model.

    Args:
        forecaster: From `load_forecaster`.
        sales: A newer history; without it, the one the model was trained on.
        horizon: Periods ahead, up to the trained one.

    Returns:
        The key columns of each series, and the forecast.

    Raises:
        SavedModelError: The sales' series or periods are of another kind than the model's, or lack what
            the model was trained to know ahead.
        OptionError: The horizon is longer than the trained one.
    """
    panel, prediction, _ = predict_panel(forecaster, sales, horizon)
    return panel.series.select(panel.keys), prediction


def predict_panel(
    forecaster: Forecaster, sales: Sales | None = None, horizon: int | None = None
) -> tuple[Panel, Prediction, tuple[Note, ...]]:
    """As `predict_saved`, with the whole history that was forecast from and all that was decided on the way.

    Args:
        forecaster: From `load_forecaster`.
        sales: A newer history; without it, the one the model was trained on.
        horizon: Periods ahead, up to the trained one.
    """
    if sales is None:
        prediction = forecaster.predict(horizon=horizon)
        return forecaster.panel, prediction, _notes_ahead(forecaster, forecaster.panel, prediction)
    panel, notes = build_panel(sales, panel_options(forecaster))
    if panel.target_name != forecaster.panel.target_name:
        raise SavedModelError(
            f"The model forecasts {forecaster.panel.target_name!r}, "
            f"the file's target is {panel.target_name!r}.",
            fix=f"Give a file with a column {forecaster.panel.target_name!r}, or train a new model.",
        )
    _check_known_ahead(forecaster, panel)
    prediction = forecaster.predict(panel, horizon)
    return panel, prediction, (*sales.notes, *notes, *_notes_ahead(forecaster, panel, prediction))


def _notes_ahead(forecaster: Forecaster, panel: Panel, prediction: Prediction) -> tuple[Note, ...]:
    """What is to be said of the days ahead, by the holidays that the model knows."""
    known = add_calendar(panel, forecaster.horizon, forecaster.calendar)
    return notes_of_days_ahead(known, prediction.mean, forecaster.calendar)


def _check_known_ahead(forecaster: Forecaster, panel: Panel) -> None:
    """Stop where the model reads prices or promotions of the days it forecasts and the file has none.

    A model that learned from promotions takes days without any word of them for something it never saw.
    """
    if not _reads_columns(forecaster.model):
        return
    trained = forecaster.panel
    wanted = [
        name
        for name, values in trained.known_ahead.items()
        if _reach(values) > trained.n_periods and _reach(values[:, : trained.n_periods])
    ]
    lacking = [
        name
        for name in wanted
        if name not in panel.known_ahead or _reach(panel.known_ahead[name]) <= panel.n_periods
    ]
    if lacking:
        last = panel.dates[-1].astype("datetime64[D]")
        raise SavedModelError(
            f"The model was trained to know {', '.join(lacking)} ahead; the file says nothing of them "
            f"after {last}.",
            fix=f"Give their values for the days to come by {option('future')}, or train a new model "
            "without them.",
        )


def _reads_columns(model: Model) -> bool:
    members: Sequence[Model] = getattr(model, "members", (model,))
    return any(member.uses_covariates for member in members)


def _reach(values: Floats) -> int:
    """The number of periods up to the last one with a known value."""
    known = np.flatnonzero(~np.isnan(values).all(axis=0))
    return int(known[-1]) + 1 if len(known) else 0


def panel_options(forecaster: Forecaster) -> PanelOptions:
    """The rules by which the model's history was made from rows, with its frequency."""
    stored = {**forecaster.about["panel"], "freq": forecaster.panel.freq}
    return PanelOptions(**stored)


def read_as_trained(
    forecaster: Forecaster, source: Source, options: ReadOptions, ask: Ask | None = None
) -> Sales:
    """Read a file with the column roles the model was trained with, where `options` says nothing else.

    Args:
        forecaster: The saved model.
        source: The file, or a table in memory.
        options: How it is read.
        ask: Asked what the file leaves open; errors name the readings where it's None.

    Raises:
        SavedModelError: The file lacks a column that the model was trained with.
    """
    roles: Mapping[str, Any] = forecaster.about["roles"]
    known = {field.name for field in fields(ReadOptions)}
    wanted: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in roles.items()
        if name in known and value not in (None, []) and not getattr(options, name)
    }
    if forecaster.panel.keys == ("series",) and not roles.get("keys"):
        wanted["keys"] = ()
    try:
        sales = read_sales(source, options=replace(options, **wanted), ask=ask)
    except UnknownColumnError as error:
        if error.role not in wanted:
            raise
        table = (
            f", the table that says it of each series ({option('join')})" if error.role == "static" else ""
        )
        raise SavedModelError(
            f"The model was trained with a column '{error.column}', which the file doesn't have.",
            fix=f"Give a file with it{table}, or train a new model; {error.others}.",
        ) from error
    return _spell_as_trained(sales, forecaster.panel)


def _spell_as_trained(sales: Sales, trained: Panel) -> Sales:
    """The sales with their keys as the model's history writes them: 17 is 0017 where that was learned."""
    frame, future, notes = sales.frame, sales.future, list(sales.notes)
    for key in sales.roles.keys:
        if key not in trained.series.columns:
            continue
        known = trained.series[key].cast(pl.String)
        table = match_labels(frame[key].drop_nulls().unique(), known)
        if table.is_empty():
            continue
        old, new = table["label"], table["sold_as"]
        frame = frame.with_columns(frame[key].replace(old, new))
        if future is not None and key in future.columns:
            future = future.with_columns(future[key].cast(pl.String).replace(old, new))
        short, every = list_pairs(list(zip(old, new, strict=True)))
        text = f"{counted(table.height, 'value')} of {key} are written as in training ({short})."
        notes.append(Note("keys_matched", table.height, text, Evidence(every, certainty="likely")))
    return replace(sales, frame=frame, future=future, notes=tuple(notes))
