"""The loop that keeps what somebody should look at up to date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from foresale.service.live.loop_report import EXCEPTIONS
from foresale.service.live.poll_interval import PollInterval
from foresale.storage.database.exceptions.gather import ExceptionRules
from foresale.storage.database.exceptions.refresh import refresh_exceptions
from foresale.storage.database.tables.base import utc_now

if TYPE_CHECKING:
    from foresale.container import Container
    from foresale.storage.database.live_leases import Lease


class ExceptionsLoop:
    """Works the exceptions out anew after the list of all series was.

    Args:
        container: The service's parts.
        clock: Says what time it is, UTC.
    """

    name = EXCEPTIONS
    pace = PollInterval(2.0, 10.0)

    def __init__(self, container: Container, clock: Callable[[], datetime] = utc_now) -> None:
        self._container, self._clock = container, clock

    def run_once(self, lease: Lease) -> bool:
        """Look whether they are old.

        Args:
            lease: Of two that work them out one keeps them: it needn't be looked at.
        """
        del lease
        settings = self._container.settings
        today = self._clock().astimezone(ZoneInfo(settings.time_zone)).date()
        rules = ExceptionRules(settings.false_alarm_rate, settings.usual_margin)
        return refresh_exceptions(self._container.engine, today, rules)

    def close(self) -> None:
        """It holds nothing."""
