"""The places that have to hold the same sales after a soak: truth, ledger, event log, live feed."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bench.soak_page import Held
from foresale.simulation.live.journal import true_sales

if TYPE_CHECKING:
    from foresale.client import Client

QUIET_SECONDS = 60.0
_LOOK_SECONDS = 0.5
_CANCELS = "cancels~"
_CHANGES = ("sale", "sale_corrected")


class Sold:
    """Quantities by number, as events tell them one after another."""

    def __init__(self) -> None:
        self.names: dict[int, str] = {}
        self.held: dict[str, float] = {}
        self.twice = 0

    def add(self, kind: str, sale: Mapping[str, Any]) -> None:
        """Take what an event tells.

        Args:
            kind: That a sale was made, or corrected.
            sale: What is told of it.
        """
        number, name = int(sale["id"]), str(sale["transaction_id"])
        self.names[number] = name
        if name.startswith(_CANCELS):
            name = f"cancels {self.names[int(name.removeprefix(_CANCELS))]}"
        self.twice += kind == "sale" and name in self.held
        self.held[name] = float(sale["quantity"])

    def place(self, name: str, gaps: int = 0) -> Held:
        """What is held; a sale that was told twice counts as a gap."""
        return hold(name, self.held, gaps + self.twice)


def truth_of(folder: Path) -> Held:
    """The sales that have to be there, by what was sent."""
    return hold("truth", true_sales(folder / "sent.jsonl"))


def ledger_of(engine: sa.Engine) -> Held:
    """The sales that are stored."""
    with engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT id, transaction_id, quantity FROM sales")).all()
    names = {f"{_CANCELS}{number}": f"cancels {name}" for number, name, _ in rows}
    held = {names.get(name, name): float(quantity) for _, name, quantity in rows}
    return hold("ledger", held, len(rows) - len(held))


def log_of(engine: sa.Engine) -> Held:
    """The sales that the event log tells of, once all of it is numbered, and whether numbers have gaps."""
    open_rows = sa.text("SELECT count(*) FROM event_log WHERE seq IS NULL")
    deadline = time.monotonic() + QUIET_SECONDS
    with engine.connect() as connection:
        while connection.scalar(open_rows) and time.monotonic() < deadline:
            connection.rollback()
            time.sleep(_LOOK_SECONDS)
        told = sa.text("SELECT kind, payload FROM event_log WHERE kind IN :kinds ORDER BY seq")
        chosen = told.bindparams(sa.bindparam("kinds", _CHANGES, expanding=True))
        rows = connection.execute(chosen).all()
        first, last, count = connection.execute(
            sa.text("SELECT min(seq), max(seq), count(seq) FROM event_log")
        ).one()
    sold = Sold()
    for kind, payload in rows:
        sold.add(kind, json.loads(payload))
    return sold.place("event log", (last - first + 1 - count) if count else 0)


class Feed:
    """A listener to the live feed, from the first event on, over every lost connection.

    Args:
        client: Somebody who may read sales.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._sold = Sold()
        threading.Thread(target=self._listen, name="feed", daemon=True).start()

    def wait_for(self, wanted: Held) -> Held:
        """What it heard, once it is that, or no more comes.

        Args:
            wanted: What there has to be.
        """
        wait_until_quiet(lambda: len(self._sold.held), wanted.sales)
        time.sleep(2 * _LOOK_SECONDS)  # a correction changes no count
        return self._sold.place("live feed")

    def _listen(self) -> None:
        for event in self._client.live.watch(kinds=list(_CHANGES), after="0"):
            self._sold.add(event.kind, event.data)


def wait_for_ledger(engine: sa.Engine, sales: int) -> None:
    """Wait until so many sales are stored, or no more come: a topic is read when it is read.

    Args:
        engine: The service's database.
        sales: How many there have to be.
    """
    count = sa.text("SELECT count(*) FROM sales")

    def stored() -> int:
        try:
            with engine.connect() as connection:
                return int(connection.scalar(count) or 0)
        except sa.exc.OperationalError:
            return -1

    wait_until_quiet(stored, sales)
    time.sleep(4 * _LOOK_SECONDS)


def wait_until_quiet(count: Callable[[], int], wanted: int) -> None:
    """Wait until there are so many, or no more come.

    Args:
        count: How many there are.
        wanted: How many there have to be.
    """
    found, changed = -1, time.monotonic()
    while time.monotonic() - changed < QUIET_SECONDS:
        now = count()
        if now >= wanted:
            return
        if now != found:
            found, changed = now, time.monotonic()
        time.sleep(_LOOK_SECONDS)


def hold(place: str, sales: Mapping[str, float], gaps: int = 0) -> Held:
    """What a place holds.

    Args:
        place: Which.
        sales: Quantities by number.
        gaps: How many are missing between its first and its last number.
    """
    lines = sorted(f"{name}|{quantity:g}" for name, quantity in sales.items())
    return Held(place, len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest(), gaps)
