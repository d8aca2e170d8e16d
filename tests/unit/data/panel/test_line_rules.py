"""Which invoice lines are sales of a product."""

from datetime import datetime

import polars as pl
import pytest

from foresale.data.panel.line_rules import apply_line_rules
from foresale.data.panel.options import PanelOptions
from foresale.sales import ColumnRoles

ROLES = ColumnRoles(
    date="at", target="quantity", keys=("code",), price="price", transaction="invoice", ignored=("customer",)
)


def lines(*rows: tuple) -> pl.DataFrame:
    """Invoice, code, quantity, price, customer, hour of the day."""
    names = ("invoice", "code", "quantity", "price", "customer", "hour")
    frame = pl.DataFrame([dict(zip(names, row, strict=True)) for row in rows])
    return frame.with_columns(
        pl.col("quantity", "price").cast(pl.Float64),
        pl.col("hour").map_elements(lambda h: datetime(2024, 1, 1, h), return_dtype=pl.Datetime).alias("at"),
    ).drop("hour")


def kept(frame: pl.DataFrame, **options) -> tuple[list[str], dict[str, int]]:
    left, notes = apply_line_rules(frame, ROLES, PanelOptions(**options))
    return left["invoice"].to_list(), {note.rule: note.count for note in notes}


def test_a_cancellation_takes_the_sale_it_undoes_with_it():
    frame = lines(
        ("100", "22", 5, 2, "ann", 9), ("101", "22", 5, 2, "bob", 9), ("C102", "22", -5, 2, "ann", 10)
    )
    assert kept(frame) == (["101"], {"cancelled_lines": 1, "undone_sales": 1})
    assert kept(frame, returns="drop") == (["100", "101"], {"cancelled_lines": 1})
    assert kept(frame, returns="net")[0] == ["100", "101", "C102"]


def test_a_sale_after_the_cancellation_is_not_what_it_undid():
    frame = lines(
        ("C102", "22", -5, 2, "ann", 9), ("103", "22", 5, 2, "ann", 10), ("104", "22", 1, 2, "ann", 8)
    )
    assert kept(frame) == (["103", "104"], {"cancelled_lines": 1})


def test_each_cancellation_undoes_one_sale_only():
    frame = lines(*[(f"10{i}", "22", 5, 2, "ann", 8 + i) for i in range(3)],
                  *[(f"C11{i}", "22", -5, 2, "ann", 12 + i) for i in range(2)])  # fmt: skip
    assert kept(frame) == (["100"], {"cancelled_lines": 2, "undone_sales": 2})


def test_a_part_return_leaves_its_sale():
    frame = lines(("100", "22", 5, 2, "ann", 9), ("101", "22", -2, 2, "ann", 10))
    assert kept(frame) == (["100"], {"returned_lines": 1})


def test_order_numbers_that_all_begin_with_c_are_not_cancellations():
    frame = lines(("CA-1", "22", 5, 2, "ann", 9), ("C2", "22", 3, 2, "ann", 10))
    assert kept(frame) == (["CA-1", "C2"], {})


def test_lines_equal_in_every_column_count_once():
    frame = lines(*[("100", "22", 5, 2, "ann", 9)] * 3)
    assert kept(frame) == (["100"], {"exact_duplicates": 2})
    assert len(kept(frame, duplicates="keep")[0]) == 3


def test_postage_and_fees_are_not_products_in_a_column_of_codes():
    products = [(str(100 + i), f"{20000 + i}", 1, 2, "ann", 9) for i in range(40)]
    frame = lines(*products, ("200", "POST", 1, 18, "ann", 9), ("201", "M", 1, 5, "ann", 9))
    names, found = kept(frame)
    assert len(names) == 40
    assert found == {"non_product_lines": 2}


def test_a_branch_called_m_is_not_a_manual_entry():
    frame = lines(*[(str(100 + i), name, 1, 2, "ann", 9) for i, name in enumerate(["M", "S", "D", "B"])])
    assert kept(frame) == (["100", "101", "102", "103"], {})


def test_lines_without_a_price_are_not_sales_unless_the_column_is_empty_throughout():
    frame = lines(*[(str(100 + i), "22", 1, 0 if i == 0 else 2, "ann", 9) for i in range(5)])
    assert kept(frame) == (["101", "102", "103", "104"], {"zero_price_lines": 1})
    free = lines(*[(str(100 + i), "22", 1, 0, "ann", 9) for i in range(5)])
    assert len(kept(free)[0]) == 5


@pytest.mark.parametrize("quantity", [-1, 0, 1])
def test_a_file_without_invoices_is_left_alone(quantity):
    frame = lines(("C1", "POST", quantity, 0, "ann", 9))
    left, notes = apply_line_rules(frame, ColumnRoles(date="at", target="quantity"), PanelOptions())
    assert left.equals(frame)
    assert notes == []


def test_a_till_that_prints_a_line_for_each_piece_prints_equal_lines_rightly():
    frame = lines(*[(str(100 + i), code, 1, 2, "", 9) for i in range(20) for code in ("22", "33", "33")])
    numbers, rules = kept(frame)
    assert len(numbers) == 60
    assert rules == {"equal_lines": 20}


def test_receipts_of_single_pieces_that_come_twice_as_a_whole_count_once():
    frame = lines(*[(str(100 + i), code, 1, 2, "", 9) for i in range(20) for code in ("22", "33")] * 2)
    numbers, rules = kept(frame)
    assert len(numbers) == 40
    assert rules == {"exact_duplicates": 40}
