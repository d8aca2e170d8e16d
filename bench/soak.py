"""Plays a chain into a service while its parts are killed, and compares what every place then holds.

Nothing may be lost and nothing be there twice: the truth beside the stream, the ledger and the event log
have to hold the same sales. Linux only, as processes are looked for in /proc.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import re
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from bench.soak_page import Held, Soak, write_page
from bench.soak_process import DATABASE, Player, Service
from foresale.simulation.options import ChainOptions

if TYPE_CHECKING:
    from foresale.client import Client

VICTIMS = ("api", "simulator", "live", "worker", "scheduler", "service")
"""What is killed, in turn: a part of the service, who sends, or the service as a whole."""
_PASSWORD = "seven amber ladders 9"  # noqa: S105 - of a service that lives for a test
_ADMIN = "admin@foresale.local"
_QUIET_SECONDS = 60.0
_STORES, _PRODUCTS, _SALES_A_DAY = 20, 60, 3000
_LOOK = 0.05


def soak(service: Service, player: Player, messages: int, kills: int) -> list[str]:
    """Play to the end, killing something at even distances; answer what was killed.

    Args:
        service: It runs.
        player: It doesn't yet.
        messages: How many are played.
        kills: How often something is killed.
    """
    killed: list[str] = []
    player.start()
    while player.process is not None:
        status = player.process.poll()
        if status == 0:
            break
        if status is not None:
            raise SystemExit(f"The simulator ended with {status}: see {player.folder.parent}/player.log")
        due = len(killed) < kills and player.sent >= messages * (len(killed) + 1) / (kills + 1)
        if due:
            victim = VICTIMS[len(killed) % len(VICTIMS)]
            kill(victim, service, player)
            killed.append(victim)
            sys.stdout.write(f"{player.sent:,} sent; killed: {victim}\n")
        time.sleep(_LOOK)
    return killed


def kill(victim: str, service: Service, player: Player) -> None:
    """Kill -9 a part in the middle of its work, and start again what nobody else would."""
    if victim == "simulator" and player.process is not None:
        player.process.kill()
        player.process.wait()
        player.start()
    elif victim == "service" and service.process is not None:
        service.process.kill()
        service.process.wait()
        while any(service.parts(role) for role in ("api", "live", "worker", "scheduler")):
            time.sleep(_LOOK)
        service.start()
    else:
        for pid in service.parts(victim):
            os.kill(pid, signal.SIGKILL)


def truth_of(folder: Path) -> Held:
    """The sales that have to be there, by what was sent."""
    with (folder / "sent.jsonl").open(encoding="utf-8") as lines:
        told = (json.loads(line) for line in lines)
        added = (line["message"] for line in told if line["expected"] == "added")
        return _held("truth", [(sale["transaction_id"], float(sale["quantity"])) for sale in added])


def wait_for_ledger(engine: sa.Engine, sales: int) -> None:
    """Wait until so many sales are stored, or no more come: a topic is read when it is read.

    Args:
        engine: The service's database.
        sales: How many there have to be.
    """
    count = sa.text("SELECT count(*) FROM sales")

    def stored() -> int:
        with engine.connect() as connection:
            return int(connection.scalar(count) or 0)

    _wait_until_quiet(stored, sales)


def ledger_of(engine: sa.Engine) -> Held:
    """The sales that are stored."""
    with engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT transaction_id, quantity FROM sales")).all()
    return _held("ledger", [(name, float(quantity)) for name, quantity in rows])


def log_of(engine: sa.Engine) -> Held:
    """The sales that the event log tells of, once all of it is numbered, and whether numbers have gaps."""
    open_rows = sa.text("SELECT count(*) FROM event_log WHERE seq IS NULL")
    deadline = time.monotonic() + _QUIET_SECONDS
    with engine.connect() as connection:
        while connection.scalar(open_rows) and time.monotonic() < deadline:
            connection.rollback()
            time.sleep(_LOOK)
        rows = connection.execute(
            sa.text("SELECT payload FROM event_log WHERE kind = 'sale' AND seq IS NOT NULL")
        ).all()
        first, last, count = connection.execute(
            sa.text("SELECT min(seq), max(seq), count(seq) FROM event_log")
        ).one()
    sales = [json.loads(payload) for (payload,) in rows]
    held = _held("event log", [(sale["transaction_id"], float(sale["quantity"])) for sale in sales])
    return Held(held.place, held.sales, held.digest, gaps=(last - first + 1 - count) if count else 0)


class Feed:
    """A listener to the live feed, from the first event on, over every lost connection.

    Args:
        client: Somebody who may read sales.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._heard: list[tuple[str, float]] = []
        threading.Thread(target=self._listen, name="feed", daemon=True).start()

    def wait_for(self, sales: int) -> Held:
        """What it heard, once it is so many sales, or no more come.

        Args:
            sales: How many there have to be.
        """
        _wait_until_quiet(lambda: len(self._heard), sales)
        return _held("live feed", list(self._heard))

    def _listen(self) -> None:
        for event in self._client.live.watch(kinds=["sale"], after="0"):
            self._heard.append((event.data["transaction_id"], float(event.data["quantity"])))


