"""An order in a few numbers, as the report and the terminal tell them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class SupplierOrder:
    """What to order of one supplier.

    Attributes:
        name: "" where none is named.
        order_on: The day of the order.
        lines: How many series are ordered.
        units: Units in all.
        cost: Money that it costs.
        saves: Money that it saves until the next orders arrive.
    """

    name: str
    order_on: datetime.date
    lines: int
    units: float
    cost: float
    saves: float


@dataclass(frozen=True)
class OrderSummary:
    """An order in a few numbers.

    Attributes:
        order_day: The day of the order.
        lines: Series of which something is ordered.
        considered: Series that could be ordered.
        apart: Series of the sales that couldn't.
        units: Units in all.
        cost: Money that it costs.
        saves: Money that it saves until the next orders arrive.
        fill_with: Share of demand served between its arrival and the next ones', with it; NaN without demand.
        fill_without: The same without it.
        lost_before: Units that are lost before any order can arrive.
        lost_before_money: Their margin.
        empty_before: Series that probably run out before.
        stock_money: What the stock is worth at its unit cost.
        overstocked: Series that last longer than half a year without an order.
        overstocked_money: What their stock is worth.
        suppliers: Whose orders save most first.
        currency_known: Whether any price or cost was read.
    """

    order_day: datetime.date
    lines: int
    considered: int
    apart: int
    units: float
    cost: float
    saves: float
    fill_with: float
    fill_without: float
    lost_before: float
    lost_before_money: float
    empty_before: int
    stock_money: float
    overstocked: int
    overstocked_money: float
    suppliers: tuple[SupplierOrder, ...]
    currency_known: bool


OVERSTOCK_DAYS = 182
"""Stock that lasts longer lies long."""
