"""Tables with a column a period that stand below each other in one file or sheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError
from foresale.sales import Sales
from odd_tables import DAYS, amount, saved, span

ITEMS = ("Tea", "Bread")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
Rows = list[list[object]]


def wide(periods: Sequence[object], name: str = "Item", items: Sequence[str] = ITEMS) -> Rows:
    return [[name, *periods], *([item, *(value(p, i) for p in periods)] for i, item in enumerate(items))]


def value(period: object, item: int) -> int:
    return 20 + (sum(map(ord, str(period))) * (7 + item)) % 31


def total(*tables: Rows) -> float:
    return sum(cell for rows in tables for row in rows for cell in row[1:] if isinstance(cell, int))


def text(folder: Path, rows: Rows) -> Path:
    return saved(folder, "tables.csv", "\n".join(",".join(map(str, row)) for row in rows) + "\n")


def workbook(folder: Path, rows: Rows) -> Path:
    with xlsxwriter.Workbook(folder / "tables.xlsx") as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, [str(cell) if place == 0 else cell for cell in row])
    return folder / "tables.xlsx"


def sold(sales: Sales, key: str | None = None) -> float | dict[str, float]:
    of = pl.col(sales.roles.target).sum()
    if key is None:
        return float(sales.frame.select(of).item())
    return dict(sales.frame.group_by(key).agg(of).iter_rows())


JANUARY, FEBRUARY = wide([str(d) for d in DAYS[:31]]), wide([str(d) for d in DAYS[31:60]])


@pytest.mark.parametrize("write", [text, workbook])
@pytest.mark.parametrize("between", [[], [[]], [[], ["February"]]])
def test_months_below_each_other_are_all_read(tmp_path: Path, write, between: Rows) -> None:
    sales = read_sales(write(tmp_path, [*JANUARY, *between, *FEBRUARY]))
    assert (sold(sales), span(sales)) == (total(JANUARY, FEBRUARY), (DAYS[0], DAYS[59]))


def test_days_of_eight_digits_are_periods(tmp_path: Path) -> None:
    tables = [wide([f"{day:%Y%m%d}" for day in days]) for days in (DAYS[:31], DAYS[31:60])]
    sales = read_sales(text(tmp_path, [*tables[0], [], *tables[1]]))
    assert (sold(sales), span(sales)) == (total(*tables), (DAYS[0], DAYS[59]))


def test_lines_padded_to_one_width_and_totals_below_each_table_change_nothing(tmp_path: Path) -> None:
    rows = [
        [*row, *[""] * (32 - len(row))]
        for table in (JANUARY, FEBRUARY)
        for row in [*table, ["Total", *map(sum, zip(*(r[1:] for r in table[1:]), strict=True))], []]
    ]
    assert sold(read_sales(text(tmp_path, rows))) == total(JANUARY[1:], FEBRUARY[1:])


@pytest.mark.parametrize("write", [text, workbook])
@pytest.mark.parametrize("titles", [("January 2024", "February 2024"), ("01/2024", "02/2024")])
def test_days_that_are_only_numbered_are_those_of_the_month_above(tmp_path: Path, write, titles) -> None:
    first, second = wide(list(range(1, 32))), wide(list(range(1, 30)))
    sales = read_sales(write(tmp_path, [[titles[0]], *first, [], [titles[1]], *second]))
    assert (sold(sales), span(sales)) == (total(first[1:], second[1:]), (DAYS[0], DAYS[59]))


def test_the_month_may_stand_where_the_items_are_named(tmp_path: Path) -> None:
    first, second = wide(list(range(1, 32)), "January 2024"), wide(list(range(1, 30)), "February 2024")
    sales = read_sales(text(tmp_path, [*first, [], *second]))
    assert (sold(sales), span(sales)) == (total(first[1:], second[1:]), (DAYS[0], DAYS[59]))


@pytest.mark.parametrize("write", [text, workbook])
def test_years_above_months_or_weeks_are_theirs(tmp_path: Path, write) -> None:
    for periods in (MONTHS, [f"W{week}" for week in range(1, 53)]):
        first, second = wide(periods), wide(periods[:5])
        sales = read_sales(write(tmp_path, [["2023"], *first, [], ["2024"], *second]))
        assert sold(sales) == total(first, second)
        assert [day.year for day in span(sales)] == [2023, 2024]


@pytest.mark.parametrize("write", [text, workbook])
def test_the_store_above_each_table_is_a_column(tmp_path: Path, write) -> None:
    north, south = JANUARY, wide([str(d) for d in DAYS[10:50]])
    sales = read_sales(write(tmp_path, [["Sales"], ["Store: North"], *north, [], ["Store: South"], *south]))
    assert sold(sales, "Store") == {"North": total(north), "South": total(south)}


@pytest.mark.parametrize(
    "other", [wide([str(d) for d in DAYS[:31]], "Store"), wide(["2024-03", "2024-04", "2024-05"], "Store")]
)
def test_tables_of_other_things_are_refused(tmp_path: Path, other: Rows) -> None:
    with pytest.raises(ColumnsError, match="one has Item, the other Store"):
        read_sales(text(tmp_path, [*JANUARY, [], *other]))


def test_tables_that_hold_the_same_periods_need_a_title_each(tmp_path: Path) -> None:
    with pytest.raises(ColumnsError, match=r"rows 1 and 5 hold the same labels and periods \(2024-01-21\)"):
        read_sales(text(tmp_path, [*JANUARY, [], *wide([str(d) for d in DAYS[20:60]])]))


def test_a_row_of_three_dates_below_a_header_is_no_header(tmp_path: Path) -> None:
    rows = [["Item", "Ordered", "Sent", "Paid", "Units"]]
    rows += [["Tea", day, DAYS[i + 1], DAYS[i + 2], amount(day)] for i, day in enumerate(DAYS[:40])]
    sales = read_sales(text(tmp_path, rows), options=ReadOptions(date="Ordered"))
    assert sold(sales) == sum(amount(day) for day in DAYS[:40])


def test_stores_in_two_cells_above_tables_of_the_same_days(tmp_path: Path) -> None:
    north, south = JANUARY, wide([*JANUARY[0][1:]], items=("Milk", "Rolls"))
    blank = [""] * 30
    sales = read_sales(
        text(tmp_path, [["Store", "North", *blank], *north, ["Store", "South", *blank], *south])
    )
    assert sold(sales, "Store") == {"North": total(north[1:]), "South": total(south[1:])}


def test_a_second_line_of_the_header_begins_no_table(tmp_path: Path) -> None:
    rows = [["Item", *(f"2024-{month:02d}" for month in range(1, 13))], ["", *MONTHS]]
    rows += [[item, *range(1, 13)] for item in ITEMS]
    assert sold(read_sales(text(tmp_path, rows))) == 2 * 78
