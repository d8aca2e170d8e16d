"""Units that come to a place or leave it other than by a sale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from foresale.storage.database.event_log.changes import log_stock
from foresale.storage.database.stock.levels import keep_from
from foresale.storage.database.tables.catalog import ProductRow, StockMovementRow

_MOVED = ("id", "product_id", "store_id", "quantity", "reason", "note", "moved_at")


@dataclass(frozen=True)
class StockMove:
    """Why and when units are moved.

    Attributes:
        reason: Such as delivery or transfer.
        note: What it was about, such as Order 17.
        at: When.
    """

    reason: str
    note: str
    at: datetime


def move_stock(session: Session, place: tuple[int, int | None], units: float, move: StockMove) -> None:
    """Write down that units came or went; the stock of that place changes by it.

    Several at once are best moved by rising numbers of products: then two such transactions can't block each
    other.

    Args:
        session: The transaction.
        place: Product, and store or None for no store.
        units: How many came; below 0 they went.
        move: Why and when.
    """
    product_id, store_id = place
    session.scalar(sa.select(ProductRow.id).where(ProductRow.id == product_id).with_for_update())
    keep_from(session.connection(), product_id, store_id, move.at)
    movement = StockMovementRow(
        product_id=product_id, store_id=store_id, quantity=units, reason=move.reason, note=move.note,
        moved_at=move.at,
    )  # fmt: skip
    session.add(movement)
    session.flush()
    log_stock(session.connection(), {name: getattr(movement, name) for name in _MOVED})
