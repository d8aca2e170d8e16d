"""Units that come to a place or leave it other than by a sale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from foresale.storage.database.event_log.changes import log_stock
from foresale.storage.database.stock.levels import keep_from
from foresale.storage.database.tables.catalog import ProductRow, StockMovementRow

_MOVED = ("id", "product_id", "store_id", "quantity", "reason", "note", "moved_at")
_TOGETHER = 500


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


def move_stock(session: Session, store_id: int | None, units: Mapping[int, float], move: StockMove) -> None:
    """Write down that units of products came to a place or left it; its stock changes by them.

    Products are held by rising numbers, so that two such transactions can't block each other.

    Args:
        session: The transaction.
        store_id: Where; None for no store.
        units: By product, how many came; below 0 they went.
        move: Why and when.
    """
    numbers = sorted(units)
    for start in range(0, len(numbers), _TOGETHER):
        _move_some(
            session, store_id, {each: units[each] for each in numbers[start : start + _TOGETHER]}, move
        )


def _move_some(session: Session, store_id: int | None, units: Mapping[int, float], move: StockMove) -> None:
    products = sa.select(ProductRow.id).where(ProductRow.id.in_(units)).order_by(ProductRow.id)
    session.execute(products.with_for_update()).all()
    keep_from(session.connection(), units.keys(), store_id, move.at)
    movements = [
        StockMovementRow(
            product_id=product_id, store_id=store_id, quantity=count, reason=move.reason, note=move.note,
            moved_at=move.at,
        )
        for product_id, count in units.items()
    ]  # fmt: skip
    session.add_all(movements)
    session.flush()
    told = [{name: getattr(movement, name) for name in _MOVED} for movement in movements]
    log_stock(session.connection(), told)
