"""The app's charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go

ACTUAL, FORECAST, RANGE = "#3b3f46", "#0072b2", "rgba(0,114,178,0.16)"


@dataclass(frozen=True)
class PastMonth:
    """A month that was predicted.

    Attributes:
        month: Its first day.
        mean: Units expected.
        lower: The range's lower end.
        upper: Its upper end.
        actual: What was sold; None while it isn't known.
    """

    month: date
    mean: float
    lower: float
    upper: float
    actual: float | None


def draw_months(given: Mapping[date, float], months: Sequence[PastMonth], level: float | None) -> Any:
    """Predictions with their ranges, the months typed in and what was sold.

    Args:
        given: Month → units typed in.
        months: Predictions, one a month.
        level: Share of cases in the ranges; None where it differs.
    """
    figure = go.Figure()
    if given:
        days = sorted(given)
        figure.add_scatter(
            x=days,
            y=[given[day] for day in days],
            name="Typed in",
            mode="markers",
            marker={"color": ACTUAL, "size": 9},
        )
    figure.add_scatter(
        x=[each.month for each in months],
        y=[each.mean for each in months],
        name="Prediction and its range" if level is None else f"Prediction, {level:.0%} range",
        mode="markers",
        marker={"color": FORECAST, "size": 11},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [each.upper - each.mean for each in months],
            "arrayminus": [each.mean - each.lower for each in months],
            "thickness": 1.5,
        },
    )
    sold = [each for each in months if each.actual is not None]
    if sold:
        figure.add_scatter(
            x=[each.month for each in sold],
            y=[each.actual for each in sold],
            name="Sold",
            mode="markers",
            marker={"color": ACTUAL, "symbol": "diamond", "size": 11},
        )
    days = [*given, *(each.month for each in months)]
    margin = timedelta(days=45)
    figure.update_xaxes(range=[min(days) - margin, max(days) + margin], tickformat="%b %Y")
    if max(days) - min(days) < timedelta(days=200):
        figure.update_xaxes(dtick="M1")
    return _lay_out(figure, "Units a month")


Ahead = tuple[date, float, float | None, float | None]


def draw_days(sold: Mapping[date, float], ahead: Sequence[Ahead], unit: str = "Units a day") -> Any:
    """What was sold a day, and what is forecast with its range.

    Args:
        sold: Day → units.
        ahead: Day, mean and the range's ends, where they are known.
        unit: What the upright axis counts.
    """
    figure = go.Figure()
    days = sorted(sold)
    figure.add_scatter(x=days, y=[sold[day] for day in days], name="Sold", mode="lines", line_color=ACTUAL)
    known = [each for each in ahead if each[2] is not None]
    if known:
        figure.add_scatter(x=[each[0] for each in known], y=[each[3] for each in known], **_EDGE)
        figure.add_scatter(
            x=[each[0] for each in known],
            y=[each[2] for each in known],
            fill="tonexty",
            fillcolor=RANGE,
            name="80% range",
            mode="lines",
            line_width=0,
        )
    figure.add_scatter(
        x=[each[0] for each in ahead],
        y=[each[1] for each in ahead],
        name="Forecast",
        mode="lines",
        line_color=FORECAST,
    )
    figure.update_xaxes(tickformat="%-d %b\n%Y")
    return _lay_out(figure, unit)


_EDGE: dict[str, Any] = {"mode": "lines", "line_width": 0, "showlegend": False, "hoverinfo": "skip"}


def _lay_out(figure: Any, unit: str) -> Any:
    figure.update_layout(
        template="plotly_white",
        height=380,
        margin={"t": 20, "l": 60, "r": 20, "b": 40},
        showlegend=True,
        legend={"orientation": "h", "y": 1.08},
        hovermode="x unified",
        yaxis={"title": unit, "rangemode": "tozero"},
    )
    return figure
