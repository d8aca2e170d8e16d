"""Gathers the rows of many streams into one transaction: a commit is what costs."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import orjson
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session

from foresale.container import Container
from foresale.service.api.kit.access import Caller
from foresale.service.api.sales.batch import store_rows
from foresale.service.api.sales.queries import plausible_days
from foresale.service.api.sales.schemas import RowResult
from foresale.storage.database.inbox.letters import NewLetter, keep_letters

MAX_ROWS = 500
"""Of one transaction, unless a single message has more."""
GATHER_SECONDS = 0.005
"""How long the first row waits for others; while a transaction runs, the next one's rows gather anyway."""
MAX_WAITING_ROWS = 10_000
"""With more rows waiting, streams aren't read from."""


@dataclass
class RowsOfMessage:
    """Rows of one message.

    Attributes:
        caller: Whose stores they must be of.
        rows: As they were sent.
        place: Which connection and message.
        any_age: Whether old sales are meant.
        answer: What became of each.
    """

    caller: Caller
    rows: Sequence[Any]
    place: str
    any_age: bool
    answer: asyncio.Future[list[RowResult]] = field(default_factory=asyncio.Future)


class SalesGatherer:
    """Stores the rows of all streams of a process, a transaction after another.

    Args:
        container: The service's parts.
    """

    def __init__(self, container: Container) -> None:
        self._container = container
        self._waiting: list[RowsOfMessage] = []
        self._count = 0
        self._task: asyncio.Task[None] | None = None

    async def has_room(self) -> None:
        """Return once there is room for more rows."""
        while self._count > MAX_WAITING_ROWS:
            await asyncio.sleep(GATHER_SECONDS)

    def add(self, parcel: RowsOfMessage) -> None:
        """Have rows stored; the parcel tells what became of them.

        Args:
            parcel: Of a message.
        """
        self._waiting.append(parcel)
        self._count += len(parcel.rows)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())

    async def _work(self) -> None:
        while self._waiting:
            if self._count < MAX_ROWS:
                await asyncio.sleep(GATHER_SECONDS)
            parcels = self._take()
            try:
                answers = await run_in_threadpool(self._store, parcels)
            except Exception as error:  # noqa: BLE001 - each stream is told, and none waits for ever
                for parcel in parcels:
                    if not parcel.answer.done():
                        parcel.answer.set_exception(error)
            else:
                for parcel, answer in zip(parcels, answers, strict=True):
                    if not parcel.answer.done():
                        parcel.answer.set_result(answer)

    def _take(self) -> list[RowsOfMessage]:
        taken, rows = 0, 0
        for parcel in self._waiting:
            if taken and rows + len(parcel.rows) > MAX_ROWS:
                break
            taken, rows = taken + 1, rows + len(parcel.rows)
        parcels, self._waiting = self._waiting[:taken], self._waiting[taken:]
        self._count -= rows
        return parcels

    def _store(self, parcels: Sequence[RowsOfMessage]) -> list[list[RowResult]]:
        """One transaction; rows of callers with the same limits are judged together."""
        answers: list[list[RowResult]] = []
        letters: list[NewLetter] = []
        with Session(self._container.engine, expire_on_commit=False) as session, session.begin():
            for (_, any_age), same in groupby(parcels, lambda one: (one.caller.store_ids, one.any_age)):
                together = list(same)
                rows = [row for parcel in together for row in parcel.rows]
                plausible = plausible_days(session, self._container, any_age=any_age)
                zone = self._container.settings.time_zone
                results = iter(store_rows(session, together[0].caller, rows, zone, plausible)[0])
                for parcel in together:
                    own = [next(results) for _ in parcel.rows]
                    answers.append([one.model_copy(update={"row": at}) for at, one in enumerate(own)])
                    letters += _letters(parcel, answers[-1])
            keep_letters(session.connection(), letters)
        return answers


def _letters(parcel: RowsOfMessage, results: Sequence[RowResult]) -> list[NewLetter]:
    return [
        letter_of_row(parcel, row, result)
        for row, result in zip(parcel.rows, results, strict=True)
        if result.status in ("conflicting", "rejected", "waiting")
    ]


def letter_of_row(parcel: RowsOfMessage, row: Any, result: RowResult) -> NewLetter:
    """A row that couldn't be used, as a dead letter.

    Args:
        parcel: Of its message.
        row: As it was sent.
        result: Why.
    """
    told = row if isinstance(row, dict) else {}
    kind, store = told.get("kind", "sale"), told.get("store")
    return NewLetter(
        "stream",
        f"{parcel.place}/{result.row}",
        orjson.dumps(row).decode(),
        result.reason or result.status,
        result.column,
        kind if kind in ("sale", "correction", "cancellation") else "unreadable",
        result.transaction_id,
        store if isinstance(store, str) else None,
        user_id=parcel.caller.user_id,
        is_waiting=result.status == "waiting",
    )
