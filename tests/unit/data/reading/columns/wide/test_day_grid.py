"""Months as grids of days: columns 1 to 31, or rows of days beside columns of months."""

from __future__ import annotations

import calendar
import datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError

MONTHS = [(2023, 12), (2024, 1), (2024, 2), (2024, 3)]
GERMAN = {12: "Dezember", 1: "Januar", 2: "Februar", 3: "März"}


def amount(year, month, day):
    return (year + 3 * month + 7 * day) % 23


def truth(product=0):
    return {
        datetime.date(y, m, d): float(amount(y, m, d) + product)
        for y, m in MONTHS
        for d in range(1, calendar.monthrange(y, m)[1] + 1)
    }


def cells_of(year, month, product=0):
    last = calendar.monthrange(year, month)[1]
    return [str(amount(year, month, d) + product) if d <= last else "" for d in range(1, 32)]


def read(tmp_path, header, rows, delimiter=","):
    path = tmp_path / "sales.csv"
    lines = [delimiter.join(map(str, row)) for row in [header, *rows]]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_sales(path)


def by_day(sales):
    frame = sales.frame.filter(pl.col(sales.roles.target).is_not_null())
    frame = frame.group_by(sales.roles.date).agg(pl.col(sales.roles.target).sum())
    return {day.date() if hasattr(day, "date") else day: units for day, units in frame.iter_rows()}


@pytest.mark.parametrize(
    "name", ["{}", "{:02d}", "{}.", "Day {}", "D{}", "day_{}", "Tag {}", "Día {}", "{}日"]
)
def test_columns_that_number_the_days_of_a_year_and_month_become_days(tmp_path, name):
    header = ["Year", "Month", *(name.format(day) for day in range(1, 32))]
    sales = read(tmp_path, header, [[y, m, *cells_of(y, m)] for y, m in MONTHS])
    assert by_day(sales) == truth()
    assert "wide_layout" in {note.rule for note in sales.notes}


@pytest.mark.parametrize(
    "months",
    [
        [f"{y}-{m:02d}" for y, m in MONTHS],
        [f"{calendar.month_abbr[m]} {y}" for y, m in MONTHS],
        [f"01/{m:02d}/{y}" for y, m in MONTHS],
        [f"{y}年{m}月" for y, m in MONTHS],
    ],
)
def test_one_column_may_name_the_month_with_its_year(tmp_path, months):
    rows = [[months[i], *cells_of(*month)] for i, month in enumerate(MONTHS)]
    assert by_day(read(tmp_path, ["Month", *range(1, 32)], rows)) == truth()


def test_months_may_be_named_in_words_and_rows_be_of_products(tmp_path):
    rows = [[f"P{product}", y, GERMAN[m], *cells_of(y, m, product)] for product in (0, 5) for y, m in MONTHS]
    sales = read(tmp_path, ["Artikel", "Jahr", "Monat", *(f"{d}." for d in range(1, 32))], rows, ";")
    assert sales.roles.keys == ("Artikel",)
    assert by_day(sales) == {day: 2 * units + 5 for day, units in truth().items()}


def test_a_column_that_sums_the_days_up_is_left_out(tmp_path):
    rows = [[y, m, *(c := cells_of(y, m)), sum(int(x or 0) for x in c)] for y, m in MONTHS]
    assert by_day(read(tmp_path, ["Year", "Month", *range(1, 32), "Total"], rows)) == truth()


def test_an_amount_on_a_day_that_the_month_lacks_is_set_aside(tmp_path):
    rows = [[y, m, *cells_of(y, m)] for y, m in MONTHS]
    rows[2][2 + 29] = "99"  # 30 February
    sales = read(tmp_path, ["Year", "Month", *range(1, 32)], rows)
    assert by_day(sales) == truth()
    assert (sales.rejects.height, sales.rejects["row"][0]) == (1, 4)


