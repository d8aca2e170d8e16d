"""An event as it goes out: told in one way to all, and written once however many listen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from types import MappingProxyType

from foresale.storage.database.event_log.read import LoggedEvent, event_id

SCHEMAS: Mapping[str, str] = MappingProxyType(
    {
        "sale": "sale/1",
        "sale_corrected": "sale/1",
        "sale_removed": "sale/1",
        "import": "import/1",
        "forecast": "forecast/1",
        "outlook": "outlook/1",
        "alert": "alert/1",
        "job": "job/1",
        "promotion": "promotion/1",
        "calendar": "calendar/1",
        "stock": "stock/1",
        "override": "override/1",
        "order": "order/1",
        "transfer": "transfer/1",
        "comment": "comment/1",
        "dead_letter": "dead_letter/1",
        "prediction": "prediction/1",
    }
)
"""What `data` holds, by kind, with the number of its version: raised where a field changes its meaning."""


def place_of(text: str) -> tuple[str | None, int] | None:
    """Epoch and place of an id; a bare number is a place in whatever log there is; None for anything else.

    Args:
        text: As it was sent.

    Examples:
        >>> place_of("3fa2b1c0-17"), place_of("17"), place_of("yesterday")
        (('3fa2b1c0', 17), (None, 17), None)
    """
    epoch, _, seq = text.strip().rpartition("-")
    if not (seq.isascii() and seq.isdecimal()) or len(seq) > 18:
        return None
    return epoch or None, int(seq)


class LiveEvent:
    """An event with its id.

    Args:
        epoch: Of the log.
        logged: As it is in the log.
    """

    def __init__(self, epoch: str, logged: LoggedEvent) -> None:
        self.logged = logged
        self.id = event_id(epoch, logged.seq)

    @cached_property
    def text(self) -> str:
        """As JSON: `id`, `at`, `kind`, `schema`, `store_id`, `product_id`, `key` and `data`."""
        logged = self.logged
        head = {
            "id": self.id,
            "at": logged.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "kind": logged.kind,
            "schema": SCHEMAS.get(logged.kind, f"{logged.kind}/1"),
            "store_id": logged.store_id,
            "product_id": logged.product_id,
            "key": logged.key,
        }
        return f'{json.dumps(head, separators=(",", ":"))[:-1]},"data":{logged.payload}}}'

    @cached_property
    def frame(self) -> bytes:
        """As a server-sent event."""
        return f"id: {self.id}\nevent: {self.logged.kind}\ndata: {self.text}\n\n".encode()


def newest_of_each_key(events: Iterable[LiveEvent]) -> list[LiveEvent]:
    """The events without those that a later one of the same key has overtaken, in order.

    Args:
        events: In order; those without a key all stay.
    """
    listed = list(events)
    newest = {event.logged.key: event.logged.seq for event in listed if event.logged.key}
    if not newest:
        return listed
    return [event for event in listed if not event.logged.key or newest[event.logged.key] == event.logged.seq]
