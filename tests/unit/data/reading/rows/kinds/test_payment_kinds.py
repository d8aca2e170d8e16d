"""Payments are what was sold; fees charged beside them, and what became of goods since, are not."""

from __future__ import annotations

import polars as pl
import pytest

from foresale.errors import ColumnsError
from odd_tables import DAYS
from sales_tables import read, total


@pytest.mark.parametrize("fee", ["Delivery charge", "Shipping charge", "Payment fee"])
def test_charges_for_what_is_no_goods_are_no_payments(fee: str) -> None:
    table = pl.DataFrame(
        {
            "Date": [str(DAYS[i // 5]) for i in range(300)],
            "Type": [
                ("Charge", "Charge", "Charge", fee, "Charge")[i % 5] if i % 20 else "Refund"
                for i in range(300)
            ],
            "Gross": [str((5 + i % 7) * (1 if i % 20 else -1)) for i in range(300)],
        }
    )
    each = dict(table.group_by("Type").agg(pl.col("Gross").cast(pl.Float64).sum()).iter_rows())
    assert total(read(table)) == each["Charge"] + each["Refund"]


def test_goods_that_are_blocked_today_were_sold() -> None:
    states = ("Active", "Active", "Blocked")
    table = pl.DataFrame(
        {
            "Date": [str(DAYS[i // 3]) for i in range(300)],
            "Item": [("Tea", "Milk", "Cup")[i % 3] for i in range(300)],
            "Status": [states[i % 3] for i in range(300)],
            "Quantity": [str(3 + i % 5) for i in range(300)],
        }
    )
    assert total(read(table)) == sum(3 + i % 5 for i in range(300))


def stated(column: str, *states: str) -> pl.DataFrame:
    """Three hundred rows, their states in turn."""
    rows = [
        {
            "Date": str(DAYS[i // 3]),
            "Item": "Tea",
            column: states[i % len(states)],
            "Quantity": str(3 + i % 5),
        }
        for i in range(300)
    ]
    return pl.DataFrame(rows)


def test_what_is_incomplete_may_yet_be_a_sale_so_it_is_asked_about() -> None:
    with pytest.raises(ColumnsError, match="Status says incomplete in 100 rows"):
        read(stated("Status", "complete", "complete", "incomplete"))


@pytest.mark.parametrize(
    ("column", "good", "bad"),
    [("Address status", "complete", "incomplete"), ("Discount status", "approved", "denied")],
)
def test_what_became_of_an_address_or_a_discount_is_not_what_became_of_the_sale(
    column: str, good: str, bad: str
) -> None:
    assert total(read(stated(column, good, good, bad))) == sum(3 + i % 5 for i in range(300))
