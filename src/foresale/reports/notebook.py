"""How a forecast shows itself in a notebook: the answer in a few lines."""

from __future__ import annotations

import numpy as np

from foresale.forecasting.results import Forecast
from foresale.reports import wording
from foresale.reports.accuracy import accuracy_of
from foresale.reports.answer import answer_of
from foresale.reports.forecast import lead_of, trust_of
from foresale.reports.page import render
from foresale.reports.shapes import sparkline
from foresale.reports.unit_parts import one_unit


def forecast_html_summary(forecast: Forecast) -> str:
    """A fragment of HTML for `_repr_html_`: the total, its range, the weeks ahead, and the accuracy.

    It brings its own styles on its own elements, so it looks the same in any notebook, light or dark.

    Args:
        forecast: What `make_forecast` answered.
    """
    forecast, others = one_unit(forecast)
    panel = forecast.panel
    answer = answer_of(forecast)
    accuracy = accuracy_of(forecast.backtest)
    tail = min(panel.n_periods, max(2 * len(forecast.dates), 30))
    past = np.nan_to_num(panel.target[:, -tail:]).sum(axis=0)
    return render(
        "summary.html.j2",
        target=wording.words(panel.target_name),
        span=wording.span(forecast.dates, panel.freq),
        series=wording.counted(panel.n_series, "series"),
        champion=forecast.backtest.champion,
        answer=answer,
        lead=[*lead_of(answer), *others],
        trust=trust_of(accuracy)[:1] if accuracy else ["The history is too short to test it on the past."],
        rows=answer.rows[:8],
        n_left_out=max(0, len(answer.rows) - 8),
        spark=sparkline(past, forecast.mean.sum(axis=0)),
    )
