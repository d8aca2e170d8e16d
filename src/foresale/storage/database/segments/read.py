"""Which segments there are and what they hold, for trainings and for what is served."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import polars as pl
import sqlalchemy as sa

from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.segments import SegmentProductRow, SegmentRow


def segments_filled(connection: sa.Connection, names: Collection[str]) -> dict[str, tuple[int, datetime]]:
    """Id, and when their products were written down, of the segments with these names.

    Args:
        connection: An open transaction.
        names: Which.
    """
    query = sa.select(SegmentRow.name, SegmentRow.id, SegmentRow.filled_at).where(
        SegmentRow.name.in_(list(names))
    )
    return {name: (number, filled) for name, number, filled in connection.execute(query)}


def products_held(connection: sa.Connection, segment_id: int) -> frozenset[int]:
    """The ids of a segment's products.

    Args:
        connection: An open transaction.
        segment_id: Which segment.
    """
    held = SegmentProductRow
    return frozenset(connection.scalars(sa.select(held.product_id).where(held.segment_id == segment_id)))


def segment_products(connection: sa.Connection) -> pl.DataFrame:
    """`segment` (as a scope names it) and `product` (sku) of every segment that is kept, sorted."""
    held = SegmentProductRow
    query = (
        sa.select(SegmentRow.name, ProductRow.sku)
        .select_from(held)
        .join(SegmentRow, SegmentRow.id == held.segment_id)
        .join(ProductRow, ProductRow.id == held.product_id)
    )
    rows = [tuple(row) for row in connection.execute(query)]
    frame = pl.DataFrame(rows, schema={"segment": pl.String, "product": pl.String}, orient="row")
    return frame.with_columns(pl.format("segment={}", "segment").alias("segment")).sort("segment", "product")


def parts_of(connection: sa.Connection, what: str) -> list[str]:
    """Every segment that goes by `what` and has something in use, as scopes name them, sorted.

    Args:
        connection: An open transaction.
        what: `product`, `store`, `category` or `segment`.
    """
    queries: Mapping[str, sa.Select[Any]] = {
        "product": sa.select(ProductRow.sku).where(ProductRow.is_active.is_(True)),
        "store": sa.select(StoreRow.code).where(StoreRow.is_active.is_(True)),
        "category": sa.select(ProductRow.category)
        .where(ProductRow.is_active.is_(True), ProductRow.category.is_not(None))
        .distinct(),
        "segment": sa.select(SegmentRow.name),
    }
    return sorted(f"{what}={name}" for name in connection.scalars(queries[what]))
