"""Tells whether sums of a forecast are still what they were, at a hundredth of their cost."""

from __future__ import annotations

from collections.abc import Hashable

import sqlalchemy as sa

from foresale.storage.database.tables.catalog import ProductRow, StoreRow, UsualPriceRow
from foresale.storage.database.tables.outlook import ForecastRunRow


def forecast_stamp(connection: sa.Connection, base_id: int) -> Hashable:
    """A value that is another one when any answer from a forecast and the catalogue alone may be another.

    A run's own rows are written once; its series are renewed by runs that follow it.

    Args:
        connection: An open transaction.
        base_id: The forecast of everything.
    """
    run, product, store = ForecastRunRow, ProductRow, StoreRow
    renewed = sa.select(sa.func.count(), sa.func.max(run.id)).where(run.base_id == base_id)
    products = sa.select(
        product.id, product.sku, product.category, product.price, product.is_active, UsualPriceRow.price
    ).outerjoin(UsualPriceRow, UsualPriceRow.product_id == product.id)
    stores = sa.select(store.id, store.code, store.is_active)
    parts = [
        tuple(tuple(row) for row in connection.execute(query))
        for query in (renewed, products.order_by(product.id), stores.order_by(store.id))
    ]
    return base_id, parts[0], hash(parts[1]), hash(parts[2])
