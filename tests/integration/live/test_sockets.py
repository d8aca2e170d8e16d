"""The live feed over a WebSocket: as over HTTP, and what is heard can be chosen anew."""

from __future__ import annotations

import io
import json
import socket
import time
from typing import Any

import httpx
import pytest
from sqlalchemy.orm import Session
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from foresale.service.accounts.passwords import Passwords
from foresale.service.accounts.users import NewUser, add_user
from foresale.service.api.live import sockets as sockets_module
from foresale.service.live import feed as feed_module
from foresale.service.processes.connections import ConnectionLimits
from foresale.storage.database.event_log.append import NewEvent, append
from live_service import Listener, sale


def opened(service: Any, client: httpx.Client, query: str = "", **headers: str) -> ClientConnection:
    address = str(client.base_url).replace("http", "ws").rstrip("/") + f"/api/live{query}"
    own = headers or {"X-API-Key": client.headers["X-API-Key"]}
    return service.running.enter_context(connect(address, additional_headers=own))


def items(socket: ClientConnection, kind: str) -> list[dict[str, Any]]:
    """What comes until something of a kind does."""
    heard: list[dict[str, Any]] = []
    while not any(item["kind"] == kind for item in heard):
        heard += json.loads(socket.recv(timeout=120))
    return heard


def sold(socket: ClientConnection, count: int) -> list[dict[str, Any]]:
    heard: list[dict[str, Any]] = []
    while len(heard) < count:
        heard += [item for item in json.loads(socket.recv(timeout=120)) if item["kind"] == "sale"]
    return heard


def read_to_its_end(socket: ClientConnection, seconds: float = 120) -> None:
    while True:
        socket.recv(timeout=seconds)


def post(client: httpx.Client, *sales: dict[str, Any]) -> None:
    assert client.post("/api/sales/batch", json={"sales": list(sales)}).json()["added"] == len(sales)


def test_events_are_those_of_the_other_way_in_and_resume_by_the_same_ids(service: Any) -> None:
    client = service.client(service.serve())
    socket = opened(service, client)
    assert items(socket, "hello")[0]["data"]["ping_seconds"] == 15
    post(client, sale("1"), sale("2"))
    first = sold(socket, 2)
    told = client.get("/api/live", params={"after": "0", "follow": "false"}).text
    assert all(f"data: {json.dumps(item, separators=(',', ':'))}\n" in told for item in first)
    socket.close()
    post(client, sale("3"))
    again = opened(service, client, f"?after={first[0]['id']}")
    assert [item["data"]["transaction_id"] for item in sold(again, 2)] == ["2", "3"]


def test_what_is_heard_can_be_chosen_anew_and_a_wrong_wish_is_told(embedded: Any) -> None:
    client = embedded.client(embedded.serve(), "planner", ["S2"])
    admin = embedded.client(embedded.serve())
    socket = opened(embedded, client)
    socket.send(json.dumps({"type": "choose", "kind": ["sale"], "product": ["JAM"]}))
    assert items(socket, "chosen")[-1]["data"] == {"kinds": ["sale"]}
    post(admin, sale("1", "S2"), sale("2", "S1", "JAM"), sale("3", "S2", "JAM"))
    assert [item["data"]["transaction_id"] for item in sold(socket, 1)] == ["3"]
    for wish, code in (
        ({"type": "choose", "store": ["S1"]}, "not_found"),
        ({"type": "choose", "kind": ["promotion"]}, "forbidden"),
        ({"type": "choose", "kind": ["weather"]}, "invalid"),
        ({"type": "dance"}, "invalid"),
        (["ping"], "invalid"),
    ):
        socket.send(json.dumps(wish))
        (problem,) = items(socket, "problem")
        assert problem["data"]["code"] == code
        assert problem["data"]["fix"]
    socket.send("{")
    assert items(socket, "problem")[0]["data"]["code"] == "invalid"
    socket.send(b"\xff")
    assert items(socket, "problem")[0]["data"]["code"] == "invalid"
    for ping in (json.dumps({"type": "ping"}), json.dumps({"type": "ping"}).encode()):
        socket.send(ping)
        assert items(socket, "pong")


@pytest.mark.parametrize(
    ("query", "headers", "status"),
    [
        ("", {"X-API-Key": "fsk_unknown"}, 401),
        ("?kind=weather", {}, 422),
        ("?colour=red", {}, 422),
        ("?store=S9", {}, 404),
        ("?ticket=fst_unknown", {"X-Other": "1"}, 401),
    ],
)
def test_who_may_not_listen_is_told_before_the_socket_opens(
    embedded: Any, query: str, headers: dict[str, str], status: int
) -> None:
    client = embedded.client(embedded.serve())
    with pytest.raises(InvalidStatus) as refused:
        opened(embedded, client, query, **headers)
    assert refused.value.response.status_code == status
    assert json.loads(refused.value.response.body)["fix"]


