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
    old = sa.select(row.id).where(row.state == "proposed")
    if store_ids is not None:
        old = old.where(row.store_id.in_(sorted(store_ids)))
    numbers = list(session.scalars(old.with_for_update()))
    for start in range(0, len(numbers), 500):
        some = numbers[start : start + 500]
        session.execute(sa.delete(PurchaseOrderLineRow).where(PurchaseOrderLineRow.order_id.in_(some)))
        session.execute(sa.delete(row).where(row.id.in_(some)))
    groups: dict[tuple[int | None, int | None, date], list[ProposedLine]] = {}
    for line in lines:
        key = line.item.supplier_id, line.item.store_id, line.item.order_on
        groups.setdefault(key, []).append(line)
    return [_keep_order(session, key, part, origin) for key, part in groups.items()]


def _keep_order(
    session: Session,
    key: tuple[int | None, int | None, date],
    lines: Sequence[ProposedLine],
    origin: Mapping[str, Any],
) -> int:
    supplier_id, store_id, order_on = key
    order = PurchaseOrderRow(
        supplier_id=supplier_id, store_id=store_id, state="proposed", order_on=order_on,
        expected_on=max(line.item.arrives_on for line in lines), origin=dict(origin), changed_at=utc_now(),
    )  # fmt: skip
    session.add(order)
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


def _cost(line: ProposedLine) -> Decimal | None:
    """What a unit costs, where that is known: an assumed cost is for weighing, not for paying."""
    if line.item.unit_cost is None:
        return None
    return Decimal(str(line.item.unit_cost)).quantize(_CENTS)
