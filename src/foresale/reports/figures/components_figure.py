"""What a forecast is made of: its level, its season, and what moves it."""

from __future__ import annotations

from typing import Any

import numpy as np

from foresale.arrays import Array, Floats
from foresale.data.cleaning.decomposition import decompose
from foresale.data.profile.distributions import total_by_period
from foresale.forecasting.explanation.asked import Series, position_of
from foresale.forecasting.explanation.drivers import Drivers
from foresale.forecasting.results import Forecast
from foresale.frequency import Frequency
from foresale.reports import wording
from foresale.reports.figures.forecast_figures import name_of_all, target_of
from foresale.reports.figures.look import (
    ACTUAL,
    FORECAST,
    OTHER,
    WARM,
    days_of,
    new_figure,
    per_period,
    plotly_objects,
)
from foresale.reports.series_labels import series_labels
from foresale.reports.unit_parts import one_unit

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_RECENT_WEEKS = 26
_MOST_CONCEPTS = 8


def components_figure(forecast: Forecast, drivers: Drivers, series: Series | None = None) -> Any:
    """Three panels: the level, the season, and the strongest drivers of all forecasts.

    Args:
        forecast: What was forecast.
        drivers: What moves it.
        series: One of its series; None for the sum of all.

    Raises:
        MissingExtraError: Plotly isn't installed.
        OptionError: No series fits, or several do.
    """
    if series is None:
        forecast, _ = one_unit(forecast)
    panel = forecast.panel
    row = None if series is None else position_of(panel, series)
    past = total_by_period(panel) if row is None else np.asarray(panel.target[row], dtype=np.float64)
    ahead = forecast.mean.sum(axis=0) if row is None else forecast.mean[row]
    of_what = name_of_all(panel) if row is None else series_labels(panel)[row]
    with_drivers = drivers.table.height > 0
    figure = new_figure(
        f"What the forecast is made of: {of_what}",
        f"Its level, its season{', and what moves it' if with_drivers else ''}. "
        f"What moves a forecast need not cause sales.<br>{'' if with_drivers else drivers.sentence}",
        "",
        panels=[
            "Level",
            "Within the week" if panel.freq is Frequency.DAY else "Within the year",
            *(["What moves the forecasts"] if with_drivers else []),
        ],
    )
    _level(figure, forecast, past, ahead)
    _season(figure, forecast, past, ahead)
    if with_drivers:
        _drivers(figure, drivers)
    figure.update_layout(legend={"y": -0.1}, barmode="group")
    return figure


def _level(figure: Any, forecast: Forecast, past: Floats, ahead: Array) -> None:
    go, panel = plotly_objects(), forecast.panel
    values, dates = np.concatenate([past, ahead]), np.concatenate([panel.dates, forecast.dates])
    parts = decompose(values[None], panel.freq.season_length)
    split = len(past)
    shown = max(0, split - 5 * max(len(ahead), 30))
    x, trend = days_of(dates), parts.trend[0]
    figure.add_trace(
        go.Scatter(
            mode="lines",
            x=x[shown:split],
            y=_gaps(past[shown:]),
            name="sold",
            line={"color": OTHER, "width": 1},
        ),
        1,
        1,
    )
    figure.add_trace(
        go.Scatter(
            mode="lines", x=x[split:], y=_gaps(ahead), name="forecast", line={"color": FORECAST, "width": 1.4}
        ),
        1,
        1,
    )
    figure.add_trace(
        go.Scatter(
            mode="lines",
            x=x[shown:split],
            y=_gaps(trend[shown:split]),
            name="level so far",
            line={"color": ACTUAL, "width": 2.6},
        ),
        1,
        1,
    )
    figure.add_trace(
        go.Scatter(
            mode="lines",
            x=x[split:],
            y=_gaps(trend[split:]),
            name="level ahead",
            line={"color": FORECAST, "width": 3},
        ),
        1,
        1,
    )
    figure.update_yaxes(title_text=per_period(target_of(panel), panel.freq), row=1, col=1)
    if panel.non_negative:
        figure.update_yaxes(rangemode="tozero", row=1, col=1)


def _season(figure: Any, forecast: Forecast, past: Floats, ahead: Array) -> None:
    """Each weekday (or month) against the average of its weeks (or years), before and ahead."""
    go, panel = plotly_objects(), forecast.panel
    if panel.freq is Frequency.DAY:
        names, what = list(_WEEKDAYS), "against the average day"
        recent = slice(-7 * _RECENT_WEEKS, None)
        before = _against_average(past[recent], _weekday(panel.dates[recent]), 7)
        after = _against_average(ahead, _weekday(forecast.dates), 7)
        label = f"last {min(_RECENT_WEEKS, len(past) // 7)} weeks"
    else:
        names, what = list(_MONTHS), "against the average month"
        before = _against_average(past, _month(panel.dates), 12)
        after = np.full(12, np.nan)
        average = np.nanmean(past[-panel.freq.periods_a_year :]) if len(past) else np.nan
        months = _month(forecast.dates)
        for month in np.unique(months):
            after[month] = ahead[months == month].mean() / average - 1 if average > 0 else np.nan
        label = "so far"
    for values, name, color in ((before, label, OTHER), (after, "forecast", FORECAST)):
        figure.add_trace(
            go.Bar(
                x=names, y=_gaps(values), name=f"{name} ", marker_color=color,
                hovertemplate="%{y:+.0%}", showlegend=True,
            ),
            2, 1,
        )  # fmt: skip
    figure.update_yaxes(
        tickformat="+.0%", title_text=what, row=2, col=1, zeroline=True, zerolinecolor="#b9bcc1"
    )


def _drivers(figure: Any, drivers: Drivers) -> None:
    go = plotly_objects()
    top = drivers.table.head(_MOST_CONCEPTS).reverse()
    figure.add_trace(
        go.Bar(
            x=top["share"].to_list(), y=top["concept"].to_list(), orientation="h", showlegend=False,
            marker_color=WARM, text=[wording.percent(share) for share in top["share"]],
            textposition="outside",
            cliponaxis=False, hovertemplate="%{x:.0%} of what moves the forecasts<extra></extra>",
        ),
        3, 1,
    )  # fmt: skip
    whole = not 0 < drivers.explained < 0.995
    of_all = "" if whole else f" (explains {wording.percent(drivers.explained)} of it)"
    figure.update_xaxes(
        tickformat=".0%",
        title_text=f"share of what moves all forecasts{of_all}",
        rangemode="tozero",
        row=3,
        col=1,
    )


def _weekday(dates: Any) -> Any:
    return (dates.astype("datetime64[D]").astype(np.int64) + 3) % 7


def _month(dates: Any) -> Any:
    return dates.astype("datetime64[M]").astype(np.int64) % 12


def _against_average(values: Floats, phase: Any, phases: int) -> Array:
    """By what share each phase lies above or below the mean of all phases; NaN for one never known."""
    of_phase = [values[(phase == i) & ~np.isnan(values)] for i in range(phases)]
    means = np.array([found.mean() if len(found) else np.nan for found in of_phase])
    average = np.nanmean(means) if np.isfinite(means).any() else np.nan
    return means / average - 1 if average > 0 else np.full(phases, np.nan)


def _gaps(values: Floats) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in values]
