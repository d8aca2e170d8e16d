"""Headers of several rows: a year over months, months over measures, stores over products."""

from __future__ import annotations

import csv

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from foresale.data.reading.formats.header_rows import join_header, rows_above
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def write(tmp_path, rows, kind="xlsx"):
    path = tmp_path / f"sales.{kind}"
    if kind == "csv":
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(["" if cell is None else cell for cell in row] for row in rows)
        return path
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                if cell is not None:
                    sheet.write(i, j, cell)
    return path


def total(path, **options):
    sales = read_sales(path, options=ReadOptions(**options))
    return sales.frame[sales.roles.target].sum(), sales


def years_over_months(months=MONTHS, corner="Product", place=1):
    head = [[None, 2022, *[None] * 11, 2023, *[None] * 11], [None, *months, *months]]
    head[place][0] = corner
    body = [[name, *range(start, start + 24)] for name, start in (("Bread", 10), ("Milk", 300), ("Eggs", 7))]
    return head + body


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("place", [0, 1])
def test_a_year_over_its_months(tmp_path, kind, place):
    rows = years_over_months(place=place)
    found, sales = total(write(tmp_path, rows, kind))
    assert found == sum(sum(row[1:]) for row in rows[2:])
    assert sales.frame["date"].n_unique() == 24
    assert str(sales.frame["date"].min()) == "2022-01-01"


@pytest.mark.parametrize(
    "months",
    [
        ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
         "November", "Dezember"],
        ["janv", "févr", "mars", "avr", "mai", "juin", "juil", "août", "sept", "oct", "nov", "déc"],
        ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"],
    ],
)  # fmt: skip
def test_a_year_over_months_of_other_languages(tmp_path, months):
    rows = years_over_months(months)
    assert total(write(tmp_path, rows))[0] == sum(sum(row[1:]) for row in rows[2:])


def measures(order, names=("Units", "Sales"), months=("2023-01", "2023-02", "2023-03", "2023-04")):
    """Products with units and money by month, the months above or below the measures."""
    pairs = (
        [(m, n) for m in months for n in names]
        if order == "month"
        else [(m, n) for n in names for m in months]
    )
    upper = [pair[0] if order == "month" else pair[1] for pair in pairs]
    lower = [pair[1] if order == "month" else pair[0] for pair in pairs]
    shown = [cell if i == 0 or cell != upper[i - 1] else None for i, cell in enumerate(upper)]
    body = [
        [f"P{p}", *(10 * p + i if n == names[0] else 999.5 for i, (_, n) in enumerate(pairs))]
        for p in range(4)
    ]
    units = sum(value for row in body for value, (_, n) in zip(row[1:], pairs, strict=True) if n == names[0])
    return [["Product", *shown], [None, *lower], *body], units


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("order", ["month", "measure"])
def test_months_and_measures_in_two_rows(tmp_path, kind, order):
    rows, units = measures(order)
    found, sales = total(write(tmp_path, rows, kind))
    assert found == units
    assert sales.frame.height == 16


@pytest.mark.parametrize(
    "names", [("Menge", "Umsatz"), ("Cantidad", "Importe"), ("Количество", "Выручка"), ("数量", "金额")]
)
def test_measures_in_other_languages(tmp_path, names):
    rows, units = measures("month", names, ("Jan 2023", "Feb 2023", "Mar 2023", "Apr 2023", "May 2023"))
    assert total(write(tmp_path, rows))[0] == units


def test_measures_named_in_one_row(tmp_path):
    rows, units = measures("month")
    names = [f"{a} - {b}" for a, b in zip(rows[0][1::2], ["Units"] * 4, strict=True)]
    header = ["Product", *(name for first in names for name in (first, first.replace("Units", "Sales")))]
    assert total(write(tmp_path, [header, *rows[2:]], "csv"))[0] == units


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_stores_over_products_beside_a_date(tmp_path, kind):
    head = [["Date", "North", None, "South", None], [None, "Bread", "Milk", "Bread", "Milk"]]
    body = [[f"2024-01-{day:02d}", day, 2 * day, 3, 40 + day] for day in range(1, 29)]
    found, sales = total(write(tmp_path, head + body, kind))
    assert found == sum(sum(row[1:]) for row in body)
    assert sales.frame.select(sales.roles.keys).n_unique() == 4


def test_a_title_over_good_names_is_no_part_of_them(tmp_path):
    rows = [["Sales", None, "Stock", None], ["Date", "Product", "Quantity", "Price"]]
    rows += [[f"2024-01-{day:02d}", "Bread", day, 2] for day in range(1, 29)]
    found, sales = total(write(tmp_path, rows, "csv"))
    assert found == sum(range(1, 29))
    assert sales.roles.target == "Quantity"


def test_doubled_names_without_groups_stay_doubled():
    assert rows_above([["Report", "Shop A", None], ["sku", "Total", "Total"]], 1) == 0


def test_a_period_that_cannot_be_read_is_not_lost(tmp_path):
    rows = [
        ["Product", "2023 Jan", "2023 Feb", "2023 Xyz", "2023 Apr"],
        ["Bread", 1, 2, 3, 4],
        ["Milk", 5, 6, 7, 9],
    ]
    with pytest.raises(ColumnsError, match="2023 Xyz"):
        total(write(tmp_path, rows, "csv"))
    assert total(write(tmp_path, rows, "csv"), ignored=("2023 Xyz",))[0] == 27


def test_march_of_a_year_is_no_tuesday(tmp_path):
    rows = [
        ["Product", *(f"2023 {month}" for month in MONTHS)],
        ["Bread", *range(12)],
        ["Milk", *range(20, 32)],
    ]
    assert total(write(tmp_path, rows, "csv"))[0] == sum(range(12)) + sum(range(20, 32))


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.sampled_from(["North", "South", "East", "West"]), min_size=2, max_size=4, unique=True),
    st.integers(2, 3),
)
def test_a_group_names_the_columns_to_its_right(groups, width):
    upper = [cell for group in groups for cell in [group, *[None] * (width - 1)]]
    lower = [f"c{i}" for _ in groups for i in range(width)]
    assert join_header([["Day", *upper], [None, *lower]])[1:] == [
        f"{group} c{i}" for group in groups for i in range(width)
    ]
