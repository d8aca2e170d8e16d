"""What the quantity of a line was chosen by, as data from which sentences are made."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np

from foresale.planning.minimum_values import MinimumOutcome
from foresale.planning.orders import Orders
from foresale.workflows.planning.planned_item import PlannedItem

_DIGITS = 3


def explain_line(orders: Orders, place: int, item: PlannedItem, first: date) -> dict[str, Any]:
    """What a quantity was chosen by: stock, demand, chances and money.

    Args:
        orders: Of all items.
        place: Which of them.
        item: What it is.
        first: The first day ahead.
    """
    reasons, expected, without = orders.reasons, orders.expected, orders.without
    until = first + timedelta(days=int(reasons.next_arrival[place]))
    numbers = {
        "target": reasons.target, "wanted": reasons.wanted, "stock_at_arrival": reasons.stock_at_arrival,
        "demand_until_arrival": reasons.demand_before, "demand_in_cycle": reasons.demand_in_cycle,
        "lost_before": orders.lost_before, "runs_out_before": orders.runs_out_before,
        "runs_out_without": without.runs_out, "runs_out_with": expected.runs_out,
        "lost_without": without.lost, "lost_with": expected.lost, "waste_with": expected.waste,
        "cost_without": without.cost, "cost_with": expected.cost,
    }  # fmt: skip
    return {
        "policy": reasons.policy,
        "on_hand": round(item.on_hand, _DIGITS),
        "on_its_way": round(sum(item.receipts.values()), _DIGITS),
        "transferred": round(item.transferred, _DIGITS),
        "order_on": item.order_on.isoformat(),
        "arrives_on": item.arrives_on.isoformat(),
        "next_arrives_on": until.isoformat(),
        "limit": str(reasons.limit[place]) or None,
        "days_of_cover_without": _days(orders.cover_without[place]),
        "days_of_cover_with": _days(orders.cover[place]),
        **{name: round(float(values[place]), _DIGITS) for name, values in numbers.items()},
        "assumed": list(item.assumed),
        "lead_time_spread_days": item.lead_time_spread_days,
    }


def _days(cover: float) -> float | None:
    return round(float(cover), 1) if np.isfinite(cover) else None


def explain_minimum(outcome: MinimumOutcome | None, chosen: float) -> dict[str, Any]:
    """What a supplier's minimum order value did to a line; nothing where it did nothing.

    Args:
        outcome: What became of its order.
        chosen: Units that would have been ordered.

    Examples:
        >>> from foresale.planning.minimum_values import MinimumGroup
        >>> explain_minimum(MinimumOutcome(MinimumGroup((0,), 100.0), "waits", 20.0), 4.0)["limit"]
        'minimum_value'
        >>> explain_minimum(None, 4.0)
        {}
    """
    if outcome is None:
        return {}
    told = {
        "action": outcome.action, "needed": round(outcome.group.needed, 2), "value": round(outcome.value, 2),
        "without": round(chosen, _DIGITS),
    }  # fmt: skip
    return {"limit": "minimum_value", "minimum_value": told}
