"""Payments are what was sold; fees charged beside them, and what became of goods since, are not."""

from __future__ import annotations

import polars as pl
import pytest

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
