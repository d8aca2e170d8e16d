"""Writing to the event log, in the transaction that makes the change: both are kept, or none."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Literal

import orjson
import sqlalchemy as sa

from foresale.storage.database.sql.column_types import is_utc
from foresale.storage.database.tables.base import Table, utc_now
from foresale.storage.database.tables.live import EventLogHead, EventLogRow

Kind = Literal[
    "sale", "sale_corrected", "sale_removed", "import", "forecast", "outlook", "alert", "job", "promotion",
    "calendar", "stock", "override", "order", "transfer", "comment", "dead_letter", "prediction",
]  # fmt: skip
"""What can happen: `promotion` changes a champion, `calendar` an event or a promotion of the calendar."""

LOG = Table.metadata.tables[EventLogRow.__tablename__]
MAX_KEY_LETTERS = 150
_LINE_ENDS = {ord(letter): f"\\u{ord(letter):04x}" for letter in "\x85\u2028\u2029"}
"""What some readers of streams take for the end of a line."""


@dataclass(frozen=True)
class NewEvent:
    """Something that happened.

    Attributes:
        kind: What.
        payload: What is to be told of it, in the API's own words; times, days and money may be in it.
        store_id: Whose store it is about; None where it belongs to no store, and everybody may hear of it.
        product_id: The product that it is about.
        key: What it is about; of several events with one key, the newest says it all. By default it is the
            only one of its key.
    """

    kind: Kind
    payload: Mapping[str, Any] = field(repr=False)
    store_id: int | None = None
    product_id: int | None = None
    key: str = ""


def append(connection: sa.Connection, events: Sequence[NewEvent]) -> None:
    """Add events to the log, within the transaction that makes them true.

    On SQLite, which has one writer, they get their places at once; elsewhere from the sequencer, once the
    transaction is kept (`sequence.py`).

    Args:
        connection: That transaction.
        events: In the order in which they happened; thousands at once cost little more than one.
    """
    if not events:
        return
    now = utc_now()
    rows = [
        {
            "at": now,
            "kind": event.kind,
            "store_id": event.store_id,
            "product_id": event.product_id,
            "key": event.key[:MAX_KEY_LETTERS],
            "payload": to_json(event.payload),
        }
        for event in events
    ]
    if connection.dialect.name == "sqlite":
        first = take_places(connection, len(rows))
        for place, row in enumerate(rows, first):
            row["seq"] = place
    connection.execute(sa.insert(LOG), rows)


def take_places(connection: sa.Connection, count: int) -> int:
    """Reserve so many places at the log's end, and answer the first; others wait until this is kept.

    Args:
        connection: An open transaction.
        count: How many.
    """
    head = sa.update(EventLogHead).where(EventLogHead.id == 1)
    if not connection.execute(head.values(last_seq=EventLogHead.last_seq + count)).rowcount:
        begin = {"id": 1, "epoch": new_epoch(), "last_seq": count, "pruned_seq": 0}
        connection.execute(sa.insert(EventLogHead).values(begin))
    last = connection.execute(sa.select(EventLogHead.last_seq).where(EventLogHead.id == 1)).scalar_one()
    return int(last) - count + 1


def new_epoch() -> str:
    """A name for a log that goes on from no other."""
    return secrets.token_hex(4)


def to_json(payload: Mapping[str, Any]) -> str:
    """A payload as the API would write it.

    Args:
        payload: May hold times with a zone, days and money.

    Examples:
        >>> to_json({"sold_on": date(2026, 3, 1), "revenue": Decimal("2.5000"), "store": "Köln"})
        '{"sold_on":"2026-03-01","revenue":"2.50","store":"Köln"}'
    """
    text = orjson.dumps(payload, default=_plain, option=orjson.OPT_PASSTHROUGH_DATETIME).decode()
    return text if text.isascii() else text.translate(_LINE_ENDS)


def _plain(value: object) -> object:
    match value:
        case datetime():
            utc = value if is_utc(value) else value.astimezone(UTC)
            return utc.isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case Decimal():
            whole, _, decimals = f"{value:.4f}".partition(".")
            return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"
        case float():  # of a kind of its own, such as NumPy's
            return float(value)
    raise TypeError(f"an event can't hold {type(value).__name__}")
