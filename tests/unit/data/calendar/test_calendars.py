"""Calendar columns and public holidays."""

from datetime import date

import numpy as np
import pytest

from foresale.data.calendar.calendars import CalendarOptions, calendar_columns, holiday_table
from foresale.data.calendar.public_holidays import find_country, holiday_names
from foresale.errors import OptionError
from foresale.frequency import Frequency, next_periods


def days(first: str, last: str) -> np.ndarray:
    return np.arange(first, np.datetime64(last) + np.timedelta64(1, "D"), dtype="datetime64[D]")


def by_day(first: str, last: str, **options) -> dict[str, list[float]]:
    columns = calendar_columns(days(first, last), Frequency.DAY, CalendarOptions(**options))
    return {name: values.tolist() for name, values in columns.items()}


def test_a_day_knows_its_place_in_the_week_month_and_year():
    columns = by_day("2024-02-28", "2024-03-01")
    assert columns["weekday"] == [2, 3, 4]
    assert columns["day_of_month"] == [28, 29, 1]
    assert columns["days_to_month_end"] == [1, 0, 30]
    assert columns["month"] == [2, 2, 3]
    assert columns["quarter"] == [1, 1, 1]


def test_weeks_are_numbered_as_python_numbers_iso_weeks():
    dates = days("2019-12-20", "2021-01-15")
    weeks = calendar_columns(dates, Frequency.DAY, CalendarOptions())["week_of_year"]
    assert weeks.tolist() == [day.isocalendar().week for day in dates.tolist()]


def test_the_year_goes_round_without_a_jump():
    columns = by_day("2023-12-31", "2024-01-01")
    assert columns["year_cos_1"] == pytest.approx([1, 1], abs=0.001)
    assert abs(columns["year_sin_2"][0] - columns["year_sin_2"][1]) < 0.06


def test_pay_days_are_counted_down_to_and_from():
    columns = by_day("2024-03-12", "2024-03-18", last_working_day_pays=False)
    assert columns["days_to_payday"] == [3, 2, 1, 0, 16, 15, 14]
    assert columns["days_since_payday"] == [11, 12, 13, 0, 1, 2, 3]


def test_the_last_working_day_pays_before_a_weekend_and_before_a_holiday():
    # 31 August 2024 was a Saturday; Good Friday 2024 was 29 March.
    august = by_day("2024-08-29", "2024-08-31", paydays=())
    assert august["days_to_payday"][:2] == [1, 0]
    march = by_day("2024-03-27", "2024-03-29", paydays=(), country="GB", subdivision="ENG")
    assert march["days_to_payday"][:2] == [1, 0]


def test_a_pay_day_past_the_months_end_falls_on_its_last_day():
    columns = by_day("2023-02-27", "2023-02-28", paydays=(31,), last_working_day_pays=False)
    assert columns["days_to_payday"] == [1, 0]


def test_without_pay_days_there_are_no_pay_day_columns():
    assert "days_to_payday" not in by_day("2024-01-01", "2024-01-02", paydays=(), last_working_day_pays=False)


def test_holidays_have_a_flag_an_id_and_distances_capped_at_the_reach():
    columns = by_day("2024-12-01", "2024-12-31", country="GB")
    names = ("", *holiday_names("GB"))
    assert columns["holiday"] == [float(day in (25, 26)) for day in range(1, 32)]
    assert [names[int(i)] for i in columns["holiday_id"][24:26]] == ["Christmas Day", "Boxing Day"]
    assert columns["days_to_holiday"][:12] == [14, *[14] * 10, 13]
    assert columns["days_since_holiday"][24:29] == [0, 0, 1, 2, 3]


def test_a_bridge_day_lies_alone_between_a_holiday_and_a_weekend():
    # Ascension Day 2024 was Thursday 9 May; the Friday bridges to the weekend.
    columns = by_day("2024-05-06", "2024-05-12", country="DE")
    assert columns["bridge_day"] == [0, 0, 0, 0, 1, 0, 0]


def test_without_a_country_there_are_no_holiday_columns():
    assert not [name for name in by_day("2024-01-01", "2024-01-02") if "holiday" in name or "bridge" in name]


