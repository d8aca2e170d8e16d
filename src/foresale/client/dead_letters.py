"""Messages about sales that a server couldn't use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from foresale.client.answers import read, reads
from foresale.client.connection import Connection


@reads("DeadLetter")
@dataclass(frozen=True)
class DeadLetter:
    """A message about a sale that couldn't be used.

    Attributes:
        id: The server's number for it.
        at: When it came.
        source: Where it came from: kafka or stream.
        place: Where there: topic, partition and offset; or connection, message and row.
        kind: sale, correction, cancellation or unreadable.
        reason: What is wrong with it.
        state: waiting for its sale, open, resent or dismissed.
        raw: What it said.
        transaction_id: Of the sale.
        store: The store's code that it names.
        column: Which field is at fault.
        corrected: What was sent again in its place.
    """

    id: int
    at: datetime
    source: str
    place: str
    kind: str
    reason: str
    state: str
    raw: str
    transaction_id: str | None = None
    store: str | None = None
    column: str | None = None
    corrected: str | None = None


class DeadLetters:
    """What couldn't be used, of the stores that you may see."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list(self, *, state: str | None = None) -> Iterator[DeadLetter]:
        """The letters, newest first, fetched as they are asked for.

        Args:
            state: Only those that are waiting, open, resent or dismissed.
        """
        return (read(DeadLetter, told) for told in self._connection.pages("/dead-letters", state=state))

    def get(self, letter_id: int) -> DeadLetter:
        """One letter."""
        return read(DeadLetter, self._connection.get(f"/dead-letters/{letter_id}"))

    def resend(self, letter_id: int, message: Mapping[str, Any] | None = None) -> DeadLetter:
        """Send a letter again.

        Args:
            letter_id: Which.
            message: As it should have been; by default as it was.
        """
        return read(
            DeadLetter, self._connection.post(f"/dead-letters/{letter_id}/resend", {"message": message})
        )

    def dismiss(self, letter_id: int, *, reason: str) -> DeadLetter:
        """Leave a letter as it is; `reason` is kept in the audit log."""
        return read(
            DeadLetter, self._connection.post(f"/dead-letters/{letter_id}/dismiss", {"reason": reason})
        )
