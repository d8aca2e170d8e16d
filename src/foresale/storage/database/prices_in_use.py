"""The price by which money of forecasts and orders is worked out: the list price, else the usual one."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from foresale.storage.database.tables.catalog import ProductRow, UsualPriceRow

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
