"""The part of the assortment that a scope names, as conditions of a query."""

from __future__ import annotations

from typing import Any

import polars as pl
import sqlalchemy as sa

from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.segments import SegmentProductRow, SegmentRow
from foresale.workflows.segments import ALL, split_segment


def in_segment(segment: str, product_id: Any, store_id: Any) -> list[sa.ColumnElement[bool]]:
    """Conditions that keep the rows of a segment.

    Args:
        segment: `all`, `category=Drinks`, `store=S1`, `product=A1`, or `segment=` and a name.
        product_id: The rows' column of that name.
        store_id: The rows' column of that name.

    Raises:
        OptionError: It is none of these.
    """
    what, value = split_segment(segment)
    if what == ALL:
        return []
    if what == "store":
        return [store_id.in_(sa.select(StoreRow.id).where(StoreRow.code == value))]
    return [product_id.in_(_products(what, value))]


def touching(connection: sa.Connection, events: pl.DataFrame, segment: str) -> pl.DataFrame:
    """The events that touch anything of a segment.

    Args:
        connection: An open transaction.
        events: With `product`, `store`, `category` of which an empty one means all.
        segment: As for `in_segment`.
    """
    what, value = split_segment(segment)
    if what == ALL:
        return events
    if what in ("store", "category"):
        return events.filter(pl.col(what).is_null() | (pl.col(what) == value))
    query = sa.select(ProductRow.sku, ProductRow.category).where(ProductRow.id.in_(_products(what, value)))
    rows = connection.execute(query).all()
    for key, names in (("product", {row.sku for row in rows}), ("category", {row.category for row in rows})):
        events = events.filter(pl.col(key).is_null() | pl.col(key).is_in(list(names)))
    return events


def _products(what: str, value: str) -> sa.Select[Any]:
    """The ids of a segment's products, of one that goes by them."""
    if what == "segment":
        held = SegmentProductRow
        return (
            sa.select(held.product_id)
            .join(SegmentRow, SegmentRow.id == held.segment_id)
            .where(SegmentRow.name == value)
        )
    return sa.select(ProductRow.id).where(
        (ProductRow.sku if what == "product" else ProductRow.category) == value
    )
