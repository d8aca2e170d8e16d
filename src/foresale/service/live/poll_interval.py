"""How long a loop of the live path rests between two turns."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PollInterval:
    """How long a loop rests between two turns.

    Attributes:
        busy_seconds: While something happened lately.
        idle_seconds: At most, while nothing does.
    """

    busy_seconds: float = 0.02
    idle_seconds: float = 0.25

    def rest(self, quiet_seconds: float) -> float:
        """How long to rest, the longer the longer nothing happened.

        Args:
            quiet_seconds: Since something was last done.

        Examples:
            >>> (
            ...     PollInterval(0.02, 0.25).rest(0.0),
            ...     PollInterval(0.02, 0.25).rest(2.0),
            ...     PollInterval(0.02, 0.25).rest(60.0),
            ... )
            (0.02, 0.1, 0.25)
        """
        return min(max(self.busy_seconds, quiet_seconds / 20), self.idle_seconds)
