"""A real Apache Kafka of one node, for tests: started, killed and started again on the same files."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

START_SECONDS = 180.0
CLUSTER = "Zm9yZXNhbGUtdGVzdHMtMQ"


def jars() -> Path | None:
    """Where Kafka's jars are, if `.ci/kafka/fetch.sh` brought them and there is a Java."""
    return _folder() if (_folder() / ".whole").exists() and shutil.which("java") else None


def is_out_of_reach() -> bool:
    """Whether `.ci/kafka/fetch.sh` tried to bring Kafka's jars and couldn't."""
    return (_folder() / ".out-of-reach").exists()


def _folder() -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "foresale" / "kafka-4.4.0"


class Broker:
    """A broker with files of its own.

    Args:
        libraries: Kafka's jars.
        folder: For its files.
        ports: For clients, and for its controller.
        more: Settings beside the usual ones, such as those of other listeners, or in their place.
        users: Passwords by name of those who log in by SCRAM.
    """

    def __init__(
        self,
        libraries: Path,
        folder: Path,
        ports: tuple[int, int],
        more: Mapping[str, str] = MappingProxyType({}),
        users: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._java = [str(shutil.which("java")), "-Xmx256m", "-Xshare:auto", "-XX:TieredStopAtLevel=1"]
        self._libraries, self._folder = libraries, folder
        self._process: subprocess.Popen[bytes] | None = None
        clients, controller = ports
        self.address, self._port = f"127.0.0.1:{clients}", clients
        self._settings = folder / "server.properties"
        stated = {
            "process.roles": "broker,controller", "node.id": "1",
            "controller.quorum.voters": f"1@127.0.0.1:{controller}",
            "listeners": f"PLAINTEXT://127.0.0.1:{clients},CONTROLLER://127.0.0.1:{controller}",
            "advertised.listeners": f"PLAINTEXT://127.0.0.1:{clients}",
            "controller.listener.names": "CONTROLLER",
            "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "log.dirs": str(folder / "data"), "num.partitions": "2", "offsets.topic.num.partitions": "1",
            "offsets.topic.replication.factor": "1", "transaction.state.log.replication.factor": "1",
            "transaction.state.log.min.isr": "1", "transaction.state.log.num.partitions": "1",
            "share.coordinator.state.topic.replication.factor": "1",
            "share.coordinator.state.topic.min.isr": "1", "group.initial.rebalance.delay.ms": "0",
        } | dict(more)  # fmt: skip
        self._settings.write_text("".join(f"{name}={value}\n" for name, value in stated.items()))
        scram = [
            word
            for name, password in users.items()
            for word in ("--add-scram", f"SCRAM-SHA-512=[name={name},password={password}]")
        ]
        self._run("kafka.tools.StorageTool", "format", "-t", CLUSTER, *scram, "-c").wait(START_SECONDS)

    def start(self) -> None:
        """Run, on the files that are there."""
        self._process = self._run("kafka.Kafka")
        until = time.monotonic() + START_SECONDS
        while True:
            with socket.socket() as probe:
                if not probe.connect_ex(("127.0.0.1", self._port)):
                    return
            assert self._process.poll() is None, (self._folder / "log").read_text()[-2000:]
            assert time.monotonic() < until, "Kafka didn't start"
            time.sleep(0.1)

    def kill(self) -> None:
        """End at once, in the middle of whatever it does."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _run(self, program: str, *words: str) -> subprocess.Popen[bytes]:
        with (self._folder / "log").open("ab") as log:
            return subprocess.Popen(
                [*self._java, "-cp", f"{self._libraries}/*", program, *words, str(self._settings)],
                stdout=log, stderr=log,
            )  # fmt: skip


def free_ports() -> tuple[int, int]:
    """Two ports nobody listens on."""
    with socket.socket() as one, socket.socket() as other:
        for probe in (one, other):
            probe.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


@contextmanager
def running_broker(libraries: Path, folder: Path) -> Iterator[Broker]:
    """A broker, for as long as the block lasts."""
    broker = Broker(libraries, folder, free_ports())
    broker.start()
    try:
        yield broker
    finally:
        broker.kill()
