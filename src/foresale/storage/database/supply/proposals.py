"""Keeps proposals as orders in the state `proposed`; those that nobody touched make room for newer ones."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from foresale.storage.database.event_log.append import NewEvent, append
from foresale.storage.database.sql.column_types import UtcTime
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.collaboration import CommentRow
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
    known_at: datetime,
) -> list[int]:
    """Replace what was proposed for some places; answers the orders' numbers.

    What was marked as stale while they were worked out stays so: they don't know yet what happened then.
    Of an order for another day of the same supplier and store number and comments stay; one that isn't
    proposed any more, and that somebody has said something about, is cancelled instead of deleted.

    Args:
        session: The transaction.
        lines: What to order.
        origin: What it was made of.
        store_ids: The places: these stores, or all.
        known_at: When what they are made of was read.
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
    kept = _match(before, groups)
    gone += [order.id for order in before.values() if order not in kept.values()]
    _drop(session, gone)
    _empty(session, [order.id for order in kept.values()])
    facts = _Facts(origin, known_at)
    return [_keep_order(session, kept.get(key), key, part, facts) for key, part in groups.items()]


@dataclass(frozen=True)
class _Facts:
    """What proposals were made of, and when that was read."""

    origin: Mapping[str, Any]
    known_at: datetime


def _match(before: Mapping[Key, PurchaseOrderRow], wanted: Iterable[Key]) -> dict[Key, PurchaseOrderRow]:
    """The order that is there for each that is wanted: of its day, else the next of supplier and store."""
    keys = sorted(wanted, key=lambda key: key[2])
    found = {key: before[key] for key in keys if key in before}
    free: dict[tuple[int | None, int | None], list[Key]] = {}
    for key in sorted(before.keys() - found.keys(), key=lambda key: key[2]):
        free.setdefault(key[:2], []).append(key)
    for key in keys:
        if key not in found and free.get(key[:2]):
            found[key] = before[free[key[:2]].pop(0)]
    return found


def _drop(session: Session, numbers: Sequence[int]) -> None:
    """Take away orders of which nothing is proposed any more; what was said about one would go with it."""
    row = PurchaseOrderRow
    for start in range(0, len(numbers), _TOGETHER):
        some = numbers[start : start + _TOGETHER]
        spoken = sa.select(CommentRow.order_id).where(CommentRow.order_id.in_(some)).distinct()
        said = [number for number in session.scalars(spoken) if number is not None]
        silent = sorted(set(some).difference(said))
        _empty(session, silent)
        session.execute(sa.delete(row).where(row.id.in_(silent)))
        session.execute(
            sa.update(row).where(row.id.in_(said)).values(state="cancelled", changed_at=utc_now())
        )


def _empty(session: Session, numbers: Sequence[int]) -> None:
    for start in range(0, len(numbers), _TOGETHER):
        some = numbers[start : start + _TOGETHER]
        session.execute(sa.delete(PurchaseOrderLineRow).where(PurchaseOrderLineRow.order_id.in_(some)))


def _keep_order(
    session: Session,
    order: PurchaseOrderRow | None,
    key: Key,
    lines: Sequence[ProposedLine],
    facts: _Facts,
) -> int:
    """Keep a proposal under the number that it had: somebody may be looking at it."""
    supplier_id, store_id, order_on = key
    if order is None:
        order = PurchaseOrderRow(
            supplier_id=supplier_id, store_id=store_id, state="proposed", order_on=order_on
        )
        session.add(order)
    order.order_on, order.expected_on = order_on, max(line.item.arrives_on for line in lines)
    order.origin = dict(facts.origin)
    if order.stale_since is not None and order.stale_since <= facts.known_at:
        order.stale_since = None
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
    append(session.connection(), [_event(order, len(lines))])
    return order.id


def read_stale_places(connection: sa.Connection) -> dict[int | None, datetime]:
    """The stores with proposals that know less than is known, and since when; None is no store.

    Args:
        connection: An open transaction.
    """
    row = PurchaseOrderRow
    since = sa.type_coerce(sa.func.min(row.stale_since), UtcTime()).label("since")
    stale = sa.select(row.store_id, since).where(row.state == "proposed", row.stale_since.is_not(None))
    return {one.store_id: one.since for one in connection.execute(stale.group_by(row.store_id))}


def mark_stale(session: Session, store_ids: Collection[int] | None) -> int:
    """Say of proposals that what they were made of is another now; answers how many weren't marked yet.

    Args:
        session: The transaction.
        store_ids: Of these stores; None for all places.
    """
    row, line, now = PurchaseOrderRow, PurchaseOrderLineRow, utc_now()
    lines = sa.select(sa.func.count()).where(line.order_id == row.id).correlate(row).scalar_subquery()
    stale = sa.select(row, lines).where(row.state == "proposed", row.stale_since.is_(None)).order_by(row.id)
    if store_ids is not None:
        stale = stale.where(row.store_id.in_(sorted(store_ids)))
    found = list(session.execute(stale.with_for_update()))
    for order, _ in found:
        order.stale_since = now
    session.flush()
    append(session.connection(), [_event(order, count) for order, count in found])
    return len(found)


def _event(order: PurchaseOrderRow, lines: int) -> NewEvent:
    """All that is told of a proposal: of several events with its key the newest says it all."""
    payload = {
        "id": order.id, "state": order.state, "supplier_id": order.supplier_id, "store_id": order.store_id,
        "order_on": order.order_on, "expected_on": order.expected_on, "stale_since": order.stale_since,
        "lines": lines,
    }  # fmt: skip
    return NewEvent("order", payload, order.store_id, key=f"order:{order.id}")


def _cost(line: ProposedLine) -> Decimal | None:
    """What a unit costs, where that is known: an assumed cost is for weighing, not for paying."""
    if line.item.unit_cost is None:
        return None
    return Decimal(str(line.item.unit_cost)).quantize(_CENTS)
