"""Every series of the page: its numbers, packed for the script that lists, searches and draws them."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foresale.arrays import Array
from foresale.forecasting.explanation.explain import Explanation
from foresale.forecasting.results import QUANTILES, Forecast, quantile_column
from foresale.frequency import Frequency
from foresale.reports import wording
from foresale.reports.accuracy import select_scored_folds
from foresale.reports.axes import Axis, date_axis
from foresale.reports.chart_layers import Band, Line
from foresale.reports.charts import Chart, Drawing, MarkedSpan, draw
from foresale.reports.comparison import Comparison
from foresale.reports.groups import other_columns, product_column
from foresale.reports.packed_numbers import SUMMED_DIGITS, pack, round_for_page
from foresale.reports.past_forecasts import HIGH, LOW
from foresale.reports.series_labels import column_labels, series_labels

MAX_NUMBERS = 1_500_000
MAX_GROUPS = 1_000
RANGES = {"low": 0.1, "high": 0.9, "wide_low": 0.025, "wide_high": 0.975}
PARTS = ("sold", "mean", *RANGES, "before")


@dataclass(frozen=True)
class Explorer:
    """What the page's section on single series needs.

    Attributes:
        n_series: How many series are listed.
        n_drawn: How many of them, the biggest, have a chart of their own.
        first: What is shown first, in words.
        drawing: The same, drawn.
        data: The axis and every series' numbers, for the script.
    """

    n_series: int
    n_drawn: int
    first: str
    drawing: Drawing
    data: dict[str, Any]


def explorer_of(
    forecast: Forecast, compared: Comparison | None, explanation: Explanation | None = None
) -> Explorer:
    """Pack every series, biggest first, with its sums by product, store and the like."""
    panel, horizon = forecast.panel, len(forecast.dates)
    tail = min(
        panel.n_periods, 84 if panel.freq is Frequency.DAY else min(104, 3 * panel.freq.periods_a_year)
    )
    order = np.argsort(-forecast.mean.sum(axis=1), kind="stable")
    drawn = min(panel.n_series, MAX_NUMBERS // (tail + horizon * (len(PARTS) - 1)))
    axis = date_axis(np.concatenate([panel.dates[-tail:], forecast.dates]), panel.freq)
    last_year = compared if compared is not None and compared.is_last_year else None
    whole = _total(forecast, tail, last_year)
    data: dict[str, Any] = {
        "tail": tail,
        "axis": axis.names,
        "dates": [str(date) for date in np.concatenate([panel.dates[-tail:], forecast.dates])],
        "noun": panel.freq.noun,
        "target": wording.words(panel.target_name),
        "before": "" if compared is None else compared.label,
        "whole": pack([whole[part] for part in PARTS]),
        "dims": _dims(forecast, order, tail, last_year),
        "numbers": [pack(_numbers(forecast, row, tail, last_year)) for row in order[:drawn].tolist()],
        **_sums(forecast, compared, order),
        **_past(forecast, order),
        "reasons": _reasons(forecast, explanation, order),
    }
    first = "All series together" if panel.n_series > 1 else series_labels(panel)[0]
    total = wording.number(float(forecast.mean.sum()))
    return Explorer(
        n_series=panel.n_series,
        n_drawn=drawn,
        first=f"{first}: {total} over the next {wording.counted(horizon, panel.freq.noun)}.",
        drawing=_drawing(first, whole, (tail, horizon), axis),
        data={**data, "first": first},
    )


def _numbers(forecast: Forecast, row: int, tail: int, last_year: Comparison | None) -> list[Array]:
    """One series' parts, in the order of `PARTS`."""
    ranges = [forecast.quantiles[row, :, QUANTILES.index(level)] for level in RANGES.values()]
    before = last_year.sold[row] if last_year is not None else np.empty(0)
    return [
        _units_sold(forecast, tail)[row],
        forecast.mean[row],
        *ranges,
        before,
    ]


def _units_sold(forecast: Forecast, tail: int) -> Array:
    """S × tail units sold: 0 where the shop was closed, as the forecast has it, NaN where unknown."""
    panel = forecast.panel
    return np.where(panel.closed[:, -tail:], 0.0, panel.target[:, -tail:])


def _total(forecast: Forecast, tail: int, last_year: Comparison | None) -> dict[str, Array]:
    """All series together; ranges only where totals were made by the period."""
    if forecast.panel.n_series == 1:
        parts = _numbers(forecast, 0, tail, last_year)
    else:
        everything = np.ones(forecast.panel.n_series, dtype=bool)
        parts = _group_numbers(forecast, everything, ("total", "total"), tail, last_year)
    return {part: round_for_page(values) for part, values in zip(PARTS, parts, strict=True)}


def _group_numbers(
    forecast: Forecast,
    members: NDArray[np.bool_],
    name: tuple[str, str],
    tail: int,
    last_year: Comparison | None,
) -> list[Array]:
    """The parts of a sum of series, with ranges where the totals' table has them."""
    past = _units_sold(forecast, tail)[members]
    sold = np.where(np.isfinite(past).any(axis=0), np.nansum(past, axis=0), np.nan)
    before = np.nansum(last_year.sold[members], axis=0) if last_year is not None else np.empty(0)
    rows = forecast.totals.filter(
        (pl.col("level") == name[0])
        & (pl.col("name") == name[1])
        & (pl.col("grain") == forecast.panel.freq.noun)
    ).sort("date")
    has_ranges = rows.height == len(forecast.dates)
    ranges = [
        rows[quantile_column(level)].to_numpy() if has_ranges else np.empty(0) for level in RANGES.values()
    ]
    return [sold, forecast.mean[members].sum(axis=0), *ranges, before]


