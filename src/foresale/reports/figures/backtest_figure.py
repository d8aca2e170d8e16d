"""The past replayed: what the champion would have said at each cutoff, and what then was sold."""

from __future__ import annotations

from typing import Any

import numpy as np

from foresale.arrays import Array
from foresale.data.profile.distributions import total_by_period
from foresale.forecasting.backtesting.champion import NAIVE
from foresale.forecasting.explanation.asked import Series, position_of
from foresale.forecasting.quantiles.any_level import quantiles_at
from foresale.forecasting.results import Backtest, Fold
from foresale.metrics.point import wape
from foresale.reports import wording
from foresale.reports.figures.forecast_figures import name_of_all, target_of
from foresale.reports.figures.look import (
    ACTUAL,
    FAN_LEVELS,
    FORECAST,
    OTHER,
    add_fan,
    add_line,
    days_of,
    in_a_sentence,
    new_figure,
    per_period,
)
from foresale.reports.series_labels import series_labels


def backtest_figure(backtest: Backtest, series: Series | None = None) -> Any:
    """The champion at every cutoff beside what was sold, with repeating the last season for comparison.

    Args:
        backtest: How the models did.
        series: One of them, with ranges; None for the sum of all, where sums have no ranges of the past.

    Raises:
        MissingExtraError: Plotly isn't installed.
        OptionError: No series fits, or several do.
    """
    panel, champion = backtest.panel, backtest.champion
    if panel.units and series is None:
        series = int(np.argmax(np.nansum(panel.target, axis=1)))
    row = None if series is None else position_of(panel, series)
    windows = wording.counted(len(backtest.folds), "past window")
    of_what = name_of_all(panel) if row is None else series_labels(panel)[row]
    unit = target_of(panel, str(panel.unit_labels()[row]) if panel.units and row is not None else "")
    figure = new_figure(
        f"How right it would have been: {of_what}",
        f"{champion.label} at {windows} of {wording.counted(backtest.horizon, panel.freq.noun)}, each time "
        f"knowing only what was known then.<br>{_judgement(backtest, row)}",
        per_period(unit, panel.freq),
    )
    first = max(0, backtest.folds[0].cutoff - backtest.horizon)
    sold = total_by_period(panel) if row is None else panel.target[row]
    for fold in backtest.folds:
        if row is not None and champion.model in fold.quantiles:
            known = np.asarray(fold.quantiles[champion.model])[row][None]
            add_fan(figure, fold.dates, quantiles_at(known, FAN_LEVELS)[0])
    add_line(figure, panel.dates[first:], sold[first:], "sold", color=ACTUAL, width=1.6)
    for fold in backtest.folds:
        if champion.model != NAIVE and NAIVE in fold.means:
            add_line(
                figure, fold.dates, _line(fold, NAIVE, row), "last season repeated",
                color=OTHER, width=1.2, dash="dot",
            )  # fmt: skip
        add_line(
            figure, fold.dates, _line(fold, champion.model, row), "forecast then", color=FORECAST, width=2.2
        )
        if fold.is_test:
            edges = days_of(fold.dates[[0, -1]])
            figure.add_vrect(
                x0=edges[0], x1=edges[1], fillcolor="#f0e442", opacity=0.18, line_width=0, layer="below"
            )
            figure.add_annotation(
                x=edges[0], y=1, yref="paper", yanchor="bottom", xanchor="left", showarrow=False,
                text="kept from every choice", font={"size": 12, "color": "#5a5e66"},
            )  # fmt: skip
    _name_once(figure)
    if panel.non_negative:
        figure.update_yaxes(rangemode="tozero")
    return figure


def _line(fold: Fold, model: str, row: int | None) -> Array:
    """What the model said: of one series, or of all whose sales are known, so that sums compare."""
    mean = fold.means[model]
    if row is not None:
        return np.asarray(mean[row])
    known = ~np.isnan(fold.actual)
    return np.where(known.any(axis=0), np.where(known, mean, 0.0).sum(axis=0), np.nan)


def _judgement(backtest: Backtest, row: int | None) -> str:
    """The error in words, of the window that nothing was chosen on where there is one."""
    tested = [fold for fold in backtest.folds if fold.is_test]
    folds = tested or list(backtest.folds)
    ours = _error(folds, backtest.champion.model, row)
    naive = _error(folds, NAIVE, row) if NAIVE in folds[0].means else np.nan
    where = "in the window kept from every choice" if tested else "in windows that also chose the model"
    if not np.isfinite(ours):
        return "Nothing was sold in the windows judged."
    noun = backtest.panel.freq.noun
    each = f"Series by series and {noun} by {noun}" if row is None else f"{noun.capitalize()} by {noun}"
    text = f"{each}, errors add up to {wording.percent(ours)} of sales {where}"
    compared = f" (last season repeated: {wording.percent(naive)})" if np.isfinite(naive) else ""
    chosen = "" if backtest.champion.beats_naive else "No model beat repeating the last season."
    return in_a_sentence([f"{text}{compared}.", chosen])


def _error(folds: list[Fold], model: str, row: int | None) -> float:
    rows = slice(None) if row is None else slice(row, row + 1)
    actual = np.concatenate([fold.actual[rows] for fold in folds], axis=1)
    mean = np.concatenate([fold.means[model][rows] for fold in folds], axis=1)
    return wape(actual, mean)


def _name_once(figure: Any) -> None:
    """Each name once in the legend, and shown or hidden together."""
    seen: set[str] = set()
    for trace in figure.data:
        trace.legendgroup = trace.name
        trace.showlegend = trace.name not in seen
        seen.add(trace.name)