@pytest.mark.parametrize(
    "header",
    [
        ["Day", *(f"{calendar.month_abbr[m]} {y}" for y, m in MONTHS)],
        ["Day", *(f"{y}-{m:02d}" for y, m in MONTHS)],
        ["Tag", *(f"{m:02d}/{y}" for y, m in MONTHS)],
    ],
)
def test_rows_of_days_beside_columns_of_months_become_days(tmp_path, header):
    columns = [cells_of(y, m) for y, m in MONTHS]
    rows = [[day, *(column[day - 1] for column in columns)] for day in range(1, 32)]
    assert by_day(read(tmp_path, header, rows)) == truth()


def test_years_may_be_in_a_column_beside_rows_of_days(tmp_path):
    rows = [
        [y, day, *(cells_of(y, m)[day - 1] for m in range(1, 13))]
        for y in (2023, 2024)
        for day in range(1, 32)
    ]
    sales = read(tmp_path, ["Year", "Day", *calendar.month_abbr[1:]], rows)
    found = by_day(sales)
    assert len(found) == 365 + 366
    assert found[datetime.date(2024, 2, 29)] == amount(2024, 2, 29)


@pytest.mark.parametrize("kind", ["rows of days", "columns of days"])
def test_days_without_a_year_are_refused_and_the_way_out_works(tmp_path, kind):
    if kind == "rows of days":
        rows = [[day, *(cells_of(2024, m)[day - 1] for m in (1, 2, 3))] for day in range(1, 32)]
        header, better = ["Day", "Jan", "Feb", "Mar"], ["Day", "Jan 2024", "Feb 2024", "Mar 2024"]
    else:
        rows = [[m, *cells_of(2024, m)] for m in (1, 2, 3)]
        header, better = ["Month", *range(1, 32)], ["Month", *range(1, 32)]
    with pytest.raises(ColumnsError, match="year") as refused:
        read(tmp_path, header, rows)
    assert "2024" in refused.value.fix
    mended = rows if kind == "rows of days" else [[f"2024-{row[0]:02d}", *row[1:]] for row in rows]
    expected = {day: units for day, units in truth().items() if day.year == 2024}
    assert by_day(read(tmp_path, better, mended)) == expected


def test_products_that_are_called_by_numbers_stay_products(tmp_path):
    rows = [[f"2024-01-{day:02d}", *range(1, 32)] for day in range(1, 29)]
    sales = read(tmp_path, ["date", *range(1, 32)], rows)
    assert sales.frame[sales.roles.date].n_unique() == 28
    assert sales.frame[sales.roles.target].sum() == 28 * sum(range(1, 32))


@settings(max_examples=20, deadline=None)
@given(
    start=st.dates(datetime.date(2015, 1, 1), datetime.date(2024, 1, 1)),
    count=st.integers(3, 14),
    across=st.booleans(),
    pattern=st.sampled_from(["%Y-%m", "%b %Y", "%m/%Y", "%B %Y"]),
)
def test_any_grid_of_days_gives_each_day_its_amount(tmp_path_factory, start, count, across, pattern):
    months = [
        (start.year + (start.month - 1 + i) // 12, (start.month - 1 + i) % 12 + 1) for i in range(count)
    ]
    names = [datetime.date(y, m, 1).strftime(pattern) for y, m in months]
    columns = [cells_of(y, m) for y, m in months]
    if across:
        header, rows = ["Month", *range(1, 32)], [[n, *c] for n, c in zip(names, columns, strict=True)]
    else:
        header, rows = ["Day", *names], [[d, *(c[d - 1] for c in columns)] for d in range(1, 32)]
    found = by_day(read(tmp_path_factory.mktemp("grid"), header, rows))
    assert found == {
        datetime.date(y, m, d): float(amount(y, m, d))
        for y, m in months
        for d in range(1, calendar.monthrange(y, m)[1] + 1)
    }


def test_files_of_months_with_a_column_a_day_take_the_month_from_their_names(tmp_path):
    for year, month in MONTHS:
        days = range(1, calendar.monthrange(year, month)[1] + 1)
        row = ["A", *(amount(year, month, day) for day in days)]
        text = ",".join(map(str, ["item", *days])) + "\n" + ",".join(map(str, row))
        (tmp_path / f"{year}-{month:02}.csv").write_text(text)
    sales = read_sales(str(tmp_path / "*.csv"))
    assert dict(sales.frame.select(sales.roles.date, sales.roles.target).iter_rows()) == truth()
