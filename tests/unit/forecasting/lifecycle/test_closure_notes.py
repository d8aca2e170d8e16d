"""What is said of closed days ahead."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from foresale.forecasting.lifecycle.closure_notes import CLOSED_AHEAD, CLOSED_ONCE, closure_notes


@pytest.fixture
def shop(make_panel):
    """A shop that sells 5 a day from 2022 to the end of a day, and is closed on given ones."""

    def make(closed_on: list[str], last: str):
        dates = np.arange("2022-01-01", np.datetime64(last) + np.timedelta64(1, "D"), dtype="datetime64[D]")
        closed = np.isin(dates, np.array(closed_on, "datetime64[D]"))[None]
        return replace(make_panel(np.where(closed, np.nan, 5.0), closed=closed), dates=dates)

    return make


def test_days_forecast_as_closed_are_named(shop):
    (note,) = closure_notes(shop(["2022-12-25", "2022-12-26"], "2023-12-10"), np.full((1, 28), 5.0))
    assert note.rule == CLOSED_AHEAD
    assert note.count == 2
    assert note.text == "Forecast as closed: 2023-12-25 to 2023-12-26."


def test_a_weekly_closing_day_is_named_once(shop):
    sundays = [str(day) for day in np.arange("2022-01-02", "2023-12-11", 7, dtype="datetime64[D]")]
    (note,) = closure_notes(shop(sundays, "2023-12-10"), np.full((1, 21), 5.0))
    assert note.text == "Forecast as closed: Sundays."


def test_a_closure_seen_once_is_said_with_its_dates_and_what_is_at_stake(shop):
    holiday = [str(day) for day in np.arange("2022-08-08", "2022-08-13", dtype="datetime64[D]")]
    (note,) = closure_notes(shop(holiday, "2023-08-01"), np.full((1, 28), 5.0))
    assert note.rule == CLOSED_ONCE
    assert "for the first time: 2023-08-08 to 2023-08-12." in note.text
    assert [(reading.meaning, reading.total) for reading in note.evidence.readings] == [
        ("open", 25.0),
        ("closed again", 0.0),
    ]


def test_a_shop_that_never_closed_has_nothing_to_say(shop):
    assert closure_notes(shop([], "2023-08-01"), np.full((1, 28), 5.0)) == ()
