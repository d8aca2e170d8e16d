"""What the forecast rests on: what was done to the data, which series came and went, what to mind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foresale.forecasting.results import Forecast
from foresale.frequency import Frequency
from foresale.notes import Note
from foresale.reports import wording
from foresale.reports.accuracy import Accuracy
from foresale.reports.series_labels import series_labels
from foresale.sales import REJECT_SCHEMA

_ROWS_SHOWN = 10


@dataclass(frozen=True)
class Evidence:
    """Everything that the page's last section says.

    Attributes:
        notes: What was inferred, cleaned and decided, in order.
        n_rejects: Rows set aside.
        rejects: The first ten of them.
        recent: The stretch in which a series counts as new, or as ended for want of sales, in words.
        started: Names of new series, biggest first.
        ended: Names of ended series, in the panel's order.
        caveats: Sentences to keep in mind.
    """

    notes: list[Note]
    n_rejects: int
    rejects: list[dict[str, object]]
    recent: str
    started: list[str]
    ended: list[str]
    caveats: list[str]


def evidence_of(forecast: Forecast, accuracy: Accuracy | None) -> Evidence:
    """Work out the last section."""
    panel = forecast.panel
    window = min(
        {
            Frequency.DAY: 56,
            Frequency.WEEK: 13,
            Frequency.MONTH: 6,
            Frequency.FORTNIGHT: 8,
            Frequency.FOUR_WEEKS: 6,
            Frequency.QUARTER: 4,
        }[panel.freq],
        panel.n_periods // 2,
    )
    names = series_labels(panel)
    sells = np.nan_to_num(panel.target) != 0
    before, lately = sells[:, : panel.n_periods - window].any(axis=1), sells[:, -window:].any(axis=1)
    size = np.nan_to_num(forecast.mean).sum(axis=1)
    started = [i for i in np.argsort(-size, kind="stable") if lately[i] and not before[i]] if window else []
    ended = np.flatnonzero(before & ~lately) if window else np.array([], dtype=int)
    columns = [column for column in REJECT_SCHEMA if column in forecast.rejects.columns]
    return Evidence(
        notes=list(dict.fromkeys((*forecast.notes, *forecast.backtest.notes))),
        n_rejects=forecast.rejects.height,
        rejects=forecast.rejects.select(columns).head(_ROWS_SHOWN).to_dicts(),
        recent=f"the last {wording.counted(window, panel.freq.noun)}",
        started=[names[i] for i in started],
        ended=[names[i] for i in ended],
        caveats=caveats_of(forecast, accuracy),
    )


def caveats_of(forecast: Forecast, accuracy: Accuracy | None) -> list[str]:
    """What a careful reader should know before acting on the numbers."""
    panel = forecast.panel
    found: list[str] = []
    if accuracy is not None:
        found += _list_measured_caveats(forecast, accuracy)
    hidden = float(panel.censored.mean()) if panel.censored.size else 0.0
    if hidden > 0.005:
        found.append(
            f"In {wording.percent(hidden)} of the cells stock had run out: sales there understate demand, "
            "and the forecast aims at demand."
        )
    first = panel.first_period()
    started = np.arange(panel.n_periods) >= first[:, None]
    unknown = np.isnan(panel.target) & ~panel.closed & started
    if started.any() and unknown.sum() / started.sum() > 0.01:
        found.append(
            f"{wording.percent(unknown.sum() / started.sum())} of the values are missing, "
            "counted from each series’ first."
        )
    if not np.nan_to_num(panel.target).any():
        found.append("Nothing was ever sold in this history, so nothing is forecast.")
    return found


def _list_measured_caveats(forecast: Forecast, accuracy: Accuracy) -> list[str]:
    found = []
    noun = forecast.panel.freq.noun
    if not accuracy.is_unseen:
        found.append(
            "The history was too short to keep a window aside, so the errors come from the windows that "
            "chose the model and flatter it a little."
        )
    n_folds = len(forecast.backtest.folds)
    if n_folds < 3:
        found.append(
            f"Only {wording.counted(n_folds, 'past window')} could be tested: "
            "expect the true error to differ."
        )
    if accuracy.held < 0.7:
        found.append(
            f"The 80 % range held only {wording.percent(accuracy.held)} of the values: "
            "plan for more surprises than it shows."
        )
    if abs(accuracy.bias) > 0.05:
        way = "too much" if accuracy.bias > 0 else "too little"
        found.append(
            f"On {accuracy.window} the forecast came out {wording.percent(abs(accuracy.bias))} {way} in all."
        )
    if forecast.backtest.horizon < len(forecast.dates):
        found.append(
            f"It was tested {wording.counted(forecast.backtest.horizon, noun)} ahead; "
            "what lies beyond is less sure."
        )
    return found
