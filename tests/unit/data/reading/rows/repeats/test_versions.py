"""Several versions of a row in one file."""

from __future__ import annotations

import polars as pl
import pytest

from foresale.errors import ColumnsError
from odd_tables import DAYS, amount
from sales_tables import read, rules, total


def changed_rows(column: str = "updated_at", **more: str) -> pl.DataFrame:
    rows = []
    for i, day in enumerate(DAYS[:60]):
        row = {"id": i, "date": str(day), "store": "A", "qty": amount(day), column: f"{day} 12:00", **more}
        if i % 7 == 0:
            rows.append({**row, "qty": amount(day) + 5, column: f"{day} 09:00"})
        rows.append(row)
    return pl.DataFrame(rows)


@pytest.mark.parametrize("column", ["updated_at", "Last modified", "Geändert am", "更新日時"])
def test_the_last_version_of_a_row_counts(column):
    table = changed_rows(column)
    for rows in (table, table.reverse()):
        sales = read(rows)
        assert total(sales) == sum(map(amount, DAYS[:60]))
        assert "earlier_versions" in rules(sales)


def test_a_reader_may_count_all_versions():
    table = changed_rows()
    assert total(read(table, duplicates="keep")) == table["qty"].sum()


def test_an_order_is_cancelled_by_its_last_state():
    rows = [
        {
            "id": i,
            "order_date": str(day),
            "qty": 2,
            "status": ("pending", "cancelled" if i % 9 == 0 else "paid")[at],
            "last_modified": f"{day} 1{at}:00",
        }
        for i, day in enumerate(DAYS[:63])
        for at in range(2)
    ]
    assert total(read(pl.DataFrame(rows))) == 2 * 56


def test_lines_of_one_order_are_no_versions():
    rows = [
        {"order_id": i, "date": str(day), "product": p, "qty": 3, "updated_at": f"{day} 10:0{at}"}
        for i, day in enumerate(DAYS[:60])
        for at, p in enumerate("AB")
    ]
    sales = read(pl.DataFrame(rows))
    assert (total(sales), "earlier_versions" in rules(sales)) == (360, False)


def corrected(share: int = 10) -> pl.DataFrame:
    rows = [
        {"date": str(day), "product": name, "qty": amount(day, item), "updated_at": f"{day} 20:0{item}"}
        for day in DAYS[:60]
        for item, name in enumerate(("A", "B"))
    ]
    again = [{**row, "qty": row["qty"] + 1, "updated_at": f"{row['date']} 23:00"} for row in rows[::share]]
    return pl.DataFrame(rows + again)


def test_versions_without_a_number_are_asked_about():
    table = corrected()
    with pytest.raises(ColumnsError, match="12 rows have the day and labels of a later row"):
        read(table)
    kept = sum(amount(day, item) for day in DAYS[:60] for item in (0, 1)) + 12
    assert total(read(table, answers=("They are earlier versions: the last counts",))) == kept
    assert total(read(table, duplicates="drop")) == kept
    assert (
        total(read(table, answers={"versions:updated_at": "They are sales: count all"})) == table["qty"].sum()
    )
    assert total(read(table, duplicates="keep")) == table["qty"].sum()


@pytest.mark.parametrize("without", ["updated_at", None])
def test_single_sales_of_a_day_are_no_versions(without):
    table = corrected(1)
    table = table.drop(without) if without else table
    assert total(read(table)) == table["qty"].sum()


def test_orders_of_a_day_with_numbers_of_their_own_are_no_versions():
    table = corrected().with_row_index("order_no")
    assert total(read(table)) == table["qty"].sum()
