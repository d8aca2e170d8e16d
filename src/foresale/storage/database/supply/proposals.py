"""Keeps proposals as orders in the state `proposed`; those that nobody touched make room for newer ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from foresale.storage.database.event_log.append import NewEvent, append
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.supply import PurchaseOrderLineRow, PurchaseOrderRow
from foresale.workflows.planning.propose import ProposedLine

_CENTS = Decimal("0.0001")
_TOGETHER = 500
Key = tuple[int | None, int | None, date]
"""Supplier, store and day of an order."""


def keep_proposals(
    session: Session,
    lines: Sequence[ProposedLine],
    origin: Mapping[str, Any],
    store_ids: Collection[int] | None,
) -> list[int]:
    """Replace what was proposed for some places; answers the orders' numbers.

    Args:
        session: The transaction.
        lines: What to order.
        origin: What it was made of.
        store_ids: The places: these stores, or all.
    """
    row = PurchaseOrderRow
    old = sa.select(row).where(row.state == "proposed").order_by(row.id)
    if store_ids is not None:
        old = old.where(row.store_id.in_(sorted(store_ids)))
    before: dict[Key, PurchaseOrderRow] = {}
    gone: list[int] = []
    for order in session.scalars(old.with_for_update()):
        key = order.supplier_id, order.store_id, order.order_on
        if before.setdefault(key, order) is not order:
            gone.append(order.id)
    groups: dict[Key, list[ProposedLine]] = {}
    for line in lines:
        groups.setdefault((line.item.supplier_id, line.item.store_id, line.item.order_on), []).append(line)
    gone += [order.id for key, order in before.items() if key not in groups]
    _drop(session, [*gone, *(order.id for order in before.values())], gone)
    return [_keep_order(session, before.get(key), key, part, origin) for key, part in groups.items()]


def _drop(session: Session, emptied: Sequence[int], gone: Sequence[int]) -> None:
    """Take away lines, and the orders of which nothing is proposed any more."""
    for start in range(0, len(emptied), _TOGETHER):
        some = emptied[start : start + _TOGETHER]
        session.execute(sa.delete(PurchaseOrderLineRow).where(PurchaseOrderLineRow.order_id.in_(some)))
    for start in range(0, len(gone), _TOGETHER):
        some = gone[start : start + _TOGETHER]
        session.execute(sa.delete(PurchaseOrderRow).where(PurchaseOrderRow.id.in_(some)))


def _keep_order(
    session: Session,
    order: PurchaseOrderRow | None,
    key: Key,
    lines: Sequence[ProposedLine],
    origin: Mapping[str, Any],
) -> int:
    """Keep a proposal under the number that it had: somebody may be looking at it."""
    supplier_id, store_id, order_on = key
    if order is None:
        order = PurchaseOrderRow(
            supplier_id=supplier_id, store_id=store_id, state="proposed", order_on=order_on
        )
        session.add(order)
    order.expected_on = max(line.item.arrives_on for line in lines)
    order.origin, order.stale_since = dict(origin), None
    order.created_at = order.changed_at = utc_now()
    session.flush()
    session.add_all(
        PurchaseOrderLineRow(
            order_id=order.id, product_id=line.item.product_id, proposed=line.quantity,
            quantity=line.quantity, received=0.0, pack_size=line.item.pack_size,
            unit_cost=_cost(line), saves=round(line.saves, 4), why=dict(line.why),
        )
        for line in lines
    )  # fmt: skip
    session.flush()
    payload = {
        "id": order.id, "state": "proposed", "supplier_id": supplier_id, "store_id": store_id,
        "order_on": order_on, "expected_on": order.expected_on, "lines": len(lines),
    }  # fmt: skip
    append(session.connection(), [NewEvent("order", payload, store_id, key=f"order:{order.id}")])
    return order.id


def mark_stale(session: Session, store_ids: Collection[int] | None) -> int:
    """Say of proposals that what they were made of is another now; answers how many weren't marked yet.

    Args:
        session: The transaction.
        store_ids: Of these stores; None for all places.
    """
    row, now = PurchaseOrderRow, utc_now()
    stale = sa.select(row.id, row.store_id).where(row.state == "proposed", row.stale_since.is_(None))
    if store_ids is not None:
        stale = stale.where(row.store_id.in_(sorted(store_ids)))
    found = [(number, store) for number, store in session.execute(stale)]
    for start in range(0, len(found), _TOGETHER):
        numbers = [number for number, _ in found[start : start + _TOGETHER]]
        session.execute(sa.update(row).where(row.id.in_(numbers)).values(stale_since=now))
    append(
        session.connection(),
        [
            NewEvent(
                "order",
                {"id": number, "state": "proposed", "store_id": store, "stale_since": now},
                store,
                key=f"order:{number}",
            )
            for number, store in found
        ],
    )
    return len(found)


def _cost(line: ProposedLine) -> Decimal | None:
    """What a unit costs, where that is known: an assumed cost is for weighing, not for paying."""
    if line.item.unit_cost is None:
        return None
    return Decimal(str(line.item.unit_cost)).quantize(_CENTS)
