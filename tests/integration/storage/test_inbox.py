"""Messages about sales from streams: each rule, each message once, dead letters kept, offsets fenced."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from foresale.service.api.sales.receive import IncomingMessage, MessageResults, receive, retry_waiting
from foresale.storage.database.event_log.append import LOG
from foresale.storage.database.inbox.letters import LETTERS, MAX_RAW_LETTERS, waiting_letters
from foresale.storage.database.inbox.offsets import (
    OffsetMovedError,
    begin_offset,
    move_offset,
    read_offsets,
)
from foresale.storage.database.sales.add_each import SaleRules
from foresale.storage.database.tables import Table
from foresale.storage.database.tables.base import utc_now
from foresale.workflows.importing.plausible_days import PlausibleDays

SALES, STORES, PRODUCTS = (Table.metadata.tables[name] for name in ("sales", "stores", "products"))
RULES = SaleRules("UTC", None, PlausibleDays(datetime(1990, 1, 1, tzinfo=UTC).date(), None, 5, any_age=False))


@pytest.fixture
def ledger(database: sa.Engine) -> sa.Engine:
    """A database of each kind with a store and two products."""
    now = utc_now()
    with database.begin() as connection:
        store = {"code": "S1", "name": "S1", "is_active": True, "version": 1, "created_at": now}
        connection.execute(sa.insert(STORES), [{n: v for n, v in store.items() if n in STORES.c}])
        for sku in ("TEA", "JAM"):
            good = {"sku": sku, "name": sku, "is_active": True, "version": 1, "created_at": now}
            connection.execute(sa.insert(PRODUCTS), [{n: v for n, v in good.items() if n in PRODUCTS.c}])
    return database


def said(number: str, **more: Any) -> dict[str, Any]:
    sold = datetime.now(UTC) - timedelta(hours=1)
    return {
        "transaction_id": number, "store": "S1", "product": "TEA", "sold_at": sold.isoformat(), "quantity": 2
    } | more  # fmt: skip


def take(engine: sa.Engine, *messages: Any, first: int = 0) -> MessageResults:
    arrived = [
        IncomingMessage(f"sales/0/{place}", one if isinstance(one, bytes) else json.dumps(one).encode())
        for place, one in enumerate(messages, first)
    ]
    with engine.begin() as connection:
        return receive(connection, "kafka", arrived, RULES)


def statuses(found: MessageResults) -> list[str]:
    return [one.status for one in found.outcomes]


def quantities(engine: sa.Engine) -> dict[str, float]:
    with engine.connect() as connection:
        return dict(connection.execute(sa.select(SALES.c.transaction_id, SALES.c.quantity)).all())


def letters(engine: sa.Engine) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(sa.select(LETTERS).order_by(LETTERS.c.id)))


def test_a_repeated_sale_is_known_and_another_under_its_number_conflicts(ledger: sa.Engine) -> None:
    one = said("R1")
    assert statuses(take(ledger, one, one, {**one, "quantity": 3})) == ["added", "known", "conflicting"]
    assert quantities(ledger) == {"R1": 2}
    (letter,) = letters(ledger)
    assert (letter.state, letter.column, letter.transaction_id) == ("open", "quantity", "R1")
    assert "stored with another quantity: 2" in letter.reason


def test_late_sales_are_added_and_early_and_ancient_ones_become_dead_letters(ledger: sa.Engine) -> None:
    now = datetime.now(UTC)
    late, fast_clock, early, ancient = (
        said(name, sold_at=(now + timedelta(days=days)).isoformat())
        for name, days in (("L", -300), ("F", 0.9), ("E", 1.2), ("A", -365 * 60))
    )
    assert statuses(take(ledger, said("R"), late, fast_clock, early, ancient)) == [
        "added", "added", "added", "rejected", "rejected"
    ]  # fmt: skip
    assert sorted(quantities(ledger)) == ["F", "L", "R"]
    first, second = letters(ledger)
    assert first.column == "sold_at"
    assert first.reason.startswith(f"lies more than a day in the future: now it is {now:%Y-%m-%d} ")
    assert (second.column, second.state, second.store) == ("sold_at", "open", "S1")


def test_a_correction_replaces_a_sale_and_repeated_changes_nothing(ledger: sa.Engine) -> None:
    right = said("R1", kind="correction", quantity=5, product="JAM")
    assert statuses(take(ledger, said("R1"), right, right)) == ["added", "corrected", "known"]
    assert quantities(ledger) == {"R1": 5}
    with ledger.connect() as connection:
        kinds = list(connection.scalars(sa.select(LOG.c.kind).order_by(LOG.c.id)))
    assert kinds == ["sale", "sale_corrected"]


def test_a_cancellation_takes_a_sale_back_once(ledger: sa.Engine) -> None:
    back = {"kind": "cancellation", "transaction_id": "R1"}
    found = take(ledger, said("R1"), back, back, said("R1", kind="correction", quantity=9))
    assert statuses(found) == ["added", "cancelled", "known", "conflicting"]
    assert sum(quantities(ledger).values()) == 0
    assert "was cancelled" in letters(ledger)[0].reason


def test_corrections_before_their_sale_wait_and_are_done_in_order_when_it_comes(ledger: sa.Engine) -> None:
    early = [said("R1", kind="correction", quantity=5), {"kind": "cancellation", "transaction_id": "R1"}]
    assert statuses(take(ledger, *early)) == ["waiting", "waiting"]
    assert [letter.state for letter in letters(ledger)] == ["waiting", "waiting"]
    assert statuses(take(ledger, said("R1"), first=2)) == ["added"]
    assert [letter.state for letter in letters(ledger)] == ["resent", "resent"]
    assert sorted(quantities(ledger).values()) == [-5, 5]


def test_what_waits_is_tried_again_later_and_opened_after_a_day(ledger: sa.Engine) -> None:
    take(ledger, {"kind": "cancellation", "transaction_id": "R1"})
    with ledger.begin() as connection:
        assert waiting_letters(connection) == []  # its time hasn't come
        connection.execute(sa.update(LETTERS).values(next_try_at=utc_now() - timedelta(seconds=1)))
        assert retry_waiting(connection, RULES, waiting_letters(connection)) == 0
    (letter,) = letters(ledger)
    assert (letter.state, letter.tries) == ("waiting", 1)
    assert letter.next_try_at > utc_now()
    with ledger.begin() as connection:
        long_ago = utc_now() - timedelta(hours=25)
        connection.execute(sa.update(LETTERS).values(next_try_at=long_ago, at=long_ago))
        assert retry_waiting(connection, RULES, waiting_letters(connection)) == 0
    assert letters(ledger)[0].state == "open"


@pytest.mark.parametrize(
    ("raw", "column", "words"),
    [
        (b"\xff\x00no", None, "isn't JSON"),
        (b"[1]", None, "isn't a JSON object"),
        (b'{"kind": "gift"}', "kind", "sale, correction, cancellation"),
        (b'{"kind": 5}', "kind", "sale, correction, cancellation"),
        (b'{"transaction_id": "R"}', "store", "required"),
        (b'{"kind": "cancellation"}', "transaction_id", "required"),
        (b'"' + b"x" * 200_000 + b'"', None, "longer than 100,000 bytes"),
    ],
)
def test_what_cannot_be_read_is_kept_with_its_reason(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes, column: str | None, words: str
) -> None:
    from foresale.storage.database.engine.connect import connect

    engine = connect(f"sqlite:///{tmp_path_factory.mktemp('inbox') / 'letters.db'}")
    Table.metadata.create_all(engine)
    assert statuses(take(engine, raw)) == ["rejected"]
    (letter,) = letters(engine)
    assert (letter.column, letter.state) == (column, "open")
    assert words in letter.reason
    assert len(letter.raw) <= MAX_RAW_LETTERS
    assert letter.is_cut == (len(raw) > MAX_RAW_LETTERS)
    engine.dispose()


def test_a_dead_letter_of_one_place_is_kept_once_and_logged_once(ledger: sa.Engine) -> None:
    bad = said("R1", product="GHOST")
    assert (take(ledger, bad).letters, take(ledger, bad).letters) == (1, 0)
    assert take(ledger, bad, first=1).letters == 1
    assert len(letters(ledger)) == 2
    with ledger.connect() as connection:
        assert list(connection.scalars(sa.select(LOG.c.kind))) == ["dead_letter", "dead_letter"]


def test_an_offset_moves_with_what_was_read_and_only_from_where_it_was(ledger: sa.Engine) -> None:
    with ledger.begin() as connection:
        assert begin_offset(connection, "sales/foresale/0", 7) == 7
        assert begin_offset(connection, "sales/foresale/0", 9) == 7
    with ledger.begin() as connection:
        take_in = receive(connection, "kafka", [IncomingMessage("x", json.dumps(said("R1")).encode())], RULES)
        move_offset(connection, "sales/foresale/0", 7, 8)
    assert statuses(take_in) == ["added"]

    def take_again() -> None:
        with ledger.begin() as connection:
            receive(connection, "kafka", [IncomingMessage("x", json.dumps(said("R2")).encode())], RULES)
            move_offset(connection, "sales/foresale/0", 7, 8)

    with pytest.raises(OffsetMovedError):
        take_again()
    with ledger.connect() as connection:
        assert read_offsets(connection, ["sales/foresale/0"]) == {"sales/foresale/0": 8}
    assert sorted(quantities(ledger)) == ["R1"]
