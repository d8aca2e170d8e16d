"""Sales as they are sent, and what becomes of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypedDict

from foresale.client.answers import reads, sends


class SaleValues(TypedDict, total=False):
    """What a sale is; the names mean what they mean in `Sale`."""

    store: str
    product: str
    sold_at: datetime
    quantity: float
    unit_price: Decimal | None
    revenue: Decimal | None
    customer_group: str | None
    promotion: str | None


@sends("SaleGiven")
class SaleFields(SaleValues, total=False):
    """What a sale can be given."""

    transaction_id: str


@reads("RowResult")
@dataclass(frozen=True)
class RowResult:
    """What became of one row that was sent.

    Attributes:
        row: Its place among those sent, from 0.
        status: added, known (stored before), conflicting (stored before with other values), rejected;
            corrected, cancelled, or waiting for the sale that it is about.
        transaction_id: Of the sale.
        column: Which field is at fault.
        reason: What is wrong with it.
    """

    row: int
    status: str
    transaction_id: str | None = None
    column: str | None = None
    reason: str | None = None
