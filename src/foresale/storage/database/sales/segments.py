"""The part of the assortment that a scope names, as conditions of a query."""

from __future__ import annotations

from typing import Any

import polars as pl
import sqlalchemy as sa

from foresale.errors import OptionError
from foresale.storage.database.tables.catalog import ProductRow, StoreRow

ALL = "all"


def in_segment(segment: str, product_id: Any, store_id: Any) -> list[sa.ColumnElement[bool]]:
    """Conditions that keep the rows of a segment.

    Args:
        segment: `all`, `category=Drinks` or `store=S1`.
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
    return [product_id.in_(sa.select(ProductRow.id).where(ProductRow.category == value))]


def touching(events: pl.DataFrame, segment: str) -> pl.DataFrame:
    """The events that touch anything of a segment.

    Args:
        events: With `product`, `store`, `category` of which an empty one means all.
        segment: As for `in_segment`.
    """
    what, value = split_segment(segment)
    if what == ALL:
        return events
    return events.filter(pl.col(what).is_null() | (pl.col(what) == value))


def split_segment(segment: str) -> tuple[str, str]:
    """What a segment goes by (`all`, `store` or `category`), and which of these.

    Raises:
        OptionError: It is none of these.
    """
    what, _, value = segment.partition("=")
    if segment == ALL or (what in ("store", "category") and value):
        return what, value
    raise OptionError(
        f"There is no segment '{segment}'.", fix="Write all, or as category=Drinks, or as store=S1."
    )