def test_a_browsers_cookie_opens_a_socket_from_our_own_pages_alone(embedded: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(feed_module, "CHECK_SECONDS", 0.1)
    monkeypatch.setattr(feed_module, "PING_SECONDS", 0.1)
    client = embedded.client(embedded.serve())
    login = {"email": "ada@example.com", "password": "seven amber ladders"}
    kept = Passwords().hash(login["password"])
    with Session(embedded.container.engine) as session, session.begin():
        add_user(session, NewUser(login["email"], "Ada", "viewer", kept, must_change_password=False))
    answer = client.post("/api/auth/session", json=login, headers={"X-Foresale": "1"})
    cookie = f"foresale_session={answer.cookies['foresale_session']}"
    own = str(client.base_url).rstrip("/")
    for headers in ({}, {"Origin": "http://evil.example"}, {"Origin": own, "Sec-Fetch-Site": "cross-site"}):
        with pytest.raises(InvalidStatus) as refused:
            opened(embedded, client, Cookie=cookie, **headers)
        assert refused.value.response.status_code == 403
    socket = opened(embedded, client, Cookie=cookie, Origin=own)
    assert items(socket, "hello")
    logout = {"Cookie": cookie, "X-Foresale": "1"}
    assert httpx.delete(f"{own}/api/auth/session", headers=logout).status_code == 204
    with pytest.raises(ConnectionClosed):
        read_to_its_end(socket)


def test_a_ticket_lets_in_and_no_log_has_it(log: io.StringIO, embedded: Any, capfd: Any) -> None:
    client = embedded.client(embedded.serve())
    ticket = client.post("/api/live/tickets").json()["ticket"]
    socket = opened(embedded, client, f"?ticket={ticket}", **{"X-Other": "1"})
    assert items(socket, "hello")
    with pytest.raises(InvalidStatus):
        opened(embedded, client, f"?ticket={ticket}", **{"X-Other": "1"})
    socket.close()
    shown = capfd.readouterr()
    assert "/api/live" in log.getvalue()
    assert ticket not in log.getvalue() + shown.out + shown.err


def test_a_socket_outlives_the_time_that_headers_and_bodies_have(embedded: Any, monkeypatch: Any) -> None:
    limits = ConnectionLimits(connections=10, header_seconds=1.0, body_seconds=1.0, reader_seconds=1.5)
    monkeypatch.setattr(ConnectionLimits, "of", lambda _settings: limits)
    client = embedded.client(embedded.serve())
    socket = opened(embedded, client)
    items(socket, "hello")
    time.sleep(2)
    socket.send(json.dumps({"type": "ping"}))
    assert items(socket, "pong")
    post(client, sale("1"))
    assert sold(socket, 1)


def test_who_leaves_what_is_sent_lying_is_let_go(embedded: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(sockets_module, "SEND_SECONDS", 0.3)
    monkeypatch.setattr(feed_module, "PING_SECONDS", 0.2)
    client = embedded.client(embedded.serve())
    address = str(client.base_url).replace("http", "ws").rstrip("/") + "/api/live"
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.connect((client.base_url.host, client.base_url.port))
    slow = embedded.running.enter_context(
        connect(
            address, sock=line, additional_headers={"X-API-Key": client.headers["X-API-Key"]}, max_queue=1
        )
    )
    slow.recv(timeout=120)
    with embedded.container.engine.begin() as connection:  # megabytes, which nobody reads
        append(connection, [NewEvent("stock", {"note": "x" * 10_000})] * 2000)
    embedded.until(lambda: 'foresale_live_ended_total{reason="slow"} 1.0' in client.get("/api/metrics").text)
    with pytest.raises((ConnectionClosed, TimeoutError)):
        read_to_its_end(slow, 5)


def test_many_events_at_once_come_in_messages_of_a_size_that_libraries_take(embedded: Any) -> None:
    client = embedded.client(embedded.serve())
    address = str(client.base_url).replace("http", "ws").rstrip("/") + "/api/live"
    with connect(address, additional_headers={"X-API-Key": client.headers["X-API-Key"]}) as listener:
        listener.recv(timeout=120)
        with embedded.container.engine.begin() as connection:
            append(connection, [NewEvent("stock", {"note": "x" * 10_000})] * 300)
        heard = 0
        while heard < 300:
            message = listener.recv(timeout=120)
            assert len(message) < 300_000
            heard += sum(event["kind"] == "stock" for event in json.loads(message))
    assert heard == 300


def test_a_stream_outlives_the_time_that_headers_and_bodies_have(embedded: Any, monkeypatch: Any) -> None:
    limits = ConnectionLimits(connections=10, header_seconds=1.0, body_seconds=1.0, reader_seconds=1.5)
    monkeypatch.setattr(ConnectionLimits, "of", lambda _settings: limits)
    client = embedded.client(embedded.serve())
    listener = Listener(client)
    time.sleep(2)
    post(client, sale("1"))
    listener.wait_for(lambda: listener.sold)
