"""What stores sold a day, as it is kept, is the sum of their sales after whatever happened to these."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import polars as pl
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from daily_both_ways import daily_both_ways, pack
from empty_shop import FIRST, empty_shop
from examples_on import examples_on
from foresale.errors import ConflictError
from foresale.storage.database.engine.transactions import write
from foresale.storage.database.monitoring.actuals import DatabaseActuals
from foresale.storage.database.sales.add_each import SaleRules, add_each
from foresale.storage.database.sales.corrections import cancel_sale, change_sale, remove_sale, undo_import
from foresale.storage.database.sales.repository import DatabaseSales
from foresale.storage.database.sales.sales_sums import SoldQuestion
from foresale.storage.database.sales.sold_days import select_sold_days, sum_changed_days
from foresale.storage.database.sales.sold_product_days import (
    select_product_days,
    sum_changed_product_days,
)
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.trade import (
    ChangedProductDayRow,
    PackedDayRow,
    SaleRow,
    SoldDayRow,
    SoldProductDayRow,
)
from foresale.workflows.importing.sale_lines import COLUMNS

RULES = SaleRules("UTC")
IMPORTS = ("5f0c6a52-0000-4000-8000-000000000001", "5f0c6a52-0000-4000-8000-000000000002")


@st.composite
def sales(draw: st.DrawFn) -> dict[str, Any]:
    """A sale of few numbers, stores and days, with amounts that add up exactly in any order."""
    return {
        "transaction_id": draw(st.sampled_from("abcdefgh")),
        "product": draw(st.sampled_from(("Tea", "Nut"))),
        "store": draw(st.sampled_from(("S1", "S2"))),
        "sold_at": FIRST + timedelta(days=draw(st.integers(0, 2))),
        "quantity": draw(st.sampled_from((1.0, -2.0, 0.125, 3.5))),
        "unit_price": None,
        "revenue": draw(st.sampled_from((None, Decimal("2.5000"), Decimal("0.0001")))),
        "customer_group": None,
        "promotion": draw(st.sampled_from((None, "May"))),
    }


NUMBERS = st.integers(0, 7)
DEEDS = st.one_of(
    st.tuples(st.just("file"), st.lists(sales(), min_size=1, max_size=6), st.sampled_from(IMPORTS)),
    st.tuples(st.just("rows"), st.lists(sales(), min_size=1, max_size=3), st.none()),
    st.tuples(st.just("change"), NUMBERS, sales()),
    st.tuples(st.just("cancel"), NUMBERS, st.none()),
    st.tuples(st.just("remove"), NUMBERS, st.none()),
    st.tuples(st.just("undo"), st.sampled_from(IMPORTS), st.none()),
    st.tuples(st.just("sum"), st.integers(1, 3), st.none()),
    st.tuples(st.just("sum products"), st.integers(1, 3), st.none()),
    st.tuples(st.just("pack"), st.booleans(), st.none()),
    st.tuples(st.just("rename"), st.sampled_from(("Tea", "Nut")), st.sampled_from(("Dry", "Hot", None))),
    st.tuples(st.just("look"), st.none(), st.none()),
)


def do(engine: sa.Engine, deed: tuple[str, Any, Any]) -> None:
    kind, what, other = deed
    if kind == "sum":
        sum_changed_days(engine, what)
    elif kind == "sum products":
        sum_changed_product_days(engine, what)
    elif kind == "pack":
        pack(engine, whole=what)
    elif kind == "rename":
        with engine.begin() as connection:
            connection.execute(sa.update(ProductRow).where(ProductRow.sku == what).values(category=other))
    elif kind == "look":
        actuals = DatabaseActuals(engine)
        actuals.mark_checked(actuals.changes(), {})
    elif kind == "file":
        frame = pl.DataFrame(what, schema=dict(COLUMNS) | {"sold_at": pl.Datetime("us", "UTC")})
        DatabaseSales(engine).add(frame, import_id=other)
    elif kind == "rows":
        DatabaseSales(engine).add_each(what)
    else:
        with engine.begin() as connection, suppress(ConflictError):
            correct(connection, kind, what, other)


def correct(connection: sa.Connection, kind: str, what: Any, other: Any) -> None:
    if kind == "undo":
        undo_import(connection, what)
        return
    ids = connection.scalars(sa.select(SaleRow.id).order_by(SaleRow.id)).all()
    if not ids:
        return
    sale = ids[what % len(ids)]
    if kind == "change":
        change_sale(connection, sale, other, RULES)
    elif kind == "cancel":
        cancel_sale(connection, sale)
    else:
        remove_sale(connection, sale)


def days_of_rows(connection: sa.Connection) -> list[tuple[Any, ...]]:
    sale = SaleRow
    query = (
        sa.select(
            sale.store_id,
            sale.sold_on,
            sa.func.sum(sale.quantity),
            sa.func.sum(sale.revenue),
            sa.func.count(),
        )
        .group_by(sale.store_id, sale.sold_on)
        .order_by(sale.store_id, sale.sold_on)
    )
    return [tuple(row) for row in connection.execute(query)]


def days_told(connection: sa.Connection) -> list[tuple[Any, ...]]:
    days = select_sold_days()
    return [
        tuple(row) for row in connection.execute(sa.select(days).order_by(days.c.store_id, days.c.day)).all()
    ]


def products_of_rows(connection: sa.Connection) -> list[tuple[Any, ...]]:
    sale = SaleRow
    sums = (sa.func.sum(sale.quantity), sa.func.sum(sale.revenue), sa.func.count())
    query = sa.select(sale.product_id, sale.sold_on, *sums).group_by(sale.product_id, sale.sold_on)
    return [tuple(row) for row in connection.execute(query.order_by(sale.product_id, sale.sold_on))]


def products_told(connection: sa.Connection) -> list[tuple[Any, ...]]:
    days = select_product_days()
    query = sa.select(days).order_by(days.c.product_id, days.c.day)
    return [tuple(row) for row in connection.execute(query)]


def categories(connection: sa.Connection, engine: sa.Engine) -> tuple[list[Any], list[Any]]:
    """Sums by category as they are told, and from the rows; those of stores are always read from these."""
    told = DatabaseSales(engine).sum_sales(SoldQuestion("month", ("category",)))
    stores = list(connection.scalars(sa.select(StoreRow.id)))
    rows = DatabaseSales(engine).sum_sales(SoldQuestion("month", ("category",), store_ids=stores))
    return [tuple(row) for row in told], [tuple(row) for row in rows]


def test_sums_of_days_are_those_of_the_sales_whatever_happened(database: sa.Engine) -> None:
    @settings(max_examples=examples_on(database, 30), deadline=None)
    @given(deeds=st.lists(DEEDS, min_size=1, max_size=12))
    def check(deeds: list[tuple[str, Any, Any]]) -> None:
        check_sums(database, deeds)

    check()


def check_sums(database: sa.Engine, deeds: list[tuple[str, Any, Any]]) -> None:
    """That sums are those of the sales after each of some deeds, and once all is summed."""
    empty_shop(database)
    for deed in deeds:
        do(database, deed)
        with database.connect() as connection:
            assert days_told(connection) == days_of_rows(connection), deed
            assert products_told(connection) == products_of_rows(connection), deed
            told, rows = categories(connection, database)
            assert told == rows, deed
        told, rows = daily_both_ways(database)
        assert told == rows, deed
    while sum_changed_days(database, 2):
        pass
    while sum_changed_product_days(database, 2):
        pass
    pack(database, whole=True)
    told, rows = daily_both_ways(database)
    assert told == rows
    with database.connect() as connection:
        counts = [sa.select(sa.func.count()).select_from(table) for table in (PackedDayRow, SoldDayRow)]
        assert len({connection.scalar(count) for count in counts}) == 1
        kept = sa.select(SoldDayRow).order_by(SoldDayRow.store_id, SoldDayRow.day)
        rows = [
            (row.store_id, row.day, row.quantity, row.revenue, row.sales) for row in connection.execute(kept)
        ]
        assert rows == days_of_rows(connection)
        product = SoldProductDayRow
        found = connection.execute(sa.select(product).order_by(product.product_id, product.day))
        rows = [(row.product_id, row.day, row.quantity, row.revenue, row.sales) for row in found]
        assert rows == products_of_rows(connection)
        assert connection.scalar(sa.select(sa.func.count()).select_from(ChangedProductDayRow)) == 0


def totals(connection: sa.Connection) -> tuple[Any, ...]:
    """What is told and what the rows hold, in one statement: of one moment."""
    told = [
        sa.select(sa.func.coalesce(sa.func.sum(days.c[name]), 0)).scalar_subquery()
        for days in (select_sold_days(), select_product_days())
        for name in ("quantity", "sales")
    ]
    rows = [sa.func.coalesce(sa.func.sum(SaleRow.quantity), 0), sa.func.count(SaleRow.id)] * 2
    held = [sa.select(one).scalar_subquery() for one in rows]
    return tuple(connection.execute(sa.select(*told, *held)).one())


def add(sale: dict[str, Any], session: Session) -> None:
    add_each(session.connection(), [sale], RULES)


def mend(seller: int, sale: dict[str, Any], session: Session) -> None:
    """Remove a seller's newest sale and move the one before it to another day."""
    wanted = sa.select(SaleRow.id).where(SaleRow.transaction_id.startswith(f"{seller}-"))
    found = session.scalars(wanted.order_by(SaleRow.id.desc()).limit(2)).all()
    remove_sale(session.connection(), found[0])
    if len(found) > 1:
        moved = {**sale, "sold_at": FIRST + timedelta(days=1), "quantity": 2.0}
        change_sale(session.connection(), found[1], moved, RULES)


