"""Row by row or a whole file at once: the same sales are added, known and conflicting, on every database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foresale.storage.database.sales.repository import DatabaseSales
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.trade import ChangedDayRow, SaleRow
from foresale.workflows.importing.sale_lines import COLUMNS

NUMBERS = ("1", "a", "A", "ä", "ae", "1.0", "x~1")
TEXTS = (None, "spring", "Spring", "sprïng", "sale ½")
MONEY = st.none() | st.decimals(0, 20, places=4)


@st.composite
def sales(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Sales of few numbers and values, so that many of them meet; all times of one kind, as in a file."""
    zone = draw(st.sampled_from((UTC, None)))
    hours = st.datetimes(datetime(2024, 3, 30), datetime(2024, 4, 1)).map(lambda t: t.replace(tzinfo=zone))
    times = st.sampled_from(draw(st.lists(hours, min_size=1, max_size=2)))
    row = st.fixed_dictionaries(
        {
            "transaction_id": st.sampled_from(NUMBERS),
            "product": st.sampled_from(("P1", "p1", "P2")),
            "store": st.sampled_from(("S1", "S2")),
            "sold_at": times,
            "quantity": st.sampled_from((1.0, -2.0, 0.1, 1 / 3, 1e12)),
            "unit_price": MONEY.map(lambda price: price if price is None or price > 1 else None),
            "revenue": st.sampled_from((None, Decimal("2.5000"))),
            "customer_group": st.sampled_from(TEXTS),
            "promotion": st.sampled_from(TEXTS),
        }
    ).map(lambda sale: sale | {"unit_price": None if sale["quantity"] == 1e12 else sale["unit_price"]})
    return draw(st.lists(row, max_size=12))


def frame_of(rows: Sequence[dict[str, Any]]) -> pl.DataFrame:
    zone = "UTC" if rows and rows[0]["sold_at"].tzinfo else None
    kinds = dict(COLUMNS) | {"sold_at": pl.Datetime("us", zone)}
    return pl.DataFrame(list(rows), schema=kinds)


def stored(connection: sa.Connection) -> tuple[list[tuple[Any, ...]], set[tuple[Any, ...]]]:
    table = SaleRow.__table__
    columns = [column for column in table.c if column.name != "id"]
    rows = connection.execute(sa.select(*columns).order_by(table.c.transaction_id))
    days = connection.execute(sa.select(ChangedDayRow.store_id, ChangedDayRow.day))
    return [tuple(row) for row in rows], {tuple(row) for row in days}


def counts_by_file(connection: sa.Connection, files: Sequence[Sequence[dict[str, Any]]]) -> list[Any]:
    book = DatabaseSales(connection, time_zone="Europe/Berlin")
    counts = [book.add(frame_of(rows)) for rows in files]
    return [(count.new, count.known, count.conflicting) for count in counts]


def counts_by_row(connection: sa.Connection, files: Sequence[Sequence[dict[str, Any]]]) -> list[Any]:
    book = DatabaseSales(connection, time_zone="Europe/Berlin")
    found = [Counter(outcome.status for outcome in book.add_each(rows)) for rows in files]
    return [(count["added"], count["known"], count["conflicting"]) for count in found]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=st.lists(sales(), min_size=1, max_size=2))
def test_both_ways_tell_and_store_the_same(database: sa.Engine, files: list[list[dict[str, Any]]]) -> None:
    found = []
    for add in (counts_by_file, counts_by_row):
        with database.connect() as connection, connection.begin() as transaction:
            connection.execute(
                sa.insert(ProductRow), [{"sku": sku, "name": sku} for sku in ("P1", "p1", "P2")]
            )
            stores = [
                {"id": 1, "code": "S1", "time_zone": "Asia/Tokyo"},
                {"id": 2, "code": "S2", "time_zone": None},
            ]
            connection.execute(sa.insert(StoreRow), [store | {"name": "Shop"} for store in stores])
            products = dict(
                connection.execute(sa.select(ProductRow.id, ProductRow.sku)).all()  # ids go on counting
            )
            counts = add(connection, files)
            rows, days = stored(connection)
            named = [(row[0], row[1], products[row[2]], *row[3:]) for row in rows]
            found.append((counts, named, days))
            transaction.rollback()
    assert found[0] == found[1]


def test_a_number_that_comes_first_with_other_values_conflicts_and_then_is_known(database: sa.Engine) -> None:
    sale = {
        "transaction_id": "7", "product": "Tea", "store": "Ulm", "sold_at": datetime(2024, 5, 2),
        "quantity": 1.0,
    }  # fmt: skip
    book = DatabaseSales(database)
    book.add(pl.DataFrame([sale]))
    again = [sale | {"quantity": 2.0}, sale, sale | {"sold_at": datetime(2024, 5, 1)}]
    count = book.add(pl.DataFrame(again))
    assert (count.new, count.known, count.conflicting) == (0, 1, 2)
    assert [outcome.status for outcome in book.add_each(again)] == ["conflicting", "known", "conflicting"]


def test_of_a_file_the_first_row_counts_whatever_its_day(database: sa.Engine) -> None:
    rows = [
        {"transaction_id": "7", "product": "Tea", "store": "Ulm", "sold_at": day, "quantity": 1.0}
        for day in (datetime(2024, 5, 2), datetime(2024, 5, 1))
    ]
    count = DatabaseSales(database).add(pl.DataFrame(rows))
    assert (count.new, count.known, count.conflicting) == (1, 0, 1)
    with database.connect() as connection:
        assert connection.scalar(sa.select(SaleRow.sold_on)) == datetime(2024, 5, 2).date()


def test_rows_that_cant_be_sales_are_told_by_field_and_the_others_kept(database: sa.Engine) -> None:
    sale = {"product": "Tea", "store": "Ulm", "sold_at": datetime(2024, 5, 2, tzinfo=UTC), "quantity": 1.0}
    book = DatabaseSales(database)
    book.add(pl.DataFrame([sale | {"transaction_id": "0"}]))
    rows = [
        sale | {"transaction_id": "1", "quantity": 2e12},
        sale | {"transaction_id": "2", "promotion": "a\tb"},
        sale | {"transaction_id": "3", "sold_at": datetime(2024, 5, 2, 1)},
        sale | {"transaction_id": "", "store": "Bonn"},
        sale | {"transaction_id": "5", "store": "Bonn"},
        sale | {"transaction_id": "6", "unit_price": Decimal("3.10"), "quantity": 3.0},
    ]
    outcomes = book.add_each(rows)
    assert [(outcome.status, outcome.column) for outcome in outcomes] == [
        ("rejected", "quantity"), ("rejected", "promotion"), ("added", None), ("rejected", "transaction_id"),
        ("rejected", "store"), ("added", None),
    ]  # fmt: skip
    with database.connect() as connection:
        assert connection.scalar(sa.select(SaleRow.revenue).where(SaleRow.transaction_id == "6")) == Decimal(
            "9.3000"
        )
