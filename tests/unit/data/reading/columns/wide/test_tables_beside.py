"""Tables side by side on one sheet: a series each, one table in several columns of print, or a question."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.questions import Question
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError
from foresale.sales import Sales
from odd_tables import DAYS, amount, saved, span
from sales_tables import total

FIRST, LATER = DAYS[:60], DAYS[2:62]


def beside(folder: Path, header: list[str], blocks: list[list[str]]) -> Path:
    """Blocks of lines side by side, parted by an empty column, the shorter ones with empty cells."""
    width = blocks[0][0].count(",") + 1
    height = max(map(len, blocks))
    lines = [
        ",,".join(block[i] if i < len(block) else "," * (width - 1) for block in blocks)
        for i in range(height)
    ]
    return saved(folder, "beside.csv", "\n".join([*header, *lines]))


def days(of: list[date], item: int = 0) -> list[str]:
    return [f"{day},{amount(day, item)}" for day in of]


def sold(of: list[date], item: int = 0) -> int:
    return sum(amount(day, item) for day in of)


def by_key(sales: Sales) -> dict[str, float]:
    (key,) = sales.roles.keys
    return dict(sales.frame.group_by(key).agg(pl.col(sales.roles.target).sum()).iter_rows())


def test_headings_above_tables_are_series_on_the_days_of_their_own(tmp_path: Path) -> None:
    header = ["Bread,,,Milk,", "date,units,,date,units"]
    sales = read_sales(beside(tmp_path, header, [days(FIRST), days(LATER, 1)]))
    assert by_key(sales) == {"Bread": sold(FIRST), "Milk": sold(LATER, 1)}
    assert span(sales) == (FIRST[0], LATER[-1])


def test_a_shorter_table_ends_where_its_cells_do(tmp_path: Path) -> None:
    header = ["Bread,,,Milk,,,Total,", "date,units,,date,units,,date,units"]
    both = [f"{day},{amount(day) + (amount(day, 1) if day in FIRST[:50] else 0)}" for day in FIRST]
    sales = read_sales(beside(tmp_path, header, [days(FIRST), days(FIRST[:50], 1), both]))
    assert by_key(sales) == {"Bread": sold(FIRST), "Milk": sold(FIRST[:50], 1)}


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("date,Bread,,date,Milk", {"Bread", "Milk"}),
        ("Date,North units,,Date,South units", {"North", "South"}),
    ],
)
def test_a_date_and_a_column_called_after_its_series_are_a_table(
    tmp_path: Path, header: str, names: set[str]
) -> None:
    sales = read_sales(beside(tmp_path, [header], [days(FIRST), days(LATER, 1)]))
    assert set(by_key(sales)) == names
    assert total(sales) == sold(FIRST) + sold(LATER, 1)
    assert span(sales) == (FIRST[0], LATER[-1])


def test_stores_above_tables_of_products_are_a_second_key(tmp_path: Path) -> None:
    header = ["North,,,,South,,", "date,product,units,,date,product,units"]
    blocks = [
        [f"{day},{name},{amount(day, item + 2 * store)}" for day in FIRST for item, name in enumerate("AB")]
        for store in range(2)
    ]
    sales = read_sales(beside(tmp_path, header, blocks))
    assert set(sales.roles.keys) == {"product", "section"}
    assert total(sales) == sum(sold(FIRST, item) for item in range(4))


@pytest.mark.parametrize("header", [[], ["January,,,February,"]])
def test_tables_that_go_on_with_later_days_are_one(tmp_path: Path, header: list[str]) -> None:
    blocks = [days(DAYS[:31]), days(DAYS[31:60])]
    sales = read_sales(beside(tmp_path, [*header, "date,units,,date,units"], blocks))
    assert sales.roles.keys == ()
    assert total(sales) == sold(DAYS[:60])
    assert sales.frame.height == 60


def test_tables_of_the_same_days_without_headings_are_asked_about(tmp_path: Path) -> None:
    path = beside(tmp_path, ["date,units,,date,units"], [days(FIRST), days(FIRST, 1)])
    with pytest.raises(ColumnsError, match="stand side by side") as caught:
        read_sales(path)
    assert 'layout="wide"' in caught.value.fix
    each = read_sales(path, options=ReadOptions(layout="wide"))
    assert sorted(by_key(each).values()) == sorted([sold(FIRST), sold(FIRST, 1)])
    one = read_sales(path, options=ReadOptions(ignored=("date (2)", "units (2)")))
    assert total(one) == sold(FIRST)

    def first_alone(question: Question) -> str:
        return question.answers[1]

    assert total(read_sales(path, ask=first_alone)) == sold(FIRST)


def test_a_plan_beside_what_happened_is_left_out_and_returns_are_taken_off(tmp_path: Path) -> None:
    header = "date,units,,date,units"
    planned = read_sales(beside(tmp_path, ["Actual,,,Budget,", header], [days(FIRST), days(FIRST, 1)]))
    assert (total(planned), planned.roles.keys) == (sold(FIRST), ())
    returned = read_sales(beside(tmp_path, ["Sales,,,Returns,", header], [days(FIRST), days(FIRST, 1)]))
    assert (total(returned), returned.roles.keys) == (sold(FIRST) - sold(FIRST, 1), ())


@pytest.mark.parametrize("form", ["{:%b}", "{:%m}"])
def test_years_above_months_date_them(tmp_path: Path, form: str) -> None:
    months = [[date(year, m, 1) for m in range(1, 13)] for year in (2022, 2023)]
    blocks = [[f"{form.format(day)},{amount(day)}" for day in of] for of in months]
    sales = read_sales(beside(tmp_path, ["2022,,,2023,", "Month,Units,,Month,Units"], blocks))
    assert total(sales) == sum(sold(of) for of in months)
    assert span(sales) == (months[0][0], months[1][-1])


def test_years_above_days_date_them(tmp_path: Path) -> None:
    year = [date(2022, 1, 1) + timedelta(days=i) for i in range(365)]
    blocks = [[f"{day:%d.%m.},{amount(day, item)}" for day in year] for item in range(2)]
    sales = read_sales(beside(tmp_path, ["2022,,,2023,", "Date,Units,,Date,Units"], blocks))
    assert total(sales) == sold(year) + sold(year, 1)
    assert span(sales) == (date(2022, 1, 1), date(2023, 12, 31))


def test_tables_of_different_things_on_other_days_are_refused(tmp_path: Path) -> None:
    path = beside(tmp_path, ["Date,Sales,,Date,Returns"], [days(FIRST), days(LATER, 1)])
    with pytest.raises(ColumnsError, match="Tables stand side by side") as caught:
        read_sales(path)
    assert 'ignored=["Date (2)", "Returns"]' in caught.value.fix


@pytest.mark.parametrize(
    "header",
    [
        ["Order date,Order qty,,Ship date,Ship qty"],
        ["Ordered,,,Delivered,", "Date,Qty,,Date,Qty"],
        ["Bestelldatum,Menge,,Lieferdatum,Menge"],
    ],
)
def test_what_was_ordered_and_sent_is_counted_once(tmp_path: Path, header: list[str]) -> None:
    sent = [f"{later},{amount(day)}" for day, later in zip(FIRST, LATER, strict=True)]
    assert total(read_sales(beside(tmp_path, header, [days(FIRST), sent]))) == sold(FIRST)
