"""Connections that trickle in, are too many, or that nobody reads, end; others are answered meanwhile."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
import uvicorn

from foresale.service.processes.connections import ConnectionLimits, make_guarded

HALF = b"GET / HTTP/1.1\r\nHost: here\r\nX-Slow: "
WHOLE = b"GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: here\r\nConnection: close\r\nContent-Length: 100000\r\n\r\n"
QUICK = ConnectionLimits(connections=1000, header_seconds=1.0, body_seconds=1.0, reader_seconds=1.0)


async def answers(scope: Any, receive: Any, send: Any) -> None:
    """Reads the body, then answers its length; a lot at /much."""
    if scope["type"] != "http":
        return
    seen, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        seen, more = seen + len(message.get("body", b"")), message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    size = 50_000_000 if scope["path"] == "/much" else 0
    await send({"type": "http.response.body", "body": b"x" * size + str(seen).encode()})


@pytest.fixture
def serve() -> Iterator[Callable[[ConnectionLimits], int]]:
    """A function that serves with limits of its own, and answers the port."""
    with ExitStack() as running:
        yield lambda limits: running.enter_context(_served(limits))


@contextmanager
def _served(limits: ConnectionLimits) -> Iterator[int]:
    config = uvicorn.Config(
        answers,
        port=0,
        http=make_guarded(limits),
        log_config=None,
        lifespan="off",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join(60)


@pytest.fixture
def opened() -> Iterator[Callable[..., socket.socket]]:
    """A function that connects, and sends something."""
    made = []

    def connect(port: int, sent: bytes = b"") -> socket.socket:
        made.append(socket.create_connection(("127.0.0.1", port), timeout=60))
        made[-1].sendall(sent)
        return made[-1]

    yield connect
    for connection in made:
        connection.close()


def read_all(connection: socket.socket) -> bytes:
    """What comes until the other side ends the connection."""
    told = b""
    try:
        while piece := connection.recv(65_536):
            told += piece
    except ConnectionResetError:
        pass
    connection.close()
    return told


def test_300_half_sent_requests_end_while_others_are_answered(serve, opened):
    port = serve(QUICK)
    slow = [opened(port, HALF) for _ in range(300)]
    began = time.monotonic()
    assert read_all(opened(port, WHOLE)).startswith(b"HTTP/1.1 200")
    assert time.monotonic() - began < 1
    for connection in slow[:150]:
        connection.sendall(b"more")  # trickling on doesn't help
    answers = [read_all(connection) for connection in slow]
    assert time.monotonic() - began < 8
    assert {answer.partition(b"\r\n")[0] for answer in answers} == {b"HTTP/1.1 408 Request Timeout"}
    assert all(b'"code":"too_slow"' in answer for answer in answers)


def test_a_connection_that_sends_nothing_ends(serve, opened):
    assert read_all(opened(serve(QUICK))).startswith(b"HTTP/1.1 408")


def test_a_body_that_trickles_ends_and_one_on_a_slow_line_arrives(serve, opened):
    port = serve(QUICK)
    slow, steady = opened(port, POST), opened(port, POST)
    for number in range(20):
        steady.sendall(b"x" * 5000)
        if number < 5:
            slow.sendall(b"x")
        time.sleep(0.1)
    assert read_all(slow).startswith(b"HTTP/1.1 408")
    assert b"\r\n100000\r\n" in read_all(steady)


def test_a_second_request_on_the_same_connection_has_to_arrive_in_time_too(serve, opened):
    connection = opened(serve(QUICK), b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
    assert connection.recv(65_536).startswith(b"HTTP/1.1 200")
    connection.sendall(HALF)
    assert b"408 Request Timeout" in read_all(connection)


def test_over_the_limit_the_one_that_waits_longest_makes_room(serve, opened):
    port = serve(ConnectionLimits(connections=5, header_seconds=30.0))
    waiting = [opened(port, HALF) for _ in range(5)]
    time.sleep(0.2)
    assert read_all(opened(port, WHOLE)).startswith(b"HTTP/1.1 200")
    assert read_all(waiting[0]).startswith(b"HTTP/1.1 408")
    waiting[1].sendall(b"x\r\nConnection: close\r\n\r\n")
    assert read_all(waiting[1]).startswith(b"HTTP/1.1 200")


def test_over_the_limit_a_newcomer_is_refused_where_all_others_are_at_work(serve, opened):
    port = serve(ConnectionLimits(connections=3, header_seconds=30.0, body_seconds=30.0))
    busy = [opened(port, POST) for _ in range(3)]
    time.sleep(0.2)
    assert read_all(opened(port, WHOLE)).startswith(b"HTTP/1.1 503")
    busy[0].sendall(b"x" * 100_000)
    assert b"\r\n100000\r\n" in read_all(busy[0])


def test_an_answer_that_nobody_reads_is_given_up(serve, opened):
    port = serve(QUICK)
    connection = opened(port, WHOLE.replace(b"GET / ", b"GET /much "))
    time.sleep(2.5)
    assert len(read_all(connection)) < 50_000_000
