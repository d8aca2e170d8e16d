"""Plays a chain into a service while its parts are killed, and compares what every place then holds.

Nothing may be lost and nothing be there twice: the truth beside the stream, the ledger and the event log
have to hold the same sales. Linux only, as processes are looked for in /proc.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from bench.kafka_broker import Broker, jars, running_broker
from bench.servers import SERVERS
from bench.soak_memory import MemoryWatch
from bench.soak_page import Memory, Soak, write_page
from bench.soak_places import Feed, ledger_of, log_of, truth_of, wait_for_ledger
from bench.soak_process import DATABASE, Player, Service
from foresale.simulation.options import ChainOptions
from foresale.storage.database.engine.connect import driver_address

if TYPE_CHECKING:
    from foresale.client import Client

VICTIMS = ("api", "simulator", "live", "worker", "scheduler", "service")
"""What is killed, in turn: a part of the service, who sends, or the service as a whole; and a real broker."""
_PASSWORD = "seven amber ladders 9"  # noqa: S105 - of a service that lives for a test
_ADMIN = "admin@foresale.local"
_STORES, _PRODUCTS, _SALES_A_DAY = 20, 60, 3000
_LOOK = 0.05


def soak(service: Service, player: Player, broker: Broker | None, options: argparse.Namespace) -> list[str]:
    """Play to the end, killing something at even distances; answer what was killed.

    Args:
        service: It runs.
        player: It doesn't yet.
        broker: A real one, to be killed, too.
        options: How many messages are played, and how often something is killed.
    """
    killed: list[str] = []
    messages, kills = options.messages, options.kills
    victims = VICTIMS if broker is None else ("broker", *VICTIMS)
    player.start()
    while player.process is not None:
        status = player.process.poll()
        if status == 0:
            break
        if status is not None:
            told = (player.folder.parent / "player.log").read_text(encoding="utf-8")[-1000:]
            raise SystemExit(f"The simulator ended with {status}: {told}")
        due = len(killed) < kills and player.sent >= messages * (len(killed) + 1) / (kills + 1)
        if due:
            victim = victims[len(killed) % len(victims)]
            if broker is not None and victim == "broker":
                broker.kill()
                time.sleep(1)
                broker.start()
            else:
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
    from foresale.simulation.live.senders import add_catalog

    found = re.search(r"one-time password (\S+)", service.log.read_text())
    if found is None:
        raise SystemExit(f"No first password was told: see {service.log}")
    with Client.login(service.address, _ADMIN, found[1]) as client:
        client.change_password(found[1], _PASSWORD)
        client.keep(Logins(config / "foresale" / "logins.json"))
        add_catalog(client, simulate_chain(chain))
    return Client.login(service.address, _ADMIN, _PASSWORD)


@contextlib.contextmanager
def _brokers(channel: str, folder: Path, *, is_real: bool) -> Iterator[tuple[str, Broker | None]]:
    """Kafka's address, if it is needed: of a real broker, or of a mock cluster in this process."""
    if channel != "kafka":
        yield "", None
        return
    libraries = jars()
    if is_real:
        if libraries is None:
            raise SystemExit("Apache Kafka isn't there: run .ci/kafka/fetch.sh, and install Java 17.")
        (folder / "kafka").mkdir()
        with running_broker(libraries, folder / "kafka") as broker:
            yield broker.address, broker
        return
    from confluent_kafka import Producer

    owner = Producer({"bootstrap.servers": "none:1", "test.mock.num.brokers": 1, "log_level": 3})
    found = next(iter(owner.list_topics(timeout=10).brokers.values()))
    yield f"{found.host}:{found.port}", None
    owner.flush(1)


@contextlib.contextmanager
def _database(kind: str, folder: Path) -> Iterator[dict[str, str]]:
    """The settings of an empty database of a kind."""
    if kind == "sqlite":
        yield {}
        return
    folder.chmod(0o755)
    (folder / "server").mkdir(mode=0o755)
    with SERVERS[kind](folder / "server") as url:
        yield {DATABASE: url}


def _parse() -> argparse.Namespace:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--messages", type=int, default=1_000_000)
    asked.add_argument("--kills", type=int, default=14)
    asked.add_argument("--channel", choices=("http", "ws", "kafka"), default="http")
    asked.add_argument("--database", choices=tuple(SERVERS), default="sqlite")
    asked.add_argument("--mock", action="store_true", help="librdkafka's mock cluster, no real Kafka")
    asked.add_argument("--rate", type=float, default=100_000, help="messages a second at most")
    asked.add_argument("--memory", action="store_true", help="write down what each part takes of memory")
    asked.add_argument("--page", type=Path, default=Path("docs/benchmarks-live.md"))
    return asked.parse_args()


def main() -> int:
    """Soak a service by one channel; the exit status says whether all places hold the same."""
    given = _parse()
    with contextlib.ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        settings = opened.enter_context(_database(given.database, folder))
        brokers, broker = opened.enter_context(_brokers(given.channel, folder, is_real=not given.mock))
        if brokers:
            settings["FORESALE_KAFKA_SERVERS"] = brokers
        service = Service(folder / "home", free_port(), settings)
        os.environ["XDG_CONFIG_HOME"] = str(folder / "config")
        chain = ChainOptions(_STORES, _PRODUCTS, max(2, given.messages // _SALES_A_DAY * 2))
        to = {"http": service.address, "ws": f"ws://127.0.0.1:{service.port}", "kafka": f"kafka://{brokers}"}
        words = [
            *("--to", to[given.channel], "--stores", str(_STORES), "--products", str(_PRODUCTS)),
            *("--days", str(chain.days), "--rate", str(given.rate), "--speed", "0"),
            *("--messages", str(given.messages)),
        ]
        player = Player(words, folder / "played")
        service.start()
        opened.callback(service.end)
        found = _run(service, player, broker, given, log_in(service, folder / "config", chain))
    write_page(given.page, found)
    sys.stdout.write(found.to_markdown())
    return 0 if found.is_whole else 1


def _run(
    service: Service, player: Player, broker: Broker | None, given: argparse.Namespace, client: Client
) -> Soak:
    feed = Feed(client)
    memory = MemoryWatch(service) if given.memory else None
    began = time.monotonic()
    killed = soak(service, player, broker, given)
    engine, truth = sa.create_engine(driver_address(service.database)), truth_of(player.folder)
    wait_for_ledger(engine, truth.sales)
    seconds = time.monotonic() - began
    sizes: Memory = {}
    if memory is not None:
        memory.stop()
        sizes = memory.means(5)
    held = (truth, ledger_of(engine), log_of(engine), feed.wait_for(truth))
    engine.dispose()
    name = engine.dialect.name.replace("mysql", "mariadb")
    return Soak(given.channel, name, player.sent, seconds, tuple(killed), player.unexpected, held, sizes)


if __name__ == "__main__":
    sys.exit(main())
