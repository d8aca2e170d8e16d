"""A forecast with its fan, after the history it follows: of one series, or of the total."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from foresale.arrays import Array, Floats
from foresale.data.profile.distributions import total_by_period
from foresale.forecasting.explanation.asked import Series, position_of
from foresale.forecasting.quantiles.any_level import quantiles_at
from foresale.forecasting.results import QUANTILES, Forecast, quantile_column
from foresale.panel import Panel
from foresale.reports import wording
from foresale.reports.figures.look import (
    ACTUAL,
    FAN_LEVELS,
    FORECAST,
    WARM,
    add_fan,
    add_line,
    days_of,
    mark_cutoff,
    new_figure,
    per_period,
    plotly_objects,
)
from foresale.reports.series_labels import series_labels
from foresale.reports.unit_parts import one_unit
from foresale.reports.units import unit_of

_HISTORY = {"D": 120, "W": 104, "2W": 52, "4W": 39, "M": 48, "Q": 24}  # periods shown


def series_figure(forecast: Forecast, series: Series | None, history: int | None = None) -> Any:
    """One series: what it sold, and what is forecast with its range.

    Args:
        forecast: What was forecast.
        series: Which one; None for the one that is forecast to sell most.
        history: Periods of the past shown.

    Raises:
        MissingExtraError: Plotly isn't installed.
        OptionError: No series fits, or several do.
    """
    panel = forecast.panel
    row = biggest_series(forecast.mean) if series is None else position_of(panel, series)
    label = series_labels(panel)[row]
    unit = target_of(panel, str(panel.unit_labels()[row]) if panel.units else "")
    shown = slice(-_periods(panel, history), None)
    actual, dates = panel.target[row, shown], panel.dates[shown]
    kept = f"{label}: {wording.counted(len(forecast.dates), panel.freq.noun)} of {unit} ahead"
    figure = _draw(forecast, _Line(kept, unit, actual, forecast.mean[row], forecast.quantiles[row]), dates)
    short = panel.censored[row, shown] & ~np.isnan(actual)
    if short.any():
        go = plotly_objects()
        figure.add_trace(
            go.Scatter(
                x=days_of(dates[short]), y=actual[short].tolist(), mode="markers",
                name="stock ran out: demand was at least this",
                marker={"symbol": "triangle-up-open", "size": 9, "color": WARM}, hoverinfo="skip",
            )
        )  # fmt: skip
    return figure


def total_figure(forecast: Forecast, history: int | None = None) -> Any:
    """All series together; of sales in several units or currencies, the commonest one.

    Args:
        forecast: What was forecast.
        history: Periods of the past shown.

    Raises:
        MissingExtraError: Plotly isn't installed.
    """
    of_all = forecast.panel.units
    forecast, _ = one_unit(forecast)
    panel = forecast.panel
    table = forecast.totals.filter(
        pl.col("level") == "total", pl.col("grain") == forecast.totals["grain"][0]
    ).sort("date")
    unit = target_of(panel, of_all[0] if of_all else "")
    shown = slice(-_periods(panel, history), None)
    actual = total_by_period(panel)[shown]
    quantiles = np.stack([table[quantile_column(level)].to_numpy() for level in QUANTILES], axis=1)
    title = f"{name_of_all(panel)}: {wording.counted(len(forecast.dates), panel.freq.noun)} of {unit} ahead"
    line = _Line(title, unit, actual, forecast.mean.sum(axis=0), quantiles)
    line.more = f"Without what is in {', '.join(of_all[1:])}, which can't be added." if of_all[1:] else ""
    return _draw(forecast, line, panel.dates[shown])


class _Line:
    """What one figure shows: title, unit, T actuals, H means and H × Q quantiles."""

    def __init__(self, title: str, unit: str, actual: Floats, mean: Array, quantiles: Array) -> None:
        self.title, self.unit, self.more = title, unit, ""
        self.actual, self.mean, self.quantiles = actual, mean, quantiles


def _draw(forecast: Forecast, line: _Line, dates: Any) -> Any:
    panel = forecast.panel
    total = float(line.mean.sum())
    subtitle = (
        f"{wording.total(total)} in all expected, {wording.span(forecast.dates, panel.freq)}, by "
        f"{forecast.backtest.champion.label}.<br>"
        f"Shaded: where 50, 80 and 95 % of outcomes are expected. {line.more}"
    )
    figure = new_figure(line.title, subtitle, per_period(line.unit, panel.freq))
    fan = quantiles_at(line.quantiles[None], FAN_LEVELS)[0]
    add_fan(figure, forecast.dates, fan)
    add_line(figure, dates, line.actual, "sold", color=ACTUAL, width=1.6, legendrank=1)
    low, high = fan[:, FAN_LEVELS.index(0.1)], fan[:, FAN_LEVELS.index(0.9)]
    ranges = [f"80 %: {wording.between(a, b)}" for a, b in zip(low, high, strict=True)]
    add_line(
        figure,
        forecast.dates,
        line.mean,
        "forecast (mean)",
        color=FORECAST,
        width=2.4,
        text=ranges,
        legendrank=2,
    )
    mark_cutoff(figure, panel.dates[-1], forecast.dates[0], f"known to {last_known(panel)}")
    if panel.non_negative:
        figure.update_yaxes(rangemode="tozero")
    return figure


def name_of_all(panel: Panel) -> str:
    """What the sum of all series is called."""
    if panel.n_series == 1:
        return series_labels(panel)[0]
    return f"All {wording.counted(panel.n_series, 'series')} together"


def last_known(panel: Panel) -> str:
    """The last period of a history."""
    if panel.freq.months:
        return wording.span(panel.dates[-1:], panel.freq)
    return wording.day(panel.dates[-1] + np.timedelta64(panel.freq.days - 1, "D"))


def biggest_series(mean: Array) -> int:
    """The position of the series that is forecast to sell most."""
    return int(np.argmax(mean.sum(axis=1)))


def target_of(panel: Panel, unit: str = "") -> str:
    """What is forecast, with its unit where the name doesn't say it."""
    name = wording.words(panel.target_name)
    found = unit or unit_of(panel.target_name)
    return name if not found or found.lower() in name.lower() else f"{name} ({found})"


def _periods(panel: Panel, history: int | None) -> int:
    return min(panel.n_periods, max(1, history or _HISTORY[panel.freq.value]))
