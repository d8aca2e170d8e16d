"""The price by which money of forecasts and orders is worked out: the list price, else the usual one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from foresale.storage.database.tables.catalog import ProductRow, UsualPriceRow

_TOGETHER = 1000
USUAL_PRICE = (
    sa.select(UsualPriceRow.price)
    .where(UsualPriceRow.product_id == ProductRow.id, ProductRow.price.is_(None))
    .correlate(ProductRow)
    .scalar_subquery()
)
"""What a product without a list price is usually sold for; NULL where it has one, or no sale tells."""
PRICE_IN_USE: sa.ColumnElement[Any] = sa.func.coalesce(ProductRow.price, USUAL_PRICE)
"""The list price, else the usual one; NULL without either."""
JOINED_PRICE: sa.ColumnElement[Any] = sa.func.coalesce(ProductRow.price, UsualPriceRow.price)
"""The same in a query over many rows that `UsualPriceRow` is joined to."""
IS_USUAL_PRICE = sa.and_(ProductRow.price.is_(None), UsualPriceRow.price.is_not(None))
"""In such a query: whether it is the usual one."""


def read_prices_in_use(
    connection: sa.Connection, product_ids: Collection[int]
) -> dict[int, tuple[float | None, bool]]:
    """What a unit of each product is sold for, None where nothing tells, and whether somebody set that.

    Args:
        connection: An open transaction.
        product_ids: Which products.
    """
    found: dict[int, tuple[float | None, bool]] = {}
    listed = sorted(product_ids)
    columns: list[Any] = [ProductRow.id, PRICE_IN_USE, ProductRow.price.is_not(None)]
    for start in range(0, len(listed), _TOGETHER):
        query = sa.select(*columns).where(ProductRow.id.in_(listed[start : start + _TOGETHER]))
        for number, price, is_set in connection.execute(query):
            found[number] = None if price is None else float(price), bool(is_set)
    return found