def _wait_until_quiet(count: Callable[[], int], wanted: int) -> None:
    """Wait until there are so many, or no more come."""
    found, changed = -1, time.monotonic()
    while time.monotonic() - changed < _QUIET_SECONDS:
        now = count()
        if now >= wanted:
            return
        if now != found:
            found, changed = now, time.monotonic()
        time.sleep(10 * _LOOK)


def _held(place: str, sales: Iterable[tuple[str, float]]) -> Held:
    lines = sorted(f"{name}|{quantity:g}" for name, quantity in sales)
    return Held(place, len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest())


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def log_in(service: Service, config: Path, chain: ChainOptions) -> Client:
    """Be the first admin, whose login `config` keeps, and add a chain's stores and products."""
    from foresale.client import Client
    from foresale.client.logins import Logins
    from foresale.simulation.chain import simulate_chain
    from foresale.simulation.live.doors import add_catalog

    found = re.search(r"one-time password (\S+)", service.log.read_text())
    if found is None:
        raise SystemExit(f"No first password was told: see {service.log}")
    with Client.login(service.address, _ADMIN, found[1]) as client:
        client.change_password(found[1], _PASSWORD)
        client.keep(Logins(config / "foresale" / "logins.json"))
        add_catalog(client, simulate_chain(chain))
    return Client.login(service.address, _ADMIN, _PASSWORD)


@contextlib.contextmanager
def _brokers(door: str, given: str | None) -> Iterator[str]:
    """Kafka's address, if it is needed: that given, or of a mock cluster in this process."""
    if door != "kafka" or given:
        yield given or ""
        return
    from confluent_kafka import Producer

    owner = Producer({"bootstrap.servers": "none:1", "test.mock.num.brokers": 1, "log_level": 3})
    broker = next(iter(owner.list_topics(timeout=10).brokers.values()))
    yield f"{broker.host}:{broker.port}"
    owner.flush(1)


def _parse() -> argparse.Namespace:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--messages", type=int, default=1_000_000)
    asked.add_argument("--kills", type=int, default=12)
    asked.add_argument("--door", choices=("http", "ws", "kafka"), default="http")
    asked.add_argument("--database", help="By default an SQLite file.")
    asked.add_argument("--kafka", help="Brokers; by default a mock cluster, which lives as long as this.")
    asked.add_argument("--page", type=Path, default=Path("docs/benchmarks-live.md"))
    return asked.parse_args()


def main() -> int:
    """Soak a service by one door; the exit status says whether all places hold the same."""
    given = _parse()
    with tempfile.TemporaryDirectory() as name, _brokers(given.door, given.kafka) as brokers:
        folder = Path(name)
        settings = {DATABASE: given.database} if given.database else {}
        if brokers:
            settings["FORESALE_KAFKA_SERVERS"] = brokers
        service = Service(folder / "home", free_port(), settings)
        os.environ["XDG_CONFIG_HOME"] = str(folder / "config")
        chain = ChainOptions(_STORES, _PRODUCTS, max(2, given.messages // _SALES_A_DAY * 2))
        to = {"http": service.address, "ws": f"ws://127.0.0.1:{service.port}", "kafka": f"kafka://{brokers}"}
        words = [
            *("--to", to[given.door], "--stores", str(_STORES), "--products", str(_PRODUCTS)),
            *("--days", str(chain.days), "--rate", "100000", "--speed", "0"),
            *("--messages", str(given.messages)),
        ]
        player = Player(words, folder / "played")
        service.start()
        try:
            feed = Feed(log_in(service, folder / "config", chain))
            began = time.monotonic()
            killed = soak(service, player, given.messages, given.kills)
            engine, truth = sa.create_engine(service.database), truth_of(player.folder)
            wait_for_ledger(engine, truth.sales)
            seconds = time.monotonic() - began
            held = (truth, ledger_of(engine), log_of(engine), feed.wait_for(truth.sales))
            engine.dispose()
            found = Soak(
                given.door, engine.dialect.name, player.sent, seconds, tuple(killed), player.unexpected, held
            )
        finally:
            service.end()
    write_page(given.page, found)
    sys.stdout.write(found.to_markdown())
    return 0 if found.is_whole else 1


if __name__ == "__main__":
    sys.exit(main())
