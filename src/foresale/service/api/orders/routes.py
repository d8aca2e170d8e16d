"""`/orders`: orders from a proposal to the delivery."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, status
from sqlalchemy import select
from sqlalchemy.orm import Session

from foresale.error_reasons import Reason
from foresale.service.api.auth.dependencies import Audited
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading, Services, Writing
from foresale.service.api.kit.field_types import RowId
from foresale.service.api.kit.http_errors import ForbiddenError
from foresale.service.api.kit.optimistic_lock import Tagged, Versioned
from foresale.service.api.kit.pagination import CountedPage, Page, Paged, SortKey, count_rows, read_page
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.rows import find_row
from foresale.service.api.kit.states import require_state
from foresale.service.api.kit.visible_stores import check_references, product_coded, store_coded
from foresale.service.api.orders.schemas import (
    LineFilter,
    LinesGiven,
    Order,
    OrderDetails,
    OrderFilter,
    OrderGiven,
    OrderLine,
)
from foresale.service.api.orders.to_schema import (
    line_rows,
    log_order,
    make_not_found,
    matching,
    order_rows,
    select_saved_cents,
    show_line,
    show_order,
    show_orders,
)
from foresale.service.api.overrides.making import today_of
from foresale.storage.database.supply.terms import terms_at_supplier
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.supply import PurchaseOrderLineRow, PurchaseOrderRow, SupplierRow
from foresale.workflows.planning.order_days import SupplyCalendar

router = APIRouter(prefix="/orders", tags=["orders"])
Reader = Annotated[Caller, needs(Permission.READ_STOCK)]
Editor = Annotated[Caller, needs(Permission.READ_STOCK, Permission.EDIT_ORDERS)]
OrderId = Annotated[RowId, Path(description="The order's number.")]
OPEN = ("proposed", "changed")
_ROW = PurchaseOrderRow
_ORDERS = {
    "newest": [SortKey(_ROW.id, descending=True)],
    "order_on": [SortKey(_ROW.order_on), SortKey(_ROW.id)],
    "expected_on": [SortKey(_ROW.expected_on, nullable=True), SortKey(_ROW.id)],
    "saves": [SortKey(select_saved_cents(), descending=True), SortKey(_ROW.id)],
}


@router.get("")
def list_orders(
    session: Reading, caller: Reader, page: Paged, which: Annotated[OrderFilter, Query()]
) -> CountedPage[Order]:
    """Orders of stores that the caller may see; `expected_on` tells what is on its way."""
    wanted = order_rows(caller)
    if which.state:
        wanted = wanted.where(_ROW.state.in_(which.state))
    if which.supplier is not None:
        wanted = wanted.where(SupplierRow.code == which.supplier)
    if which.store_key is not None:
        wanted = wanted.where(_ROW.store_id == store_coded(session, caller, which.store_key).id)
    if which.first is not None:
        wanted = wanted.where(_ROW.order_on >= which.first)
    if which.last is not None:
        wanted = wanted.where(_ROW.order_on <= which.last)
    if which.q is not None:
        wanted = wanted.where(matching(which.q))
    rows, after = read_page(session, wanted, _ORDERS[which.sort], page)
    return CountedPage(items=show_orders(session, rows), next=after, total=count_rows(session, wanted))


@router.get("/lines")
def list_order_lines(
    session: Reading, caller: Reader, page: Paged, which: Annotated[LineFilter, Query()]
) -> Page[OrderLine]:
    """Lines of orders; as a file for a supplier: `/exports/orders/lines?order_id=…`."""
    line = PurchaseOrderLineRow
    wanted = line_rows(caller)
    if which.order_id is not None:
        wanted = wanted.where(line.order_id == which.order_id)
    if which.state:
        wanted = wanted.where(_ROW.state.in_(which.state))
    if which.supplier is not None:
        wanted = wanted.join(SupplierRow, SupplierRow.id == _ROW.supplier_id).where(
            SupplierRow.code == which.supplier
        )
    if which.product_key is not None:
        wanted = wanted.where(line.product_id == product_coded(session, which.product_key).id)
    if which.store_key is not None:
        wanted = wanted.where(_ROW.store_id == store_coded(session, caller, which.store_key).id)
    rows, after = read_page(session, wanted, [SortKey(line.id)], page)
    return Page(items=[show_line(row) for row in rows], next=after)


@router.get("/{order_id}")
def read_order(session: Reading, caller: Reader, version: Tagged, order_id: OrderId) -> OrderDetails:
    """One order with its lines; its `ETag` goes with a change."""
    return version.show(show_order(session, caller, order_id))


@router.post("", status_code=status.HTTP_201_CREATED)
def add_order(
    session: Writing, caller: Editor, container: Services, version: Tagged, given: OrderGiven, audit: Audited
) -> OrderDetails:
    """Make an order by hand, to be approved as proposals are."""
    _refuse_wrong(session, caller, given)
    now, order_on = utc_now(), given.order_on or today_of(container)
    row = PurchaseOrderRow(
        supplier_id=given.supplier_id, store_id=given.store_id, state="changed", order_on=order_on,
        expected_on=given.expected_on, note=given.note, created_by=caller.user_id, changed_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    calendars = _set_lines(session, caller, row, given.lines)
    if row.expected_on is None:
        row.expected_on = max((calendar.delivery(order_on) for calendar in calendars), default=None)
    session.flush()
    audit.write(session, "order.added", f"order {row.id}", {"store_id": row.store_id})
    return _answer(session, caller, version, row.id, f"/api/orders/{row.id}")


@router.put("/{order_id}/lines")
def change_order_lines(
    session: Writing,
    caller: Editor,
    version: Versioned,
    order_id: OrderId,
    given: LinesGiven,
    audit: Audited,
) -> OrderDetails:
    """Change quantities of an order that isn't approved yet; 412 if it was changed since `If-Match`."""
    row = lock_order(session, caller, order_id)
    version.check(show_order(session, caller, order_id))
    require_state(f"Order {order_id}", row.state, OPEN, "changed")
    line = PurchaseOrderLineRow
    lines = session.scalars(select(line).where(line.order_id == order_id))
    before = {one.product_id: one.quantity for one in lines}
    _set_lines(session, caller, row, given.lines)
    row.state, row.changed_at, row.stale_since = "changed", utc_now(), None
    row.note = given.note or row.note
    row.expected_on = given.expected_on or row.expected_on
    session.flush()
    changes = {
        str(one.product_id): [before.get(one.product_id, 0.0), one.quantity] for one in given.lines[:100]
    }
    audit.write(session, "order.changed", f"order {order_id}", {"quantities": changes})
    return _answer(session, caller, version, order_id)


