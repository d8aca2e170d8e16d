"""Sales are kept once and exactly, on every database, however often and by whomever they come."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import polars as pl
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from foresale.errors import BadRowsError, OptionError
from foresale.storage.database.engine import migrate
from foresale.storage.database.engine.connect import connect
from foresale.storage.database.sales.repository import DatabaseSales
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.trade import SaleRow
from foresale.workflows.ports import ImportCount


def receipts() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "transaction_id": ["1", "2", "3"],
            "product": ["Tea", 'Cake, "fresh";', "NULL"],
            "store": ["Köln", "Ulm", "Ulm"],
            "sold_at": [datetime(2024, 5, 1, 23, 30, tzinfo=UTC)] * 3,
            "quantity": [1, -2, 0.1],
            "unit_price": ["3.1415", None, "2"],
            "revenue": [None, Decimal("-7.0001"), None],
            "customer_group": [None, "", "\\N"],
            "promotion": ["ä\\", None, "NULL"],
            "category": ["Drinks", "Food", None],
        },
        strict=False,
    )


def kept(database: sa.Engine) -> list[tuple[object, ...]]:
    columns = (
        SaleRow.transaction_id, ProductRow.sku, StoreRow.code, SaleRow.sold_at, SaleRow.sold_on,
        SaleRow.quantity, SaleRow.unit_price, SaleRow.revenue, SaleRow.customer_group, SaleRow.promotion,
    )  # fmt: skip
    query = (
        sa.select(*columns)
        .join(ProductRow, ProductRow.id == SaleRow.product_id)
        .join(StoreRow, StoreRow.id == SaleRow.store_id)
    )
    with Session(database) as session:
        return [tuple(row) for row in session.execute(query.order_by(SaleRow.transaction_id))]


def many(rows: int, seed: int = 1) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    return pl.DataFrame(
        {
            "transaction_id": [f"{seed}-{number:06d}" for number in range(rows)],
            "product": [f"P{number}" for number in rng.integers(0, 50, rows)],
            "store": [f"S{number}" for number in rng.integers(0, 3, rows)],
            "sold_at": pl.Series(np.sort(rng.integers(19_000, 19_100, rows))).cast(pl.Int32).cast(pl.Date),
            "quantity": rng.integers(1, 5, rows).astype(float),
            "unit_price": rng.integers(1, 999, rows) / 100,
        }
    )


def test_lines_are_kept_to_the_letter_and_the_cent(database: sa.Engine) -> None:
    count = DatabaseSales(database).add(receipts())
    assert count == ImportCount(new=3, products=3, stores=2)
    sold = (datetime(2024, 5, 1, 23, 30, tzinfo=UTC), date(2024, 5, 1))
    assert kept(database) == [
        ("1", "Tea", "Köln", *sold, 1.0, Decimal("3.1415"), Decimal("3.1415"), None, "ä\\"),
        ("2", 'Cake, "fresh";', "Ulm", *sold, -2.0, None, Decimal("-7.0001"), None, None),
        ("3", "NULL", "Ulm", *sold, 0.1, Decimal("2.0000"), Decimal("0.2000"), "\\N", "NULL"),
    ]
    with Session(database) as session:
        assert dict(session.execute(sa.select(ProductRow.sku, ProductRow.category)).all()) == {
            "Tea": "Drinks", 'Cake, "fresh";': "Food", "NULL": None,
        }  # fmt: skip


def test_the_same_file_twice_changes_nothing_and_says_so(database: sa.Engine) -> None:
    book = DatabaseSales(database)
    book.add(receipts())
    before = kept(database)
    assert book.add(receipts()) == ImportCount(new=0, known=3)
    assert kept(database) == before


def test_a_file_can_come_again_in_another_order_and_grown(database: sa.Engine) -> None:
    book = DatabaseSales(database)
    file = many(3000)
    assert book.add(file.tail(2990)) == ImportCount(new=2990, products=50, stores=3)
    assert book.add(file.sample(fraction=1, shuffle=True, seed=3)) == ImportCount(new=10, known=2990)


def test_lines_that_say_something_else_are_counted_and_left_out(database: sa.Engine) -> None:
    book = DatabaseSales(database)
    book.add(receipts())
    before = kept(database)
    changed = receipts().with_columns(
        pl.when(pl.col("transaction_id") == "2").then(99).otherwise("quantity").alias("quantity"),
        pl.when(pl.col("transaction_id") == "3").then(None).otherwise("promotion").alias("promotion"),
    )
    assert book.add(changed) == ImportCount(new=0, known=1, conflicting=2)
    assert kept(database) == before


def test_ids_that_repeat_within_a_file_are_the_same_sale(database: sa.Engine) -> None:
    twice = pl.concat([receipts(), receipts().head(1), receipts().head(1).with_columns(quantity=7.0)])
    count = DatabaseSales(database).add(twice)
    assert (count.new, count.known, count.conflicting) == (3, 1, 1)
    assert kept(database)[0][5] == 1.0


def test_a_sales_day_is_its_stores_day(database: sa.Engine) -> None:
    with Session(database) as session, session.begin():
        session.add_all(
            [StoreRow(code="Tokyo", name="Tokyo", time_zone="Asia/Tokyo"), StoreRow(code="Here", name="Here")]
        )
    book = DatabaseSales(database, time_zone="Europe/Berlin")
    moment = pl.DataFrame(
        {
            "product": "Tea",
            "store": ["Tokyo", "Here"],
            "sold_at": datetime(2024, 5, 1, 16, tzinfo=UTC),
            "quantity": 1.0,
        }
    )
    book.add(moment.with_columns(transaction_id=pl.Series(["1", "2"])))
    clock = moment.with_columns(sold_at=pl.lit(datetime(2024, 3, 31, 2, 30)))  # an hour that Berlin skips
    book.add(clock.with_columns(transaction_id=pl.Series(["3", "4"])))
    day = moment.with_columns(sold_at=pl.lit(date(2024, 5, 1)))
    book.add(day.with_columns(transaction_id=pl.Series(["5", "6"])))
    times = {row[0]: row[3:5] for row in kept(database)}
    assert times == {
        "1": (datetime(2024, 5, 1, 16, tzinfo=UTC), date(2024, 5, 2)),
        "2": (datetime(2024, 5, 1, 16, tzinfo=UTC), date(2024, 5, 1)),
        "3": (datetime(2024, 3, 30, 17, 30, tzinfo=UTC), date(2024, 3, 31)),
        "4": (datetime(2024, 3, 31, 1, 30, tzinfo=UTC), date(2024, 3, 31)),
        "5": (datetime(2024, 5, 1, 3, tzinfo=UTC), date(2024, 5, 1)),
        "6": (datetime(2024, 5, 1, 10, tzinfo=UTC), date(2024, 5, 1)),
    }
    with pytest.raises(OptionError, match="Middle-earth"):
        DatabaseSales(database, time_zone="Middle-earth").add(day.with_columns(transaction_id=pl.lit("7")))


def test_a_bad_line_or_a_stop_leaves_everything_as_it_was(database: sa.Engine) -> None:
    book = DatabaseSales(database)
    with pytest.raises(BadRowsError, match=r"1 of 3 .* row 2: 'product' is longer"):
        book.add(receipts().with_columns(product=pl.Series(["a", "b" * 101, "c"])))

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    for file in (receipts(), many(120_000)):
        with pytest.raises(KeyboardInterrupt):
            book.add(file, advance=stop)
    with Session(database) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(ProductRow)) == 0
        assert session.scalar(sa.select(sa.func.count()).select_from(SaleRow)) == 0
    assert {index["name"] for index in sa.inspect(database).get_indexes("sales")} >= {
        "ix_sales_days", "ix_sales_product", "ix_sales_sold_on",
    }  # fmt: skip


def test_two_at_once_keep_every_sale_once(database: sa.Engine) -> None:
    address = database.url.render_as_string(hide_password=False)
    other = many(20_000, seed=2).with_columns(pl.col("product") + "x")
    files = [many(20_000), many(20_000), other]
    counts: list[ImportCount] = []

    def add(file: pl.DataFrame) -> None:
        own = connect(address)
        counts.append(DatabaseSales(own).add(file))
        own.dispose()

    threads = [threading.Thread(target=add, args=(file,)) for file in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(counts) == 3
    with Session(database) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(SaleRow)) == 40_000


def test_a_large_first_import_leaves_the_indexes_in_place(database: sa.Engine) -> None:
    before = sa.inspect(database).get_indexes("sales")
    count = DatabaseSales(database).add(many(120_000))
    assert count.new == 120_000
    assert sa.inspect(database).get_indexes("sales") == before
    assert DatabaseSales(database).add(many(1000)).products == 0


def test_mariadb_that_takes_no_files_gets_batches(database: sa.Engine) -> None:
    if database.dialect.name != "mysql":
        return
    with database.begin() as connection:
        connection.exec_driver_sql("SET GLOBAL local_infile = 0")
    try:
        assert DatabaseSales(database).add(receipts()).new == 3
        assert [row[9] for row in kept(database)] == ["ä\\", None, "NULL"]
    finally:
        with database.begin() as connection:
            connection.exec_driver_sql("SET GLOBAL local_infile = 1")


def test_an_owner_without_further_rights_imports_as_well(postgres_url: str) -> None:
    master = sa.create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with master.connect() as connection:
        connection.exec_driver_sql("CREATE ROLE clerk LOGIN")
        connection.exec_driver_sql("CREATE DATABASE of_clerk OWNER clerk")
    address = sa.make_url(postgres_url).set(username="clerk", database="of_clerk")
    own = connect(address.render_as_string(hide_password=False))
    migrate.upgrade(own)
    book = DatabaseSales(own)
    assert book.add(many(120_000)).new == 120_000
    assert book.add(many(1000, seed=2)) == ImportCount(new=1000)
    own.dispose()
    master.dispose()
