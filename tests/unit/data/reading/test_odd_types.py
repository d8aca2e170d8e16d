"""Kinds of sale in a column of their own: tickets, returns, codes and sizes."""

from __future__ import annotations

import polars as pl
import pytest

from odd_tables import DAYS, amount
from sales_tables import fix_of, read, rules, total, with_first_option


@pytest.mark.parametrize("other", [("Single", "Day"), ("Einzelfahrt", "Tageskarte"), ("One way", "Season")])
def test_a_return_ticket_is_sold(other: tuple[str, str]):
    rows = [{"date": str(d), "Type": kind, "qty": 1 + amount(d, k) % 9}
            for d in DAYS for k, kind in enumerate((*other, "Return"))]  # fmt: skip
    sales = read(pl.DataFrame(rows))
    assert total(sales) == sum(row["qty"] for row in rows)
    assert "return_tickets" in rules(sales)


@pytest.mark.parametrize("other", ["Next day", "Season item", "Monthly plan"])
def test_a_return_beside_words_that_are_no_tickets_is_taken_off(other: str):
    rows = [{"date": str(d), "receipt": 10 * n + k, "Type": "Return" if k == 9 else other, "qty": 1 + k % 3}
            for n, d in enumerate(DAYS) for k in range(10)]  # fmt: skip
    back = sum(row["qty"] for row in rows if row["Type"] == "Return")
    assert total(read(pl.DataFrame(rows))) == sum(row["qty"] for row in rows) - 2 * back


def test_many_returns_among_unknown_kinds_are_asked_about():
    rows = [{"date": str(d), "Type": kind, "qty": 1 + amount(d, k) % 9}
            for d in DAYS for k, kind in enumerate(("Family", "Group", "Return"))]  # fmt: skip
    table = pl.DataFrame(rows)
    assert total(read(table, **with_first_option(fix_of(table)))) == sum(row["qty"] for row in rows)


def test_codes_of_a_type_that_would_part_series_are_asked_about():
    rows = [{"date": str(d), "Type": code, "article": item, "qty": 1 + amount(d, k) % 9}
            for d in DAYS for k, code in enumerate(("RE", "ST")) for item in "ab"]  # fmt: skip
    table = pl.DataFrame(rows)
    assert total(read(table, **with_first_option(fix_of(table)))) == sum(row["qty"] for row in rows)
    invoices = sum(row["qty"] for row in rows if row["Type"] == "RE")
    assert total(read(table, only=("Type=RE",))) == invoices


@pytest.mark.parametrize("codes", ["SML", "AB", "BCA"])
def test_sizes_and_classes_are_no_types_of_sales(codes: str):
    rows = [{"date": str(d), "Type": code, "qty": 1 + amount(d, k) % 9}
            for d in DAYS for k, code in enumerate(codes)]  # fmt: skip
    sales = read(pl.DataFrame(rows))
    assert sales.roles.keys == ("Type",)
    assert total(sales) == sum(row["qty"] for row in rows)


def test_a_type_of_shop_or_product_is_not_asked_about():
    rows = [{"date": str(d), "Store": s, "Type": "AB"[s % 2], "qty": amount(d, s)}
            for d in DAYS for s in range(4)]  # fmt: skip
    assert total(read(pl.DataFrame(rows))) == sum(row["qty"] for row in rows)
