"""Events of record, for forecasts: what is planned and what was."""

from __future__ import annotations

import polars as pl
from sqlalchemy import Engine, select

from foresale.storage.database.tables.catalog import EventRow, ProductRow, StoreRow

SCHEMA = {
    "name": pl.String,
    "kind": pl.String,
    "starts_on": pl.Date,
    "ends_on": pl.Date,
    "discount": pl.Float64,
    "product": pl.String,
    "store": pl.String,
    "category": pl.String,
}


def read_events(engine: Engine) -> pl.DataFrame:
    """Every event, oldest first, with the sku and the code of what it touches.

    Args:
        engine: The system of record.
    """
    wanted = (
        select(
            EventRow.name,
            EventRow.kind,
            EventRow.starts_on,
            EventRow.ends_on,
            EventRow.discount,
            ProductRow.sku.label("product"),
            StoreRow.code.label("store"),
            EventRow.category,
        )
        .outerjoin(ProductRow, ProductRow.id == EventRow.product_id)
        .outerjoin(StoreRow, StoreRow.id == EventRow.store_id)
        .order_by(EventRow.starts_on, EventRow.id)
    )
    with engine.connect().execution_options(writes=False) as connection:
        rows = connection.execute(wanted).all()
    return pl.DataFrame([tuple(row) for row in rows], schema=SCHEMA, orient="row")
