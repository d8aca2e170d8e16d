"""Closed days ahead: as every year, on holidays, as a plan says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from foresale.data.calendar.calendars import CalendarOptions, add_calendar
from foresale.forecasting.lifecycle.expected_closures import easter_sunday, find_closed_once, predict_closures
from foresale.forecasting.lifecycle.lifecycle import without_trade

FIRST = np.datetime64("2022-01-01")


def days(first: str, last: str) -> np.ndarray:
    return np.arange(first, np.datetime64(last) + np.timedelta64(1, "D"), dtype="datetime64[D]")


@pytest.fixture
def shop(make_panel):
    """A shop that sells 5 a day to the end of a day, and is closed on given ones."""

    def make(closed_on: list[str], last: str, first: np.datetime64 = FIRST):
        dates = np.arange(first, np.datetime64(last) + np.timedelta64(1, "D"), dtype="datetime64[D]")
        closed = np.isin(dates, np.array(closed_on, "datetime64[D]"))[None]
        panel = make_panel(np.where(closed, np.nan, 5.0), closed=closed)
        return replace(panel, dates=dates)

    return make


def closed_days(panel, horizon: int) -> list[str]:
    """The days ahead on which the first series is expected to be closed."""
    return panel.future_dates(horizon)[predict_closures(panel, horizon)[0]].astype(str).tolist()


def test_a_date_that_was_closed_in_two_years_is_closed_again(shop):
    panel = shop(["2022-05-17", "2023-05-17"], "2024-05-01")
    assert closed_days(panel, 28) == ["2024-05-17"]


def test_a_date_that_was_closed_once_and_open_once_stays_open(shop):
    assert closed_days(shop(["2023-05-17"], "2024-05-01"), 28) == []


def test_christmas_seen_once_is_closed_again_and_another_day_seen_once_isnt(shop):
    panel = shop(["2022-12-25", "2022-12-29"], "2023-12-10")
    assert closed_days(panel, 28) == ["2023-12-25"]
    assert panel.future_dates(28)[find_closed_once(panel, 28)[0]].astype(str).tolist() == ["2023-12-29"]


def test_christmas_on_which_the_shop_was_open_stays_open(shop):
    assert closed_days(shop(["2022-12-25"], "2024-12-10"), 28) == []


def test_closures_that_move_with_easter_move_on(shop):
    fridays = [str(easter_sunday(year) - np.timedelta64(2, "D")) for year in (2022, 2023)]
    assert fridays == ["2022-04-15", "2023-04-07"]
    assert closed_days(shop(fridays, "2024-03-10"), 28) == ["2024-03-29"]


def test_a_closure_on_a_weekday_of_a_month_comes_on_that_weekday(shop):
    """The fourth Thursday of November."""
    panel = shop(["2022-11-24", "2023-11-23"], "2024-11-10")
    assert closed_days(panel, 28) == ["2024-11-28"]


def test_two_weeks_of_holiday_in_two_years_come_again(shop):
    august = [*days("2022-08-08", "2022-08-21"), *days("2023-08-07", "2023-08-20")]
    found = closed_days(shop([str(day) for day in august], "2024-08-01"), 28)
    assert {"2024-08-08", "2024-08-14", "2024-08-18"} <= set(found)
    assert all("2024-08-05" <= day <= "2024-08-20" for day in found)


def test_a_holiday_on_which_the_shop_was_closed_is_closed_again(shop):
    """Whit Monday moves; one year of history has it once."""
    panel = shop(["2023-05-29"], "2024-05-10", np.datetime64("2023-01-01"))
    german = add_calendar(panel, 28, CalendarOptions(country="DE"))
    assert closed_days(panel, 28) == []
    assert closed_days(german, 28) == ["2024-05-20"]


def test_a_weekly_closing_day_says_nothing_of_a_holiday(shop):
    """Christmas 2022 was one of the Sundays on which the shop is never open."""
    sundays = [str(day) for day in days("2022-01-02", "2023-12-10")[::7]]
    found = closed_days(shop(sundays, "2023-12-10"), 21)
    assert found == ["2023-12-17", "2023-12-24", "2023-12-31"]


def test_a_plan_that_says_open_and_closed_is_believed_where_the_past_proves_it(shop):
    panel = shop(["2022-01-10", "2022-02-03"], "2022-03-01")
    opened = np.ones((1, panel.n_periods + 28))
    opened[0, : panel.n_periods] = ~panel.closed[0]
    opened[0, panel.n_periods + 4] = 0
    planned = replace(panel, known_ahead={"Open": opened})
    assert closed_days(planned, 28) == ["2022-03-06"]
    everything = replace(
        panel, known_ahead={"Open": np.where(np.arange(opened.shape[1]) < panel.n_periods, opened, 0)}
    )
    assert without_trade(everything, 28).all()


def test_a_plan_that_was_wrong_about_the_past_isnt_believed(shop):
    panel = shop(["2022-01-10", "2022-02-03"], "2022-03-01")
    promoted = np.zeros((1, panel.n_periods + 28))
    promoted[0, ::3] = 1
    assert closed_days(replace(panel, known_ahead={"promo": promoted}), 28) == []


def test_nothing_after_the_cutoff_tells_what_is_closed(shop):
    panel = shop(["2022-12-25", "2023-12-25"], "2024-06-30")
    cutoff = int(np.flatnonzero(panel.dates == np.datetime64("2023-12-10"))[0])
    early = panel.as_of(cutoff, 28)
    later = replace(panel, closed=panel.closed.copy(), target=panel.target.copy())
    later.closed[:, cutoff:] = ~later.closed[:, cutoff:]
    np.testing.assert_array_equal(predict_closures(early, 28), predict_closures(later.as_of(cutoff, 28), 28))
    assert predict_closures(early, 28).any()


def test_a_product_newer_than_the_last_christmas_is_closed_at_christmas_as_its_shop(shop):
    panel = shop(["2022-12-25"], "2023-12-10")
    target = np.repeat(panel.target, 2, axis=0)
    closed = np.repeat(panel.closed, 2, axis=0)
    target[1, :400], closed[1, :400] = np.nan, False
    both = replace(panel, series=_two_items(), keys=("item",), target=target, closed=closed,
                   censored=np.zeros_like(closed))  # fmt: skip
    assert predict_closures(both, 28).tolist() == np.repeat(predict_closures(panel, 28), 2, axis=0).tolist()
    assert predict_closures(both, 28)[1].sum() == 1


def _two_items() -> pl.DataFrame:
    return pl.DataFrame({"item": ["old", "new"]})


def test_a_new_product_knows_its_own_shops_closures_and_not_another_shops(shop):
    panel = shop(["2022-12-25"], "2023-12-10")
    target, closed = np.repeat(panel.target, 4, axis=0), np.repeat(panel.closed, 4, axis=0)
    target[2:, :] = 5.0
    closed[2:, :] = False
    target[[1, 3], :400], closed[[1, 3], :400] = np.nan, False
    series = pl.DataFrame({"store": ["a", "a", "b", "b"], "item": ["x", "y", "x", "y"]})
    four = replace(panel, series=series, keys=("store", "item"), target=target, closed=closed,
                   censored=np.zeros_like(closed))  # fmt: skip
    assert predict_closures(four, 28).sum(axis=1).tolist() == [1, 1, 0, 0]


def test_a_christmas_on_a_weekly_closing_day_counts_where_its_neighbours_were_closed_too(shop):
    saturdays = [str(day) for day in days("2021-06-05", "2022-12-10") if day.astype(int) % 7 == 2]
    assert str(np.datetime64("2021-12-25")) in saturdays
    holiday = [str(day) for day in days("2021-12-24", "2021-12-28")]
    first = np.datetime64("2021-06-01")
    panel = shop([*saturdays, *holiday], "2022-12-10", first=first)
    alone = shop(saturdays, "2022-12-10", first=first)
    assert "2022-12-25" in closed_days(panel, 28)
    assert "2022-12-26" in closed_days(panel, 28)
    assert "2022-12-25" not in closed_days(alone, 28)


@pytest.mark.parametrize(("name", "closed_is"), [("Open", 0), ("geschlossen", 1)])
def test_a_plan_alone_may_say_which_days_ahead_are_closed(shop, name, closed_is):
    panel = shop([], "2024-05-01")
    values = np.full((1, panel.n_periods + 28), np.nan)
    values[0, panel.n_periods :] = 1 - closed_is
    values[0, panel.n_periods + 3] = closed_is
    planned = replace(panel, known_ahead={name: values})
    assert np.flatnonzero(predict_closures(planned, 28)[0]).tolist() == [3]
    assert not predict_closures(replace(panel, known_ahead={"price": values}), 28).any()


def test_a_day_that_a_plan_says_is_open_is_not_asked_about(shop):
    panel = shop(["2023-05-16", "2023-05-17"], "2024-05-01", first=np.datetime64("2023-01-01"))
    assert find_closed_once(panel, 28).sum() == 2
    values = np.full((1, panel.n_periods + 28), np.nan)
    values[0, panel.n_periods + 15] = 1
    planned = replace(panel, known_ahead={"open": values})
    assert panel.future_dates(28)[find_closed_once(planned, 28)[0]].astype(str).tolist() == ["2024-05-16"]
