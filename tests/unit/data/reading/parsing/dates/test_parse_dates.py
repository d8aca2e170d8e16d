"""Dates as people write them, and the proof of what comes first, day or month."""

from datetime import date, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foresale.data.reading.columns.dates.period_numbers import dates_of_period_numbers, period_unit
from foresale.data.reading.parsing.dates.parse_dates import DateReading, date_share, parse_dates
from foresale.data.reading.parsing.times.times_of_day import parse_times
from foresale.data.reading.questions import Question
from foresale.errors import ColumnsError, OptionError


def days(*cells, **reading):
    return parse_dates(pl.Series("day", list(cells)), DateReading(**reading)).values.to_list()


@pytest.mark.parametrize(
    "cell",
    [
        "2024-03-05", "2024-3-5", "2024/03/05", "2024.03.05", "20240305", "5 March 2024", "March 5, 2024",
        "Mar 5 2024", "05-Mar-24", "5. März 2024",
        "5 mars 2024", "5 de marzo de 2024", "5 marzo 2024", "Tue, 5 Mar 2024",
        "Dienstag, 5. März 2024", "45356", "2024-W10-2", "05.03.2024", "5.3.24", "2024-Mar-05", "1709596800",
    ],
)  # fmt: skip
def test_each_usual_format_names_the_same_day(cell):
    parsed = parse_dates(pl.Series("day", [cell])).values.cast(pl.Date)
    assert parsed.to_list() == [date(2024, 3, 5)]


@pytest.mark.parametrize("cell", ["2024-03", "03/2024", "202403", "March 2024", "mars 2024", "2024-Mar"])
def test_a_month_begins_on_its_first_day(cell):
    assert days(cell) == [date(2024, 3, 1)]


@pytest.mark.parametrize(
    ("cell", "monday"),
    [("2024-W05", date(2024, 1, 29)), ("2020W53", date(2020, 12, 28)), ("2024-KW01", date(2024, 1, 1))],
)
def test_an_iso_week_begins_on_its_monday(cell, monday):
    assert days(cell) == [monday]


@pytest.mark.parametrize(
    "cell", ["2024-02-30", "31/02/2024", "soon", "2024-13-01", "00/01/2024", "2024-W60", "=A1", ""]
)
def test_days_that_do_not_exist_stay_empty(cell):
    assert days(cell, day_first=True) == [None]


def test_one_day_above_twelve_proves_the_order_of_the_whole_column():
    assert days("05/06/2019", "13/06/2019") == [date(2019, 6, 5), date(2019, 6, 13)]
    assert days("05/06/2019", "06/13/2019") == [date(2019, 5, 6), date(2019, 6, 13)]


def test_the_proof_is_said():
    note = parse_dates(pl.Series("day", ["5/6/2019", "6/13/2019"])).notes[0]
    assert (note.rule, note.text) == (
        "date_order",
        "day is read month first: '6/13/2019' has no other reading.",
    )


def test_month_starts_of_several_years_prove_the_order():
    cells = [f"01/{month:02d}/{year}" for year in (2022, 2023) for month in range(1, 13)]
    assert days(*cells)[:2] == [date(2022, 1, 1), date(2022, 2, 1)]
    american = [f"{month:02d}/01/{year}" for year in (2022, 2023) for month in range(1, 13)]
    assert days(*american)[:2] == [date(2022, 1, 1), date(2022, 2, 1)]


def test_rows_in_order_of_time_prove_the_order():
    cells = [f"0{month}/0{day}/2024" for month in (1, 2, 3) for day in (2, 3, 5, 9)]
    assert days(*cells)[4] == date(2024, 2, 2)


AMBIGUOUS = ("05/06/2019", "07/08/2019", "05/06/2019")


def test_dates_that_prove_nothing_are_an_error_with_both_readings_and_the_option():
    with pytest.raises(ColumnsError) as error:
        days(*AMBIGUOUS)
    assert "5 June 2019 (day first) or 6 May 2019 (month first)" in error.value.problem
    assert "day_first=True" in error.value.fix
    assert "day_first=False" in error.value.fix


