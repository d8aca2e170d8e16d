"""kill -9 of an API process and of the live path among the sales: nothing is lost, nothing told twice."""

from __future__ import annotations

import hashlib
import os
import signal
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from foresale.client import Client, ServerError
from foresale.service.processes.listening import address_of, listen
from foresale.service.processes.parts import SettingsSource, api_parts, live_part
from foresale.service.processes.supervisor import Supervisor
from foresale.storage.database.event_log.append import LOG
from foresale.storage.database.tables.trade import SaleRow
from live_service import Service, sale

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows can't hand sockets on to processes.")
SALES, WRITERS = 120, 4
PATIENCE_SECONDS = 240.0


@contextmanager
def supervised(service: Service) -> Iterator[tuple[str, Supervisor]]:
    """Two API processes and the live path, as `foresale up` runs them."""
    settings = service.settings
    address = settings.database_url.get_secret_value() if settings.database_url else ""
    chosen = {"home": settings.home, "database_url": address, "log_level": "warning", "api_workers": 2}
    stated = SettingsSource(None, chosen)
    with closing(listen("127.0.0.1", 0)) as listening:
        parts = [*api_parts(stated, listening, 2), live_part(stated)]
        supervisor = Supervisor(parts, stated.environment(), lambda _: None)
        supervisor.start()
        watching = threading.Thread(target=supervisor.watch, daemon=True)
        watching.start()
        try:
            yield address_of(listening), supervisor
        finally:
            supervisor.stop()
            watching.join(60)
            supervisor.end()


def digest(numbers: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(numbers).encode()).hexdigest()


def post_all(address: str, key: str, writer: int) -> None:
    """Send sales as a till does: again, until it is told that they are there."""
    with httpx.Client(base_url=address, headers={"X-API-Key": key}, timeout=120) as client:
        for number in range(writer, SALES, WRITERS):
            sent = sale(f"R{number}")
            until = time.monotonic() + PATIENCE_SECONDS
            while time.monotonic() < until:
                try:
                    if client.post("/api/sales", json=sent).status_code in (200, 201):
                        break
                except httpx.HTTPError:
                    time.sleep(0.05)
            else:
                raise AssertionError("a sale couldn't be sent")


def watch(address: str, key: str, heard: list[str]) -> None:
    """Listen until every sale was heard of; what the client gives up is begun anew."""
    after: str | None = "0"
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            with Client(address, api_key=key) as client:
                for event in client.live.watch(["sale"], after=after):
                    after = event.id
                    heard.append(event.data["transaction_id"])
                    if len(heard) >= SALES:
                        return
        except ServerError:
            time.sleep(0.1)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_ledger_log_and_what_was_heard_are_the_same_after_kills(open_service: Any, kind: str) -> None:
    service = open_service(kind, with_loops=False)
    key = service.key("admin")[1]
    heard: dict[int, list[str]] = {0: [], 1: []}
    with supervised(service) as (address, supervisor):
        threads = [threading.Thread(target=post_all, args=(address, key, one)) for one in range(WRITERS)]
        listeners = [threading.Thread(target=watch, args=(address, key, heard[one])) for one in heard]
        for thread in (*listeners, *threads):
            thread.start()
        for part, share in (("API 1", 0.2), ("live path", 0.5)):
            while sold(service) < share * SALES and any(thread.is_alive() for thread in threads):
                time.sleep(0.02)
            if part in supervisor.pids():
                os.kill(supervisor.pids()[part], signal.SIGKILL)
        for thread in (*threads, *listeners):
            thread.join(PATIENCE_SECONDS)
        assert not any(thread.is_alive() for thread in (*threads, *listeners))
    with service.container.engine.connect() as connection:
        ledger = connection.scalars(sa.select(SaleRow.transaction_id)).all()
        places = connection.scalars(sa.select(LOG.c.seq).order_by(LOG.c.seq)).all()
    expected = digest(sorted(f"R{number}" for number in range(SALES)))
    assert digest(sorted(ledger)) == expected
    assert places == list(range(1, SALES + 1))
    assert digest(heard[0]) == digest(heard[1])
    assert digest(sorted(heard[0])) == expected


def sold(service: Service) -> int:
    with service.container.engine.connect().execution_options(writes=False) as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(SaleRow)).scalar_one()
