"""The country whose holidays are the shop's closed days."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest

from foresale.data.calendar.calendars import CalendarOptions
from foresale.data.calendar.proposed_country import propose_country
from foresale.data.calendar.public_holidays import holiday_table
from foresale.frequency import Frequency
from foresale.panel import Panel


def shop(country: str | None, *, sundays: bool = True) -> Panel:
    """Two years of a shop that is closed on a country's holidays, and perhaps on Sundays."""
    dates = np.arange("2022-01-01", "2024-01-01", dtype="datetime64[D]")
    closed = np.zeros(len(dates), dtype=bool)
    if country is not None:
        days = holiday_table(date(2022, 1, 1), date(2023, 12, 31), country)["date"].to_list()
        closed |= np.isin(dates, np.array(days, dtype="datetime64[D]"))
    if sundays:
        closed |= (dates.astype(np.int64) + 3) % 7 == 6
    return Panel(
        series=pl.DataFrame({"product": ["a"]}),
        keys=("product",),
        dates=dates,
        freq=Frequency.DAY,
        target=np.where(closed, np.nan, 5.0)[None],
        closed=closed[None],
        censored=np.zeros((1, len(dates)), dtype=bool),
    )


@pytest.mark.parametrize("country", ["FR", "US", "PL", "IT"])
@pytest.mark.parametrize("sundays", [True, False])
def test_the_country_is_taken_where_the_closed_days_are_its_holidays(country, sundays):
    options, (note,) = propose_country(shop(country, sundays=sundays), CalendarOptions())
    assert options.country == country
    assert note.rule == "country_proposed"
    assert country in note.text
    assert note.evidence.readings[0].meaning.startswith(country)


def test_a_shop_that_is_never_closed_proposes_none():
    assert propose_country(shop(None), CalendarOptions()) == (CalendarOptions(), [])


def test_a_country_that_is_named_stays_and_none_means_none():
    named = CalendarOptions(country="SE")
    assert propose_country(shop("FR"), named) == (named, [])
    assert propose_country(shop("FR"), CalendarOptions(country="none")) == (CalendarOptions(), [])
