"""Keeps what stores should give each other, and tells what is promised or on its way between them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from foresale.storage.database.event_log.append import NewEvent, append
from foresale.storage.database.stock.levels import NO_STORE
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.catalog import StoreRow
from foresale.storage.database.tables.collaboration import CommentRow
from foresale.storage.database.tables.transfers import TransferLineRow, TransferRow
from foresale.workflows.planning.planned_item import PlannedItem
from foresale.workflows.planning.propose_transfers import ProposedTransfer

PROMISED = ("changed", "approved")
"""States in which units are still where they were, and meant for another store."""
ON_ITS_WAY = ("sent", "partly_received")
_PROMISES_CHANGED = (*PROMISED, "sent", "closed", "cancelled")
"""States on entering which other units may go between stores, or on other days, than was known before."""
_TOGETHER = 500
_ROW, _LINE = TransferRow, TransferLineRow
Place = tuple[int, int]
"""A product and a store."""


@dataclass
class UnitsBetweenStores:
    """Units that transfers move, as far as they haven't.

    Attributes:
        leaving: Units still in a store that are meant for another, by product and store.
        coming: Units that will come to a store, by product and store, then by days from a first day.
    """

    leaving: dict[Place, float] = field(default_factory=dict)
    coming: dict[Place, dict[int, float]] = field(default_factory=dict)


def units_between_stores(
    connection: sa.Connection, first: date, *, with_proposed: bool, product_id: int | None = None
) -> UnitsBetweenStores:
    """Units of transfers that aren't through; what is late comes on the first day.

    What hasn't left yet comes no earlier than if it left on the first day.

    Args:
        connection: An open transaction.
        first: The first day.
        with_proposed: Whether what is only proposed counts too.
        product_id: Only of this product.
    """
    promised = (*PROMISED, "proposed") if with_proposed else PROMISED
    query: sa.Select[Any] = (
        sa.select(_LINE.product_id, _ROW.from_store_id, _ROW.to_store_id, _ROW.state)
        .add_columns(_ROW.send_on, _ROW.expected_on, _LINE.quantity - _LINE.received)
        .join(_ROW, _ROW.id == _LINE.transfer_id)
        .where(_ROW.state.in_((*promised, *ON_ITS_WAY)), _LINE.quantity > _LINE.received)
    )
    if product_id is not None:
        query = query.where(_LINE.product_id == product_id)
    found = UnitsBetweenStores()
    for product, giver, taker, state, leaves, day, units in connection.execute(query):
        earliest = 0
        if state in promised:
            place, earliest = (product, giver), (day - leaves).days
            found.leaving[place] = found.leaving.get(place, 0.0) + float(units)
        days = found.coming.setdefault((product, taker), {})
        at = max((day - first).days, earliest)
        days[at] = days.get(at, 0.0) + float(units)
    return found


def apply_transfers(item: PlannedItem, between: UnitsBetweenStores) -> PlannedItem:
    """An item without the units that are meant for another store, and with those that come from one.

    Args:
        item: A product in a place.
        between: All that goes between stores.
    """
    place = (item.product_id, item.store_id or NO_STORE)
    coming, leaving = between.coming.get(place, {}), between.leaving.get(place, 0.0)
    if not (coming or leaving):
        return item
    receipts = {day: item.receipts.get(day, 0.0) + coming.get(day, 0.0) for day in {*item.receipts, *coming}}
    net = sum(coming.values()) - leaving
    return replace(item, on_hand=item.on_hand - leaving, receipts=receipts, transferred=net)


def read_regions(connection: sa.Connection) -> dict[int, tuple[str | None, str | None]]:
    """The country and city of each store that names one of them, by the store's number.

    Args:
        connection: An open transaction.
    """
    rows = connection.execute(sa.select(StoreRow.id, StoreRow.country, StoreRow.city))
    return {number: (country, city) for number, country, city in rows if country or city}


@dataclass(frozen=True)
class KeptTransfers:
    """What became of proposed transfers.

    Attributes:
        numbers: Of those that were kept.
        overtaken: Stores of those that weren't, as somebody did something between the same two meanwhile:
            what was made of them, such as orders, doesn't know that.
    """

    numbers: list[int]
    overtaken: frozenset[int]


def keep_transfers(
    session: Session, proposed: Sequence[ProposedTransfer], origin: Mapping[str, Any], known_at: datetime
) -> KeptTransfers:
    """Replace all transfers that were proposed and that nobody touched.

    One between the same two stores keeps its number: somebody may be looking at it. Where somebody did
    something to a transfer while they were worked out, nothing is proposed of its products from or to its two
    stores: the need may be met and the units may be promised, whichever store else would give or get them.
    One that isn't proposed any more, and that somebody has said something about, is cancelled instead of
    deleted, as orders are.

    Whoever does something to a transfer holds it before the orders that it leaves stale: so should who keeps
    both, transfers first.

    Args:
        session: The transaction.
        proposed: What to move.
        origin: What it was made of.
        known_at: When what they are made of was read.
    """
    # One query, which waits for what is approved in this moment: between two it would be in neither.
    in_question = sa.or_(_ROW.state == "proposed", _ROW.changed_at > known_at)
    found = list(session.scalars(sa.select(_ROW).where(in_question).order_by(_ROW.id).with_for_update()))
    touched = _places_of(session, [row for row in found if row.state != "proposed"])
    groups: dict[tuple[int, int], list[ProposedTransfer]] = {}
    overtaken: set[int] = set()
    for one in proposed:
        pair = one.from_store_id, one.to_store_id
        if touched.isdisjoint((one.product_id, store) for store in pair):
            groups.setdefault(pair, []).append(one)
        else:
            overtaken.update(pair)
    before: dict[tuple[int, int], TransferRow] = {}
    gone: list[TransferRow] = []
    for row in found:
        pair = row.from_store_id, row.to_store_id
        if row.state == "proposed" and (pair not in groups or before.setdefault(pair, row) is not row):
            gone.append(row)
    spoken = _spoken_of(session, [row.id for row in gone])
    _remove_lines(session, [row.id for row in (*before.values(), *gone) if row.id not in spoken])
    for row in gone:
        log_transfer(session.connection(), _describe(row, 0, "cancelled"))
        if row.id in spoken:  # as of then: orders made of the same reading know it already
            row.state, row.changed_at = "cancelled", known_at
        else:
            session.delete(row)
    session.flush()
    numbers = [_keep(session, before.get(pair), pair, lines, origin) for pair, lines in groups.items()]
    return KeptTransfers(numbers, frozenset(overtaken))


def stores_promised_since(session: Session, known_at: datetime) -> frozenset[int]:
    """Stores between which somebody promised units, or took a promise back, after something was read.

    What was made of that, such as orders, doesn't know it.

    Args:
        session: The transaction.
        known_at: When it was read.
    """
    wanted = (_ROW.state.in_(_PROMISES_CHANGED), _ROW.changed_at > known_at)
    rows = session.execute(sa.select(_ROW.from_store_id, _ROW.to_store_id).where(*wanted))
    return frozenset(store for pair in rows for store in pair)


def _keep(
    session: Session,
    row: TransferRow | None,
    pair: tuple[int, int],
    lines: Sequence[ProposedTransfer],
    origin: Mapping[str, Any],
) -> int:
    if row is None:
        row = TransferRow(from_store_id=pair[0], to_store_id=pair[1], state="proposed")
        session.add(row)
    row.send_on, row.expected_on = lines[0].send_on, lines[0].expected_on
    row.origin, row.created_at = dict(origin), utc_now()
    row.changed_at = row.created_at
    session.flush()
    session.add_all(
        TransferLineRow(
            transfer_id=row.id, product_id=line.product_id, proposed=line.units, quantity=line.units,
            received=0.0, saves=round(line.saves, 4), giver=dict(line.giver), taker=dict(line.taker),
        )
        for line in lines
    )  # fmt: skip
    session.flush()
    log_transfer(session.connection(), _describe(row, len(lines), row.state))
    return row.id


def _places_of(session: Session, rows: Sequence[TransferRow]) -> set[Place]:
    """The products of transfers in the stores at both their ends."""
    ends = {row.id: (row.from_store_id, row.to_store_id) for row in rows}
    listed, found = sorted(ends), set[Place]()
    for start in range(0, len(listed), _TOGETHER):
        some = listed[start : start + _TOGETHER]
        lines = sa.select(_LINE.transfer_id, _LINE.product_id).where(_LINE.transfer_id.in_(some))
        for number, product in session.execute(lines):
            found.update((product, store) for store in ends[number])
    return found


def _spoken_of(session: Session, numbers: Sequence[int]) -> set[int]:
    """Those of some transfers that somebody said something about."""
    spoken = set[int]()
    for start in range(0, len(numbers), _TOGETHER):
        some = CommentRow.transfer_id.in_(numbers[start : start + _TOGETHER])
        spoken.update(one for one in session.scalars(sa.select(CommentRow.transfer_id).where(some)) if one)
    return spoken


def _remove_lines(session: Session, numbers: Collection[int]) -> None:
    listed = sorted(numbers)
    for start in range(0, len(listed), _TOGETHER):
        some = listed[start : start + _TOGETHER]
        session.execute(sa.delete(_LINE).where(_LINE.transfer_id.in_(some)))


def _describe(row: TransferRow, lines: int, state: str) -> dict[str, Any]:
    return {
        "id": row.id, "state": state, "from_store_id": row.from_store_id, "to_store_id": row.to_store_id,
        "send_on": row.send_on, "expected_on": row.expected_on, "lines": lines,
    }  # fmt: skip


def log_transfer(connection: sa.Connection, transfer: Mapping[str, Any]) -> None:
    """Log that a transfer was made or changed: once for each of its two stores, whose people may differ.

    Args:
        connection: The transaction that does it.
        transfer: As it is now, with `id`, `from_store_id` and `to_store_id`.
    """
    events = [
        NewEvent("transfer", transfer, transfer[end], key=f"transfer:{transfer['id']}:{end}")
        for end in ("from_store_id", "to_store_id")
    ]
    append(connection, events)
