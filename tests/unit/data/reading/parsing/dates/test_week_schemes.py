"""Weeks that ISO 8601 doesn't know, six digits, fiscal periods and the clock that counts days."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest

from foresale.data.reading.parsing.dates.parse_dates import DateReading, parse_dates
from foresale.errors import ColumnsError


def read(*cells, name="day", **reading):
    return parse_dates(pl.Series(name, list(cells)), DateReading(**reading))


def days(*cells, **reading):
    return read(*cells, **reading).values.cast(pl.Date).to_list()


ODD = ("2021-W52", "2021-W53", "2022-W01")


def test_week_53_of_a_year_with_52_is_asked_and_every_option_that_is_named_works():
    with pytest.raises(ColumnsError, match="2021 has no ISO week 53") as error:
        days(*ODD)
    assert 'week_scheme="jan1", sunday or monday' in error.value.fix
    assert days(*ODD, weeks="iso") == [date(2021, 12, 27), None, date(2022, 1, 3)]
    assert days(*ODD, weeks="jan1") == [date(2021, 12, 24), date(2021, 12, 31), date(2022, 1, 1)]
    assert days(*ODD, weeks="sunday") == [date(2021, 12, 19), date(2021, 12, 26), date(2021, 12, 26)]
    assert days(*ODD, weeks="monday") == [date(2021, 12, 20), date(2021, 12, 27), date(2021, 12, 27)]


def test_week_53_that_stands_before_its_years_first_week_belongs_to_the_year_before():
    parsed = read("2020-W52", "2020-W53", "2021-W53", "2021-W01")
    assert parsed.values.to_list() == [
        date(2020, 12, 21),
        date(2020, 12, 28),
        date(2020, 12, 28),
        date(2021, 1, 4),
    ]
    assert any(note.rule == "week_53" for note in parsed.notes)


def test_week_53_of_sorted_years_is_the_year_befores_where_another_year_ends_with_week_52():
    labels = [
        f"{year}-W{week:02d}"
        for year, last in ((2020, 53), (2021, 53), (2022, 52))
        for week in range(1, last + 1)
    ]
    parsed = read(*labels, "2023-W01")
    days = dict(zip([*labels, "2023-W01"], parsed.values.to_list(), strict=True))
    assert days["2021-W53"] == days["2020-W53"] == date(2020, 12, 28)
    assert days["2021-W52"] == date(2021, 12, 27)
    assert "holds days of both its ends" in next(note.text for note in parsed.notes if note.rule == "week_53")


def test_a_real_week_53_is_read_without_a_word():
    parsed = read("2020-W53", "2021-W01")
    assert parsed.values.to_list() == [date(2020, 12, 28), date(2021, 1, 4)]
    assert {note.rule for note in parsed.notes} == {"period_labels"}


def test_every_iso_week_of_thirty_years_is_its_monday():
    mondays = [date(2000, 1, 3) + timedelta(7 * n) for n in range(1500)]
    assert days(*(day.strftime("%G-W%V") for day in mondays)) == mondays


def test_six_digits_are_weeks_where_some_exceed_twelve():
    assert days("202001", "202052", "202053") == [date(2019, 12, 30), date(2020, 12, 21), date(2020, 12, 28)]


def test_six_digits_are_months_where_none_exceeds_twelve():
    assert days("202001", "202012") == [date(2020, 1, 1), date(2020, 12, 1)]


def test_six_digits_under_a_name_of_weeks_are_weeks():
    assert read("202401", "202402", name="yearweek").values.to_list() == [date(2024, 1, 1), date(2024, 1, 8)]


def test_six_digits_that_may_be_weeks_or_days_are_asked():
    with pytest.raises(ColumnsError, match="year and a week, or a year, month and day"):
        days("200105", "200131")


def test_a_month_and_two_digits_that_may_be_a_day_are_an_error_with_the_format_that_works():
    cells = [f"Jan-{day:02d}" for day in range(1, 25)]
    with pytest.raises(ColumnsError, match="without its year") as error:
        days(*cells)
    assert 'date_format="%b-%y"' in error.value.fix
    assert days(*cells, date_format="%b-%y")[4] == date(2005, 1, 1)


FISCAL = ("FY20-P01", "FY20-P12", "FY21-P01")


def test_fiscal_periods_are_asked_and_the_option_dates_them():
    with pytest.raises(ColumnsError, match="fiscal year begins") as error:
        days(*FISCAL)
    assert 'fiscal_year_start="2019-07"' in error.value.fix
    assert days(*FISCAL, fiscal_year_start="2019-07") == [
        date(2019, 7, 1),
        date(2020, 6, 1),
        date(2020, 7, 1),
    ]
    assert days(*FISCAL, fiscal_year_start="1") == [date(2020, 1, 1), date(2020, 12, 1), date(2021, 1, 1)]


def test_a_fiscal_month_alone_is_asked_for_the_year_unless_one_lies_in_the_future():
    with pytest.raises(ColumnsError, match="named for the year"):
        days(*FISCAL, fiscal_year_start="7")
    assert days(*FISCAL, fiscal_year_start="7", today=date(2020, 8, 1))[0] == date(2019, 7, 1)


def test_fiscal_quarters_and_ledger_periods_follow_the_same_start():
    assert days("FY2020 Q1", "FY2020 Q2", fiscal_year_start="2019-07") == [
        date(2019, 7, 1),
        date(2019, 10, 1),
    ]
    assert days("001.2020", "012.2020", fiscal_year_start="2019-10") == [date(2019, 10, 1), date(2020, 9, 1)]


def test_fiscal_weeks_are_an_error_that_names_the_way_out():
    with pytest.raises(ColumnsError, match="weeks of a fiscal year"):
        days("FY24 W05")


def test_utc_times_count_days_of_utc_and_say_so():
    parsed = read("2024-01-05T23:30:00Z", "2024-01-06T00:30:00+00:00")
    assert parsed.values[0] == datetime(2024, 1, 5, 23, 30)
    assert "days count as written, from midnight of UTC" in parsed.notes[0].text


@pytest.mark.parametrize(
    ("cell", "zone", "local"),
    [
        ("2024-01-05 22:05:00 PST", "Europe/Berlin", datetime(2024, 1, 6, 7, 5)),
        ("2024-07-05 22:05:00 PDT", "Europe/Berlin", datetime(2024, 7, 6, 7, 5)),
        ("2024-01-05 22:05:00 -0800", "Europe/Berlin", datetime(2024, 1, 6, 7, 5)),
        ("2024-01-05 22:05 UTC+9", "UTC", datetime(2024, 1, 5, 13, 5)),
        ("2024-01-05 22:05:00 CST", "Asia/Shanghai", datetime(2024, 1, 5, 22, 5)),
        ("2024-01-05 22:05:00 IST", "Asia/Kolkata", datetime(2024, 1, 5, 22, 5)),
    ],
)
def test_named_clocks_are_turned_into_the_shops(cell, zone, local):
    assert read(cell, time_zone=zone).values[0] == local


def test_a_zone_name_of_several_clocks_is_asked_and_the_option_settles_it():
    with pytest.raises(ColumnsError, match="clock of America/Chicago or Asia/Shanghai") as error:
        read("2024-01-05 22:05:00 CST")
    assert 'time_zone="America/Chicago"' in error.value.fix
    with pytest.raises(ColumnsError, match="isn't one of them"):
        read("2024-01-05 22:05:00 CST", time_zone="Europe/Rome")


def test_a_second_name_settles_an_ambiguous_one():
    cells = ("2024-01-05 22:05:00 CST", "2024-07-05 22:05:00 CDT")
    assert read(*cells, time_zone="UTC").values.to_list() == [
        datetime(2024, 1, 6, 4, 5),
        datetime(2024, 7, 6, 3, 5),
    ]


@pytest.mark.parametrize("form", ["2020P{:02d}", "20-P{:02d}", "FY20-P{:02d}", "20/21 P{}"])
def test_fiscal_months_in_each_form_count_from_the_same_start(form):
    labels = [form.format(month) for month in range(1, 13)]
    assert days(*labels, fiscal_year_start="2020-04")[::11] == [date(2020, 4, 1), date(2021, 3, 1)]


@pytest.mark.parametrize("form", ["{short}/{next} Q{q}", "{year}/{next} Q{q}", "{year}-{next} q{q}"])
def test_quarters_of_years_that_are_named_by_two_count_from_a_fiscal_start(form):
    labels = [
        form.format(year=year, short=year - 2000, next=year - 1999, q=q)
        for year in (2020, 2021)
        for q in range(1, 5)
    ]
    with pytest.raises(ColumnsError, match="fiscal year begins"):
        days(*labels)
    assert days(*labels, fiscal_year_start="2020-04")[:2] == [date(2020, 4, 1), date(2020, 7, 1)]
