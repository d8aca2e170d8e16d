"""What must be said of days ahead before a forecast is used: closed once, or before a holiday it lacks."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from foresale.forecasting.lifecycle.closure_notes import CLOSED_ONCE
from foresale.forecasting.lifecycle.week_before_holiday import WEEK_BEFORE_HOLIDAY
from foresale.notes import Note
from foresale.reports import wording
from foresale.reports.warning import ReportWarning

_ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


def warnings_of_days_ahead(notes: Sequence[Note]) -> list[ReportWarning]:
    """Warnings made of the notes of days ahead, if there are any.

    Args:
        notes: What was inferred and decided for a forecast.
    """
    makers = {CLOSED_ONCE: _warn_closed_once, WEEK_BEFORE_HOLIDAY: _warn_week_before_holiday}
    found = {note.rule: note for note in notes if note.rule in makers and note.evidence is not None}
    return [make(found[rule]) for rule, make in makers.items() if rule in found]


def _warn_closed_once(note: Note) -> ReportWarning:
    seen = _write_days(note.evidence.seen) if note.evidence else ""
    (at_stake, *_) = _totals(note)
    return ReportWarning(
        CLOSED_ONCE,
        "It was closed once at this time of the year.",
        f"{seen[0].upper()}{seen[1:]}; {at_stake} are forecast for these days.",
        "If it will be closed again, give a plan of the days ahead with a column Open that is 0 on "
        "these days.",
    )


def _warn_week_before_holiday(note: Note) -> ReportWarning:
    now, usual = _totals(note)
    return ReportWarning(
        WEEK_BEFORE_HOLIDAY,
        "A holiday ahead is not in the forecast.",
        _write_days(note.text),
        f"Plan by hand for these days: {usual} as in earlier years instead of {now}.",
    )


def _totals(note: Note) -> list[str]:
    return [wording.number(reading.total) for reading in note.evidence.readings] if note.evidence else []


def _write_days(text: str) -> str:
    return _ISO_DAY.sub(lambda found: wording.day(np.datetime64(found[0])), text)
