"""Labels on the first row of their block hold for the rows below, where that is proved or said."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresale.data.reading.columns.headings.fill_down import fill_down
from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.provenance import with_origin
from foresale.errors import ColumnsError


def filled(rows: list[tuple[str | None, ...]], names: list[str], **options: bool) -> pl.DataFrame:
    table = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    return fill_down(RawTable(with_origin(table, "sales.csv")), ReadOptions(**options), None).frame


def test_a_product_on_the_first_row_of_its_days_holds_for_them() -> None:
    rows = [(p if d == 1 else None, f"2024-01-{d:02d}", str(d)) for p in ("Tea", "Milk") for d in range(1, 6)]
    assert filled(rows, ["Product", "Date", "Qty"])["Product"].to_list() == ["Tea"] * 5 + ["Milk"] * 5


def test_a_date_on_the_first_of_its_products_holds_for_them() -> None:
    rows = [(f"2024-01-{d:02d}" if p == "a" else None, p, "3") for d in range(1, 6) for p in ("a", "b", "c")]
    assert filled(rows, ["Date", "Product", "Qty"])["Date"].null_count() == 0


def test_labels_inside_labels_hold_too() -> None:
    rows = [
        (s if (p, d) == ("a", 1) else None, p if d == 1 else None, f"2024-01-{d:02d}", "3")
        for s in ("N", "S") for p in ("a", "b") for d in range(1, 5)
    ]  # fmt: skip
    table = filled(rows, ["Store", "Product", "Date", "Qty"])
    assert table.select("Store", "Product").null_count().row(0) == (0, 0)
    assert table.filter(pl.col("Store") == "S").height == 8


def test_a_column_that_is_filled_now_and_then_is_left_as_it_is() -> None:
    rows = [("Flyer" if d % 5 == 1 else None, f"2024-01-{d:02d}", "3") for d in range(1, 29)]
    assert filled(rows, ["Remark", "Date", "Qty"])["Remark"].null_count() == 22
    rows = [("a" if d % 5 == 1 else None, f"2024-01-{d:02d}", "3") for d in range(1, 29)]
    assert filled(rows, ["Product", "Date", "Qty"])["Product"].null_count() == 22


def test_what_cannot_be_proved_is_asked_and_both_answers_work() -> None:
    rows = [(f"P{d}" if d % 7 == 1 else None, f"2024-01-{d:02d}", "3") for d in range(1, 29)]
    with pytest.raises(ColumnsError, match="Product is filled on 4 of 28 rows") as error:
        filled(rows, ["Product", "Date", "Qty"])
    assert "fill_down=False" in error.value.fix
    assert filled(rows, ["Product", "Date", "Qty"], fill_down=True)["Product"].null_count() == 0
    assert filled(rows, ["Product", "Date", "Qty"], fill_down=False)["Product"].null_count() == 24


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(2, 9), min_size=2, max_size=6))
def test_blocks_of_any_length_come_back_whole(lengths: list[int]) -> None:
    blocks = [(f"P{i}", d) for i, n in enumerate(lengths) for d in range(1, n + 1)]
    rows = [(p if d == 1 else None, f"2024-01-{d:02d}", "1") for p, d in blocks]
    assert filled(rows, ["Product", "Date", "Qty"], fill_down=True)["Product"].to_list() == [
        p for p, _ in blocks
    ]


def test_a_total_takes_no_label_of_the_rows_above_it() -> None:
    rows = [("Fruit", "Tea", "1"), ("Fruit", "Milk", "2"), ("Fruit Total", None, "3"), ("Veg", "Leek", "4")]
    rows += [("Veg Total", None, "4"), ("Grand Total", None, "7")]
    assert filled(rows, ["Group", "Product", "Qty"])["Product"].null_count() == 3
