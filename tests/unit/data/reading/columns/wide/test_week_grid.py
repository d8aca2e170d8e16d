"""Weeks as grids of days: a row a week, a column a weekday."""

from __future__ import annotations

import datetime

import polars as pl
import pytest

from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError

MONDAY = datetime.date(2024, 1, 1)
MON_FIRST = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
GERMAN = ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"]
SPANISH = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"]
SUN_FIRST = ["Sun", *MON_FIRST[:6]]


def read(tmp_path, rows):
    path = tmp_path / "sales.csv"
    path.write_text("\n".join(",".join(map(str, row)) for row in rows) + "\n", encoding="utf-8")
    return read_sales(path)


def by_day(sales):
    frame = sales.frame.group_by(sales.roles.date).agg(pl.col(sales.roles.target).sum())
    return {day.date() if hasattr(day, "date") else day: units for day, units in frame.iter_rows()}


def weeks(first, label):
    """20 weeks of amounts 0 to 139, day by day from `first`, each week named by `label` of its first day."""
    starts = [first + datetime.timedelta(weeks=n) for n in range(20)]
    return [[*label(start), *range(7 * n, 7 * n + 7)] for n, start in enumerate(starts)]


def truth(first):
    return {first + datetime.timedelta(days=n): float(n) for n in range(140)}


def iso(day):
    return [day.isocalendar().year, day.isocalendar().week]


@pytest.mark.parametrize(
    ("head", "days", "first", "label"),
    [
        (["Week of"], MON_FIRST, MONDAY, lambda day: [day]),
        (["Week start"], SUN_FIRST, MONDAY - datetime.timedelta(days=1), lambda day: [day]),
        (["Week ending"], MON_FIRST, MONDAY, lambda day: [day + datetime.timedelta(days=6)]),
        (
            ["Woche"],
            ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"],
            MONDAY,
            lambda day: [f"KW {day.isocalendar().week}/2024"],
        ),
        (["Year", "Week"], MON_FIRST, MONDAY, iso),
        (
            ["Semana"],
            ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
            MONDAY,
            lambda day: [day],
        ),
    ],
)
def test_each_weekday_of_a_week_becomes_its_day(tmp_path, head, days, first, label):
    sales = read(tmp_path, [[*head, *days], *weeks(first, label)])
    assert by_day(sales) == truth(first)
    assert sales.roles.keys == ()


def test_weeks_that_are_numbered_begin_on_the_sunday_before_where_sunday_is_first(tmp_path):
    sunday = MONDAY - datetime.timedelta(days=1)
    rows = weeks(sunday, lambda day: iso(day + datetime.timedelta(days=1)))
    assert by_day(read(tmp_path, [["Year", "Week", *SUN_FIRST], *rows])) == truth(sunday)


def test_stores_keep_series_of_their_own(tmp_path):
    rows = [[store, *row] for store in "AB" for row in weeks(MONDAY, lambda day: [day])]
    sales = read(tmp_path, [["Store", "Week", *MON_FIRST], *rows])
    assert sales.roles.keys == ("Store",)
    assert by_day(sales) == {day: 2 * units for day, units in truth(MONDAY).items()}


def test_dates_in_the_middle_of_the_week_are_refused_with_the_way_out(tmp_path):
    rows = weeks(MONDAY, lambda day: [day + datetime.timedelta(days=2)])
    with pytest.raises(ColumnsError, match="neither first nor last") as refused:
        read(tmp_path, [["Week", *MON_FIRST], *rows])
    assert "first day" in refused.value.fix
