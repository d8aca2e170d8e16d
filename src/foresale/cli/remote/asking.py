"""How a command asks a server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from foresale.cli.declared_options import ParsedOptions
from foresale.cli.failures import report_failures
from foresale.cli.options.setting import Setting, SettingGroup

if TYPE_CHECKING:
    from foresale.client import Client

SERVER = SettingGroup(
    "server",
    "Server",
    (
        Setting(
            "server",
            "text",
            "The server's address, such as http://localhost:8000; by default that of the last login.",
            metavar="URL",
        ),
    ),
)
"""The option that names a server."""


def server_of(given: ParsedOptions) -> str | None:
    """The address that was typed; None means that of the last login."""
    named: str | None = given.options[SERVER.table].get("server")
    return named


@contextmanager
def asking(given: ParsedOptions) -> Iterator[Client]:
    """The server as whoever is logged in there; what it refuses is told as problem and fix.

    Args:
        given: What was typed, with the options of `SERVER`.
    """
    with report_failures(given.screen):
        from foresale.client import Client

        with Client.from_stored(server_of(given)) as client:
            yield client
