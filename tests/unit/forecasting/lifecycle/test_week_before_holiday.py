"""The week before a holiday that was always another, and that a forecast hasn't."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from foresale.data.calendar.calendars import CalendarOptions
from foresale.forecasting.lifecycle.week_before_holiday import week_before_holiday_notes
from foresale.frequency import Frequency

GERMANY = CalendarOptions(country="DE")
EASTER = ("2021-04-04", "2022-04-17", "2023-04-09", "2024-03-31", "2025-04-20")
DAYS = np.arange("2021-01-01", "2025-05-01", dtype="datetime64[D]")
KNOWN = int(np.flatnonzero(np.datetime64("2025-04-01") == DAYS)[0])


def sales(times: list[float]) -> np.ndarray:
    """Some 50 a day, in the seven days before each Easter Sunday so many times as much."""
    random = np.random.default_rng(1)
    sold = 50 * random.uniform(0.9, 1.1, len(DAYS))
    for day, factor in zip(EASTER, times, strict=True):
        at = int(np.flatnonzero(np.datetime64(day) == DAYS)[0])
        sold[at - 7 : at] *= factor
    return sold


@pytest.fixture
def told(make_panel):
    """The notes of a history and a forecast of thirty days in two series."""

    def notes(sold, forecast, options=GERMANY, **changed):
        two = np.stack([sold[:KNOWN], sold[:KNOWN]]) / 2
        panel = replace(make_panel(two), dates=DAYS[:KNOWN], **changed)
        return week_before_holiday_notes(panel, np.stack([forecast, forecast]) / 2, options)

    return notes


def test_a_peak_before_easter_that_the_forecast_lacks_is_said_with_what_it_was(told):
    (note,) = told(sales([2.5] * 5), np.full(30, 50.0))
    assert note.text.startswith(
        "The forecast lacks what the week before a holiday always was: before Good Friday"
    )
    assert "(2025-04-18)" in note.text
    assert "in each of 4 years" in note.text
    now, usual = (reading.total for reading in note.evidence.readings)
    assert now == pytest.approx(350)
    assert usual == pytest.approx(350 * (5 * 2.5 + 2) / 7, rel=0.1)


def test_a_forecast_that_has_it_is_left_alone(told):
    sold = sales([2.5] * 5)
    assert told(sold, sold[KNOWN : KNOWN + 30]) == ()


def test_what_came_in_some_years_only_or_the_other_way_is_nothing_to_rely_on(told):
    for once in ([2.5, 1.0, 2.5, 2.5, 1.0], [2.5, 0.4, 2.5, 2.5, 1.0], [1.0] * 5, [1.1] * 5):
        assert told(sales(once), np.full(30, 50.0)) == (), once


def test_weeks_that_differ_as_much_anyway_prove_nothing(told):
    sold = sales([2.0] * 5)
    sold *= np.repeat(np.random.default_rng(2).uniform(0.2, 2, len(DAYS) // 7 + 1), 7)[: len(DAYS)]
    assert told(sold, np.full(30, 50.0)) == ()


def test_it_needs_days_a_country_and_two_years(told):
    sold = sales([2.5] * 5)
    assert told(sold, np.full(30, 50.0), CalendarOptions()) == ()
    assert told(sold, np.full(30, 50.0), freq=Frequency.WEEK) == ()
    sold[: KNOWN - 400] = np.nan
    assert told(sold, np.full(30, 50.0)) == ()
    assert len(told(sales([0.3] * 5), np.full(30, 50.0))) == 1
