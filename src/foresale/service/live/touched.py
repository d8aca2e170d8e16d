"""Which series a part of the event log touched, and on which days."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from foresale.storage.database.event_log.read import LoggedEvent
from foresale.storage.database.event_log.sales import STORES

SALE_KINDS = ("sale", "sale_corrected", "sale_removed", "import")
"""Kinds of events after which what was sold is another."""


@dataclass
class TouchedSales:
    """What sales touched.

    Attributes:
        days: Days of each product and store.
        stores: First and last day of stores whose products aren't named, as a file brought them.
        everywhere: First and last day of files with so many stores that these aren't named either.
    """

    days: dict[tuple[int, int], set[date]] = field(default_factory=dict)
    stores: dict[int, tuple[date, date]] = field(default_factory=dict)
    everywhere: tuple[date, date] | None = None

    def add(self, product_id: int, store_id: int, day: str) -> None:
        """A sale of a product in a store touched a day, given as ISO text."""
        self.days.setdefault((product_id, store_id), set()).add(date.fromisoformat(day))

    def add_file(self, store_id: int | None, first: date, last: date) -> None:
        """A file touched days of a store; of None, of any."""
        known = self.everywhere if store_id is None else self.stores.get(store_id)
        span = (first, last) if known is None else (min(known[0], first), max(known[1], last))
        if store_id is None:
            self.everywhere = span
        else:
            self.stores[store_id] = span

    def of_files(self, store_ids: Collection[int]) -> dict[int, tuple[date, date]]:
        """First and last day that files touched of each of these stores."""
        spans = {
            store: [span for span in (self.stores.get(store), self.everywhere) if span is not None]
            for store in store_ids
        }
        return {
            store: (min(first for first, _ in found), max(last for _, last in found))
            for store, found in spans.items()
            if found
        }


def find_touched(events: Iterable[LoggedEvent]) -> TouchedSales:
    """What these events touched; those that aren't of sales touch nothing."""
    found = TouchedSales()
    for event in events:
        if event.kind not in SALE_KINDS:
            continue
        told = json.loads(event.payload)
        if event.kind == "import":
            for span in told[STORES] or (told,):
                first, last = date.fromisoformat(span["from"]), date.fromisoformat(span["to"])
                found.add_file(span.get("store_id"), first, last)
        elif event.product_id is not None and event.store_id is not None:
            found.add(event.product_id, event.store_id, told["sold_on"])
            before = told.get("before") or {}
            if before:
                found.add(
                    before.get("product_id", event.product_id),
                    before.get("store_id", event.store_id),
                    before.get("sold_on", told["sold_on"]),
                )
    return found
