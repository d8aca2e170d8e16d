"""Cancelled rows below zero take back what other rows sold; cancelled rows above zero are no sales."""

from __future__ import annotations

import polars as pl
import pytest

from foresale.errors import ColumnsError
from odd_tables import DAYS
from sales_tables import read, rules, total


def cancelled(column: str, sold: str, undone: str, sign: int) -> pl.DataFrame:
    """A hundred days of sales, every tenth row cancelled with amounts of one sign."""
    rows = [
        {
            "Date": str(DAYS[i // 3]),
            column: undone if i % 10 == 9 else sold,
            "Item": f"P{i % 2}",
            "Qty": (1 + i % 4) * (sign if i % 10 == 9 else 1),
        }
        for i in range(300)
    ]
    return pl.DataFrame(rows)


@pytest.mark.parametrize(
    ("column", "sold", "undone"),
    [("Vorgang", "Verkauf", "Storno"), ("Status", "completed", "cancelled"), ("Status", "paid", "refunded")],
)
def test_cancellations_below_zero_count_as_they_stand(column: str, sold: str, undone: str) -> None:
    table = cancelled(column, sold, undone, -1)
    sales = read(table)
    assert total(sales) == table["Qty"].sum()
    assert column not in sales.roles.keys


@pytest.mark.parametrize(("column", "sold", "undone"), [("Status", "completed", "cancelled")])
def test_cancellations_above_zero_are_left_out(column: str, sold: str, undone: str) -> None:
    table = cancelled(column, sold, undone, 1)
    sales = read(table)
    assert total(sales) == table.filter(pl.col(column) == sold)["Qty"].sum()
    assert "reversals" not in rules(sales)


def test_a_note_says_how_much_is_taken_back() -> None:
    sales = read(cancelled("Vorgang", "Verkauf", "Storno", -1))
    (note,) = (note for note in sales.notes if note.rule == "reversals")
    assert "30 rows by Vorgang (Storno) are below zero" in note.text
    assert note.evidence is not None


@pytest.mark.parametrize(
    ("column", "sold", "undone"), [("Type", "Sale", "Refund"), ("Status", "Completed", "Cancelled")]
)
def test_what_takes_back_sales_is_no_series_of_its_own(column: str, sold: str, undone: str) -> None:
    rows = [
        {"Date": str(day), "Product": product, column: kind, "Quantity": units + i % 3}
        for i, day in enumerate(DAYS)
        for product in ("Tea", "Coffee")
        for kind, units in ((sold, 9), (undone, -4))
    ]
    table = pl.DataFrame(rows)
    sales = read(table)
    assert sales.roles.keys == ("Product",)
    assert total(sales) == table["Quantity"].sum()


def test_beside_refunds_below_zero_an_unknown_type_is_still_asked_about() -> None:
    table = cancelled("Type", "Sale", "Refund", -1)
    sampled = pl.int_range(table.height) % 4 == 1
    table = table.with_columns(pl.when(sampled).then(pl.lit("Sample")).otherwise("Type").alias("Type"))
    with pytest.raises(ColumnsError, match="Sample"):
        read(table)


def test_goods_that_expired_were_never_sold() -> None:
    table = cancelled("Type", "Sale", "Expired", -1)
    sales = read(table)
    assert total(sales) == table.filter(pl.col("Type") == "Sale")["Qty"].sum()
    assert "reversals" not in rules(sales)


def test_a_cancelled_row_of_nothing_leaves_the_others_below_zero() -> None:
    table = cancelled("Status", "completed", "cancelled", -1)
    gift = pl.DataFrame([{"Date": str(DAYS[5]), "Status": "cancelled", "Item": "P1", "Qty": 0}])
    assert total(read(pl.concat([table, gift]))) == table["Qty"].sum()