def lock_order(session: Session, caller: Caller, order_id: int) -> PurchaseOrderRow:
    """An order that the caller may change, held until the transaction ends.

    Raises:
        NotFoundError: There is none that it may see.
    """
    row = session.scalar(select(_ROW).where(_ROW.id == order_id).with_for_update())
    if row is None or (caller.store_ids is not None and row.store_id not in caller.store_ids):
        raise make_not_found(order_id)
    return row


def _answer(
    session: Session, caller: Caller, version: Tagged, order_id: int, place: str | None = None
) -> OrderDetails:
    shown = show_order(session, caller, order_id)
    log_order(session.connection(), shown)
    return version.show(shown, place)


def _refuse_wrong(session: Session, caller: Caller, given: OrderGiven) -> None:
    check_references(session, caller, store_id=given.store_id, product_id=None)
    if given.supplier_id is not None:
        find_row(session, SupplierRow, given.supplier_id, "supplier")
    if caller.store_ids is not None and given.store_id is None:
        raise ForbiddenError(
            "You are limited to some stores.",
            fix="Name one of them as store_id.",
            reason=Reason("name_a_store"),
        )


def _set_lines(
    session: Session, caller: Caller, row: PurchaseOrderRow, lines: list[Any]
) -> list[SupplyCalendar]:
    """Set quantities; answers when what is new among the lines can be delivered."""
    existing = {
        line.product_id: line
        for line in session.scalars(
            select(PurchaseOrderLineRow).where(PurchaseOrderLineRow.order_id == row.id)
        )
    }
    calendars: list[SupplyCalendar] = []
    added = {one.product_id for one in lines if one.quantity > 0}.difference(existing)
    terms = terms_at_supplier(session, row.supplier_id, added, row.store_id)
    missing = min(added.difference(terms), default=None)
    check_references(session, caller, store_id=None, product_id=missing)
    for given in lines:
        line = existing.get(given.product_id)
        if line is None and given.quantity > 0:
            held = terms[given.product_id]
            line = PurchaseOrderLineRow(
                order_id=row.id, product_id=given.product_id, quantity=given.quantity, received=0.0,
                pack_size=held.pack_size, unit_cost=held.unit_cost,
            )  # fmt: skip
            session.add(line)
            existing[given.product_id] = line
            calendars.append(SupplyCalendar(held.lead_time_days, delivery_days=held.delivery_days))
        elif line is not None and given.quantity == 0 and line.proposed is None:
            session.delete(line)
            del existing[given.product_id]
        elif line is not None:
            line.quantity = given.quantity
    session.flush()
    return calendars
