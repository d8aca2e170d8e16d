"""A product in a place, as far as an order depends on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np


@dataclass(frozen=True)
class PlannedItem:
    """A product in a place, as far as an order depends on it.

    Attributes:
        product_id: The product.
        store_id: The store; None for no store.
        supplier_id: Who delivers; None where nobody is known.
        on_hand: Units there are.
        receipts: Units on their way by days from the first day ahead.
        order_on: The day on which it can be ordered.
        arrives_on: The day from which the order can be sold.
        next_arrives_on: The day from which the order after it can be.
        pack_size: Units that can only be ordered together.
        minimum: Units at least, where anything is ordered.
        maximum: Units at most.
        shelf_life_days: Days that a unit can be sold; 0 where it keeps.
        price: What a unit is sold for; None where it isn't known.
        unit_cost: What a unit is bought for; None where it isn't known.
        assumed: What wasn't known and was taken to be usual.
        lead_time_spread_days: Standard deviation of the days that an order takes; 0 where it is on time.
        minimum_order_value: Money below which the supplier doesn't deliver.
        transferred: Units that transfers between stores bring it, or below 0 take from it; `on_hand` and
            `receipts` are those with them.
    """

    product_id: int
    store_id: int | None
    supplier_id: int | None
    on_hand: float
    receipts: Mapping[int, float]
    order_on: date
    arrives_on: date
    next_arrives_on: date
    pack_size: float = 1.0
    minimum: float = 0.0
    maximum: float = np.inf
    shelf_life_days: int = 0
    price: float | None = None
    unit_cost: float | None = None
    assumed: tuple[str, ...] = ()
    lead_time_spread_days: float = 0.0
    minimum_order_value: float = 0.0
    transferred: float = 0.0
