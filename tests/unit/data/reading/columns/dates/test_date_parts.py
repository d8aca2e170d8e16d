"""Dates from two or more columns, from wide headers without years, and errors where there are none."""

from datetime import date

import polars as pl
import pytest

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def dates(table, **options):
    sales = read_sales(pl.DataFrame(table), options=ReadOptions(**options))
    return sales.frame[sales.roles.date].cast(pl.Date).to_list(), sales


@pytest.mark.parametrize(
    ("year", "part", "cells", "second"),
    [
        ("Year", "Month", ["January", "February", "March"], date(2023, 2, 1)),
        ("Jahr", "Monat", ["Januar", "Februar", "März"], date(2023, 2, 1)),
        ("Год", "Месяц", ["январь", "февраль", "март"], date(2023, 2, 1)),
        ("年", "月", ["1月", "2月", "3月"], date(2023, 2, 1)),
        ("Year", "Month", ["1", "2", "3"], date(2023, 2, 1)),
        ("year", "week", ["1", "2", "3"], date(2023, 1, 9)),
        ("Jahr", "KW", ["KW 01", "KW 02", "KW 03"], date(2023, 1, 9)),
        ("Year", "Quarter", ["Q1", "Q2", "Q3"], date(2023, 4, 1)),
        ("Year", "Qtr", ["1", "2", "3"], date(2023, 4, 1)),
    ],
)
def test_a_year_and_a_part_of_it_make_a_date(year, part, cells, second):
    read, _ = dates({year: ["2023"] * 3, part: cells, "units": [1, 2, 3]})
    assert read[1] == second


def test_fiscal_columns_are_asked_and_dated_by_the_option():
    table = {
        "Fiscal Year": ["2020"] * 12 + ["2021"] * 12,
        "Fiscal Month": [str(n) for n in range(1, 13)] * 2,
        "Sales": list(range(24)),
    }
    with pytest.raises(ColumnsError, match="fiscal year begins"):
        dates(table)
    read, sales = dates(table, fiscal_year_start="2019-07")
    assert (read[0], read[-1]) == (date(2019, 7, 1), date(2021, 6, 1))
    assert any(note.rule == "fiscal_year" for note in sales.notes)


@pytest.mark.parametrize("year", ["FY{:02}", "FY {:02}", "FY{:02}/{:02}", "Fiscal {:02}"])
def test_fiscal_years_of_two_digits_are_no_days_of_one_series_each(year):
    table = {
        "Fiscal Year": [year.format(n, n + 1) for n in (21, 22) for _ in range(12)],
        "Fiscal Period": [str(n) for n in range(1, 13)] * 2,
        "Net Sales": list(range(24)),
    }
    with pytest.raises(ColumnsError, match="fiscal year begins"):
        dates(table)
    read, _ = dates(table, fiscal_year_start="2020-07")
    assert (read[0], read[-1]) == (date(2020, 7, 1), date(2022, 6, 1))


@pytest.mark.parametrize("part", ["P{:02}", "{}", "Period {}"])
def test_thirteen_periods_a_year_are_named_and_no_months(part):
    table = {
        "Year": [str(year) for year in (2022, 2023) for _ in range(13)],
        "Period": [part.format(n) for n in range(1, 14)] * 2,
        "Sales": list(range(26)),
    }
    with pytest.raises(ColumnsError, match="13 periods a year") as error:
        dates(table)
    assert "first day" in error.value.fix


def test_special_periods_of_a_ledger_don_t_make_its_months_a_calendar_of_thirteen():
    periods = [str(n) for n in range(1, 13)] * 10 + ["13"]
    table = {"Year": ["2022"] * 121, "Period": periods, "Sales": [1] * 121}
    read, sales = dates(table, max_bad_share=0.5)
    assert (min(read), max(read), len(sales.rejects)) == (date(2022, 1, 1), date(2022, 12, 1), 1)


@pytest.mark.parametrize("name", ["ts", "epoch", "unix time"])
@pytest.mark.parametrize("unit", [1, 1_000])
def test_unix_times_are_dates_by_the_usual_short_names(name, unit):
    noons = [(1_704_110_400 + 86_400 * n) * unit for n in range(30)]
    read, sales = dates({name: noons, "qty": [1] * 30})
    assert (read[0], read[-1], sales.roles.date) == (date(2024, 1, 1), date(2024, 1, 30), name)


def test_a_row_a_year_and_a_column_a_month_become_months():
    table = {"Year": ["2022", "2023"], **{month: [n, n + 12] for n, month in enumerate(MONTHS)}}
    read, sales = dates(table)
    ordered = sales.frame.sort("date")
    assert ordered["sales"].to_list() == list(range(24))
    assert (min(read), max(read)) == (date(2022, 1, 1), date(2023, 12, 1))


