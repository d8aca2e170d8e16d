"""What becomes of an order: approved, sent, received, closed, cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter
from sqlalchemy import select
from sqlalchemy.orm import Session

from foresale.container import Container
from foresale.error_reasons import Reason
from foresale.errors import ConflictError, OptionError
from foresale.service.api.auth.dependencies import Audited
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Services, Writing
from foresale.service.api.kit.http_errors import ForbiddenError
from foresale.service.api.kit.permissions import Permission, Role
from foresale.service.api.kit.states import require_state
from foresale.service.api.orders.routes import Editor, OrderId, lock_order
from foresale.service.api.orders.schemas import Order, OrderDetails, ReasonGiven, ReceiptGiven
from foresale.service.api.orders.to_schema import log_order, show_order
from foresale.storage.database.stock.moves import StockMove, move_stock
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.supply import PurchaseOrderLineRow, PurchaseOrderRow

router = APIRouter(prefix="/orders", tags=["orders"])
Approver = Annotated[Caller, needs(Permission.READ_STOCK, Permission.APPROVE_ORDERS)]
ON_ITS_WAY = ("sent", "partly_received")


@router.post("/{order_id}/approve")
def approve_order(
    session: Writing, caller: Approver, container: Services, order_id: OrderId, audit: Audited
) -> OrderDetails:
    """Say yes to an order: how dear a one, the settings say for each role."""
    row = lock_order(session, caller, order_id)
    require_state(f"Order {order_id}", row.state, ("proposed", "changed"), "approved")
    shown = show_order(session, caller, order_id)
    if not any(line.quantity > 0 for line in shown.items):
        raise ConflictError(
            f"Order {order_id} has no units.",
            fix="Change its quantities, or cancel it.",
            reason=Reason("order_empty", name=order_id),
        )
    _check_amount(container, caller, shown)
    row.approved_by, row.approved_at = caller.user_id, utc_now()
    return _move_on(session, caller, row, "approved", audit, {"amount": str(shown.amount)})


@router.post("/{order_id}/send")
def send_order(session: Writing, caller: Editor, order_id: OrderId, audit: Audited) -> OrderDetails:
    """Write down that the supplier has the order: it is on its way from now on."""
    row = lock_order(session, caller, order_id)
    require_state(f"Order {order_id}", row.state, ("approved",), "sent")
    row.sent_at = utc_now()
    return _move_on(session, caller, row, "sent", audit)


@router.post("/{order_id}/receive")
def receive_order(
    session: Writing, caller: Editor, order_id: OrderId, given: ReceiptGiven, audit: Audited
) -> OrderDetails:
    """Write down what came: it is in stock at once, as a delivery; the rest stays on its way."""
    row = lock_order(session, caller, order_id)
    require_state(f"Order {order_id}", row.state, ON_ITS_WAY, "received")
    lines = {
        line.product_id: line
        for line in session.scalars(
            select(PurchaseOrderLineRow).where(PurchaseOrderLineRow.order_id == order_id)
        )
    }
    came = _units_that_came(order_id, given, lines)
    now, text = utc_now(), f"Order {order_id}" if given.note is None else f"Order {order_id}: {given.note}"
    move_stock(session, row.store_id, came, StockMove("delivery", text, now))
    for product_id, units in came.items():
        lines[product_id].received += units
    session.flush()
    is_all = all(line.received >= line.quantity - 1e-9 for line in lines.values())
    details = {"units": {str(product): units for product, units in sorted(came.items())[:100]}}
    return _move_on(session, caller, row, "received" if is_all else "partly_received", audit, details)


@router.post("/{order_id}/close")
def close_order(session: Writing, caller: Editor, order_id: OrderId, audit: Audited) -> OrderDetails:
    """End an order: what hasn't come won't."""
    row = lock_order(session, caller, order_id)
    require_state(f"Order {order_id}", row.state, (*ON_ITS_WAY, "received"), "closed")
    return _move_on(session, caller, row, "closed", audit)


@router.post("/{order_id}/cancel")
def cancel_order(
    session: Writing, caller: Editor, order_id: OrderId, given: ReasonGiven, audit: Audited
) -> OrderDetails:
    """Take an order back of which nothing came."""
    row = lock_order(session, caller, order_id)
    require_state(f"Order {order_id}", row.state, ("proposed", "changed", "approved", "sent"), "cancelled")
    return _move_on(session, caller, row, "cancelled", audit, {"reason": given.reason})


def _move_on(
    session: Session,
    caller: Caller,
    row: PurchaseOrderRow,
    state: str,
    audit: Audited,
    details: Mapping[str, Any] | None = None,
) -> OrderDetails:
    row.state, row.changed_at, row.stale_since = state, utc_now(), None
    session.flush()
    audit.write(session, f"order.{state}", f"order {row.id}", details or {})
    shown = show_order(session, caller, row.id)
    log_order(session.connection(), shown)
    return shown


def _check_amount(container: Container, caller: Caller, order: Order) -> None:
    settings = container.settings
    limits: Mapping[Role, Decimal | None] = {
        Role.PLANNER: settings.planners_approve_up_to, Role.ANALYST: settings.analysts_approve_up_to,
    }  # fmt: skip
    most = limits.get(caller.role)
    if most is None:
        return
    if order.unpriced:
        raise ForbiddenError(
            f"{order.unpriced} lines of order {order.id} have no unit cost, so what it costs isn't known.",
            fix="Give their unit costs in the supply terms and order again, or ask an admin.",
            reason=Reason("order_unpriced", name=order.id, lines=order.unpriced),
        )
    if order.amount > most:
        raise ForbiddenError(
            f"Order {order.id} costs {order.amount:,.2f}; a {caller.role} may approve up to {most:,.2f}.",
            fix="Ask somebody who may approve more, or order less.",
            reason=Reason("order_over_limit", name=order.id, amount=float(order.amount), most=float(most)),
        )


def _units_that_came(
    order_id: int, given: ReceiptGiven, lines: Mapping[int, PurchaseOrderLineRow]
) -> dict[int, float]:
    if given.lines is None:
        rest = {product: line.quantity - line.received for product, line in lines.items()}
        return {product: units for product, units in rest.items() if units > 0}
    came: dict[int, float] = {}
    for line in given.lines:
        if line.product_id not in lines:
            raise OptionError(
                f"Order {order_id} has no product {line.product_id}.",
                fix="Write what wasn't ordered down as a stock movement: POST /api/stock/movements.",
            )
        came[line.product_id] = came.get(line.product_id, 0.0) + line.quantity
    return {product: units for product, units in came.items() if units > 0}
