"""Forecasts of what is in use: what was put out of use since a forecast was made is listed no more."""

from __future__ import annotations

from functools import cache

import sqlalchemy as sa

from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.outlook import ForecastRow


@cache
def is_in_use() -> sa.ColumnElement[bool]:
    """That a forecast is of a product and a store that are in use."""
    return sa.and_(
        ForecastRow.product_id.not_in(sa.select(ProductRow.id).where(ProductRow.is_active.is_(False))),
        ForecastRow.store_id.not_in(sa.select(StoreRow.id).where(StoreRow.is_active.is_(False))),
    )