def _dims(
    forecast: Forecast, order: NDArray[np.intp], tail: int, last_year: Comparison | None
) -> list[dict[str, Any]]:
    """The columns that tell series apart: labels, each series' place among them, and the sums' numbers."""
    panel = forecast.panel
    if panel.n_series == 1:
        return []
    product = product_column(panel)
    columns = list(dict.fromkeys([*panel.keys, *other_columns(panel, product)]))
    found = []
    for column in columns:
        texts, labels = (
            np.array(panel.series[column].cast(str).fill_null("(none)")),
            column_labels(panel, column),
        )
        values, first, codes = np.unique(texts.astype(str), return_index=True, return_inverse=True)
        if len(values) < 2 and len(panel.keys) > 1:
            continue
        dim: dict[str, Any] = {
            "name": wording.words(column),
            "key": column in panel.keys,
            "labels": [labels[i] for i in first],
            "codes": codes[order].tolist(),
        }
        if dim["labels"] != values.tolist() and column in panel.keys:
            dim["raw"] = values.tolist()
        if 2 <= len(values) <= MAX_GROUPS and len(values) < panel.n_series:
            dim["sums"] = [
                pack(_group_numbers(forecast, codes == i, (column, value), tail, last_year))
                for i, value in enumerate(values.tolist())
            ]
        found.append(dim)
    return found


def _sums(forecast: Forecast, compared: Comparison | None, order: NDArray[np.intp]) -> dict[str, Any]:
    """Each series' total ahead, its earlier sales, and the part of the total that these are set beside."""
    mean = forecast.mean[order]
    if compared is None:
        return {"ahead": _to_sum(mean.sum(axis=1)).tolist()}
    sold = compared.sold[order]
    known = np.isfinite(sold)
    before = np.where(known.any(axis=1), np.where(known, sold, 0.0).sum(axis=1), np.nan)
    return {
        "ahead": _to_sum(mean.sum(axis=1)).tolist(),
        "then": [None if isnan(value) else value for value in _to_sum(before).tolist()],
        "beside": _to_sum(np.where(known, mean, 0.0).sum(axis=1)).tolist(),
    }


def _past(forecast: Forecast, order: NDArray[np.intp]) -> dict[str, Any]:
    """How each series did when it was judged: forecast, sold, periods known, and how many in the range."""
    folds = select_scored_folds(forecast.backtest)
    if not folds:
        return {}
    model = forecast.backtest.champion.model
    actual = np.concatenate([fold.actual for fold in folds], axis=1)[order]
    mean = np.concatenate([fold.means[model] for fold in folds], axis=1)[order]
    quantiles = np.concatenate([fold.quantiles[model] for fold in folds], axis=1)[order]
    known = np.isfinite(actual)
    inside = (quantiles[:, :, LOW] <= actual) & (actual <= quantiles[:, :, HIGH])
    return {
        "judged": {
            "forecast": _to_sum(np.where(known, mean, 0.0).sum(axis=1)).tolist(),
            "sold": _to_sum(np.where(known, actual, 0.0).sum(axis=1)).tolist(),
            "known": known.sum(axis=1).tolist(),
            "inside": (inside & known).sum(axis=1).tolist(),
            "missed": _to_sum(np.where(known, np.abs(mean - actual), 0.0).sum(axis=1)).tolist(),
        }
    }


def _to_sum(values: Array) -> Array:
    """Numbers that the script adds up, with digits to spare."""
    return round_for_page(values, SUMMED_DIGITS)


def _reasons(
    forecast: Forecast, explanation: Explanation | None, order: NDArray[np.intp]
) -> dict[str, list[str]]:
    """Reasons in words by the series' place in the list, where there are any."""
    if explanation is None:
        return {}
    place = {int(row): at for at, row in enumerate(order.tolist())}
    return {
        str(place[example.series]): [
            wording.period(forecast.dates[example.step - 1], forecast.panel.freq),
            example.reasons.sentence,
        ]
        for example in (*explanation.of_series, *explanation.examples)
    }


def _drawing(name: str, numbers: dict[str, Array], sizes: tuple[int, int], axis: Axis) -> Drawing:
    """What is shown first, as the script would draw it."""
    tail, horizon = sizes

    def at(part: str) -> Array:
        ends = (0, horizon) if part == "sold" else (tail, 0)
        return np.pad(numbers[part], ends, constant_values=np.nan)

    layers: list[Band | Line] = []
    if numbers["low"].size:
        layers += [
            Band("95 % range", at("wide_low"), at("wide_high"), "band wide"),
            Band("80 % range", at("low"), at("high")),
        ]
    if numbers["before"].size:
        layers.append(Line("Last year", at("before"), "before"))
    layers += [Line("Sold", at("sold"), "actual"), Line("Forecast", at("mean"), "forecast")]
    summary = f"Recent sales of {name} and their forecast with ranges."
    return draw(Chart(summary, axis, layers, (MarkedSpan(tail, tail + horizon, "forecast"),)))