def test_nobody_sees_a_wrong_sum_while_others_sell_correct_and_sum(database: sa.Engine) -> None:
    empty_shop(database)
    until = time.monotonic() + 4
    faults: list[Any] = []

    def sell(seller: int) -> None:
        for count in range(1, 100_000):
            if time.monotonic() > until:
                return
            sale = {
                "product": "Tea", "store": f"S{1 + count % 2}", "transaction_id": f"{seller}-{count}",
                "sold_at": FIRST + timedelta(days=count % 3), "quantity": 0.5,
            }  # fmt: skip
            write(database, partial(add, sale))
            if count % 3 == 0:
                write(database, partial(mend, seller, sale))

    def sum_up() -> None:
        while time.monotonic() < until:
            sum_changed_days(database, 3)
            sum_changed_product_days(database, 2)

    def pack_up() -> None:
        while time.monotonic() < until:
            pack(database, whole=True)

    def look() -> None:
        while time.monotonic() < until:
            told, rows = daily_both_ways(database)
            if told != rows:
                faults.append((told, rows))
            with database.connect().execution_options(writes=False) as connection:
                found = totals(connection)
            if found[:4] != found[4:]:
                faults.append(found)

    doings = (partial(sell, 1), partial(sell, 2), sum_up, sum_up, pack_up, look)
    with ThreadPoolExecutor(len(doings)) as threads:
        work = [threads.submit(one) for one in doings]
    assert [one.exception() for one in work] == [None] * len(doings)
    assert faults == []
    while sum_changed_days(database):
        pass
    while sum_changed_product_days(database):
        pass
    with database.connect() as connection:
        assert days_told(connection) == days_of_rows(connection) != []
        assert products_told(connection) == products_of_rows(connection) != []
        kept = connection.execute(sa.select(SoldDayRow.store_id, SoldDayRow.day)).all()
        assert {tuple(row) for row in kept} == {row[:2] for row in days_of_rows(connection)}


def test_a_sale_that_isnt_kept_yet_while_days_are_summed_counts_when_it_is(database: sa.Engine) -> None:
    empty_shop(database)
    sale = {"product": "Tea", "store": "S1", "sold_at": FIRST, "quantity": 1.0}
    DatabaseSales(database).add_each([{**sale, "transaction_id": "1"}])
    with database.connect() as connection, connection.begin():
        add_each(connection, [{**sale, "transaction_id": "2"}], RULES)
        if database.dialect.name != "sqlite":  # where one writer waits for the other
            assert sum_changed_days(database) == 1
    with database.connect() as connection:
        assert days_told(connection) == days_of_rows(connection)
    assert sum_changed_days(database) == 1
    with database.connect() as connection:
        assert days_told(connection) == days_of_rows(connection)
