"""Sales over a WebSocket: answered once they are stored, each once, within the credit, as long as allowed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from foresale.client import Client
from foresale.client.http_errors import ServerError
from foresale.service.accounts.api_keys import keys_of, revoke_key
from foresale.service.api.sales import stream as stream_module
from foresale.service.api.sales.gatherer import SalesGatherer
from foresale.storage.database.inbox.letters import LETTERS
from foresale.storage.database.tables import Table
from live_service import Service, sale

SECONDS = 120
SALES = Table.metadata.tables["sales"]


@contextmanager
def opened(address: str, key: str, query: str = "") -> Iterator[tuple[ClientConnection, dict[str, Any]]]:
    """A stream, and what the server said first."""
    place = f"ws{address.removeprefix('http')}/api/sales/stream{query}"
    with connect(place, additional_headers={"X-API-Key": key}) as socket:
        yield socket, json.loads(socket.recv(SECONDS))


def say(socket: ClientConnection, **message: Any) -> None:
    socket.send(json.dumps(message))


def hear(socket: ClientConnection) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(socket.recv(SECONDS))
    return told


def stored(service: Service) -> list[str]:
    with service.container.engine.connect() as connection:
        return sorted(connection.scalars(sa.select(SALES.c.transaction_id)))


def letters(service: Service) -> list[Any]:
    with service.container.engine.connect() as connection:
        return list(connection.execute(sa.select(LETTERS).order_by(LETTERS.c.id)))


def many(count: int, mark: str = "R") -> list[dict[str, Any]]:
    return [sale(f"{mark}{number:05d}") for number in range(count)]


def test_each_row_is_answered_and_what_cannot_be_used_is_kept_too(service: Any) -> None:
    address, (_, key) = service.serve(), service.key("planner")
    with opened(address, key) as (socket, ready):
        assert (ready["type"], ready["credit"]) == ("ready", stream_module.CREDIT_ROWS)
        one = sale("A")
        say(socket, n=1, sale=one)
        say(socket, n=5, sales=[one, {**one, "quantity": 7}, sale("B"), {"store": "S1"}, 17])
        first, second = hear(socket), hear(socket)
    assert (first["n"], first["added"], first["credit"]) == (1, 1, 1)
    assert [row["status"] for row in second["rows"]] == [
        "known",
        "conflicting",
        "added",
        "rejected",
        "rejected",
    ]
    assert (second["rows"][3]["row"], second["rows"][3]["column"]) == (3, "product")
    assert second["rows"][4]["reason"] == "It isn't a JSON object."
    assert stored(service) == ["A", "B"]
    kept = letters(service)
    assert [letter.source for letter in kept] == ["stream"] * 3
    assert json.loads(kept[0].raw)["quantity"] == 7


def test_sales_sent_again_over_another_process_are_known(service: Any) -> None:
    one, two = service.serve(), service.serve()
    _, key = service.key("planner")
    rows = many(1300)
    with Client(one, api_key=key) as client, client.sales.stream() as stream:
        stream.send(rows[:1200])
        assert stream.flush().added == 1200
    with Client(two, api_key=key) as client, client.sales.stream() as stream:
        stream.send(rows)
    assert (stream.summary.known, stream.summary.added) == (1200, 100)
    assert len(stored(service)) == 1300


def test_a_token_that_cannot_be_renewed_while_the_server_is_away_is_renewed_later(
    embedded: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, key = embedded.key("planner")
    with Client(embedded.serve(), api_key=key) as client:
        told, away = client._connection.headers, [ServerError("It is away.", fix="Wait.")] * 2

        def headers() -> dict[str, str]:
            if away:
                raise away.pop()
            return told()

        monkeypatch.setattr(client._connection, "headers", headers)
        with client.sales.stream() as stream:
            stream.send(many(3))
    assert (stream.summary.added, away) == (3, [])


def test_many_streams_at_once_store_each_sale_once(service: Any) -> None:
    addresses = [service.serve(), service.serve()]
    _, key = service.key("planner")
    rows, found = many(60), []

    def send(number: int) -> None:
        with Client(addresses[number % 2], api_key=key) as client, client.sales.stream() as stream:
            for row in rows:
                stream.send([row])
            found.append(stream.flush())

    senders = [threading.Thread(target=send, args=(number,)) for number in range(5)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(180)
    # Of two that store the same at the same moment, each may have added it.
    assert sum(one.added for one in found) >= 60
    assert sum(one.added + one.known for one in found) == 300
    assert len(stored(service)) == 60


def test_who_is_limited_to_stores_adds_to_these_alone(embedded: Any) -> None:
    address = embedded.serve()
    _, key = embedded.key("planner", ["S2"])
    with opened(address, key) as (socket, _):
        say(socket, n=1, sales=[sale("A", "S1"), sale("B", "S2")])
        rows = hear(socket)["rows"]
    assert [row["status"] for row in rows] == ["rejected", "added"]
    assert rows[0]["reason"] == "There is no store 'S1'."


def test_who_may_not_add_sales_is_refused_and_who_may_not_any_more_is_let_go(
    embedded: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream_module, "RECHECK_SECONDS", 0.1)
    address = embedded.serve()
    with pytest.raises(InvalidStatus) as refused, opened(address, embedded.key("viewer")[1]):
        pass
    assert refused.value.response.status_code == 403
    user, key = embedded.key("planner")
    with opened(address, key) as (socket, _):
        say(socket, n=1, sale=sale("A"))
        assert hear(socket)["added"] == 1
        with Session(embedded.container.engine) as session, session.begin():
            revoke_key(session, user, keys_of(session, user)[0].id)
        assert end_of(socket) == (4003, "not allowed any more")


def end_of(socket: ClientConnection) -> tuple[int, str]:
    """Why the other side closed, once it did."""
    while True:
        try:
            socket.recv(SECONDS)
        except ConnectionClosed:
            return socket.close_code or 0, socket.close_reason or ""


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        ([{"n": number, "sales": many(500)} for number in range(1, 7)], 4029),
        ([{"n": 1, "sales": many(501)}], 4400),
        ([f"{{{number}" for number in range(102)], 4400),
    ],
)
def test_a_stream_that_breaks_the_rules_is_closed_with_the_reason(
    embedded: Any, messages: Sequence[Any], code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream_module, "CREDIT_ROWS", 2000)
    store, is_over = SalesGatherer._store, threading.Event()

    def wait_and_store(gatherer: SalesGatherer, parcels: Any) -> Any:
        is_over.wait(SECONDS)  # no credit comes back before all was sent
        return store(gatherer, parcels)

    monkeypatch.setattr(SalesGatherer, "_store", wait_and_store)
    with opened(embedded.serve(), embedded.key("planner")[1]) as (socket, _):
        try:
            for message in messages:
                socket.send(message if isinstance(message, str) else json.dumps(message))
        except ConnectionClosed:
            assert code
        assert end_of(socket)[0] == code
        is_over.set()


@pytest.mark.parametrize(
    "message",
    ["no", "[]", "17", '{"n": 1}', '{"sale": {}}', '{"n": 0, "sale": {}}', '{"n": 1, "sale": {}, "x": 1}',
     '{"n": true, "sale": {}}', '{"n": 1, "sales": []}', '{"n": 1, "sales": {}}'],
)  # fmt: skip
def test_a_message_that_cannot_be_read_is_answered_and_kept(embedded: Any, message: str) -> None:
    with opened(embedded.serve(), embedded.key("planner")[1]) as (socket, _):
        socket.send(message)
        assert hear(socket)["type"] == "problem"
        say(socket, n=1, sale=sale("A"))
        assert hear(socket)["added"] == 1
        say(socket, type="ping")
        assert hear(socket) == {"type": "pong"}
    (letter,) = letters(embedded)
    assert letter.raw == message


def test_a_dead_letter_is_looked_at_corrected_sent_again_or_dismissed(service: Any) -> None:
    address = service.serve()
    _, key = service.key("planner")
    with opened(address, key) as (socket, _):
        say(socket, n=1, sales=[sale("A", product="COFFEE"), sale("B", product="COFFEE"), sale("C", "S9")])
        assert hear(socket)["rejected"] == 3
    with Client(address, api_key=key) as client:
        third, second, first = client.dead_letters.list(state="open")
        assert (first.transaction_id, first.column, first.reason) == (
            "A", "product", "There is no product 'COFFEE'."
        )  # fmt: skip
        with pytest.raises(ServerError, match="no product 'COFFEE'"):
            client.dead_letters.resend(first.id)
        done = client.dead_letters.resend(first.id, {**json.loads(first.raw), "product": "TEA"})
        assert (done.state, json.loads(done.corrected or "")["product"]) == ("resent", "TEA")
        with pytest.raises(ServerError, match="was resent"):
            client.dead_letters.resend(first.id)
        assert client.dead_letters.dismiss(second.id, reason="a test").state == "dismissed"
        assert [letter.id for letter in client.dead_letters.list(state="open")] == [third.id]
    assert stored(service) == ["A"]
    admin = service.client(address)
    actions = [one["action"] for one in admin.get("/api/audit").json()["items"]]
    assert actions[:2] == ["dead_letter.dismissed", "dead_letter.resent"]
    other = service.client(address, "planner", ["S2"])
    assert other.get("/api/dead-letters").json()["items"] == []
    assert other.get(f"/api/dead-letters/{third.id}").status_code == 404
    assert service.client(address, "viewer").get("/api/dead-letters").status_code == 403


@pytest.mark.slow
def test_an_api_that_is_killed_in_the_middle_loses_nothing_and_stores_nothing_twice(
    embedded: Any, tmp_path: Path
) -> None:
    _, key = embedded.key("planner")
    port, running = _free_port(), []

    def begin() -> None:
        url = embedded.settings.database_url.get_secret_value()
        stated = {
            "FORESALE_DATABASE_URL": url,
            "FORESALE_HOME": str(tmp_path / "home"),
            "FORESALE_PORT": str(port),
        }
        command = [sys.executable, "-m", "foresale.service.processes", "api"]
        running.append(subprocess.Popen(command, env={**os.environ, **stated}, stdin=subprocess.PIPE))

    begin()
    rows = many(4000)
    try:
        with (
            Client(f"http://127.0.0.1:{port}", api_key=key) as client,
            client.sales.stream(patience=300) as stream,
        ):
            for start in range(0, 4000, 20):
                stream.send(rows[start : start + 20])
                if start in (1000, 2600):  # with rows on their way that weren't answered
                    running[-1].send_signal(signal.SIGKILL)
                    running[-1].communicate()
                    begin()
            summary = stream.flush()
    finally:
        running[-1].kill()
        running[-1].communicate()
    assert summary.reconnected >= 2
    assert (summary.answered, summary.conflicting, summary.rejected) == (4000, 0, 0)
    assert stored(embedded) == [row["transaction_id"] for row in rows]


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
