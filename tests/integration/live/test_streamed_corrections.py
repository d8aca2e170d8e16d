"""Returns, edits and voids of sales over the lasting connection and by batches: in order, each once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from foresale.client import Client
from foresale.storage.database.inbox.letters import LETTERS
from foresale.storage.database.tables.base import Table, utc_now
from live_service import Service, sale

SALES = Table.metadata.tables["sales"]


def edit(number: str, quantity: float, **other: Any) -> dict[str, Any]:
    return {**sale(number, quantity=quantity), "kind": "correction", "reason": "miscounted", **other}


def void(number: str) -> dict[str, Any]:
    return {"kind": "cancellation", "transaction_id": number, "reason": "till error"}


def ledger(service: Service) -> list[float]:
    """The quantities on record, smallest first."""
    with service.container.engine.connect() as connection:
        return sorted(float(one) for one in connection.scalars(sa.select(SALES.c.quantity)))


def letter_states(service: Service) -> list[tuple[str, str]]:
    with service.container.engine.connect() as connection:
        rows = connection.execute(sa.select(LETTERS.c.kind, LETTERS.c.state).order_by(LETTERS.c.id))
        return [(row.kind, row.state) for row in rows]


def test_a_stream_brings_sales_returns_edits_and_voids_in_their_order(service: Any) -> None:
    address, (user, key) = service.serve(), service.key("planner")
    rows = [
        sale("A"), edit("A", 3.0), {**sale("B", quantity=2.0), "kind": "sale"}, void("B"),
        sale("C-return", quantity=-1.0), edit("A", 4.0), void("B"), edit("C-return", -1.0, store="S9"),
    ]  # fmt: skip
    rows[4]["sold_at"] = rows[2]["sold_at"]
    statuses: list[str] = []
    with Client(address, api_key=key) as client:
        hear = lambda results: statuses.extend(one.status for one in results)  # noqa: E731
        with client.sales.stream(hear=hear) as stream:
            stream.send(rows)
        assert (stream.summary.corrected, stream.summary.cancelled, stream.summary.answered) == (2, 1, 8)
    assert statuses == [
        "added", "corrected", "added", "cancelled", "added", "corrected", "known", "rejected"
    ]  # fmt: skip
    assert ledger(service) == [-2.0, -1.0, 2.0, 4.0]
    assert letter_states(service) == [("correction", "open")]
    told = service.client(address).get("/api/audit", params={"action": "sale.changed"}).json()["items"]
    after = [(one["user_id"], one["details"]["after"]["quantity"]) for one in told]
    assert after == [(user, 4.0), (user, 3.0)]


def test_an_edit_that_comes_before_its_sale_waits_for_it(service: Any) -> None:
    address, (_, key) = service.serve(), service.key("planner")
    with Client(address, api_key=key) as client:
        with client.sales.stream() as stream:
            stream.send([edit("A", 7.0), void("B")])
            assert stream.flush().waiting == 2
            assert letter_states(service) == [("correction", "waiting"), ("cancellation", "waiting")]
            stream.send([sale("A"), sale("B")])
        service.until(lambda: {state for _, state in letter_states(service)} == {"resent"})
        assert list(client.dead_letters.list(state="waiting")) == []
    assert ledger(service) == [-1.0, 1.0, 7.0]


def test_a_batch_takes_corrections_too_and_says_at_once_where_a_sale_is_missing(embedded: Any) -> None:
    planner = embedded.client(embedded.serve(), "planner")
    rows = [sale("A"), edit("A", 2.0), void("A"), edit("nobody", 1.0), {"kind": "gift"}, edit("A", 9.0)]
    told = planner.post("/api/sales/batch", json={"sales": rows}).json()
    assert [row["status"] for row in told["rows"]] == [
        "added", "corrected", "cancelled", "rejected", "rejected", "conflicting"
    ]  # fmt: skip
    assert (told["corrected"], told["cancelled"], told["rows"][4]["column"]) == (1, 1, "kind")
    assert ledger(embedded) == [-2.0, 2.0]
    assert letter_states(embedded) == []


def test_who_is_limited_to_stores_corrects_none_of_others_not_even_by_waiting(embedded: Any) -> None:
    address = embedded.serve()
    _, limited = embedded.key("planner", ["S2"])
    with Client(address, api_key=limited) as client, client.sales.stream() as stream:
        stream.send([edit("A", 9.0), edit("B", 9.0, store="S2")])
        assert stream.flush().rejected == 2
    assert {state for _, state in letter_states(embedded)} == {"open"}
    embedded.client(address).post("/api/sales", json=sale("A"))
    with Client(address, api_key=limited) as client, client.sales.stream() as stream:
        stream.send([edit("A", 9.0, store="S2"), void("A")])
        assert stream.flush().rejected == 2
    assert ledger(embedded) == [1.0]


def test_letters_and_offsets_are_forgotten_when_they_are_old(service: Any) -> None:
    from foresale.service.jobs.letter_retention import LetterRetention

    address, (_, key) = service.serve(), service.key("planner")
    with Client(address, api_key=key) as client:
        with client.sales.stream() as stream:
            stream.send([sale(name, product="COFFEE") for name in ("A", "B", "C", "D")])
        letters = list(client.dead_letters.list())
        for letter in letters[:2]:
            client.dead_letters.dismiss(letter.id, reason="a test")
        engine = service.container.engine
        old = utc_now() - timedelta(days=100)
        with engine.begin() as connection:
            aged = LETTERS.c.id.in_([letters[1].id, letters[3].id])
            connection.execute(sa.update(LETTERS).where(aged).values(at=old))
            connection.execute(sa.update(LETTERS).where(LETTERS.c.id == letters[1].id).values(settled_at=old))
            offsets = Table.metadata.tables["stream_offsets"]
            row = {"name": "event log 12345678: late sales", "next_offset": 1, "changed_at": old}
            connection.execute(sa.insert(offsets), row)
        retention = LetterRetention.of(engine, service.settings)
        assert (retention.forget(), retention.forget()) == (1, 0)
        assert {one.id for one in client.dead_letters.list()} == {letters[at].id for at in (0, 2, 3)}
        assert LetterRetention(engine, timedelta(days=90), timedelta(days=90)).forget() == 1
        assert {one.id for one in client.dead_letters.list()} == {letters[at].id for at in (0, 2)}
        with engine.connect() as connection:
            names = list(connection.scalars(sa.select(offsets.c.name)))
        assert "event log 12345678: late sales" not in names
