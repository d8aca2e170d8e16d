"""Dead letters: what couldn't be used is kept with its reason, each once."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

import sqlalchemy as sa

from foresale.storage.database.event_log.append import NewEvent, append
from foresale.storage.database.sql.insert_new import insert_new
from foresale.storage.database.tables.base import Table, utc_now
from foresale.storage.database.tables.catalog import StoreRow
from foresale.storage.database.tables.inbox import DeadLetterRow

LETTERS = Table.metadata.tables[DeadLetterRow.__tablename__]
MAX_RAW_LETTERS = 10_000
MAX_REASON_LETTERS = 300
FIRST_WAIT_SECONDS = 2.0
MAX_WAIT_HOURS = 24
"""So long a correction waits for its sale; then somebody has to look."""
_MAX_NAMES = 500

Source = Literal["kafka", "stream"]
LetterState = Literal["waiting", "open", "resent", "dismissed"]


@dataclass(frozen=True)
class NewLetter:
    """A message that couldn't be used.

    Attributes:
        source: Where it came from.
        place: Where there: topic, partition and offset; or connection, message and row.
        raw: What it said.
        reason: Why it can't be used.
        column: The field at fault.
        kind: sale, correction, cancellation or unreadable.
        transaction_id: Of the sale, where that can be told.
        store: The code of the store that it names.
        user_id: Who sent it.
        is_waiting: Whether it is tried again by itself, as its sale may still come.
    """

    source: Source
    place: str
    raw: str
    reason: str
    column: str | None = None
    kind: str = "unreadable"
    transaction_id: str | None = None
    store: str | None = None
    user_id: int | None = None
    is_waiting: bool = False

    @property
    def digest(self) -> str:
        """By which the same letter is known again: its place in Kafka, else who said what."""
        own = self.place if self.source == "kafka" else f"{self.user_id}\n{self.raw}"
        return hashlib.sha256(f"{self.source}\n{own}".encode()).hexdigest()


def keep_letters(connection: sa.Connection, letters: Sequence[NewLetter]) -> int:
    """Keep what can't be used, and answer how many of these weren't kept before.

    Args:
        connection: The transaction that stores what could be used.
        letters: Each once, however often it comes.
    """
    fresh = {letter.digest: letter for letter in letters}
    for part in _parts(fresh):
        known = sa.select(LETTERS.c.digest).where(LETTERS.c.digest.in_(part))
        for digest in connection.scalars(known).all():
            del fresh[digest]
    if not fresh:
        return 0
    stores = _stores(connection, {letter.store for letter in fresh.values() if letter.store})
    rows = [_row(digest, letter, stores) for digest, letter in fresh.items()]
    connection.execute(insert_new(connection.dialect.name, LETTERS), rows)
    append(connection, [_event(row) for row in rows if row["state"] == "open"])
    return len(rows)


def settle_letter(
    connection: sa.Connection,
    letter_id: int,
    state: LetterState,
    *,
    corrected: str | None = None,
    user_id: int | None = None,
) -> bool:
    """Note what became of an open or waiting letter; False where somebody else saw to it.

    Args:
        connection: The transaction that does it.
        letter_id: Which.
        state: What it is by now.
        corrected: What was sent again in its place.
        user_id: Who did it; None for the service itself.
    """
    own = sa.update(LETTERS).where(LETTERS.c.id == letter_id, LETTERS.c.state.in_(("open", "waiting")))
    done = {"state": state, "corrected": corrected, "settled_at": utc_now(), "settled_by": user_id}
    return bool(connection.execute(own.values(**done, next_try_at=None)).rowcount)


def postpone_letter(connection: sa.Connection, letter: sa.Row[Any], fault: str | None = None) -> None:
    """Let a waiting letter wait on, twice as long as before; or open it, as waiting is of no use.

    Args:
        connection: An open transaction.
        letter: As it is stored.
        fault: Why it can't be used though its sale is there.
    """
    now = utc_now()
    own = sa.update(LETTERS).where(LETTERS.c.id == letter.id, LETTERS.c.state == "waiting")
    if fault is not None or now - letter.at > timedelta(hours=MAX_WAIT_HOURS):
        reason = (fault or letter.reason)[:MAX_REASON_LETTERS]
        if connection.execute(own.values(state="open", reason=reason, next_try_at=None)).rowcount:
            append(connection, [_event({**letter._asdict(), "reason": reason})])
        return
    wait = timedelta(seconds=min(FIRST_WAIT_SECONDS * 2.0 ** min(letter.tries, 20), 600.0))
    connection.execute(own.values(tries=letter.tries + 1, next_try_at=now + wait))


def waiting_letters(
    connection: sa.Connection, names: Collection[str] | None = None, limit: int = 200
) -> Sequence[sa.Row[Any]]:
    """Letters that wait for their sales, oldest first: those of these sales, or those whose time has come.

    Args:
        connection: An open transaction.
        names: Numbers of sales that have just come.
        limit: How many at most.
    """
    wanted = sa.select(LETTERS).where(LETTERS.c.state == "waiting").order_by(LETTERS.c.id).limit(limit)
    if names is None:
        return connection.execute(wanted.where(LETTERS.c.next_try_at <= utc_now())).all()
    return [
        row
        for part in _parts(names)
        for row in connection.execute(wanted.where(LETTERS.c.transaction_id.in_(part)))
    ]


def _row(digest: str, letter: NewLetter, stores: dict[str, int]) -> dict[str, Any]:
    now = utc_now()
    waits = now + timedelta(seconds=FIRST_WAIT_SECONDS)
    return {
        "digest": digest,
        "at": now,
        "source": letter.source,
        "place": letter.place[:200],
        "raw": letter.raw[:MAX_RAW_LETTERS].replace("\x00", "\N{REPLACEMENT CHARACTER}"),
        "is_cut": len(letter.raw) > MAX_RAW_LETTERS,
        "kind": letter.kind,
        "transaction_id": letter.transaction_id and letter.transaction_id[:64],
        "store": letter.store and letter.store[:100],
        "store_id": None if letter.store is None else stores.get(letter.store),
        "user_id": letter.user_id,
        "column": letter.column and letter.column[:100],
        "reason": letter.reason[:MAX_REASON_LETTERS],
        "state": "waiting" if letter.is_waiting else "open",
        "next_try_at": waits if letter.is_waiting else None,
        "tries": 0,
    }


_TOLD = ("at", "source", "place", "kind", "transaction_id", "store", "column", "reason", "raw")


def _event(row: dict[str, Any]) -> NewEvent:
    payload = {name: row[name] for name in _TOLD}
    return NewEvent("dead_letter", payload, row["store_id"], key=f"dead_letter:{row['digest'][:40]}")


def _stores(connection: sa.Connection, codes: Collection[str]) -> dict[str, int]:
    if not codes:
        return {}
    found: dict[str, int] = {}
    for part in _parts(codes):
        rows = connection.execute(sa.select(StoreRow.code, StoreRow.id).where(StoreRow.code.in_(part)))
        found |= {row.code: row.id for row in rows}
    return found


def _parts(names: Collection[str]) -> Iterator[list[str]]:
    ordered = sorted(names)
    return (ordered[first : first + _MAX_NAMES] for first in range(0, len(ordered), _MAX_NAMES))
