"""Plays a chain into a service while its parts are killed, and compares what every place then holds.

Nothing may be lost and nothing be there twice: the truth beside the stream, the ledger and the event log
have to hold the same sales. Linux only, as processes are looked for in /proc.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from bench.soak_page import Held, Soak, write_page

VICTIMS = ("api", "simulator", "live", "worker", "scheduler", "service")
"""What is killed, in turn: a part of the service, who sends, or the service as a whole."""
_PASSWORD = "seven amber ladders 9"  # noqa: S105 - of a service that lives for a test
_ADMIN = "admin@foresale.local"
_START_SECONDS, _QUIET_SECONDS = 120.0, 60.0
_STORES, _PRODUCTS, _SALES_A_DAY = 20, 60, 3000
_LOOK = 0.05


@dataclass
class Service:
    """A service that can be killed and started again in the same home.

    Attributes:
        home: Its folder.
        port: Where it listens.
        database: Its database; an SQLite file in its home by default.
        process: Its supervisor.
    """

    home: Path
    port: int
    database: str | None
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Of its API."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """What it printed."""
        return self.home.parent / "service.log"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        from foresale.service.processes.start_up import wait_until_ready

        own = {"FORESALE_LOG_LEVEL": "warning"}
        if self.database:
            own["FORESALE_DATABASE_URL"] = self.database
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "foresale", "up", "--home", str(self.home), "--port", str(self.port)],
                env=os.environ | own, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        wait_until_ready(self.address, lambda _: None)

    def parts(self, role: str) -> list[int]:
        """Its processes of a role."""
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            try:
                words = (place / "cmdline").read_bytes().split(b"\0")
                around = (place / "environ").read_bytes()
            except OSError:
                continue
            ours = b"foresale.service.processes" in words and role.encode() in words
            if ours and f"FORESALE_HOME={self.home}".encode() in around:
                found.append(int(place.name))
        return found

    def end(self) -> None:
        """Stop it."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)


@dataclass
class Player:
    """`foresale simulate --live`, which can be killed and goes on.

    Attributes:
        words: Its options.
        folder: Where its truth is.
        process: It.
    """

    words: Sequence[str]
    folder: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, or let it go on."""
        on = ["--resume"] if self.sent else []
        command = [sys.executable, "-m", "foresale", "simulate", "--live", *self.words, *on]
        with (self.folder.parent / "player.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--out", str(self.folder), "--json"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip

    @property
    def sent(self) -> int:
        """Messages sent and noted."""
        return int(self._state().get("sent", 0))

    @property
    def unexpected(self) -> int:
        """Messages that became something else than they must."""
        return int(self._state().get("unexpected", 0))

    def _state(self) -> dict[str, int]:
        try:
            told: dict[str, int] = json.loads((self.folder / "state.json").read_text())
        except (OSError, ValueError):
            return {}
        return told


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


def _held(place: str, sales: Iterable[tuple[str, float]]) -> Held:
    lines = sorted(f"{name}|{quantity:g}" for name, quantity in sales)
    return Held(place, len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest())


def _log_in(service: Service, config: Path) -> None:
    """Be the first admin, with a password of our own, for whoever reads logins in `config`."""
    from foresale.client import Client
    from foresale.client.logins import Logins

    found = re.search(r"one-time password (\S+)", service.log.read_text())
    if found is None:
        raise SystemExit(f"No first password was told: see {service.log}")
    with Client.login(service.address, _ADMIN, found[1]) as client:
        client.change_password(found[1], _PASSWORD)
        client.keep(Logins(config / "foresale" / "logins.json"))


def main() -> int:
    """Soak a service by one door; the exit status says whether all places hold the same."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--messages", type=int, default=1_000_000)
    asked.add_argument("--kills", type=int, default=12)
    asked.add_argument("--database", help="By default an SQLite file.")
    asked.add_argument("--page", type=Path, default=Path("docs/benchmarks-live.md"))
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as name, socket.socket() as probe:
        folder = Path(name)
        probe.bind(("127.0.0.1", 0))
        service = Service(folder / "home", probe.getsockname()[1], given.database)
        probe.close()
        os.environ["XDG_CONFIG_HOME"] = str(folder / "config")
        days = str(max(2, given.messages // _SALES_A_DAY * 2))
        words = [
            *("--to", service.address, "--stores", str(_STORES), "--products", str(_PRODUCTS)),
            *("--days", days, "--rate", "100000", "--speed", "0", "--messages", str(given.messages)),
        ]
        player = Player(words, folder / "played")
        service.start()
        try:
            _log_in(service, folder / "config")
            began = time.monotonic()
            killed = soak(service, player, given.messages, given.kills)
            seconds = time.monotonic() - began
            engine = sa.create_engine(given.database or f"sqlite:///{service.home / 'foresale.db'}")
            held = (truth_of(player.folder), ledger_of(engine), log_of(engine))
            engine.dispose()
            database, sent, unexpected = engine.dialect.name, player.sent, player.unexpected
        finally:
            service.end()
    done = Soak("HTTP", database, sent, seconds, tuple(killed), unexpected, held)
    write_page(given.page, done)
    sys.stdout.write(done.to_markdown())
    return 0 if done.is_whole else 1


if __name__ == "__main__":
    sys.exit(main())
