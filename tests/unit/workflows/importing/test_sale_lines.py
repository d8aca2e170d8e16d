"""Lines of sales get every column and its type; what can't be kept is told line by line."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import polars as pl
import pytest

from foresale.errors import BadRowsError, ColumnsError
from foresale.workflows.importing.sale_lines import (
    ABOUT_PRODUCTS,
    COLUMNS,
    build_sale_lines,
    check_lines,
    faults,
)

FEW = {"transaction_id": [1, 2], "product": ["Tea", "Tea"], "store": ["", "Ulm"], "quantity": [3, "0.1"]}


def lines(**others: object) -> pl.DataFrame:
    return build_sale_lines(pl.DataFrame({**FEW, "sold_at": date(2024, 5, 1), **others}, strict=False))


def test_money_is_exact_and_revenue_is_worked_out_where_it_is_missing() -> None:
    found = lines(unit_price=["0.1", "0.30005"], revenue=[None, None])
    assert list(found.columns) == [*COLUMNS, *ABOUT_PRODUCTS]
    assert found["unit_price"].to_list() == [Decimal("0.1000"), Decimal("0.3000")]
    assert found["revenue"].to_list() == [Decimal("0.3000"), Decimal("0.0300")]
    assert lines(unit_price=[1.5, None], revenue=[2, None])["revenue"].to_list() == [Decimal(2), None]


def test_times_keep_what_they_are() -> None:
    wall, moment = datetime(2024, 5, 1, 9), pl.Series([datetime(2024, 5, 1, 9)] * 2)
    assert lines().schema["sold_at"] == pl.Date
    assert lines(sold_at=wall).schema["sold_at"] == pl.Datetime("us")
    berlin = lines(sold_at=moment.dt.replace_time_zone("Europe/Berlin"))
    assert berlin.schema["sold_at"] == pl.Datetime("us", "UTC")
    assert berlin["sold_at"].dt.hour().to_list() == [7, 7]


def test_columns_that_are_missing_or_hold_something_else_are_told() -> None:
    with pytest.raises(ColumnsError, match="no column 'store'"):
        build_sale_lines(pl.DataFrame({**FEW, "sold_at": date(2024, 5, 1)}, strict=False).drop("store"))
    with pytest.raises(ColumnsError, match="no times or days"):
        lines(sold_at="yesterday")
    with pytest.raises(ColumnsError, match="can't be read"):
        lines(quantity=["many", "few"])


def test_each_bad_line_is_told_with_its_first_fault() -> None:
    bad = lines(
        unit_price=[1e300, 2.0], customer_group=["x" * 51, "a\0b"], quantity=[float("inf"), 1.0]
    )  # fmt: skip
    assert faults(bad).rows() == [
        (0, "store", None, "is empty"),
        (1, "customer_group", "a\0b", "holds a control character"),
    ]
    with pytest.raises(BadRowsError, match=r"2 of 2 sales .* row 1: 'store' is empty"):
        check_lines(bad)
    costly = lines(store="Ulm", unit_price=[1e300, 2.0])
    assert faults(costly).select("row", "column").rows() == [(0, "unit_price")]
    early = lines(store="Ulm", sold_at=date(18, 5, 1))
    assert set(faults(early)["reason"]) == {"isn't a date of our time"}
    good = lines(store="Ulm")
    assert check_lines(good) is good


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("quantity", 1.1e12, "is more than a sale can have"),
        ("unit_price", -0.01, "is a negative price"),
        ("unit_price", 1.1e12, "is more than a sale can cost"),
        ("revenue", -1.1e12, "is more than a sale can cost"),
        ("sold_at", date(2201, 1, 1), "isn't a date of our time"),
        ("promotion", "a\tb", "holds a control character"),
        ("customer_group", "g" * 51, "is longer than 50 characters"),
    ],
)
def test_a_line_that_no_way_in_may_add_is_refused(field: str, value: object, reason: str) -> None:
    assert faults(lines(store="Ulm", **{field: value})).select("column", "reason").unique().rows() == [
        (field, reason)
    ]


def test_the_largest_that_a_sale_may_be_is_taken() -> None:
    largest = lines(store="Ulm", quantity=1e12, unit_price=1.0, customer_group="g" * 50)
    assert faults(largest).height == 0
    assert largest["revenue"].to_list() == [Decimal(10**12)] * 2
