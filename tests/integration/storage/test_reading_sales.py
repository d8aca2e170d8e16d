"""What was sold is summed the same on every database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa
from polars.testing import assert_frame_equal
from sqlalchemy.orm import Session

from foresale.errors import OptionError
from foresale.storage.database.sales.repository import DatabaseSales
from foresale.storage.database.sales.sales_sums import SoldQuestion
from foresale.storage.database.tables.catalog import EventRow, ProductRow
from foresale.workflows.ports import Scope

DAYS = [date(2024, 4, 30), date(2024, 5, 1), date(2024, 5, 1), date(2024, 5, 5), date(2024, 5, 6)]


def week() -> pl.DataFrame:
    """A Tuesday, a Wednesday twice, and the Sunday and Monday after."""
    return pl.DataFrame(
        {
            "transaction_id": ["1", "2", "3", "4", "5"],
            "product": ["Tea", "Tea", "Tea", "Cake", "Tea"],
            "store": ["Ulm", "Ulm", "Ulm", "Köln", "Köln"],
            "sold_at": DAYS,
            "quantity": [1.0, 2.0, 3.5, -1.0, 4.0],
            "unit_price": [0.1, 0.1, 0.2, 2.0, None],
            "promotion": [None, None, "May", None, None],
            "category": ["Drinks", "Drinks", "Drinks", "Food", "Drinks"],
        }
    )


@pytest.fixture
def book(database: sa.Engine) -> DatabaseSales:
    book = DatabaseSales(database)
    book.add(week())
    return book


def test_daily_sales_are_sums_by_product_store_and_day(book: DatabaseSales) -> None:
    expected = pl.DataFrame(
        {
            "product": ["Cake", "Tea", "Tea", "Tea"],
            "store": ["Köln", "Köln", "Ulm", "Ulm"],
            "date": [DAYS[3], DAYS[4], DAYS[0], DAYS[1]],
            "units": [-1.0, 4.0, 1.0, 5.5],
            "revenue": [-2.0, None, 0.1, 0.9],
            "price": [None, None, 0.1, 0.9 / 5.5],
            "promotion": pl.Series([0, 0, 0, 1], dtype=pl.Int8),
            "category": ["Food", "Drinks", "Drinks", "Drinks"],
        }
    )
    assert_frame_equal(book.daily(Scope()), expected)
    assert_frame_equal(book.daily(Scope(), since=DAYS[3]), expected.head(2))
    assert_frame_equal(book.daily(Scope(segment="store=Ulm")), expected.tail(2))
    assert_frame_equal(book.daily(Scope(segment="category=Food")), expected.head(1))
    nothing = book.daily(Scope(segment="category=drinks"))
    assert (nothing.height, nothing.schema) == (0, expected.schema)
    for segment in ("colour=red", "store=", ""):
        with pytest.raises(OptionError, match="segment"):
            book.daily(Scope(segment=segment))


def test_events_are_those_that_touch_the_scope(book: DatabaseSales, database: sa.Engine) -> None:
    with Session(database) as session, session.begin():
        tea = session.scalar(sa.select(ProductRow.id).where(ProductRow.sku == "Tea"))
        for name, touched in (("All", {}), ("Food", {"category": "Food"}), ("Tea", {"product_id": tea})):
            session.add(EventRow(name=name, starts_on=DAYS[0], ends_on=DAYS[1], **touched))
    assert set(book.events(Scope())["name"]) == {"All", "Food", "Tea"}
    assert set(book.events(Scope(segment="category=Food"))["name"]) == {"All", "Food", "Tea"}
    assert set(book.events(Scope(segment="category=Drinks"))["name"]) == {"All", "Tea"}


def test_sums_are_exact_by_day_week_and_month(book: DatabaseSales) -> None:
    def told(*by: str, **asked: Any) -> list[tuple[Any, ...]]:
        return [(row[0].day, *row[1:]) for row in book.sum_sales(SoldQuestion(by=by, **asked))]

    money = Decimal
    assert told() == [
        (30, 1.0, money("0.1000"), 1),
        (1, 5.5, money("0.9000"), 2),
        (5, -1.0, money("-2.0000"), 1),
        (6, 4.0, None, 1),
    ]
    assert told("store", grain="week") == [
        (29, "Köln", -1.0, money("-2.0000"), 1),
        (29, "Ulm", 6.5, money("1.0000"), 3),
        (6, "Köln", 4.0, None, 1),
    ]
    assert told("category", grain="month", first=DAYS[1]) == [
        (1, "Drinks", 9.5, money("0.9000"), 3),
        (1, "Food", -1.0, money("-2.0000"), 1),
    ]
    assert told("category", "product", "store", grain="month", first=DAYS[1]) == [
        (1, "Drinks", "Tea", "Köln", 4.0, None, 1),
        (1, "Drinks", "Tea", "Ulm", 5.5, money("0.9000"), 2),
        (1, "Food", "Cake", "Köln", -1.0, money("-2.0000"), 1),
    ]
    assert told("product", grain="month", last=DAYS[0]) == [(1, "Tea", 1.0, money("0.1000"), 1)]
    assert told(grain="month", category="Food") == [(1, -1.0, money("-2.0000"), 1)]
    assert told(grain="month", store_ids=[]) == []
