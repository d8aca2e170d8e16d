"""How far to trust the forecast: what its model said in the past, beside what then happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from foresale.arrays import Array
from foresale.forecasting.quantiles.whole_units import range_chance
from foresale.forecasting.results import Backtest, Fold
from foresale.metrics.point import bias, wape
from foresale.metrics.quantile import coverage
from foresale.reports import wording
from foresale.reports.charts import Drawing
from foresale.reports.class_words import CLASS_WORDS
from foresale.reports.past_forecasts import HIGH, LOW, SeriesPast, series_charts, step_chart, total_chart
from foresale.reports.unit_parts import of_main_unit

WHOLE_UNITS_SHOW = 0.85  # held by 80 % ranges: beyond it a reader wonders why


@dataclass(frozen=True)
class Detail:
    """The error at one level of detail; NaN where nothing was sold."""

    name: str
    champion: float
    naive: float


@dataclass(frozen=True)
class Accuracy:
    """Everything that the page's second section says.

    Attributes:
        is_unseen: Whether the numbers come from a fold that no choice was made on.
        window: The periods they were measured on, in words.
        details: Errors from the finest level to the total of the window.
        bias: Units too many (+) or too few (−), as a share of sales.
        held: Share of values inside the 80 % range.
        meant: What these ranges hold by themselves as they are written, more than 80 % in whole units.
        total: The total's past forecasts, drawn.
        series: A handful of series' past forecasts, drawn.
        by_step: Error by periods ahead, drawn; None for a single step.
        classes: One row per class of series.
        changed_class: Whether a series was of one class in one past window and of another in the next.
        leaderboard: One row per model, best first.
    """

    is_unseen: bool
    window: str
    details: list[Detail]
    bias: float
    held: float
    meant: float
    total: Drawing
    series: list[SeriesPast]
    by_step: Drawing | None
    classes: list[dict[str, object]]
    changed_class: bool
    leaderboard: list[dict[str, object]]


def accuracy_of(backtest: Backtest) -> Accuracy | None:
    """Work out the second section, of the commonest unit; None when no past could be forecast."""
    backtest = of_main_unit(backtest)
    folds = [fold for fold in backtest.folds if backtest.champion.model in fold.means]
    scored = select_scored_folds(backtest)
    if not scored:
        return None
    champion, naive = backtest.champion.model, naive_model(backtest)
    actual = np.concatenate([fold.actual for fold in scored], axis=1)
    mean = np.concatenate([fold.means[champion] for fold in scored], axis=1)
    return Accuracy(
        is_unseen=scored[0].is_test,
        window=window_words(backtest),
        details=details_of(scored, backtest, champion, naive),
        bias=bias(actual, mean),
        held=coverage(actual, *_range_of(scored, champion)),
        meant=_mean_size(scored, champion),
        total=total_chart(folds, backtest),
        series=series_charts(folds, backtest, scored),
        by_step=step_chart(folds, backtest, naive),
        classes=_classes(backtest, naive),
        changed_class=_has_changing_series(backtest),
        leaderboard=backtest.leaderboard.to_dicts(),
    )


def select_scored_folds(backtest: Backtest) -> list[Fold]:
    """The folds that the champion is judged on: the one kept aside, else all that it forecast."""
    folds = [fold for fold in backtest.folds if backtest.champion.model in fold.means]
    return [fold for fold in folds if fold.is_test] or folds


def naive_model(backtest: Backtest) -> str | None:
    """The model that only repeats the past season, by which the others are judged."""
    names: list[str] = backtest.leaderboard["model"].to_list()
    return next(
        (name for name in names if name == "seasonal_naive"), next((n for n in names if "naive" in n), None)
    )


def _range_of(folds: Sequence[Fold], model: str) -> tuple[Array, Array]:
    quantiles = np.concatenate([fold.quantiles[model][:, :, [LOW, HIGH]] for fold in folds], axis=1)
    return quantiles[:, :, 0], quantiles[:, :, 1]


def _mean_size(folds: Sequence[Fold], model: str) -> float:
    chances = [range_chance(fold.quantiles[model][np.isfinite(fold.actual)], (0.1, 0.9)) for fold in folds]
    pooled = np.concatenate(chances)
    return float(pooled.mean()) if len(pooled) else float("nan")


def window_words(backtest: Backtest) -> str:
    """The periods that the champion is judged on, for the middle of a sentence."""
    scored, freq = select_scored_folds(backtest), backtest.panel.freq
    if scored[0].is_test:
        dates = scored[-1].dates
        return f"the last {wording.counted(len(dates), freq.noun)} ({wording.span(dates, freq)})"
    return f"{wording.counted(len(scored), 'past window')} of {wording.counted(backtest.horizon, freq.noun)}"


def details_of(scored: Sequence[Fold], backtest: Backtest, champion: str, naive: str | None) -> list[Detail]:
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
        errors = [_sum_error(scored, model, axis) if model else float("nan") for model in (champion, naive)]
        found.append(Detail(name, errors[0], errors[1]))
    return found


def _sum_error(folds: Sequence[Fold], model: str, axis: tuple[int, ...]) -> float:
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


def _has_changing_series(backtest: Backtest) -> bool:
    """Whether the classes hold more series together than there were to judge."""
    judged = np.zeros(backtest.panel.n_series, dtype=bool)
    for fold in backtest.folds:
        judged |= np.isfinite(fold.actual).any(axis=1)
        if fold.launched is not None:
            judged |= np.isfinite(fold.launched).any(axis=1)
    rows = backtest.by_class
    counted = rows.filter(pl.col("model") == backtest.champion.model)["n_series"].sum() if rows.height else 0
    return bool(int(counted) > np.count_nonzero(judged))
