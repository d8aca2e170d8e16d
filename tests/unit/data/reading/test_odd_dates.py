"""Dates in files that people export, each read right or asked about."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError
from odd_tables import DAYS, MONTHS, amount, saved, span, swapped
from sales_tables import fix_of, read, rules, total, with_first_option


def test_days_swapped_by_a_program_that_writes_all_dates_alike_are_swapped_back():
    table = pl.DataFrame({"date": [str(swapped(d)) for d in DAYS], "units": [amount(d) for d in DAYS]})
    sales = read(table)
    assert span(sales) == (DAYS[0], DAYS[-1])
    assert "swapped_dates" in rules(sales)
    assert span(read(table, swapped_dates="keep"))[1] > DAYS[-1]


def test_a_whole_year_of_swapped_days_is_proven_by_the_rows_order():
    days = [date(2023, 1, 1) + timedelta(days=i) for i in range(365)]
    table = pl.DataFrame(
        {"day": [f"{swapped(d):%d/%m/%Y}" for d in days], "units": [amount(d) for d in days]}
    )
    sales = read(table)
    assert sales.frame["day"].cast(pl.Date).to_list() == days


def test_daily_dates_that_were_never_swapped_stay():
    table = pl.DataFrame({"date": [str(d) for d in DAYS[::-1]], "units": [amount(d) for d in DAYS]})
    assert "swapped_dates" not in rules(read(table))


@pytest.mark.parametrize(
    "label",
    [
        lambda d: f"{d.isocalendar().year}/{d.isocalendar().week}",
        lambda d: f"{d.isocalendar().week:02d}.{d.isocalendar().year}",
    ],
)
def test_year_and_week_without_a_w_are_weeks_where_the_columns_name_says_so(label):
    weeks = [date(2022, 1, 3) + timedelta(weeks=i) for i in range(80)]
    table = pl.DataFrame({"Vecka": [label(w) for w in weeks], "Antal": [amount(w) for w in weeks]})
    sales = read(table)
    assert sales.frame["Vecka"].to_list() == weeks


@pytest.mark.parametrize(
    "label",
    [
        lambda y, q: f"{y}K{q}",
        lambda y, q: f"{['I', 'II', 'III', 'IV'][q - 1]} kw. {y}",
        lambda y, q: f"{['Jan-Mar', 'Apr-Jun', 'Jul-Sep', 'Oct-Dec'][q - 1]} {y}",
        lambda y, q: f"{y}年{['1-3', '4-6', '7-9', '10-12'][q - 1]}月期",
    ],
)
def test_quarters_are_read_in_further_forms(label):
    quarters = [(y, q) for y in range(2018, 2024) for q in range(1, 5)]
    table = pl.DataFrame({"Period": [label(*q) for q in quarters], "units": range(24)})
    assert read(table).frame["Period"].to_list() == [date(y, 3 * q - 2, 1) for y, q in quarters]


def test_a_day_of_month_in_a_column_of_its_own_makes_days():
    table = pl.DataFrame(
        {
            "arrival_date_year": [d.year for d in DAYS],
            "arrival_date_month": [f"{d:%B}" for d in DAYS],
            "arrival_date_day_of_month": [d.day for d in DAYS],
            "guests": [amount(d) for d in DAYS],
        }
    )
    sales = read(table)
    assert span(sales) == (DAYS[0], DAYS[-1])
    assert sales.roles.keys == ()


def test_files_of_a_month_whose_rows_number_the_days_take_the_month_from_their_names(tmp_path):
    files = []
    for month in (1, 2, 3, 4):
        days = [d for d in DAYS if d.month == month]
        text = "Day,Units\n" + "".join(f"{d.day},{amount(d)}\n" for d in days)
        files.append(saved(tmp_path, f"sales_2024-{month:02d}.csv", text))
    sales = read_sales(files)
    assert span(sales) == (DAYS[0], DAYS[-1])
    assert total(sales) == sum(amount(d) for d in DAYS)


def test_files_that_number_their_days_and_do_not_say_the_month_are_refused(tmp_path):
    text = "Day,Units\n" + "".join(f"{d},{d + 3}\n" for d in range(1, 29))
    files = [saved(tmp_path, f"{name}.csv", text.replace("3\n", f"{i}\n")) for i, name in enumerate("ab")]
    with pytest.raises(ColumnsError, match="which month"):
        read_sales(files)


def test_a_year_column_with_an_average_below_it_keeps_its_years():
    rows = [{"Jahr": str(y), **{f"{m:%b}": amount(m, y) for m in MONTHS[:12]}} for y in range(2018, 2024)]
    mean = {name: sum(row[name] for row in rows) / 6 for name in rows[0] if name != "Jahr"}
    sales = read(pl.DataFrame([*rows, {"Jahr": "Mittel", **mean}], strict=False))
    assert span(sales) == (date(2018, 1, 1), date(2023, 12, 1))
    assert total(sales) == sum(row[name] for row in rows for name in mean)


def test_months_among_their_days_are_left_out():
    daily = [{"period": str(d), "units": amount(d)} for d in DAYS]
    monthly = [
        {"period": f"2024-{m:02d}", "units": sum(amount(d) for d in DAYS if d.month == m)}
        for m in (1, 2, 3, 4)
    ]
    sales = read(pl.DataFrame([*daily, *monthly]))
    assert total(sales) == sum(amount(d) for d in DAYS)
    monthly[1]["units"] += 50
    monthly[2]["units"] += 50
    with pytest.raises(ColumnsError, match="longer periods"):
        read(pl.DataFrame([*daily, *monthly]))


def test_rows_called_a_total_in_the_month_of_a_year_are_left_out():
    rows = [{"Year": str(m.year), "Month": f"{m:%B}", "units": amount(m)} for m in MONTHS]
    rows += [
        {"Year": y, "Month": "Total", "units": sum(amount(m) for m in MONTHS if str(m.year) == y)}
        for y in ("2022", "2023")
    ]
    sales = read(pl.DataFrame(rows))
    assert total(sales) == sum(amount(m) for m in MONTHS)


def test_a_thirteenth_month_that_is_an_average_has_a_way_out():
    rows = [{"year": m.year, "period": f"M{m.month:02d}", "value": amount(m)} for m in MONTHS]
    rows += [{"year": y, "period": "M13", "value": 35} for y in (2022, 2023)]
    table = pl.DataFrame(rows)
    fix = fix_of(table)
    assert total(read(table, **with_first_option(fix))) == sum(amount(m) for m in MONTHS)


def test_weeks_named_by_their_days_without_a_year_take_the_year_that_is_said():
    weeks = [date(2023, 1, 2) + timedelta(weeks=i) for i in range(30)]
    labels = [f"{w:%b} {w.day} - {w + timedelta(6):%b} {(w + timedelta(6)).day}" for w in weeks]
    table = pl.DataFrame({"Week": labels, "Sales": [amount(w) for w in weeks]})
    assert read(table, year=2023).frame["Week"].cast(pl.Date).to_list() == weeks


def test_days_go_before_the_weeks_of_a_fiscal_year_beside_them():
    weeks = [date(2022, 1, 30) + timedelta(weeks=i) for i in range(60)]
    labels = [f"FY{day.year}-W{i % 52 + 1:02d}" for i, day in enumerate(weeks)]
    table = pl.DataFrame(
        {"Fiscal Week": labels, "Week Start": [str(day) for day in weeks], "Sales": range(60)}
    )
    assert read_sales(table).roles.date == "Week Start"


@pytest.mark.parametrize("first", [date(2024, 1, 1), date(2019, 10, 1), date(2021, 12, 1)])
def test_a_short_year_and_a_day_of_it_are_no_days_of_a_spreadsheet(first):
    days = [first + timedelta(days=i) for i in range(120)]
    sales = read(pl.DataFrame({"Date": [f"{day:%y%j}" for day in days], "units": range(120)}))
    assert span(sales) == (days[0], days[-1])
    assert "days_of_years" in rules(sales)


def test_months_of_the_sixties_numbered_by_a_spreadsheet_stay_so():
    months = [date(1964 + i // 12, i % 12 + 1, 1) for i in range(100)]
    numbers = [(month - date(1899, 12, 30)).days for month in months]
    assert span(read(pl.DataFrame({"Date": numbers, "units": range(100)}))) == (months[0], months[-1])


def test_a_year_of_two_digits_stands_beside_a_week():
    weeks = [date(2022, 1, 3) + timedelta(weeks=i) for i in range(110)]
    table = pl.DataFrame(
        {
            "Jahr": [f"{week.isocalendar().year % 100}" for week in weeks],
            "KW": [f"KW {week.isocalendar().week:02d}" for week in weeks],
            "Absatz": range(110),
        }
    )
    assert span(read(table)) == (weeks[0], weeks[-1])


def test_a_column_of_words_named_like_the_periods_is_no_period():
    table = pl.DataFrame({"Region 2023": ["North", "South"]}).with_columns(
        pl.lit(5 + month).alias(f"{date(2023, month, 1):%b} 2023") for month in range(1, 13)
    )
    sales = read(table)
    assert (sales.roles.keys, total(sales)) == (("Region 2023",), 2 * sum(range(6, 18)))
