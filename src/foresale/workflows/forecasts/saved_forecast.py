"""A champion's forecast from other sales than it was trained on, with the events that it knows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from foresale.data.calendar.events import add_events, column_name
from foresale.data.panel.build import build_panel
from foresale.forecasting.results import Prediction
from foresale.forecasting.trained.forecaster import Forecaster
from foresale.panel import Panel, PooledValues
from foresale.workflows.files.predict import panel_options
from foresale.workflows.forecasts.sales_of_record import SalesOfRecord

EVENT = column_name("")


def forecast_with(
    forecaster: Forecaster, recorded: SalesOfRecord, horizon: int, pool: PooledValues | None = None
) -> tuple[Panel, Prediction]:
    """Forecast what follows the recorded sales.

    Args:
        forecaster: Trained before.
        recorded: Its scope's sales, with plans where it was trained with plans.
        horizon: Days ahead, up to the trained number.
        pool: Notes what all series say together, so that some can be forecast alone.

    Returns:
        The history that was forecast from, and the forecast.

    Raises:
        SavedModelError: The sales aren't of the kind it was trained on.
        OptionError: The horizon is longer than the trained one.
    """
    panel, _ = build_panel(recorded.sales, panel_options(forecaster))
    if recorded.events is not None:
        panel, _ = add_events(panel, forecaster.horizon, recorded.events)
    trained = forecaster.panel
    wanted = [name for name in trained.known_ahead if name.startswith(EVENT)]
    never = np.zeros((panel.n_series, panel.n_periods + forecaster.horizon))
    known = {name: panel.known_ahead.get(name, never) for name in wanted}
    others = {name: values for name, values in panel.known_ahead.items() if not name.startswith(EVENT)}
    panel = replace(panel, known_ahead={**others, **known})
    return panel, forecaster.predict(replace(panel, pool=pool), horizon)
