"""Which series a part of the event log touched, and on which days."""

from __future__ import annotations

import json
from collections.abc import Iterable
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
    """

    days: dict[tuple[int, int], set[date]] = field(default_factory=dict)
    stores: dict[int, tuple[date, date]] = field(default_factory=dict)

    def add(self, product_id: int, store_id: int, day: str) -> None:
        """A sale of a product in a store touched a day, given as ISO text."""
        self.days.setdefault((product_id, store_id), set()).add(date.fromisoformat(day))


def find_touched(events: Iterable[LoggedEvent]) -> TouchedSales:
    """What these events touched; those that aren't of sales touch nothing."""
    found = TouchedSales()
    for event in events:
        if event.kind not in SALE_KINDS:
            continue
        told = json.loads(event.payload)
        if event.kind == "import":
            for store in told[STORES] or ():
                first, last = date.fromisoformat(store["from"]), date.fromisoformat(store["to"])
                known = found.stores.get(store["store_id"], (first, last))
                found.stores[store["store_id"]] = (min(known[0], first), max(known[1], last))
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
