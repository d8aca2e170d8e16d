"""Sales whose revenue is none that their price makes: stored as sent, and told."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from foresale.notes import counted
from foresale.service.api.sales.schemas import SaleValues

_FAR = 2
"""Taxes, deposits and fees of a line don't double it; discounts only make it less."""


def warning_of_odd_revenues(sales: Sequence[tuple[str, SaleValues]]) -> str | None:
    """Say which sales earn more than twice what their price makes, or lose what they should earn.

    A discount explains any revenue between nothing and quantity times price, and a price or a quantity of
    zero says nothing of it.

    Args:
        sales: Those that were added or changed, with the transaction_id of each.

    Examples:
        >>> slip = SaleValues.model_construct(quantity=3, unit_price=Decimal("1.29"), revenue=Decimal(100))
        >>> warning_of_odd_revenues([("R1", slip)])
        '1 sale has a revenue that quantity times unit_price is far from (first: R1, 100 for 3 × 1.29).'
    """
    odd = [(number, sale) for number, sale in sales if _is_odd(sale)]
    if not odd:
        return None
    number, first = odd[0]
    example = f"{number}, {first.revenue} for {first.quantity:g} × {first.unit_price}"
    have = "has" if len(odd) == 1 else "have"
    return (
        f"{counted(len(odd), 'sale')} {have} a revenue that quantity times unit_price is far from "
        f"(first: {example})."
    )


def _is_odd(sale: SaleValues) -> bool:
    if sale.revenue is None or not sale.unit_price or not sale.quantity:
        return False
    share = sale.revenue / (Decimal(str(sale.quantity)) * sale.unit_price)
    return share < 0 or share > _FAR