def test_someone_who_can_be_asked_settles_the_order():
    asked: list[Question] = []

    def ask(question: Question) -> str:
        asked.append(question)
        return "month first"

    assert parse_dates(pl.Series("day", AMBIGUOUS), ask=ask).values[0] == date(2019, 5, 6)
    assert asked[0].answers == ("day first", "month first")


def test_the_option_settles_the_order_without_asking():
    assert days(*AMBIGUOUS, day_first=True)[0] == date(2019, 6, 5)
    assert days(*AMBIGUOUS, day_first=False)[0] == date(2019, 5, 6)


def test_a_column_that_proves_both_orders_is_an_error():
    with pytest.raises(ColumnsError, match="mixes day-first and month-first"):
        days("13/01/2024", "01/13/2024")


def test_times_are_kept_and_midnights_alone_are_days():
    assert days("3/31/2024 1:05 PM") == [datetime(2024, 3, 31, 13, 5)]
    assert days("2024-03-31 00:00:00")[0] == datetime(2024, 3, 31)
    assert days(datetime(2024, 3, 31), datetime(2024, 4, 1)) == [date(2024, 3, 31), date(2024, 4, 1)]


def test_a_time_with_an_offset_counts_on_the_named_zones_clock():
    cells = ("2024-01-01T23:30:00Z", "2024-01-02T00:15:00+02:00")
    assert days(*cells, time_zone="Europe/Rome") == [
        datetime(2024, 1, 2, 0, 30),
        datetime(2024, 1, 1, 23, 15),
    ]
    assert days(*cells) == [datetime(2024, 1, 1, 23, 30), datetime(2024, 1, 2, 0, 15)]


def test_a_typed_time_with_a_zone_counts_on_the_named_zones_clock():
    cells = pl.Series("day", [datetime(2024, 1, 1, 23, 30)]).dt.replace_time_zone("UTC")
    assert parse_dates(cells, DateReading(time_zone="Asia/Tokyo")).values[0] == datetime(2024, 1, 2, 8, 30)
    assert parse_dates(cells).values[0] == datetime(2024, 1, 1, 23, 30)


def test_an_unknown_zone_is_answered_with_the_closest():
    with pytest.raises(OptionError, match="Europe/Rome"):
        days("2024-01-01", time_zone="Europe/Roma")


def test_a_format_given_is_the_only_one_read():
    assert days("2024_31_01", "2024-01-31", date_format="%Y_%d_%m") == [date(2024, 1, 31), None]


def test_plain_numbers_are_dates_only_under_a_name_that_says_so():
    numbers = pl.Series([45292, 45293])
    assert date_share(numbers, named_so=True) == 1.0
    assert date_share(numbers, named_so=False) == 0.0
    assert date_share(pl.Series(["2024-01-01", "x"]), named_so=False) == 0.5


def test_times_of_day_become_seconds():
    assert parse_times(pl.Series(["13:08", "1:08 PM", "12:00 am"])).to_list() == [47280, 47280, 0]
    assert parse_times(pl.Series(["noon", "13:08"])) is None


def test_numbered_weeks_stand_on_consecutive_mondays():
    dates, note = dates_of_period_numbers(pl.Series("week", [40, 41, 152]), "week")
    assert [day.weekday() for day in dates] == [0, 0, 0]
    assert (dates[1] - dates[0]).days == 7
    assert (dates[2] - dates[0]).days == 7 * 112
    assert "1 January 1990" in note.text


def test_only_whole_numbers_under_a_periods_name_are_numbered_periods():
    assert period_unit({"week"}, pl.Series([40, 41])) == "week"
    assert period_unit({"week"}, pl.Series([40.5])) is None
    assert period_unit({"units"}, pl.Series([40])) is None


@given(
    st.dates(date(1971, 1, 1), date(2068, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%d %B %Y", "%b %d, %Y", "%Y%m%d"]),
)
def test_a_written_date_is_read_back(day, form):
    assert days(day.strftime(form)) == [day]
