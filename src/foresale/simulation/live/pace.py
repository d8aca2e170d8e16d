"""How fast a stream goes: a schedule by the chain's clock, and a ceiling by ours."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """What time it is, and waiting; a test brings its own."""

    def now(self) -> float:
        """Seconds since some moment."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


class WallClock:
    """The machine's clock."""

    def now(self) -> float:
        """Seconds since some moment; never goes back."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


class TokenBucket:
    """At most so many messages a second, in short bursts at most.

    Args:
        rate: Messages a second.
        burst: How many may go at once after a pause.
        clock: What time it is.
    """

    def __init__(self, rate: float, burst: float, clock: Clock) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._tokens, self._seen = burst, clock.now()

    def take(self, count: int) -> float:
        """Take the tokens of `count` messages; answer how many seconds to wait before they are sent."""
        now = self._clock.now()
        self._tokens = min(self._burst, self._tokens + (now - self._seen) * self._rate)
        self._seen = now
        self._tokens -= count
        return max(0.0, -self._tokens / self._rate)


class Schedule:
    """When a message is due: as far after the first as by the chain's clock, divided by the speed.

    Args:
        first: When the first message is sent, by the chain's clock; it is due now.
        speed: Seconds of the chain's clock in one of ours; 0 makes all due at once.
        clock: What time it is.
    """

    def __init__(self, first: datetime, speed: float, clock: Clock) -> None:
        self._first, self._speed, self._clock, self._began = first, speed, clock, clock.now()

    def wait(self, moment: datetime) -> float:
        """Seconds until a message of `moment` is due; 0 where it is.

        Args:
            moment: By the chain's clock.
        """
        if self._speed == 0:
            return 0.0
        due = self._began + (moment - self._first).total_seconds() / self._speed
        return max(0.0, due - self._clock.now())