@pytest.mark.parametrize("freq", list(Frequency))
def test_a_period_looks_the_same_whatever_else_is_asked_for(freq):
    start = np.datetime64("2022-01-01") if freq is Frequency.MONTH else np.datetime64("2022-01-03")
    dates = next_periods(start, freq, 40)
    options = CalendarOptions(country="DE", subdivision="BY")
    together = calendar_columns(dates, freq, options)
    for i in (0, 7, 39):
        alone = calendar_columns(dates[i : i + 1], freq, options)
        assert alone.keys() == together.keys()
        assert [values[0] for values in alone.values()] == [values[i] for values in together.values()]


def test_a_week_counts_its_holidays_and_its_neighbours():
    mondays = np.array(["2024-12-16", "2024-12-23", "2024-12-30"], dtype="datetime64[D]")
    columns = calendar_columns(mondays, Frequency.WEEK, CalendarOptions(country="GB"))
    assert columns["holidays"].tolist() == [0, 2, 1]
    assert columns["holidays_next"].tolist() == [2, 1, 0]
    assert columns["holidays_before"].tolist() == [0, 0, 2]
    assert columns["working_days"].tolist() == [5, 3, 4]
    names = ("", *holiday_names("GB"))
    assert [names[int(i)] for i in columns["holiday_id"]] == ["", "Christmas Day", "New Year's Day"]


def test_a_month_counts_its_days_by_sort():
    months = np.array(["2024-02-01", "2024-12-01"], dtype="datetime64[D]")
    columns = calendar_columns(months, Frequency.MONTH, CalendarOptions(country="GB"))
    assert columns["days"].tolist() == [29, 31]
    assert columns["weekend_days"].tolist() == [8, 9]
    assert columns["trading_days"].tolist() == [29, 29]
    assert columns["working_days"].tolist() == [21, 20]
    assert columns["holiday_share"].tolist() == pytest.approx([0, 2 / 31])
    assert columns["month"].tolist() == [2, 12]


def test_the_weekend_is_the_countrys_own():
    months = np.array(["2024-02-01"], dtype="datetime64[D]")
    saudi = calendar_columns(months, Frequency.MONTH, CalendarOptions(country="SA"))
    assert saudi["weekend_days"].tolist() == [8]  # four Fridays and four Saturdays


def test_a_region_has_its_own_holidays():
    assert "Epiphany" in holiday_table(date(2024, 1, 1), date(2024, 1, 31), "DE", "bayern")["name"]
    assert "Epiphany" not in holiday_table(date(2024, 1, 1), date(2024, 1, 31), "DE")["name"]


def test_holiday_names_do_not_follow_the_machines_language(monkeypatch):
    monkeypatch.setenv("LANGUAGE", "es")
    table = holiday_table(date(2024, 12, 25), date(2024, 12, 25), "EC")
    assert table["name"].to_list() == ["Christmas Day"]


def test_an_observed_holiday_shares_the_id_of_the_holiday():
    columns = by_day("2020-12-26", "2020-12-28", country="GB")
    assert columns["holiday_id"][0] == columns["holiday_id"][2] > 0


@pytest.mark.parametrize(
    ("text", "offered"), [("Germny", "DE (Germany)"), ("GX", "country="), ("!!", "GB, US")]
)
def test_an_unknown_country_offers_the_closest(text, offered):
    with pytest.raises(OptionError) as caught:
        find_country(text)
    assert text in caught.value.problem
    assert offered in caught.value.fix


def test_an_unknown_region_offers_the_closest_and_a_country_without_regions_says_so():
    with pytest.raises(OptionError, match="BY"):
        holiday_table(date(2024, 1, 1), date(2024, 1, 2), "DE", "Bayer")
    with pytest.raises(OptionError, match="Leave subdivision= out"):
        holiday_table(date(2024, 1, 1), date(2024, 1, 2), "EC", "X")


def test_a_pay_day_that_no_month_has_is_refused():
    with pytest.raises(OptionError, match="Pay day 32"):
        CalendarOptions(paydays=(1, 32))


def test_no_dates_at_all_are_refused():
    with pytest.raises(OptionError, match="no dates"):
        calendar_columns(np.array([], dtype="datetime64[D]"), Frequency.DAY, CalendarOptions())
