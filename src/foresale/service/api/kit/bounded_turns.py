"""Turns for costly answers: few are made at once, some wait, and more are turned away at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from foresale.error_reasons import Reason
from foresale.errors import NotReadyError


class BoundedTurns:
    """Turns of which no more are waited for than can be given soon.

    Who waits holds nothing but its request.

    Args:
        at_once: Turns that are had together.
        waiting: How many may wait for one.
    """

    def __init__(self, at_once: int, waiting: int) -> None:
        self._turns = asyncio.Semaphore(at_once)
        self._most, self._asking = at_once + waiting, 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """A turn for the time of the block.

        Raises:
            NotReadyError: As many wait as may.
        """
        if self._asking >= self._most:
            raise NotReadyError(
                f"{self._asking} files are being made already.",
                fix="Try again in a minute.",
                reason=Reason("too_many_exports", count=self._asking),
            )
        self._asking += 1
        try:
            async with self._turns:
                yield
        finally:
            self._asking -= 1
