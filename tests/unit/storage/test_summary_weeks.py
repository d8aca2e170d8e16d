"""Which weeks a summary of a series tells of."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foresale.storage.database.series_summaries.weeks import Weeks


@pytest.mark.parametrize(
    ("known", "first_ahead", "next_week"),
    [
        (date(2026, 2, 28), date(2026, 2, 23), date(2026, 3, 2)),
        (date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 2)),
        (date(2026, 3, 2), date(2026, 3, 2), date(2026, 3, 9)),
    ],
)
def test_a_week_that_has_begun_is_ahead_but_not_the_next(
    known: date, first_ahead: date, next_week: date
) -> None:
    weeks = Weeks(known)
    assert (weeks.first_ahead, weeks.next_week) == (first_ahead, next_week)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_weeks_are_whole_and_last_year_s_is_of_the_same_weekdays(known: date) -> None:
    weeks = Weeks(known)
    assert {day.weekday() for day in (*weeks.list_sold(), *weeks.ahead(), weeks.last_year)} == {0}
    assert weeks.next_week > known >= weeks.list_sold()[-1] + timedelta(days=6)
    assert weeks.next_week - weeks.last_year == timedelta(days=364)
