"""Answers that a forecast and the catalogue tell alone, kept until either changes."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

import sqlalchemy as sa

from foresale.service.serving.recent import Recent
from foresale.storage.database.forecasts.forecast_stamp import forecast_stamp

Answer = TypeVar("Answer")


_LOCKS = 64


class KeptAnswers(Generic[Answer]):
    """The answers asked for lately; each is checked against the database before it is given again.

    Who asks what another thread is working out waits for it.

    Args:
        limit: Answers kept.
    """

    def __init__(self, limit: int) -> None:
        self._kept: Recent[tuple[int, Hashable], tuple[Hashable, Answer]] = Recent(limit)
        self._locks = tuple(Lock() for _ in range(_LOCKS))

    def answer(
        self, connection: sa.Connection, base_id: int, question: Hashable, work_out: Callable[[], Answer]
    ) -> Answer:
        """The answer, worked out where it isn't known or may be another by now; nobody may change it.

        Args:
            connection: An open transaction.
            base_id: The forecast of everything that it is about.
            question: What is asked of it, and by whom where that makes a difference.
            work_out: Works it out in the same transaction.
        """
        stamp, key = forecast_stamp(connection, base_id), (base_id, question)
        with self._locks[hash(key) % _LOCKS]:
            kept = self._kept.get(key)
            if kept is not None and kept[0] == stamp:
                return kept[1]
            found = work_out()
            if forecast_stamp(connection, base_id) == stamp:  # else it may be of before, after or between
                self._kept.put(key, (stamp, found))
            return found
