"""A real service for the live feed: API processes' servers, and the loops of the live path."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
from httpx_sse import EventSource
from sqlalchemy.orm import Session

from foresale.container import Container
from foresale.service.accounts.api_keys import add_key
from foresale.service.accounts.users import NewUser, add_user
from foresale.service.kafka.waiting import WaitingLetters
from foresale.service.live.loops import loops_of
from foresale.service.live.runner import LiveLoops
from foresale.settings import Settings
from foresale.storage.database.live_leases import Leases

PATIENCE_SECONDS = 180.0
STORES, PRODUCTS = ("S1", "S2"), ("TEA", "JAM")


@dataclass
class Service:
    """A running service.

    Attributes:
        settings: Of all its parts.
        container: Of the test's own.
        running: What is to be ended.
    """

    settings: Settings
    container: Container
    running: ExitStack
    ids: dict[str, int] = field(default_factory=dict)

    def serve(self) -> str:
        """Start an API server with parts of its own, as another process has; answer its address."""
        return self.running.enter_context(served(self.settings))

    def begin_loops(self) -> None:
        """Run the loops of the live path."""
        wanted = [*loops_of(self.container), WaitingLetters(self.container)]
        loops = LiveLoops(wanted, Leases(self.container.engine, secrets.token_hex(4)))
        loops.start()
        self.running.callback(lambda: (loops.stop(), loops.join(60)))

    def key(self, role: str, stores: Sequence[str] = ()) -> tuple[int, str]:
        """A new user's id, and a key that may do all that it may."""
        email = f"{role}-{secrets.token_hex(4)}@example.com"
        store_ids = [self.ids[code] for code in stores] or None
        new = NewUser(email, role, role, "-", must_change_password=False, store_ids=store_ids)
        with Session(self.container.engine) as session, session.begin():
            user_id = add_user(session, new).id
            return user_id, add_key(session, user_id, "test", role, None)[1]

    def client(self, address: str, role: str = "admin", stores: Sequence[str] = ()) -> httpx.Client:
        """A client that asks as a new user."""
        headers = {"X-API-Key": self.key(role, stores)[1]}
        opened = httpx.Client(base_url=address, headers=headers, timeout=120)
        return self.running.enter_context(opened)

    def metrics(self, address: str) -> str:
        """What a server counts."""
        return self.client(address).get("/api/metrics").text

    def until(self, condition: Callable[[], object]) -> None:
        """Wait until something is so."""
        until = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < until, "it didn't come"
            time.sleep(0.01)


def sale(number: str, store: str = "S1", product: str = "TEA", quantity: float = 1.0) -> dict[str, Any]:
    """A sale of today, as a till sends it."""
    return {
        "transaction_id": number, "store": store, "product": product, "quantity": quantity,
        "sold_at": datetime.now(UTC).isoformat(),
    }  # fmt: skip


@contextmanager
def served(settings: Settings, port: int = 0) -> Iterator[str]:
    """An API server in a thread, with parts of its own; its address."""
    from foresale.service.processes.roles import api_server

    container = Container(settings)
    server = api_server(container)
    server.config.port = port
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + PATIENCE_SECONDS
    while not server.started:
        assert time.monotonic() < until, "the API didn't start"
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(60)
    assert not thread.is_alive(), "the API didn't end"


class Listener:
    """Listens to the feed in a thread, and keeps what it heard."""

    def __init__(self, client: httpx.Client, **query: Any) -> None:
        self.heard: list[dict[str, Any]] = []
        self.ids: list[str] = []
        self.error: BaseException | None = None
        self._client, self._query = client, query
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        self.wait_for(lambda: self.ids or self.error)

    def _listen(self) -> None:
        try:
            with self._client.stream("GET", "/api/live", params=self._query, timeout=120) as answer:
                if answer.status_code != 200:
                    answer.read()
                    raise AssertionError(answer.text)
                for event in EventSource(answer).iter_sse():
                    self.ids.append(event.id)
                    if event.data:
                        self.heard.append(json.loads(event.data))
        except (httpx.HTTPError, AssertionError) as error:
            self.error = error

    @property
    def events(self) -> list[dict[str, Any]]:
        """What was heard of changes."""
        return [one for one in self.heard if "schema" in one]

    @property
    def notices(self) -> list[str]:
        """What else was said."""
        return [one["kind"] for one in self.heard if "schema" not in one]

    @property
    def sold(self) -> list[str]:
        """The numbers of sales, in order."""
        return [one["data"]["transaction_id"] for one in self.events if one["kind"] == "sale"]

    def wait_for(self, condition: Callable[[], object]) -> None:
        """Wait until something is so."""
        until = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < until, (self.error, self.heard[-3:], len(self.heard))
            time.sleep(0.005)

    def wait_for_end(self) -> None:
        """Wait until the stream has ended."""
        self._thread.join(PATIENCE_SECONDS)
        assert not self._thread.is_alive(), "it goes on"
