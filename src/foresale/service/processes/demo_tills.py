"""The tills of the demo's chain: they send today's sales, first what was sold so far, then as it happens."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from datetime import time as time_of_day
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import structlog

from foresale.simulation.live.senders import HttpSender, KafkaSender

if TYPE_CHECKING:
    from foresale.client import Client
    from foresale.service.processes.demo_chain import DemoChain
    from foresale.settings import Settings
    from foresale.simulation.live.senders import Sender
    from foresale.simulation.live.stream import Message

_SALES_A_SECOND = 3
_CATCH_UP_SECONDS = 120.0
_BATCH_SECONDS = 1.0
_LOOK_SECONDS = 2.0


def shop_clock(time_zone: str) -> Callable[[], datetime]:
    """What the clocks of shops show, without a zone.

    Args:
        time_zone: Theirs.
    """
    zone = ZoneInfo(time_zone)
    return lambda: datetime.now(UTC).astimezone(zone).replace(tzinfo=None)


def open_sender(settings: Settings) -> KafkaSender | None:
    """The topic that the service reads sales from, where it can be written to without a password.

    Args:
        settings: Of the service.
    """
    if not settings.kafka_servers or not settings.kafka_sales_topic or settings.kafka_security != "plaintext":
        return None
    return KafkaSender(settings.kafka_servers, settings.kafka_sales_topic)


class DemoTills:
    """Sends the demo chain's sales, a few a second at most, and never one before it happened.

    It begins with today; after a stop, where it stopped. What the service knows already stays as it is.

    Args:
        client: Somebody who may add sales.
        chain: The chain.
        show: What the shops' clocks show.
        asked: Set when it has to end.
        sender: Where it sends to; by default over HTTP, by the client.
    """

    def __init__(
        self,
        client: Client,
        chain: DemoChain,
        show: Callable[[], datetime],
        asked: threading.Event,
        sender: Sender | None = None,
    ) -> None:
        self._client, self._chain, self._show, self._asked = client, chain, show, asked
        self._sender = sender or HttpSender(client, self)

    def run(self) -> None:
        """Ring until asked to end, until the service refuses, or until the chain's days are over."""
        from foresale.client.http_errors import ServerError

        try:
            self._wait_for_catalog()
            self._ring()
        except _AskedToEndError:
            return
        except ServerError as error:
            structlog.get_logger().warning("demo_tills_refused", problem=error.problem)
            return
        structlog.get_logger().info("demo_tills_over")
        self.sleep_until_asked()

    def now(self) -> float:
        """Seconds since some moment."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait, unless asked to end."""
        if self._asked.wait(seconds):
            raise _AskedToEndError

    def sleep_until_asked(self) -> None:
        """Stay, as a part that ends is started again."""
        self._asked.wait()

    def _wait_for_catalog(self) -> None:
        """Come back once the demo has imported its past: products come with it."""
        from foresale.client.http_errors import ServerError

        while True:
            try:
                if next(self._client.products.list(), None) is not None:
                    return
            except ServerError as error:
                if error.status not in (0, 503):
                    raise
            self.sleep(_LOOK_SECONDS)

    def _ring(self) -> None:
        since = self._chain.played_until or datetime.combine(self._show(), time_of_day.min)
        coming = self._chain.messages(since)
        message = next(coming, None)
        while message is not None:
            due, after = self._due(message, coming)
            if not due:
                self.sleep(min((message.send_at - self._show()).total_seconds() + 0.01, _LOOK_SECONDS))
                continue
            size = max(_SALES_A_SECOND, int(len(due) / _CATCH_UP_SECONDS))
            for first in range(0, len(due), size):
                batch = due[first : first + size]
                self._sender.send(batch)
                self._chain.keep(batch[-1].send_at)
                self.sleep(_BATCH_SECONDS)
            message = after

    def _due(
        self, message: Message | None, coming: Iterator[Message]
    ) -> tuple[list[Message], Message | None]:
        """The messages whose time has come, and the one after them."""
        due, now = [], self._show()
        while message is not None and message.send_at <= now:
            due.append(message)
            message = next(coming, None)
        return due, message


class _AskedToEndError(Exception):
    """The service stops."""
