"""What a soak starts and kills: a service, and the simulator that plays to it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

DATABASE = "FORESALE_DATABASE_URL"


@dataclass
class Service:
    """A service that can be killed and started again in the same home.

    Attributes:
        home: Its folder.
        port: Where it listens.
        settings: Its variables, such as that of its database; an SQLite file in its home by default.
        process: Its supervisor.
    """

    home: Path
    port: int
    settings: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None

    @property
    def database(self) -> str:
        """Where its database is."""
        return self.settings.get(DATABASE) or f"sqlite:///{self.home / 'foresale.db'}"

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

        own = {"FORESALE_LOG_LEVEL": "warning", **self.settings}
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
