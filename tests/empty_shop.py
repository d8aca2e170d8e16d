"""Two products in two stores that have sold nothing yet."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.trade import (
    ChangedDayRow,
    ChangedProductDayRow,
    SaleRow,
    SoldDayRow,
    SoldProductDayRow,
)

FIRST = datetime(2024, 2, 28, 12, tzinfo=UTC)


def empty_shop(engine: sa.Engine) -> None:
    """A shop without sales."""
    with engine.begin() as connection:
        for table in (SaleRow, ChangedDayRow, SoldDayRow, ChangedProductDayRow, SoldProductDayRow):
            connection.execute(sa.delete(table))
        if connection.scalar(sa.select(sa.func.count()).select_from(ProductRow)) == 0:
            connection.execute(sa.insert(ProductRow), [{"sku": sku, "name": sku} for sku in ("Tea", "Nut")])
            connection.execute(sa.insert(StoreRow), [{"code": code, "name": code} for code in ("S1", "S2")])
