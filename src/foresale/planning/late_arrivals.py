"""Orders that may come late: what may happen, over all days on which they may arrive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from foresale.arrays import Array
from foresale.planning.order_calendar import OrderCalendar
from foresale.planning.outlook import Outlook


def late_calendars(calendar: OrderCalendar) -> list[tuple[OrderCalendar, Array]]:
    """The calendar for each number of periods an order may be late, with S chances; on time comes first."""
    chances = calendar.arrival_chances
    if chances is None:
        return [(calendar, np.ones(len(calendar.arrival)))]
    found = [(calendar, np.asarray(chances[:, 0]))]
    for late in range(1, chances.shape[1]):
        arrival = calendar.arrival + late
        moved = replace(
            calendar, arrival=arrival, next_arrival=np.maximum(calendar.next_arrival, arrival + 1)
        )
        found.append((moved, np.asarray(chances[:, late])))
    return found


def mix_late_arrivals(parts: Sequence[tuple[Outlook, Array]]) -> Outlook:
    """One outlook of several, by the chance of each; the cycle is counted from an arrival on time.

    Args:
        parts: What may happen with an order that is so late, and N chances of that; on time comes first.
    """
    base = parts[0][0]

    def mix(name: str, before: str | None = None) -> Array:
        """The average of a curve or number, with what is moved before a late arrival added."""
        total: Array = np.zeros_like(getattr(base, name))
        for outlook, chance in parts:
            value = getattr(outlook, name)
            if before is not None:
                moved = getattr(outlook, before) - getattr(base, before)
                value = value + (moved[:, None] if value.ndim == 2 else moved)
            total = total + (chance[:, None] if total.ndim == 2 else chance) * value
        return total

    safe = np.zeros_like(base.safe)
    for outlook, chance in parts:
        # met from an arrival on time to a late one; on time there is nothing between
        until = (
            np.ones_like(chance)
            if outlook is base
            else outlook.safe_before / np.maximum(base.safe_before, 1e-12)
        )
        safe = safe + (chance * np.minimum(until, 1))[:, None] * outlook.safe
    return replace(
        base,
        lost=mix("lost", "lost_before"),
        stock=mix("stock", "stock_before"),
        left=mix("left"),
        safe=safe,
        waste=mix("waste", "waste_before"),
        stock_at_arrival=mix("stock_at_arrival"),
        demand_in_cycle=mix("demand_in_cycle", "demand_before"),
    )
