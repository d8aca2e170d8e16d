"""The event log on every database: whoever asks "after N" misses nothing, in whatever order writers end."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import polars as pl
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from foresale.storage.database.engine.transactions import write
from foresale.storage.database.event_log.append import LOG, NewEvent, append
from foresale.storage.database.event_log.read import LoggedEvent, events_after, log_reach
from foresale.storage.database.event_log.retention import forget_events
from foresale.storage.database.event_log.sequence import (
    is_waiting,
    number_events,
    numbering_engine,
    waiting_since,
)
from foresale.storage.database.sales.add_each import SaleRules, add_each
from foresale.storage.database.sales.corrections import cancel_sale, change_sale, remove_sale, undo_import
from foresale.storage.database.sales.repository import DatabaseSales
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.trade import SaleRow

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
IMPORT = "123e4567-e89b-12d3-a456-426614174000"


def events(*numbers: int) -> list[NewEvent]:
    return [NewEvent("stock", {"number": number}) for number in numbers]


def numbered(engine: sa.Engine) -> int:
    with numbering_engine(engine).begin() as connection:
        return number_events(connection)


def told(engine: sa.Engine, after: int = 0) -> list[LoggedEvent]:
    with engine.connect().execution_options(writes=False) as connection:
        return events_after(connection, after)


def numbers(found: list[LoggedEvent]) -> list[int]:
    return [json.loads(event.payload)["number"] for event in found]


def as_till(number: str, quantity: float = 2.0, store: str = "S1") -> dict[str, object]:
    return {
        "transaction_id": number, "store": store, "product": "TEA", "sold_at": NOON, "quantity": quantity,
        "unit_price": Decimal("1.25"), "revenue": None, "customer_group": None, "promotion": None,
    }  # fmt: skip


@pytest.fixture
def shop(database: sa.Engine) -> sa.Engine:
    with Session(database) as session, session.begin():
        session.add_all(
            [ProductRow(sku="TEA", name="Tea"), StoreRow(code="S1", name="1"), StoreRow(code="S2", name="2")]
        )
    return database


def test_a_reader_misses_nothing_of_two_writers_that_end_in_the_other_order(database: sa.Engine) -> None:
    if database.dialect.name == "sqlite":
        pytest.skip("has one writer")
    seen: list[int] = []
    last = 0
    with database.connect() as slow, database.connect() as quick:
        append(slow, events(1))  # takes the smaller id
        append(quick, events(2))
        quick.commit()
        numbered(database)
        for _ in range(2):
            found = told(database, last)
            seen += numbers(found)
            last = max([last, *(event.seq for event in found)])
            slow.commit()  # only now is it there
            numbered(database)
    assert seen == [2, 1]
    with database.connect() as connection:
        ids = {row[0]: row[1] for row in connection.execute(sa.select(LOG.c.payload, LOG.c.id))}
    by_id = {json.loads(payload)["number"]: number for payload, number in ids.items()}
    assert by_id[1] < by_id[2]  # whoever had asked "after the id of 2" would never have seen 1


def test_places_have_no_hole_though_transactions_were_given_up(database: sa.Engine) -> None:
    for number in range(6):
        with database.connect() as connection:
            append(connection, events(number, number))
            connection.rollback() if number % 2 else connection.commit()
    numbered(database)
    assert [event.seq for event in told(database)] == list(range(1, 7))
    assert numbers(told(database)) == [0, 0, 2, 2, 4, 4]
    with database.connect() as connection:
        assert log_reach(connection).last_seq == 6


def test_thousands_of_events_are_numbered_in_order_and_in_parts(database: sa.Engine) -> None:
    with database.begin() as connection:
        append(connection, events(*range(2500)))
    if database.dialect.name != "sqlite":
        with database.connect() as connection:
            assert is_waiting(connection)
            count, oldest = waiting_since(connection)
            assert (count, oldest is not None) == (2500, True)
        assert told(database) == []
        with numbering_engine(database).begin() as connection:
            assert number_events(connection, limit=900) == 900
        while numbered(database):
            pass
    first = told(database)
    assert numbers(first) == list(range(2000))
    assert numbers(told(database, first[-1].seq)) == list(range(2000, 2500))


def test_events_of_two_writers_between_one_another_keep_the_order_of_each(database: sa.Engine) -> None:
    if database.dialect.name == "sqlite":
        pytest.skip("has one writer")
    with database.connect() as one, database.connect() as other:
        for number in range(5):
            append(one, events(number))
            append(other, events(100 + number))
        one.commit()
        numbered(database)
        other.commit()
        numbered(database)
    assert numbers(told(database)) == [0, 1, 2, 3, 4, 100, 101, 102, 103, 104]


def test_a_sale_its_correction_cancel_and_removal_are_told_as_the_api_tells_sales(shop: sa.Engine) -> None:
    rules = SaleRules()
    with shop.begin() as connection:
        add_each(connection, [as_till("A"), as_till("A"), as_till("B", store="S9")], rules)
        add_each(connection, [as_till("A")], rules)
        number = connection.scalar(sa.select(SaleRow.id))
        assert number is not None
        change_sale(connection, number, as_till("A", 3.0), rules)
        cancel_sale(connection, number)
        remove_sale(connection, number)
    numbered(shop)
    found = told(shop)
    assert [event.kind for event in found] == [
        "sale", "sale_corrected", "sale", "sale_removed", "sale_removed",
    ]  # fmt: skip
    sold, corrected, line, *_ = (json.loads(event.payload) for event in found)
    assert sold == {
        "id": number, "transaction_id": "A", "store_id": found[0].store_id, "store": "S1",
        "product_id": found[0].product_id, "product": "TEA", "sold_at": "2026-03-01T12:00:00Z",
        "sold_on": "2026-03-01", "quantity": 2.0, "unit_price": "1.25", "revenue": "2.50",
        "customer_group": None, "promotion": None,
    }  # fmt: skip
    assert (corrected["quantity"], corrected["before"]["quantity"]) == (3.0, 2.0)
    assert (line["cancels"], line["quantity"]) == (number, -3.0)


def test_a_sale_that_moves_to_another_store_leaves_the_first_and_enters_the_second(shop: sa.Engine) -> None:
    with shop.begin() as connection:
        add_each(connection, [as_till("A")], SaleRules())
        number = connection.scalar(sa.select(SaleRow.id))
        assert number is not None
        change_sale(connection, number, as_till("A", store="S2"), SaleRules())
    numbered(shop)
    _, left, entered = told(shop)
    assert (left.kind, entered.kind) == ("sale_removed", "sale")
    assert left.store_id != entered.store_id


def test_a_sale_that_two_requests_add_at_once_is_told_once(shop: sa.Engine) -> None:
    if shop.dialect.name == "sqlite":
        pytest.skip("has one writer")
    from concurrent.futures import ThreadPoolExecutor

    sales = [as_till(f"R{number}") for number in range(300)]

    def add() -> None:  # as requests do: again from its beginning where another was in the way
        write(shop, lambda session: add_each(session.connection(), sales, SaleRules()))

    with ThreadPoolExecutor(3) as threads:
        for done in [threads.submit(add) for _ in range(3)]:
            done.result()
    numbered(shop)
    assert sorted(json.loads(event.payload)["transaction_id"] for event in told(shop)) == sorted(
        f"R{number}" for number in range(300)
    )


def test_a_file_of_sales_is_one_event_and_undoing_it_another(shop: sa.Engine) -> None:
    lines = pl.DataFrame(
        {
            "transaction_id": ["1", "2", "3"], "store": ["S1", "S1", "S2"], "product": ["TEA"] * 3,
            "sold_at": [date(2026, 3, 1), date(2026, 3, 4), date(2026, 3, 2)], "quantity": [1.0, 2.0, 3.0],
        }
    )  # fmt: skip
    for _ in range(2):  # the same again adds nothing, and there is nothing to tell
        DatabaseSales(shop).add(lines, import_id=IMPORT)
    with shop.begin() as connection:
        assert undo_import(connection, IMPORT) == 3
    numbered(shop)
    added, removed = (json.loads(event.payload) for event in told(shop))
    assert {event.kind for event in told(shop)} == {"import"}
    assert (added["import_id"], added["change"], added["sales"]) == (IMPORT, "added", 3)
    assert (added["from"], added["to"]) == ("2026-03-01", "2026-03-04")
    assert [(store["from"], store["to"]) for store in added["stores"]] == [
        ("2026-03-01", "2026-03-04"), ("2026-03-02", "2026-03-02"),
    ]  # fmt: skip
    assert (removed["change"], removed["sales"], removed["stores"]) == ("removed", 3, added["stores"])


def test_what_is_forgotten_is_said_in_the_logs_reach(database: sa.Engine) -> None:
    with database.begin() as connection:
        append(connection, events(1, 2, 3))
    numbered(database)
    old = datetime.now(UTC) - timedelta(days=2)
    with database.begin() as connection:
        connection.execute(sa.update(LOG).where(LOG.c.seq <= 2).values(at=old))
        assert forget_events(connection, old + timedelta(days=1)) == 2
        assert forget_events(connection, old + timedelta(days=1)) == 0
        reach = log_reach(connection)
    assert (reach.pruned_seq, reach.last_seq) == (2, 3)
    assert numbers(told(database)) == [3]
