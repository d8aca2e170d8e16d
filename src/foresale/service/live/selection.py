"""What a subscriber hears of: what it chose, and of that only what it may see."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from foresale.service.live.live_event import LiveEvent
from foresale.storage.database.event_log.read import LoggedEvent
from foresale.storage.database.event_log.sales import STORES

_FOR_EVERYBODY = frozenset({"forecast", "outlook", "promotion", "calendar"})
"""Kinds whose events of no store are of all; the others' then tell of several, or of a place of its own."""


@dataclass(frozen=True)
class Selection:
    """What a subscriber hears of. An event of no product, or of no store, passes any choice of these.

    Attributes:
        kinds: Kinds of events that it chose and may see.
        visible: Stores that it may see; None for all.
        stores: Stores that it chose; None for all that it may see.
        products: Products that it chose; None for all.
        user_id: Whose jobs it sees where it may not see all stores.
    """

    kinds: frozenset[str]
    visible: frozenset[int] | None = None
    stores: frozenset[int] | None = None
    products: frozenset[int] | None = None
    user_id: int = 0

    def view(self, event: LiveEvent) -> LiveEvent | None:
        """The event as this subscriber hears of it; None where it doesn't.

        Args:
            event: Any.
        """
        logged = event.logged
        if logged.kind not in self.kinds:
            return None
        if self.products is not None and logged.product_id not in (None, *self.products):
            return None
        if logged.store_id is not None:
            return event if self._has(logged.store_id) else None
        if logged.kind == "import":
            return self._narrow(event)
        return event if self.visible is None or self._is_open(logged) else None

    def _is_open(self, logged: LoggedEvent) -> bool:
        """Whether an event of no store is for who is limited to some."""
        if logged.kind == "job":
            return bool(json.loads(logged.payload).get("created_by") == self.user_id)
        if logged.kind == "comment":  # one on an order to no store isn't
            return json.loads(logged.payload).get("order_id") is None
        return logged.kind in _FOR_EVERYBODY

    def _has(self, store_id: int) -> bool:
        return (self.visible is None or store_id in self.visible) and (
            self.stores is None or store_id in self.stores
        )

    def _narrow(self, event: LiveEvent) -> LiveEvent | None:
        """An event of many stores: with those alone that are seen and chosen."""
        if self.visible is None and self.stores is None:
            return event
        payload: dict[str, Any] = json.loads(event.logged.payload)
        named = payload.get(STORES)
        if named is not None:
            named = [store for store in named if self._has(store["store_id"])]
            if not named:
                return None
        if self.visible is None:
            return event
        told = {"change": payload["change"], STORES: named}  # sums over all stores aren't for everybody
        narrow = LiveEvent("", replace(event.logged, payload=json.dumps(told, separators=(",", ":"))))
        narrow.id = event.id
        return narrow
