"""Past forecasts beside what happened, drawn: the total, a handful of series, the error by steps ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foresale.arrays import Array
from foresale.forecasting.results import QUANTILES, Backtest, Fold
from foresale.frequency import Frequency
from foresale.metrics.point import wape
from foresale.reports import wording
from foresale.reports.axes import Axis, date_axis
from foresale.reports.chart_layers import Band, Bars, Line
from foresale.reports.charts import Chart, Drawing, MarkedSpan, draw
from foresale.reports.comparison import total_units
from foresale.reports.series_labels import series_labels

LOW, HIGH = QUANTILES.index(0.1), QUANTILES.index(0.9)
_MOST_PERIODS_DRAWN = 400


@dataclass(frozen=True)
class SeriesPast:
    """One series, forecast in the past."""

    name: str
    why: str
    error: float
    drawing: Drawing


def total_chart(folds: Sequence[Fold], backtest: Backtest) -> Drawing:
    """What was sold in all, and what was forecast for it at each cutoff."""
    panel = backtest.panel
    first, axis = _axis(folds, backtest)
    count = len(axis.names)
    sold = total_units(panel, first)
    forecasts = []
    for fold in folds:
        scored = np.isfinite(fold.actual)
        sums = np.where(scored, fold.means[backtest.champion.model], 0.0).sum(axis=0)
        shut = panel.closed[:, fold.cutoff : fold.cutoff + len(fold.dates)].any(axis=0)
        sums = np.where(scored.any(axis=0), sums, np.where(shut, 0.0, np.nan))
        forecasts.append(Line("Forecast at the time", _place(sums, fold.cutoff, first, count), "forecast"))
    label = backtest.champion.label
    summary = f"All sales by {panel.freq.noun}, and what {label} had forecast for them beforehand."
    return draw(Chart(summary, axis, [Line("Sold", sold, "actual"), *forecasts], _zones(folds, first)))


def series_charts(folds: Sequence[Fold], backtest: Backtest, judged: Sequence[Fold]) -> list[SeriesPast]:
    """Up to six series of every size, the hardest and the easiest of the bigger ones among them.

    Args:
        folds: Those to draw.
        backtest: Where they are from.
        judged: Those that each series' error is of, as in the list of every series.
    """
    panel, model = backtest.panel, backtest.champion.model
    if panel.n_series == 1:
        return []
    actual = np.concatenate([fold.actual for fold in judged], axis=1)
    mean = np.concatenate([fold.means[model] for fold in judged], axis=1)
    sold = np.nansum(actual, axis=1)
    missed = np.nansum(np.abs(mean - actual), axis=1)
    error = np.divide(missed, sold, out=np.full(len(sold), np.nan), where=sold > 0)
    order = np.argsort(-sold, kind="stable")
    order = order[sold[order] > 0]
    if not order.size:
        return []
    bigger = order[: max(len(order) // 2, 1)]
    picks = {
        "Biggest seller": order[0],
        "Second biggest": order[min(1, len(order) - 1)],
        "Upper middle": order[len(order) // 4],
        "Right in the middle": order[len(order) // 2],
        "Hardest of the bigger half": bigger[np.argmax(error[bigger])],
        "Easiest of the bigger half": bigger[np.argmin(error[bigger])],
    }
    names = series_labels(panel)
    chosen: dict[int, str] = {}
    for why, row in picks.items():
        chosen.setdefault(int(row), why)
    return [
        SeriesPast(names[row], why, float(error[row]), _series_chart(row, names[row], folds, backtest))
        for row, why in chosen.items()
    ]


def _series_chart(row: int, name: str, folds: Sequence[Fold], backtest: Backtest) -> Drawing:
    panel, model = backtest.panel, backtest.champion.model
    first, axis = _axis(folds, backtest)
    count = len(axis.names)
    layers: list[Band | Line] = []
    for fold in folds:
        low, high = (_place(fold.quantiles[model][row, :, q], fold.cutoff, first, count) for q in (LOW, HIGH))
        if np.isfinite(fold.actual[row]).any():  # before a series begins nothing is drawn
            layers.append(Band("80 % range", low, high))
    layers.append(
        Line("Sold", np.where(panel.closed[row, first:], 0.0, panel.target[row, first:]), "actual thin")
    )
    layers += [
        Line("Forecast at the time", _place(fold.means[model][row], fold.cutoff, first, count), "forecast")
        for fold in folds
        if np.isfinite(fold.actual[row]).any()
    ]
    return draw(Chart(f"Sales of {name} and past forecasts.", axis, layers, _zones(folds, first), height=170))


def step_chart(folds: Sequence[Fold], backtest: Backtest, naive: str | None) -> Drawing | None:
    """Error by how far ahead, for the champion and the naive model; days are taken by the week."""
    noun, horizon = backtest.panel.freq.noun, folds[0].actual.shape[1]
    width = 7 if backtest.panel.freq is Frequency.DAY and horizon >= 14 else 1
    starts = list(range(0, horizon - width + 1, width))
    if len(starts) < 2:
        return None
    labels = {
        naive: ("Repeating the past season", "before"),
        backtest.champion.model: ("This forecast", "forecast"),
    }
    layers = [
        Bars(label, np.array([_step_error(folds, model, start, width) for start in starts]), style)
        for model, (label, style) in labels.items()
        if model and all(model in fold.means for fold in folds)
    ]
    names = [
        f"{noun.capitalize()}s {start + 1}–{start + width} ahead"
        if width > 1
        else f"{noun.capitalize()} {start + 1} ahead"
        for start in starts
    ]
    every = max(1, -(-len(starts) // 6))
    ticks = [(i, f"{s + 1}–{s + width}" if width > 1 else str(s + 1)) for i, s in enumerate(starts)][::every]
    summary = f"Error as a share of sales, by {noun}s ahead."
    return draw(
        Chart(
            summary,
            Axis(names, ticks),
            layers,
            height=190,
            write=wording.percent,
            ticks=wording.percent_ticks,
        )
    )


def _step_error(folds: Sequence[Fold], model: str, start: int, width: int) -> float:
    steps = slice(start, start + width)
    actual = np.concatenate([fold.actual[:, steps].ravel() for fold in folds])
    return wape(actual, np.concatenate([fold.means[model][:, steps].ravel() for fold in folds]))


def _axis(folds: Sequence[Fold], backtest: Backtest) -> tuple[int, Axis]:
    """The first period drawn, and the axis from there to the end of the history."""
    panel = backtest.panel
    first = max(0, folds[0].cutoff - backtest.horizon, panel.n_periods - _MOST_PERIODS_DRAWN)
    return first, date_axis(panel.dates[first:], panel.freq)


def _place(values: Array, cutoff: int, first: int, count: int) -> Array:
    """A fold's values at their place on an axis of `count` periods that begins at `first`."""
    placed = np.full(count, np.nan)
    at = np.arange(cutoff - first, cutoff - first + len(values))
    inside = (at >= 0) & (at < count)
    placed[at[inside]] = values[inside]
    return placed


def _zones(folds: Sequence[Fold], first: int) -> list[MarkedSpan]:
    return [
        MarkedSpan(fold.cutoff - first, fold.cutoff - first + len(fold.dates), "unseen")
        for fold in folds
        if fold.is_test and fold.cutoff >= first
    ]
