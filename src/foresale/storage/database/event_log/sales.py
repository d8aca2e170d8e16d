"""What the log tells of sales: one event a sale, one a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import sqlalchemy as sa

from foresale.storage.database.event_log.append import Kind, NewEvent, append
from foresale.storage.database.tables.catalog import ProductRow, StoreRow

MAX_STORES = 500
"""Stores that one event names; None stands for more."""
STORES = "stores"
"""The field of a payload that names stores by `store_id`: who may see only some hears of these."""

_TOLD = (
    "transaction_id", "store_id", "store", "product_id", "product", "sold_at", "sold_on", "quantity",
    "unit_price", "revenue", "customer_group", "promotion",
)  # fmt: skip
"""As the API tells a sale, after its id."""


def log_sales(connection: sa.Connection, sales: Sequence[tuple[int, Mapping[str, Any]]]) -> None:
    """Log sales that were added one by one.

    Args:
        connection: The transaction that adds them.
        sales: Their ids, and what is stored of them, with the store's code and the product's sku.
    """
    append(connection, [_event("sale", sale_id, sale) for sale_id, sale in sales])


def log_sale(
    connection: sa.Connection, kind: Kind, sale_id: int, sale: Mapping[str, Any], **more: Any
) -> None:
    """Log one sale that was corrected, cancelled or removed.

    Args:
        connection: The transaction that does it.
        kind: What became of it.
        sale_id: Its id.
        sale: What is stored of it, or was.
        more: What else is to be told.
    """
    store = connection.scalars(sa.select(StoreRow.code).where(StoreRow.id == sale["store_id"])).one()
    product = connection.scalars(sa.select(ProductRow.sku).where(ProductRow.id == sale["product_id"])).one()
    named = {**sale, "store": store, "product": product}
    append(connection, [_event(kind, sale_id, named, more)])


@dataclass(frozen=True)
class FileChange:
    """What became of a file's sales together.

    Attributes:
        change: Whether they were added, or removed again.
        sales: How many.
        import_id: The import; None where the library added them.
    """

    change: Literal["added", "removed"]
    sales: int
    import_id: str | None = None


def log_file(connection: sa.Connection, change: FileChange, days: Iterable[tuple[int, date]]) -> None:
    """Log what became of a file's sales: one event, however many these are.

    Args:
        connection: The transaction that adds or removes them.
        change: What became of them.
        days: Stores and days that they are of.
    """
    reach: dict[int, tuple[date, date]] = {}
    for store, day in days:
        first, last = reach.get(store, (day, day))
        reach[store] = (min(first, day), max(last, day))
    if not reach:
        return
    stores = [
        {"store_id": store, "from": first, "to": last} for store, (first, last) in sorted(reach.items())
    ]
    payload = {
        "import_id": change.import_id,
        "change": change.change,
        "sales": change.sales,
        "from": min(first for first, _ in reach.values()),
        "to": max(last for _, last in reach.values()),
        STORES: stores if len(stores) <= MAX_STORES else None,
    }
    append(connection, [NewEvent("import", payload)])


def _event(
    kind: Kind, sale_id: int, sale: Mapping[str, Any], more: Mapping[str, Any] | None = None
) -> NewEvent:
    payload = {"id": sale_id, **{name: sale[name] for name in _TOLD}, **(more or {})}
    return NewEvent(kind, payload, sale["store_id"], sale["product_id"])
