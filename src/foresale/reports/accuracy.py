"""How far to trust the forecast: what its model said in the past, beside what then happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foresale.forecasting.results import QUANTILES, Backtest, Fold
from foresale.frequency import Frequency
from foresale.metrics.point import bias, wape
from foresale.metrics.quantile import coverage
from foresale.reports import wording
from foresale.reports.charts import Axis, Band, Bars, Chart, Drawing, Line, Zone, date_axis, draw

Array = NDArray[np.float64]
LOW, HIGH = QUANTILES.index(0.1), QUANTILES.index(0.9)
_MOST_PERIODS_DRAWN = 400
CLASS_WORDS = {
    "smooth": "sells steadily",
    "erratic": "sells steadily, in uneven amounts",
    "intermittent": "sells now and then",
    "lumpy": "sells now and then, in uneven amounts",
    "new": "too new to tell",
}


@dataclass(frozen=True)
class Detail:
    """The error at one level of detail; NaN where nothing was sold."""

    name: str
    champion: float
    naive: float


@dataclass(frozen=True)
class SeriesPast:
    """One series, forecast in the past."""

    name: str
    why: str
    error: float
    drawing: Drawing


@dataclass(frozen=True)
class Accuracy:
    """Everything that the page's second section says.

    Attributes:
        is_unseen: Whether the numbers come from a fold that no choice was made on.
        window: The periods they were measured on, in words.
        details: Errors from the finest level to the total of the window.
        bias: Units too many (+) or too few (−), as a share of sales.
        held: Share of values inside the 80 % range.
        total: The total's past forecasts, drawn.
        series: A handful of series' past forecasts, drawn.
        by_step: Error by periods ahead, drawn; None for a single step.
        classes: One row per class of series.
        leaderboard: One row per model, best first.
    """

    is_unseen: bool
    window: str
    details: list[Detail]
    bias: float
    held: float
    total: Drawing
    series: list[SeriesPast]
    by_step: Drawing | None
    classes: list[dict[str, object]]
    leaderboard: list[dict[str, object]]


def accuracy_of(backtest: Backtest) -> Accuracy | None:
    """Work out the second section; None when no past could be forecast."""
    folds = [fold for fold in backtest.folds if backtest.champion.model in fold.means]
    if not folds:
        return None
    champion, naive = backtest.champion.model, naive_model(backtest)
    scored = [fold for fold in folds if fold.is_test] or folds
    actual = np.concatenate([fold.actual for fold in scored], axis=1)
    mean = np.concatenate([fold.means[champion] for fold in scored], axis=1)
    return Accuracy(
        is_unseen=scored[0].is_test,
        window=_window(scored, backtest),
        details=_details(scored, backtest, champion, naive),
        bias=bias(actual, mean),
        held=coverage(actual, *_range_of(scored, champion)),
        total=_total_chart(folds, backtest),
        series=_series_charts(folds, backtest),
        by_step=_step_chart(folds, backtest, naive),
        classes=_classes(backtest, naive),
        leaderboard=backtest.leaderboard.to_dicts(),
    )


def naive_model(backtest: Backtest) -> str | None:
    """The model that only repeats the past season, by which the others are judged."""
    names: list[str] = backtest.leaderboard["model"].to_list()
    return next(
        (name for name in names if name == "seasonal_naive"), next((n for n in names if "naive" in n), None)
    )


def _range_of(folds: Sequence[Fold], model: str) -> tuple[Array, Array]:
    quantiles = np.concatenate([fold.quantiles[model][:, :, [LOW, HIGH]] for fold in folds], axis=1)
    return quantiles[:, :, 0], quantiles[:, :, 1]


def _window(scored: Sequence[Fold], backtest: Backtest) -> str:
    freq = backtest.panel.freq
    if scored[0].is_test:
        dates = scored[-1].dates
        return f"the last {wording.counted(len(dates), freq.noun)} ({wording.span(dates, freq)})"
    return f"{wording.counted(len(scored), 'past window')} of {wording.counted(backtest.horizon, freq.noun)}"


def _details(scored: Sequence[Fold], backtest: Backtest, champion: str, naive: str | None) -> list[Detail]:
    """The error of single cells, of series over the window, of all series by period, and of the whole."""
    noun, horizon = backtest.panel.freq.noun, scored[0].actual.shape[1]
    found: list[Detail] = []
    one = backtest.panel.n_series == 1
    axes: list[tuple[str, tuple[int, ...]]] = [
        (f"Each {noun}" if one else f"Each series, each {noun}", ()),
        (f"Each series, all {horizon} {noun}s together", (1,)),
        (f"All series together, each {noun}", (0,)),
        (f"All {horizon} {noun}s together" if one else f"All series, all {horizon} {noun}s together", (0, 1)),
    ]
    for name, axis in axes:
        if (one and axis in {(0,), (1,)}) or (horizon == 1 and 1 in axis):
            continue
        errors = [
            _summed_error(scored, model, axis) if model else float("nan") for model in (champion, naive)
        ]
        found.append(Detail(name, errors[0], errors[1]))
    return found


def _summed_error(folds: Sequence[Fold], model: str, axis: tuple[int, ...]) -> float:
    """The error as a share of sales after summing known cells over `axis`, within each fold."""
    actuals, forecasts = [], []
    for fold in folds:
        if model not in fold.means:
            return float("nan")
        known = np.isfinite(fold.actual)
        actuals.append(np.ravel(np.where(known, fold.actual, 0.0).sum(axis=axis) if axis else fold.actual))
        summed = np.where(known, fold.means[model], 0.0).sum(axis=axis) if axis else fold.means[model]
        forecasts.append(np.ravel(summed))
    return wape(np.concatenate(actuals), np.concatenate(forecasts))


def _axis(folds: Sequence[Fold], backtest: Backtest) -> tuple[int, Axis]:
    """The first period drawn, and the axis from there to the end of the history."""
    panel = backtest.panel
    first = max(0, folds[0].cutoff - backtest.horizon, panel.n_periods - _MOST_PERIODS_DRAWN)
    return first, date_axis(panel.dates[first:], panel.freq)


def _placed(values: Array, cutoff: int, first: int, count: int) -> Array:
    """A fold's values at their place on an axis of `count` periods that begins at `first`."""
    placed = np.full(count, np.nan)
    at = np.arange(cutoff - first, cutoff - first + len(values))
    inside = (at >= 0) & (at < count)
    placed[at[inside]] = values[inside]
    return placed


