"""The loop that tries corrections again whose sales came another way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foresale.service.api.sales.receive import retry_waiting, rules_of
from foresale.service.live.loop_report import WAITING
from foresale.service.live.poll_interval import PollInterval
from foresale.storage.database.inbox.letters import waiting_letters
from foresale.storage.database.live_leases import Lease

if TYPE_CHECKING:
    from foresale.container import Container


class WaitingLetters:
    """Tries letters again that wait for their sales.

    Args:
        container: The service's parts.
    """

    name = WAITING
    pace = PollInterval(1.0, 5.0)

    def __init__(self, container: Container) -> None:
        self._engine, self._settings = container.engine, container.settings

    def run_once(self, lease: Lease) -> bool:
        """Try those whose time has come.

        Args:
            lease: Its hold on being the only one.
        """
        with self._engine.connect().execution_options(writes=False) as connection:
            if not waiting_letters(connection, limit=1):
                return False
        with self._engine.begin() as connection:
            lease.check(connection)
            rules = rules_of(connection, self._settings)
            return retry_waiting(connection, rules, waiting_letters(connection)) > 0

    def close(self) -> None:
        """Nothing is held."""
