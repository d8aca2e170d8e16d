"""Columns that say why a sale was cancelled or returned."""

from __future__ import annotations

import polars as pl
import pytest

from odd_tables import DAYS
from sales_tables import read, rules, total


def orders(column: str, reason: str, empty: str | None = None, **more: int) -> pl.DataFrame:
    rows = [
        {
            "order": f"A{i}",
            "date": str(DAYS[i // 3]),
            "item": f"P{i % 2}",
            "qty": 1 + i % 4,
            column: reason if i % 10 == 0 else empty,
            **more,
        }
        for i in range(300)
    ]
    return pl.DataFrame(rows, schema_overrides={column: pl.String})


KEPT = sum(1 + i % 4 for i in range(300) if i % 10)


@pytest.mark.parametrize(
    ("column", "reason"),
    [
        ("Cancel Reason", "Change of mind"),
        ("Reason for void", "Server error"),
        ("Stornogrund", "Fehleingabe"),
        ("Motif d'annulation", "Erreur"),
        ("Motivo de la devolución", "Defecto"),
        ("Причина отмены", "Нет на складе"),
        ("取消原因", "不想要了"),
    ],
)
@pytest.mark.parametrize("empty", [None, "", "-", "None"])
def test_rows_with_a_reason_to_undo_them_are_no_sales(column, reason, empty):
    sales = read(orders(column, reason, empty))
    assert total(sales) == KEPT
    assert "no_sales" in rules(sales)


@pytest.mark.parametrize(
    ("column", "denial"),
    [("Void reason", "No void"), ("Cancel reason", "Not cancelled"), ("Stornogrund", "kein Storno")],
)
def test_a_denial_is_no_reason(column, denial):
    assert total(read(orders(column, "Mistake", denial))) == KEPT


def test_a_reason_of_something_else_says_nothing():
    table = orders("Discount reason", "Staff")
    assert total(read(table)) == table["qty"].sum()


def test_a_reason_that_most_rows_have_is_about_something_else():
    table = orders("Return reason", "n/a", "Right of withdrawal until 14 days")
    assert total(read(table)) == table["qty"].sum()


def test_returns_below_zero_with_their_reason_count_as_they_stand():
    table = orders("Return reason", "Defective").with_columns(
        pl.when(pl.col("Return reason").is_null()).then("qty").otherwise(-pl.col("qty"))
    )
    assert total(read(table)) == table["qty"].sum()


def test_a_sale_of_which_a_part_came_back_stays():
    table = orders("Return reason", "Defective", **{"Returned qty": 1})
    assert total(read(table)) == table["qty"].sum()
