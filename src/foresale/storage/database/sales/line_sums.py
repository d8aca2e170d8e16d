"""Sales summed by product, store and day from their lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import sqlalchemy as sa

from foresale.storage.database.bulk.read_rows import read_numbers
from foresale.storage.database.sql.column_types import MONEY_DIGITS
from foresale.storage.database.tables.trade import SaleRow

SCHEMA = {
    "store_id": pl.Int64,
    "date": pl.Date,
    "product_id": pl.Int64,
    "units": pl.Float64,
    "revenue": pl.Float64,
    "promotion": pl.Int64,
}


def sum_lines(connection: sa.Connection, conditions: Sequence[sa.ColumnElement[bool]]) -> pl.DataFrame:
    """Sum lines of sales by product, store and day.

    Args:
        connection: An open transaction.
        conditions: Which lines.

    Returns:
        `store_id`, `date`, `product_id`, `units`, `revenue` (empty where no line has one) and `promotion`
        (whether any line was on one, 0 or 1), in any order.
    """
    query = (
        sa.select(
            SaleRow.store_id,
            SaleRow.sold_on,
            SaleRow.product_id,
            sa.func.sum(SaleRow.quantity).label("units"),
            _amount(sa.func.sum(SaleRow.revenue), connection.dialect.name).label("revenue"),
            sa.func.max(sa.case((SaleRow.promotion.is_not(None), 1), else_=0)).label("promotion"),
        )
        .where(*conditions)
        .group_by(SaleRow.store_id, SaleRow.sold_on, SaleRow.product_id)
    )
    return read_numbers(connection, query, SCHEMA, together=2)


def _amount(amount: Any, kind: str) -> Any:
    if kind == "sqlite":
        return sa.type_coerce(amount, sa.Integer()) / sa.literal(10.0**MONEY_DIGITS, sa.Double())
    return sa.cast(amount, sa.Double())
