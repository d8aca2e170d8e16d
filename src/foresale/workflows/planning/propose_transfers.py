"""Proposes what stores give each other before anything is bought, with what each movement was chosen by."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal

import numpy as np

from foresale.arrays import Array, Index
from foresale.planning.orders import Orders
from foresale.planning.policies.by_name import make_policy
from foresale.planning.policies.fixed_quantity import FixedQuantity
from foresale.planning.transfers import Move, Transfers, choose_transfers
from foresale.workflows.planning.planned_item import PlannedItem
from foresale.workflows.planning.propose import DemandAhead, OrderRules, weigh_items

TransferScope = Literal["nowhere", "region", "everywhere"]
_DIGITS = 3


@dataclass(frozen=True)
class TransferRules:
    """Between which stores units are moved before anything is bought, and what that takes.

    Attributes:
        within: Between no stores, those of one region, or all.
        days: Days until units can be sold where they go.
        unit_cost: Money for each unit.
        move_cost: Money for each product that goes from one store to another.
        least_units: Units of a product that go from one store to another, at least.
        least_saving: Money that all products going from one store to another save together, at least.
    """

    within: TransferScope = "nowhere"
    days: int = 1
    unit_cost: float = 0.0
    move_cost: float = 0.0
    least_units: float = 1.0
    least_saving: float = 0.0


@dataclass(frozen=True)
class ProposedTransfer:
    """Units of a product that one store should give another.

    Attributes:
        product_id: The product.
        from_store_id: The store that gives.
        to_store_id: The store that takes.
        units: How many.
        saves: Money that it is expected to save beside the orders placed after it.
        send_on: The day on which they should go.
        expected_on: The day from which they can be sold.
        giver: How the giving store stands with and without all that it gives, as data.
        taker: How the taking store stands with and without all that it takes, as data.
    """

    product_id: int
    from_store_id: int
    to_store_id: int
    units: float
    saves: float
    send_on: date
    expected_on: date
    giver: Mapping[str, Any]
    taker: Mapping[str, Any]


def propose_transfers(
    items: Sequence[PlannedItem],
    ahead: DemandAhead,
    rules: OrderRules,
    moving: TransferRules,
    regions: Mapping[int, Hashable],
) -> tuple[list[PlannedItem], list[ProposedTransfer]]:
    """The items as they are once units are on their way between stores, and what to move.

    Stock of no store stays where it is, and so do units that are promised to another store already.

    Args:
        items: S products in places.
        ahead: Their demand.
        rules: How orders after it are chosen.
        moving: Between which stores.
        regions: By store; those without one exchange nothing where only stores of a region do.
    """
    places, product = _exchange(items, moving.within, regions)
    if not len(places):
        return list(items), []
    some, part = [items[place] for place in places], ahead.take(places)
    given = weigh_items(some, part, rules)
    move = Move(moving.days, moving.unit_cost, moving.move_cost, moving.least_units, moving.least_saving)
    store = np.array([_store(item) for item in some], dtype=np.intp)
    policy = make_policy(rules.policy, **rules.parameters)
    found = choose_transfers(policy, given, product, move, store)
    if not len(found.units):
        return list(items), []
    after = _move(some, found, moving.days)
    used = np.unique(np.concatenate([found.giver, found.taker]))
    now, then = (_expect([each[place] for place in used], part.take(used), rules) for each in (some, after))
    told = {
        place: _explain(some[place], ahead.first, now, then, at) for at, place in enumerate(used.tolist())
    }
    changed = list(items)
    for at, place in enumerate(places.tolist()):
        changed[place] = after[at]
    send_on, expected_on = ahead.first, ahead.first + timedelta(days=moving.days)
    rows = zip(found.giver, found.taker, found.units.tolist(), found.saves.tolist(), strict=True)
    return changed, [
        ProposedTransfer(
            some[giver].product_id, _store(some[giver]), _store(some[taker]), units, saves, send_on,
            expected_on, told[giver], told[taker],
        )
        for giver, taker, units, saves in rows
    ]  # fmt: skip


def _exchange(
    items: Sequence[PlannedItem], within: TransferScope, regions: Mapping[int, Hashable]
) -> tuple[Index, Index]:
    """Places of items that another store could give to or take from, and the number of their group."""
    groups: dict[Hashable, list[int]] = {}
    for place, item in enumerate(items):
        region = None if within == "everywhere" else regions.get(item.store_id or 0)
        if within != "nowhere" and item.store_id is not None and (within != "region" or region is not None):
            groups.setdefault((item.product_id, region), []).append(place)
    several = [places for places in groups.values() if len(places) > 1]
    order = [(place, number) for number, places in enumerate(several) for place in places]
    table = np.array(sorted(order), dtype=np.intp).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _move(items: Sequence[PlannedItem], found: Transfers, days: int) -> list[PlannedItem]:
    """Items once units have left their stores and are on their way."""
    given = np.bincount(found.giver, weights=found.units, minlength=len(items))
    taken = np.bincount(found.taker, weights=found.units, minlength=len(items))
    return [
        item if not (less or more) else replace(
            item,
            on_hand=item.on_hand - less,
            receipts={**item.receipts, days: item.receipts.get(days, 0.0) + more} if more else item.receipts,
            transferred=item.transferred + more - less,
        )
        for item, less, more in zip(items, given.tolist(), taken.tolist(), strict=True)
    ]  # fmt: skip


def _expect(items: Sequence[PlannedItem], ahead: DemandAhead, rules: OrderRules) -> Orders:
    """What is expected of items of which nothing is bought."""
    return FixedQuantity(np.zeros(len(items))).order(*weigh_items(items, ahead, rules))


def _explain(item: PlannedItem, first: date, now: Orders, then: Orders, at: int) -> dict[str, Any]:
    reasons = now.reasons
    return {
        "on_hand": round(item.on_hand, _DIGITS),
        "on_its_way": round(sum(item.receipts.values()), _DIGITS),
        "arrives_on": (first + timedelta(days=int(reasons.arrival[at]))).isoformat(),
        "demand_until_arrival": round(float(reasons.demand_before[at]), _DIGITS),
        "days_of_cover_without": _cover(now.cover, at),
        "days_of_cover_with": _cover(then.cover, at),
        "runs_out_without": round(float(now.runs_out_before[at]), _DIGITS),
        "runs_out_with": round(float(then.runs_out_before[at]), _DIGITS),
        "lost_without": round(float(now.lost_before[at]), _DIGITS),
        "lost_with": round(float(then.lost_before[at]), _DIGITS),
    }


def _cover(cover: Array, at: int) -> float | None:
    return round(float(cover[at]), 1) if np.isfinite(cover[at]) else None


def _store(item: PlannedItem) -> int:
    if item.store_id is None:
        raise ValueError("stock of no store isn't moved")
    return item.store_id
