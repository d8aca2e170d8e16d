"""Which processes a service has, and how each is started."""

from __future__ import annotations

import os
import secrets
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foresale.service.processes.supervisor import ChildProcess
from foresale.settings import PREFIX, load_settings

if TYPE_CHECKING:
    from foresale.settings import Settings

_MODULE = "foresale.service.processes"
_OF_EVERY_PART = {"MALLOC_ARENA_MAX": "2"}
"""What parts have in their environment unless somebody set it otherwise: glibc gives threads up to eight
heaps a core, and each keeps the most that its threads ever held. Other systems don't look at it."""


@dataclass(frozen=True)
class SettingsSource:
    """Where a command's settings come from, so that the parts see the same.

    Attributes:
        config: The settings file.
        chosen: Settings by name, from the command's options; None was not given.
    """

    config: Path | None = None
    chosen: Mapping[str, Any] = field(default_factory=dict)

    def settings(self) -> Settings:
        """The settings."""
        return load_settings(self.config, **self.chosen)

    def fill_up(self, **usual: Any) -> SettingsSource:
        """The same with settings that nobody stated: by no option, in no file, by no variable.

        Args:
            usual: Settings by name.
        """
        stated = self.settings().model_fields_set
        lacking = {name: value for name, value in usual.items() if name not in stated}
        return replace(self, chosen={**self.chosen, **lacking})

    def environment(self) -> dict[str, str]:
        """Variables of the parts: this process's, with the chosen settings among them."""
        named = {
            PREFIX + name.upper(): str(value) for name, value in self.chosen.items() if value is not None
        }
        return {**_OF_EVERY_PART, **os.environ, **named}

    def command(self, role: str, *words: str) -> tuple[str, ...]:
        """Program and arguments of a part."""
        config = () if self.config is None else ("--config", str(self.config))
        return (sys.executable, "-m", _MODULE, role, *config, *words)


def api_parts(stated: SettingsSource, listening: socket.socket, count: int) -> list[ChildProcess]:
    """The processes that answer requests, on one socket.

    Args:
        stated: Where settings come from.
        listening: The socket; Windows, which can't hand it on, gets one process with a socket of its own.
        count: How many.
    """
    if sys.platform == "win32":
        listening.close()
        return [ChildProcess("API", stated.command("api"))]
    descriptor = listening.fileno()
    names = ["API"] if count == 1 else [f"API {number}" for number in range(1, count + 1)]
    return [
        ChildProcess(name, stated.command("api", "--socket", str(descriptor)), keeps=(descriptor,))
        for name in names
    ]


def worker_parts(stated: SettingsSource, count: int, *, with_light: bool = False) -> list[ChildProcess]:
    """The processes that do jobs.

    A worker that is started again has the name of the one before it, and so knows whose job was lost.

    Args:
        stated: Where settings come from.
        count: How many.
        with_light: Whether the first of several leaves heavy jobs to the others.
    """
    group = f"{socket.gethostname()[:60]}-{secrets.token_hex(4)}"
    parts = []
    for number in range(1, count + 1):
        light = ["--light"] if with_light and number == 1 < count else []
        words = stated.command("worker", "--name", f"{group}-{number}", *light)
        parts.append(ChildProcess(f"job worker {number}", words))
    return parts


def scheduler_part(stated: SettingsSource) -> ChildProcess:
    """The process that runs schedules."""
    return ChildProcess("scheduler", stated.command("scheduler"))


def live_part(stated: SettingsSource) -> ChildProcess:
    """The process that runs the loops of the live path; it knows its leases again after a restart."""
    name = f"{socket.gethostname()[:60]}-{secrets.token_hex(4)}"
    return ChildProcess("live path", stated.command("live", "--name", name))


def demo_tills_part(stated: SettingsSource, address: str) -> ChildProcess:
    """The process that sends the demo chain's sales as they happen.

    Args:
        stated: Where settings come from.
        address: Of the API.
    """
    return ChildProcess("demo's tills", stated.command("demo-tills", "--address", address))
