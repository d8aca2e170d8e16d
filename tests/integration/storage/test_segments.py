"""What lists and rules hold, and what is sold and planned of it, the same on every database."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from foresale.errors import OptionError
from foresale.storage.database.sales.repository import DatabaseSales
from foresale.storage.database.segments.fill import fill_by_rule, find_products, put_products
from foresale.storage.database.segments.read import parts_of, segments_filled
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.catalog import EventRow, ProductRow
from foresale.storage.database.tables.segments import SegmentProductRow, SegmentRow
from foresale.workflows.ports import Scope
from foresale.workflows.segment_rules import SegmentRule

LAST = date(2026, 3, 31)
WEEKLY = {"TEA": 60.0, "CAKE": 25.0, "SALT": 10.0, "SOAP": 5.0}
"""Units sold every seventh day for a year; prices make SOAP the second by revenue."""
PRICES = {"TEA": 1.0, "CAKE": 1.0, "SALT": 0.5, "SOAP": 8.0}


@pytest.fixture
def book(database: sa.Engine) -> DatabaseSales:
    rows = [
        {"product": sku, "sold_at": LAST - timedelta(7 * week), "quantity": units, "unit_price": PRICES[sku]}
        for sku, units in WEEKLY.items()
        for week in range(52)
    ]
    rows += [{"product": "NEW", "sold_at": LAST - timedelta(3), "quantity": 0.5, "unit_price": 1.0}]
    frame = pl.DataFrame(rows).with_columns(
        transaction_id=pl.format("t{}", pl.int_range(pl.len())),
        store=pl.lit("S1"),
        category=pl.when(pl.col("product").is_in(["TEA", "CAKE"]))
        .then(pl.lit("Food"))
        .otherwise(pl.lit("Other")),
    )
    book = DatabaseSales(database)
    book.add(frame)
    return book


def held(database: sa.Engine, rule: SegmentRule) -> set[str]:
    with database.connect().execution_options(writes=False) as connection:
        ids = find_products(connection, rule, LAST)
        return set(connection.scalars(sa.select(ProductRow.sku).where(ProductRow.id.in_(ids))))


def test_a_rule_finds_its_products(database: sa.Engine, book: DatabaseSales) -> None:
    for rule, expected in (
        (SegmentRule("top_sellers", to_share=0.8), {"TEA", "CAKE"}),
        (SegmentRule("top_sellers", from_share=0.8, to_share=1.0), {"SALT", "SOAP", "NEW"}),
        (SegmentRule("top_sellers", by="revenue", to_share=0.7), {"TEA", "SOAP"}),
        (SegmentRule("top_sellers", to_share=0.5, category="Other"), {"SALT"}),
        (SegmentRule("slow_movers", units_per_week=10), {"SALT", "SOAP", "NEW"}),
        (SegmentRule("slow_movers", units_per_week=1), {"NEW"}),
        (SegmentRule("new_products", days=30), {"NEW"}),
    ):
        assert held(database, rule) == expected, rule


def test_what_is_out_of_use_or_not_sold_yet_is_in_no_segment(
    database: sa.Engine, book: DatabaseSales
) -> None:
    with Session(database) as session, session.begin():
        session.execute(sa.update(ProductRow).where(ProductRow.sku == "TEA").values(is_active=False))
    assert held(database, SegmentRule("top_sellers", to_share=0.5)) == {"CAKE"}
    with database.connect().execution_options(writes=False) as connection:
        assert find_products(connection, SegmentRule("top_sellers"), date(1999, 1, 1)) == []


@pytest.fixture
def slow(database: sa.Engine, book: DatabaseSales) -> int:
    """The id of a rule's segment that isn't filled yet."""
    with Session(database) as session, session.begin():
        rule = {"kind": "slow_movers", "units_per_week": 10}
        row = SegmentRow(name="Slow", rule=rule, filled_at=utc_now())
        session.add(row)
        session.flush()
        return row.id


def test_a_rule_is_filled_anew_and_tells_that_it_was(
    database: sa.Engine, book: DatabaseSales, slow: int
) -> None:
    with database.connect() as connection:
        before = segments_filled(connection, ["Slow", "Fast"])
    assert set(before) == {"Slow"}
    assert fill_by_rule(database, "Slow", LAST) == 3
    assert fill_by_rule(database, "Slow", LAST) == 3
    with Session(database) as session:
        assert session.get_one(SegmentRow, slow).n_products == 3
        assert segments_filled(session.connection(), ["Slow"])["Slow"][1] > before["Slow"][1]
        assert session.scalar(sa.select(sa.func.count()).select_from(SegmentProductRow)) == 3
    with pytest.raises(OptionError, match="There is no segment 'slow'"):
        fill_by_rule(database, "slow", LAST)
    with pytest.raises(OptionError, match="holds no product"):
        fill_by_rule(database, "Slow", date(1999, 1, 1))


def test_sales_and_plans_of_a_segment_are_those_of_its_products(
    database: sa.Engine, book: DatabaseSales, slow: int
) -> None:
    fill_by_rule(database, "Slow", LAST)
    with Session(database) as session, session.begin():
        ids = dict(tuple(row) for row in session.execute(sa.select(ProductRow.sku, ProductRow.id)))
        days = {"starts_on": LAST, "ends_on": LAST}
        session.add_all(
            [
                EventRow(name="all", **days), EventRow(name="tea", product_id=ids["TEA"], **days),
                EventRow(name="salt", product_id=ids["SALT"], **days),
                EventRow(name="food", category="Food", **days),
                EventRow(name="other", category="Other", **days),
            ]
        )  # fmt: skip
    slow_ones, salt = Scope(segment="segment=Slow"), Scope(segment="product=SALT")
    assert set(book.daily(slow_ones)["product"]) == {"SALT", "SOAP", "NEW"}
    assert set(book.daily(salt)["product"]) == {"SALT"}
    assert book.last_day(Scope(segment="segment=None such")) is None
    assert set(book.events(slow_ones)["name"]) == {"all", "salt", "other"}
    assert set(book.events(Scope(segment="product=TEA"))["name"]) == {"all", "tea", "food"}
    assert book.segment_products().rows() == [
        ("segment=Slow", "NEW"), ("segment=Slow", "SALT"), ("segment=Slow", "SOAP"),
    ]  # fmt: skip


def test_a_list_takes_others_in_and_lets_the_rest_go(
    database: sa.Engine, book: DatabaseSales, slow: int
) -> None:
    with database.begin() as connection:
        ids = sorted(connection.scalars(sa.select(ProductRow.id)))
        assert put_products(connection, slow, ids[:3])
        assert put_products(connection, slow, ids[2:])
        assert not put_products(connection, slow, ids[2:])
        kept = connection.scalars(sa.select(SegmentProductRow.product_id))
        assert sorted(kept) == ids[2:]


def test_the_parts_of_an_assortment_are_those_in_use(
    database: sa.Engine, book: DatabaseSales, slow: int
) -> None:
    with Session(database) as session, session.begin():
        session.execute(sa.update(ProductRow).where(ProductRow.sku == "NEW").values(is_active=False))
    with database.connect().execution_options(writes=False) as connection:
        assert parts_of(connection, "category") == ["category=Food", "category=Other"]
        assert parts_of(connection, "store") == ["store=S1"]
        assert parts_of(connection, "segment") == ["segment=Slow"]
        assert parts_of(connection, "product") == [f"product={sku}" for sku in sorted(WEEKLY)]
