"""The series that a reader can pick: as many as fit, the biggest ones."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foresale.forecasting.results import QUANTILES, Forecast
from foresale.frequency import Frequency
from foresale.reports import wording
from foresale.reports.axes import Axis, date_axis
from foresale.reports.charts import Band, Chart, Drawing, Line, Zone, draw
from foresale.reports.comparison import Comparison

Array = NDArray[np.float64]
_MOST_SERIES, _FEWEST_SERIES, _NUMBERS = 200, 20, 60_000
_LEVELS = {"wide_low": 0.025, "wide_high": 0.975, "low": 0.1, "high": 0.9}


@dataclass(frozen=True)
class Explorer:
    """What the page's selector needs.

    Attributes:
        names: The series' names, biggest forecast first.
        n_left_out: How many further series there are.
        drawing: The first series, drawn.
        data: The axis and every series' numbers, for the script that redraws.
    """

    names: list[str]
    n_left_out: int
    drawing: Drawing
    data: dict[str, Any]


def explorer_of(forecast: Forecast, compared: Comparison | None) -> Explorer:
    """Pick the biggest series and round their numbers to what a picture shows."""
    panel, horizon = forecast.panel, len(forecast.dates)
    tail = min(panel.n_periods, {Frequency.DAY: 84, Frequency.WEEK: 104, Frequency.MONTH: 36}[panel.freq])
    numbers = tail + horizon * 6
    count = min(panel.n_series, _MOST_SERIES, max(_FEWEST_SERIES, _NUMBERS // numbers))
    rows = np.argsort(-forecast.mean.sum(axis=1), kind="stable")[:count]
    every_name = wording.series_names(
        panel.series.select(panel.keys).to_dict(as_series=False), panel.n_series
    )
    names = [every_name[row] for row in rows]
    axis = date_axis(np.concatenate([panel.dates[-tail:], forecast.dates]), panel.freq)
    last_year = compared if compared is not None and compared.is_last_year else None
    series = []
    for row in rows.tolist():
        bounds = {name: forecast.quantiles[row, :, QUANTILES.index(level)] for name, level in _LEVELS.items()}
        parts = {"sold": panel.target[row, -tail:], "mean": forecast.mean[row], **bounds}
        if last_year is not None:
            parts["before"] = last_year.sold[row]
        series.append({name: _rounded(values) for name, values in parts.items()})
    return Explorer(
        names=names,
        n_left_out=panel.n_series - count,
        drawing=_drawing(names[0], series[0], (tail, horizon), axis)
        if names
        else draw(Chart("No series.", axis, [])),
        data={"tail": tail, "axis": axis.names, "noun": panel.freq.noun, "names": names, "series": series},
    )


def _drawing(
    name: str, numbers: dict[str, list[float | None]], sizes: tuple[int, int], axis: Axis
) -> Drawing:
    """The first series as the script would draw it."""
    tail, horizon = sizes

    def at(part: str) -> Array:
        values = np.array([np.nan if v is None else v for v in numbers[part]], dtype=np.float64)
        ends = (0, horizon) if part == "sold" else (tail, 0)
        return np.pad(values, ends, constant_values=np.nan)

    layers: list[Band | Line] = [
        Band("95 % range", at("wide_low"), at("wide_high"), "band wide"),
        Band("80 % range", at("low"), at("high")),
    ]
    if "before" in numbers:
        layers.append(Line("Last year", at("before"), "before"))
    layers += [Line("Sold", at("sold"), "actual"), Line("Forecast", at("mean"), "forecast")]
    summary = f"Recent sales of {name} and their forecast with ranges."
    return draw(Chart(summary, axis, layers, (Zone(tail, tail + horizon, "forecast"),)))


def _rounded(values: Array) -> list[float | None]:
    """Three digits, whole numbers without a point, nothing for NaN."""
    return [_short(float(value)) if math.isfinite(value) else None for value in values]


def _short(value: float) -> float:
    rounded = round(value, max(0, 2 - math.floor(math.log10(abs(value))))) if abs(value) >= 0.005 else 0.0
    return int(rounded) if rounded == int(rounded) else rounded