def _zones(folds: Sequence[Fold], first: int) -> list[Zone]:
    return [
        Zone(fold.cutoff - first, fold.cutoff - first + len(fold.dates), "unseen")
        for fold in folds
        if fold.is_test and fold.cutoff >= first
    ]


def _total_chart(folds: Sequence[Fold], backtest: Backtest) -> Drawing:
    """What was sold in all, and what was forecast for it at each cutoff."""
    panel = backtest.panel
    first, axis = _axis(folds, backtest)
    count = len(axis.names)
    known = np.isfinite(panel.target[:, first:]).any(axis=0)
    sold = np.where(known, np.nansum(panel.target[:, first:], axis=0), np.nan)
    forecasts = []
    for fold in folds:
        scored = np.isfinite(fold.actual)
        sums = np.where(scored, fold.means[backtest.champion.model], 0.0).sum(axis=0)
        sums = np.where(scored.any(axis=0), sums, np.nan)
        forecasts.append(Line("Forecast at the time", _placed(sums, fold.cutoff, first, count), "forecast"))
    summary = f"All sales by {panel.freq.noun}, and what {backtest.champion.label} had forecast for them beforehand."
    return draw(Chart(summary, axis, [Line("Sold", sold, "actual"), *forecasts], _zones(folds, first)))


def _series_charts(folds: Sequence[Fold], backtest: Backtest) -> list[SeriesPast]:
    """Up to six series of every size, the hardest and the easiest of the bigger ones among them."""
    panel, model = backtest.panel, backtest.champion.model
    if panel.n_series == 1:
        return []
    actual = np.concatenate([fold.actual for fold in folds], axis=1)
    mean = np.concatenate([fold.means[model] for fold in folds], axis=1)
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
    names = wording.series_names([panel.series[key].to_list() for key in panel.keys], panel.n_series)
    chosen = {int(row): why for why, row in reversed(picks.items())}  # the first reason given stays
    return [
        SeriesPast(names[row], why, float(error[row]), _series_chart(row, names[row], folds, backtest))
        for row, why in reversed(chosen.items())
    ]


def _series_chart(row: int, name: str, folds: Sequence[Fold], backtest: Backtest) -> Drawing:
    panel, model = backtest.panel, backtest.champion.model
    first, axis = _axis(folds, backtest)
    count = len(axis.names)
    layers: list[Band | Line] = []
    for fold in folds:
        low, high = (
            _placed(fold.quantiles[model][row, :, q], fold.cutoff, first, count) for q in (LOW, HIGH)
        )
        if np.isfinite(fold.actual[row]).any():  # before a series begins nothing is drawn
            layers.append(Band("80 % range", low, high))
    layers.append(Line("Sold", panel.target[row, first:], "actual thin"))
    layers += [
        Line("Forecast at the time", _placed(fold.means[model][row], fold.cutoff, first, count), "forecast")
        for fold in folds
        if np.isfinite(fold.actual[row]).any()
    ]
    return draw(Chart(f"Sales of {name} and past forecasts.", axis, layers, _zones(folds, first), height=170))


def _step_chart(folds: Sequence[Fold], backtest: Backtest, naive: str | None) -> Drawing | None:
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
    return draw(Chart(summary, Axis(names, ticks), layers, height=190, write=wording.percent))


def _step_error(folds: Sequence[Fold], model: str, start: int, width: int) -> float:
    steps = slice(start, start + width)
    actual = np.concatenate([fold.actual[:, steps].ravel() for fold in folds])
    return wape(actual, np.concatenate([fold.means[model][:, steps].ravel() for fold in folds]))


def _classes(backtest: Backtest, naive: str | None) -> list[dict[str, object]]:
    """One row per class: how many series, the champion's error, the naive one's, what the range held."""
    rows = backtest.by_class
    if not rows.height:
        return []
    mine = rows.filter(pl.col("model") == backtest.champion.model)
    theirs = dict(rows.filter(pl.col("model") == naive).select("class", "wape").iter_rows())
    return [
        {
            "name": row["class"],
            "words": CLASS_WORDS.get(row["class"], ""),
            "n_series": row["n_series"],
            "error": row["wape"],
            "naive": theirs.get(row["class"]),
            "held": row["coverage_80"],
        }
        for row in mine.sort("n_series", descending=True).iter_rows(named=True)
    ]
