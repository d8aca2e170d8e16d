"""What becomes of a transfer: approved, sent, received, closed, cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter
from sqlalchemy import select
from sqlalchemy.orm import Session

from foresale.error_reasons import Reason
from foresale.errors import ConflictError, OptionError
from foresale.service.api.auth.dependencies import Audited
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Services, Writing
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.states import require_state
from foresale.service.api.orders.schemas import ReasonGiven
from foresale.service.api.overrides.making import today_of
from foresale.service.api.transfers.acting import end_step, lock_transfer, require_giver, require_taker
from foresale.service.api.transfers.routes import OPEN, Editor, TransferId, set_quantities
from foresale.service.api.transfers.schemas import SendingGiven, TransferDetails, TransferReceiptGiven
from foresale.storage.database.stock.moves import StockMove, move_stock
from foresale.storage.database.supply.proposals import mark_stale
from foresale.storage.database.supply.transfers import ON_ITS_WAY
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.catalog import ProductRow
from foresale.storage.database.tables.transfers import TransferLineRow

router = APIRouter(prefix="/transfers", tags=["transfers"])
Approver = Annotated[Caller, needs(Permission.READ_STOCK, Permission.APPROVE_ORDERS)]


@router.post("/{transfer_id}/approve")
def approve_transfer(
    session: Writing, caller: Approver, transfer_id: TransferId, audit: Audited
) -> TransferDetails:
    """Say yes to a transfer, for the store that gives: its units are promised from now on."""
    row = lock_transfer(session, caller, transfer_id)
    require_giver(session, caller, row)
    require_state(f"Transfer {transfer_id}", row.state, OPEN, "approved")
    _refuse_empty(session, transfer_id)
    row.approved_by, row.approved_at = caller.user_id, utc_now()
    return end_step(session, caller, row, "approved", audit)


@router.post("/{transfer_id}/send")
def send_transfer(
    session: Writing,
    caller: Editor,
    container: Services,
    transfer_id: TransferId,
    given: SendingGiven,
    audit: Audited,
) -> TransferDetails:
    """Write down what left the giving store: it is out of its stock at once, and on its way.

    What leaves days later than it should comes as many days later.
    """
    row = lock_transfer(session, caller, transfer_id)
    require_giver(session, caller, row)
    require_state(f"Transfer {transfer_id}", row.state, ("approved",), "sent")
    changes = set_quantities(session, transfer_id, given.lines or [])
    session.flush()
    _refuse_empty(session, transfer_id)
    row.expected_on += max(today_of(container) - row.send_on, timedelta(0))
    left = {product: line.quantity for product, line in _lines(session, transfer_id).items()}
    now = row.sent_at = utc_now()
    move = StockMove("transfer", f"Transfer {transfer_id}", now)
    move_stock(
        session, row.from_store_id, {product: -units for product, units in left.items() if units > 0}, move
    )
    if any(before != after for before, after in changes.values()):
        mark_stale(session, [row.from_store_id, row.to_store_id])
    return end_step(session, caller, row, "sent", audit, {"units": _by_product(left)})


@router.post("/{transfer_id}/receive")
def receive_transfer(
    session: Writing, caller: Editor, transfer_id: TransferId, given: TransferReceiptGiven, audit: Audited
) -> TransferDetails:
    """Write down what came to the taking store: it is in its stock at once; the rest stays on its way."""
    row = lock_transfer(session, caller, transfer_id)
    require_taker(session, caller, row)
    require_state(f"Transfer {transfer_id}", row.state, ON_ITS_WAY, "received")
    lines = _lines(session, transfer_id)
    came = _units_that_came(session, transfer_id, given, lines)
    name, now = f"Transfer {transfer_id}", utc_now()
    move = StockMove("transfer", name if given.note is None else f"{name}: {given.note}", now)
    move_stock(session, row.to_store_id, came, move)
    for product_id, units in came.items():
        lines[product_id].received += units
    session.flush()
    is_all = all(line.received >= line.quantity - 1e-9 for line in lines.values())
    state = "received" if is_all else "partly_received"
    return end_step(session, caller, row, state, audit, {"units": _by_product(came)})


@router.post("/{transfer_id}/close")
def close_transfer(
    session: Writing, caller: Editor, transfer_id: TransferId, audit: Audited
) -> TransferDetails:
    """End a transfer: what hasn't come is lost; what went back is to be written down as a movement."""
    row = lock_transfer(session, caller, transfer_id)
    require_taker(session, caller, row)
    require_state(f"Transfer {transfer_id}", row.state, (*ON_ITS_WAY, "received"), "closed")
    return end_step(session, caller, row, "closed", audit)


@router.post("/{transfer_id}/cancel")
def cancel_transfer(
    session: Writing, caller: Editor, transfer_id: TransferId, given: ReasonGiven, audit: Audited
) -> TransferDetails:
    """Take a transfer back that hasn't left; people of either store may."""
    row = lock_transfer(session, caller, transfer_id)
    require_state(f"Transfer {transfer_id}", row.state, (*OPEN, "approved"), "cancelled")
    return end_step(session, caller, row, "cancelled", audit, {"reason": given.reason})


def _lines(session: Session, transfer_id: int) -> dict[int, TransferLineRow]:
    line = TransferLineRow
    found = session.scalars(select(line).where(line.transfer_id == transfer_id))
    return {one.product_id: one for one in found}


def _refuse_empty(session: Session, transfer_id: int) -> None:
    if not any(line.quantity > 0 for line in _lines(session, transfer_id).values()):
        raise ConflictError(
            f"Transfer {transfer_id} has no units.",
            fix="Change its quantities, or cancel it.",
            reason=Reason("transfer_empty", name=transfer_id),
        )


def _units_that_came(
    session: Session, transfer_id: int, given: TransferReceiptGiven, lines: Mapping[int, TransferLineRow]
) -> dict[int, float]:
    """Units by product: no more than are on their way, for what one store gets another has given.

    Raises:
        OptionError: Which product isn't in it, or of which more came than went.
    """
    rest = {product: line.quantity - line.received for product, line in lines.items()}
    if given.lines is None:
        return {product: units for product, units in rest.items() if units > 0}
    came: dict[int, float] = {}
    for line in given.lines:
        came[line.product_id] = came.get(line.product_id, 0.0) + line.quantity
    for product, units in came.items():
        if product not in rest:
            raise OptionError(
                f"Transfer {transfer_id} has no product {product}.",
                fix="Write what wasn't in it down as stock movements: POST /api/stock/movements.",
            )
        if units > rest[product] + 1e-9:
            raise OptionError(
                f"{units:,.10g} units of product {product} came, but only {rest[product]:,.10g} are on "
                "their way.",
                fix="Receive those, and count what is there: POST /api/stock/movements with `counted`.",
                reason=Reason(
                    "more_than_left",
                    name=session.get_one(ProductRow, product).sku,
                    units=units,
                    most=rest[product],
                ),
            )
    return {product: units for product, units in came.items() if units > 0}


def _by_product(units: Mapping[int, float]) -> dict[str, float]:
    return {str(product): count for product, count in sorted(units.items())[:100]}