def test_a_row_a_year_and_product_with_a_total_reads_no_total_as_a_month():
    rows = [(year, product, *range(12), sum(range(12))) for year in ("2022", "2023") for product in "ab"]
    table = dict(zip(["Year", "Product", *MONTHS, "Total"], map(list, zip(*rows, strict=True)), strict=True))
    _, sales = dates(table)
    assert sales.frame["sales"].sum() == 4 * 66
    assert sales.roles.keys == ("Product",)
    assert any(note.rule == "summary_column" for note in sales.notes)


def test_a_row_a_year_and_a_column_a_quarter_become_quarters():
    read, _ = dates({"Year": ["2022", "2023"], "Q1": [1, 2], "Q2": [3, 4], "Q3": [5, 6], "Q4": [7, 8]})
    assert sorted(read)[:2] == [date(2022, 1, 1), date(2022, 4, 1)]


def test_day_numbers_of_a_spreadsheet_in_the_header_are_dates():
    read, _ = dates({"SKU": ["a", "b"], "44562": [1, 2], "44593": [3, 4], "44621": [5, 6]})
    assert sorted(set(read)) == [date(2022, 1, 1), date(2022, 2, 1), date(2022, 3, 1)]


@pytest.mark.parametrize(
    "header",
    [["Jan-22", "Feb-22", "Mar-22"], ["Jan 2022", "Feb 2022", "Mar 2022"], ["2022M01", "2022M02", "2022M03"],
     ["01/2022", "02/2022", "03/2022"], ["202201", "202202", "202203"],
     ["январь 2022", "февраль 2022", "март 2022"],
     ["2022年1月", "2022年2月", "2022年3月"]],
)  # fmt: skip
def test_months_in_the_header_are_dates_in_every_form(header):
    read, _ = dates({"SKU": ["a", "b"], **{name: [1, 2] for name in header}})
    assert sorted(set(read)) == [date(2022, 1, 1), date(2022, 2, 1), date(2022, 3, 1)]


def test_quarters_in_the_header_are_dates():
    read, _ = dates({"SKU": ["a"], "Q1 2022": [1], "Q2 2022": [2], "Q3 2022": [3]})
    assert read == [date(2022, 1, 1), date(2022, 4, 1), date(2022, 7, 1)]


def test_weeks_without_a_year_are_numbered_and_other_measures_beside_them_left_out():
    weeks = [5, 3, 8, 1, 9, 4, 7, 2, 6, 5]
    table = {"code": ["a", "b"], **{f"W{n}": [v, v + 1] for n, v in enumerate(weeks)}}
    table |= {
        "MIN": [1, 2],
        "MAX": [9, 10],
        **{f"Normalized {n}": [0.1 * v, 0.2] for n, v in enumerate(weeks)},
    }
    read, sales = dates(table)
    assert sales.frame["sales"].sum() == 2 * sum(weeks) + len(weeks)
    assert sales.roles.keys == ("code",)
    assert len(set(read)) == 10
    assert {"numbered_periods", "summary_column", "other_measure"} <= {note.rule for note in sales.notes}


def test_years_alone_are_an_error_that_names_the_reason():
    table = {"Region": ["N", "S"], "Year": ["2020", "2021"], "Sales": [1, 2]}
    with pytest.raises(ColumnsError, match="yearly sums can't be forecast"):
        dates(table)


def test_what_may_be_codes_or_years_of_an_era_is_named():
    table = {"when": ["R6.1.5", "R6.1.6"], "units": [1, 2]}
    with pytest.raises(ColumnsError, match="eras of Japanese emperors"):
        dates(table)
    read, _ = dates(table, date="when")
    assert [str(day) for day in read] == ["2024-01-05", "2024-01-06"]


def test_no_dates_names_the_nearest_column_and_its_cells():
    table = {"Date": ["first", "second"], "units": [1, 2]}
    with pytest.raises(ColumnsError, match="such as 'first', 'second'") as error:
        dates(table)
    assert "date_format=" in error.value.fix


def test_calendar_months_of_a_fiscal_year_fall_into_its_two_calendar_years():
    months = [*MONTHS[3:], *MONTHS[:3]]
    table = {"Fiscal Year": ["2021/22"] * 12, "Month": months, "Sales": list(range(12))}
    with pytest.raises(ColumnsError, match="fiscal year begins"):
        dates(table)
    read, _ = dates(table, fiscal_year_start="2021-04")
    assert (read[0], read[-1]) == (date(2021, 4, 1), date(2022, 3, 1))


@pytest.mark.parametrize(
    "labels", [["H1 2023", "H2 2023"], ["2023-H1", "2023-H2"], ["1. Halbjahr 2023", "2. Halbjahr 2023"]]
)
def test_half_years_are_named_and_refused(tmp_path, labels):
    path = tmp_path / "sales.csv"
    path.write_text("Period,Sales\n" + "".join(f"{label},500\n" for label in labels), encoding="utf-8")
    with pytest.raises(ColumnsError, match="half-years") as refused:
        read_sales(path)
    assert "quarter" in refused.value.fix
