"""What must be said before a forecast is used: warnings as data, most serious first, each with what to do."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from foresale.data.reading.columns.roles.infer_roles import CUSTOMERS
from foresale.forecasting.backtesting.newest_window import MOVED
from foresale.forecasting.results import Backtest, Forecast
from foresale.notes import Note
from foresale.panel import Panel
from foresale.reports import wording
from foresale.reports.accuracy import Detail, details_of, naive_model, select_scored_folds, window_words
from foresale.reports.code_columns import warn_of_codes
from foresale.reports.comparison import Change, Comparison, change_of, comparison, recent_growth
from foresale.reports.unit_parts import of_main_unit
from foresale.reports.warning import ReportWarning
from foresale.reports.warnings_of_days_ahead import warnings_of_days_ahead
from foresale.sales import no_rejects

FAR_FROM_RECENT_GROWTH = 1.4  # growth ahead over growth lately
FAR_FROM_LAST_YEAR = 1.5
ROUGH_MISS = 0.3  # of sales, of the whole window's total
SHARE_SET_ASIDE = 0.01  # of rows
_BEFORE_FORECASTS = 4  # warnings of the history that come before those of the forecast


@dataclass(frozen=True)
class _Judged:
    """What a warning may rest on without a forecast: history, backtest, notes and rows set aside."""

    panel: Panel
    backtest: Backtest
    notes: tuple[Note, ...]
    rejects: pl.DataFrame


def backtest_warnings(
    backtest: Backtest, notes: Sequence[Note] = (), rejects: pl.DataFrame | None = None
) -> list[ReportWarning]:
    """What a reader must know of a test on the past before believing it, most serious first.

    Args:
        backtest: How the models did.
        notes: What was inferred and done on the way.
        rejects: Rows set aside while reading.
    """
    judged = _Judged(backtest.panel, backtest, tuple(notes), no_rejects() if rejects is None else rejects)
    return [warning for warning in _of_history(judged) if warning is not None]


def forecast_warnings(forecast: Forecast) -> list[ReportWarning]:
    """Everything a reader must know before acting on a forecast, most serious first.

    The report shows it in its first screen; commands and services can say the same.
    """
    panel = forecast.panel
    compared = comparison(panel, len(forecast.dates))
    change = change_of(forecast.mean, compared.sold) if compared else None
    judged = _Judged(panel, forecast.backtest, forecast.notes, forecast.rejects)
    found = _of_history(judged)
    found[_BEFORE_FORECASTS:_BEFORE_FORECASTS] = [
        _far_from_last_year(forecast, compared, change),
        *warnings_of_days_ahead(judged.notes),
    ]
    return [warning for warning in found if warning is not None]


def _of_history(judged: _Judged) -> list[ReportWarning | None]:
    return [
        _list_of_customers(judged),
        warn_of_codes(judged.panel),
        _warn_untested(judged),
        _demand_moved(judged),
        _rough_guide(judged.backtest),
        _no_better_than_repeating(judged.backtest),
        _short_history(judged.panel),
        _set_aside(judged),
    ]


def profile_warnings(notes: Sequence[Note]) -> list[ReportWarning]:
    """What a reader must know of a table before its portrait means anything.

    Args:
        notes: What was inferred and done while reading.
    """
    customers = next((note for note in notes if note.rule == CUSTOMERS), None)
    if customers is None:
        return []
    action = "Read this page for what the table holds; for a forecast give a file of sales over time."
    return [_customers(customers, action)]


def _list_of_customers(judged: _Judged) -> ReportWarning | None:
    note = _note(judged, CUSTOMERS)
    if note is None:
        return None
    return _customers(
        note, "Use this forecast only if every row is a sale on its date; else give a file of sales."
    )


def _customers(note: Note, action: str) -> ReportWarning:
    headline = "This table looks like a list of customers, not like sales over time."
    return ReportWarning(note.rule, headline, note.text, action)


def _warn_untested(judged: _Judged) -> ReportWarning | None:
    if select_scored_folds(judged.backtest):
        return None
    note = _note(judged, "saved_model")
    if note is not None:
        return ReportWarning(
            note.rule,
            "Made with a saved model, and not tested anew.",
            note.text,
            "How far to trust it is in the report of the run that trained it; train again if sales moved.",
        )
    return ReportWarning(
        "untested",
        "This forecast is untested.",
        "The history is too short to try any model on the past.",
        "Treat it as a first guess until there is more history.",
    )


def _demand_moved(judged: _Judged) -> ReportWarning | None:
    note = _note(judged, MOVED)
    if note is None:
        return None
    return ReportWarning(
        MOVED,
        "Demand has just moved.",
        note.text if note.evidence is None else note.evidence.seen,
        "Find out what changed: a new shop, a lost customer, prices, supply. If it lasts, expect sales "
        "nearer the newest ones, and more surprises than the range shows.",
    )


def _far_from_last_year(
    forecast: Forecast, compared: Comparison | None, change: Change | None
) -> ReportWarning | None:
    """A forecast whose growth on last year is far from the latest one, or simply large."""
    if compared is None or change is None or not compared.is_last_year:
        return None
    ahead, horizon = change.like_for_like, len(forecast.dates)
    if not math.isfinite(ahead):
        return None
    lately = recent_growth(forecast.panel, horizon)
    if lately > -1:
        ratio, limit = (1 + ahead) / (1 + lately), FAR_FROM_RECENT_GROWTH
        if not 1 / limit <= ratio <= limit:
            window = wording.counted(horizon, forecast.panel.freq.noun)
            return ReportWarning(
                "far_from_last_year",
                "This departs from the yearly pattern.",
                f"The last {window} sold {wording.change(lately)} the same time a year before; the forecast "
                f"is {wording.change(ahead)} last year.",
                "If this season is usually different, the model missed it: lean on last year’s sales.",
            )
    if 1 / FAR_FROM_LAST_YEAR <= 1 + ahead <= FAR_FROM_LAST_YEAR:
        return None
    what = "What sold then too" if change.is_part else "It"
    text = (
        f"{what} is {wording.change(ahead)} {compared.phrase} ({wording.total(change.before)} then, "
        f"{wording.total(change.before + change.gained)} now"
    )
    told = f"; the latest sales were {wording.change(lately)} the year before)." if lately > -1 else ")."
    return ReportWarning(
        "far_from_last_year",
        "The forecast is far from last year’s sales.",
        text + told,
        "Check that nothing was missing or exceptional last year, and that nothing one-off sold lately.",
    )


def _rough_guide(backtest: Backtest) -> ReportWarning | None:
    whole = whole_error(backtest)
    if whole is None or not whole.champion > ROUGH_MISS:
        return None
    text = f"On {window_words(backtest)} the total was off by {wording.percent(whole.champion)}"
    if whole.naive < 0.8 * whole.champion:
        text += f"; repeating the past season would have missed it by {wording.percent(whole.naive)}"
    return ReportWarning(
        "rough_guide",
        "Take these numbers as a rough guide.",
        f"{text}.",
        "Plan with the low and the high end of the range, not with the middle.",
    )


def whole_error(backtest: Backtest) -> Detail | None:
    """The error of everything together over the window judged, of champion and naive model."""
    backtest = of_main_unit(backtest)
    folds = select_scored_folds(backtest)
    if not folds:
        return None
    return details_of(folds, backtest, backtest.champion.model, naive_model(backtest))[-1]


def _no_better_than_repeating(backtest: Backtest) -> ReportWarning | None:
    champion, backtest = backtest.champion, of_main_unit(backtest)
    folds, naive = select_scored_folds(backtest), naive_model(backtest)
    if not folds:
        return None
    if champion.beats_naive:
        finest = details_of(folds, backtest, champion.model, naive)[0]
        if not finest.naive <= finest.champion or naive == champion.model:
            return None
        return ReportWarning(
            "no_better_than_repeating",
            "Repeating the past would have done as well lately.",
            f"On {window_words(backtest)} it would have been off by {wording.percent(finest.naive)} of "
            f"sales, this forecast by {wording.percent(finest.champion)}, while it was better earlier.",
            "Set it beside last year’s sales before acting on it.",
        )
    return ReportWarning(
        "no_better_than_repeating",
        "No model beat simply repeating the past, so this forecast rests on that.",
        champion.reason,
        "Use it as you would use last season’s sales; more history, prices or promotions may help a model.",
    )


def _short_history(panel: Panel) -> ReportWarning | None:
    years = panel.n_periods / panel.freq.periods_a_year
    history = wording.counted(panel.n_periods, panel.freq.noun)
    if years < 0.98:
        return ReportWarning(
            "short_history",
            "There is less than a year of history.",
            f"The history holds {history}: a yearly season (Christmas, summer) can’t be known.",
            "Correct months that you know to differ by hand, and give earlier sales if there are any.",
        )
    if years < 1.98:
        return ReportWarning(
            "short_history",
            "There is only one year of history." if years < 1.25 else "Each season was seen only once.",
            f"The history holds {history}, less than two years: what was the season and what was chance "
            "can’t be told apart.",
            "Give two years or more if there are any; else check the seasons against what you know.",
        )
    return None


def _set_aside(judged: _Judged) -> ReportWarning | None:
    rejects = judged.rejects
    rows = rejects.select("file", "row").n_unique() if {"file", "row"} <= set(rejects.columns) else 0
    if not rows or rows < SHARE_SET_ASIDE * max(int(np.isfinite(judged.panel.target).sum()), 1):
        return None
    return ReportWarning(
        "rows_set_aside",
        f"{wording.counted(rows, 'row')} could not be used.",
        "What they sold is not in the history.",
        "Look at rejects.csv, mend the file and run it again.",
    )


def _note(judged: _Judged, rule: str) -> Note | None:
    notes = (*judged.notes, *judged.backtest.notes)
    return next((note for note in notes if note.rule == rule), None)
