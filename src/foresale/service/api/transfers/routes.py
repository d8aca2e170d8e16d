"""`/transfers`: what stores give each other before anything is bought."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query, status
from sqlalchemy import select
from sqlalchemy.orm import Session

from foresale.errors import OptionError
from foresale.service.api.auth.dependencies import Audited
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading, Services, Writing
from foresale.service.api.kit.field_types import RowId
from foresale.service.api.kit.optimistic_lock import Tagged, Versioned
from foresale.service.api.kit.pagination import CountedPage, Page, Paged, SortKey, count_rows, read_page
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.states import require_state
from foresale.service.api.kit.visible_stores import check_references, product_coded, store_coded
from foresale.service.api.orders.schemas import LineGiven
from foresale.service.api.overrides.making import today_of
from foresale.service.api.transfers.acting import end_step, lock_transfer, require_giver, tell_transfer
from foresale.service.api.transfers.giving import warn_of_short
from foresale.service.api.transfers.schemas import (
    Transfer,
    TransferChanged,
    TransferDetails,
    TransferFilter,
    TransferGiven,
    TransferLine,
    TransferLineFilter,
    TransferLinesGiven,
)
from foresale.service.api.transfers.to_schema import (
    matching,
    select_saved_cents,
    show_transfer,
    show_transfer_line,
    show_transfers,
    touching,
    transfer_line_rows,
    transfer_rows,
)
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.catalog import ProductRow
from foresale.storage.database.tables.transfers import TransferLineRow, TransferRow

router = APIRouter(prefix="/transfers", tags=["transfers"])
Reader = Annotated[Caller, needs(Permission.READ_STOCK)]
Editor = Annotated[Caller, needs(Permission.READ_STOCK, Permission.EDIT_ORDERS)]
TransferId = Annotated[RowId, Path(description="The transfer's number.")]
OPEN = ("proposed", "changed")
_ROW = TransferRow
_ORDERS = {
    "newest": [SortKey(_ROW.id, descending=True)],
    "send_on": [SortKey(_ROW.send_on), SortKey(_ROW.id)],
    "saves": [SortKey(select_saved_cents(), descending=True), SortKey(_ROW.id)],
}


@router.get("")
def list_transfers(
    session: Reading, caller: Reader, page: Paged, which: Annotated[TransferFilter, Query()]
) -> CountedPage[Transfer]:
    """Transfers from or to stores that the caller may see."""
    wanted = transfer_rows(caller)
    if which.state:
        wanted = wanted.where(_ROW.state.in_(which.state))
    if which.store_key is not None:
        wanted = wanted.where(touching(store_coded(session, caller, which.store_key).id))
    if which.q is not None:
        wanted = wanted.where(matching(which.q))
    rows, after = read_page(session, wanted, _ORDERS[which.sort], page)
    total = count_rows(session, wanted)
    return CountedPage(items=show_transfers(session, caller, rows), next=after, total=total)


@router.get("/lines")
def list_transfer_lines(
    session: Reading, caller: Reader, page: Paged, which: Annotated[TransferLineFilter, Query()]
) -> Page[TransferLine]:
    """Lines of transfers; as a file to pick by: `/exports/transfers/lines?transfer_id=…`."""
    line = TransferLineRow
    wanted = transfer_line_rows(caller)
    if which.transfer_id is not None:
        wanted = wanted.where(line.transfer_id == which.transfer_id)
    if which.state:
        wanted = wanted.where(_ROW.state.in_(which.state))
    if which.product_key is not None:
        wanted = wanted.where(line.product_id == product_coded(session, which.product_key).id)
    if which.store_key is not None:
        wanted = wanted.where(touching(store_coded(session, caller, which.store_key).id))
    rows, after = read_page(session, wanted, [SortKey(line.id)], page)
    return Page(items=[show_transfer_line(caller, row) for row in rows], next=after)


@router.get("/{transfer_id}")
def read_transfer(
    session: Reading, caller: Reader, version: Tagged, transfer_id: TransferId
) -> TransferDetails:
    """One transfer with its lines; its `ETag` goes with a change."""
    return version.show(show_transfer(session, caller, transfer_id))


@router.post("", status_code=status.HTTP_201_CREATED)
def add_transfer(
    session: Writing,
    caller: Editor,
    container: Services,
    version: Tagged,
    given: TransferGiven,
    audit: Audited,
) -> TransferChanged:
    """Make a transfer by hand, to be approved as proposals are; for who acts for both its stores.

    Its units are promised from now on, as those of a proposal that somebody changed are. More than the giving
    store has are taken, and `warnings` say of which products.
    """
    for store_id in (given.from_store_id, given.to_store_id):
        check_references(session, caller, store_id=store_id, product_id=None)
    wanted = {line.product_id for line in given.lines}
    known = set(session.scalars(select(ProductRow.id).where(ProductRow.id.in_(wanted))))
    check_references(session, caller, store_id=None, product_id=min(wanted - known, default=None))
    send_on = given.send_on or today_of(container)
    expected_on = given.expected_on or send_on + timedelta(days=container.settings.transfer_days)
    if expected_on < send_on:
        raise OptionError(
            f"It can't be there on {expected_on}, before it leaves on {send_on}.",
            fix="Give a later expected_on, or leave it out.",
        )
    row = TransferRow(
        from_store_id=given.from_store_id, to_store_id=given.to_store_id, state="changed", send_on=send_on,
        expected_on=expected_on, note=given.note, changed_at=utc_now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add_all(
        TransferLineRow(
            transfer_id=row.id, product_id=line.product_id, proposed=0.0, quantity=line.quantity,
            saves=0.0, giver={}, taker={},
        )
        for line in given.lines
    )  # fmt: skip
    session.flush()
    audit.write(
        session, "transfer.added", f"transfer {row.id}", {"from": row.from_store_id, "to": row.to_store_id}
    )
    shown = version.show(tell_transfer(session, caller, row), f"/api/transfers/{row.id}")
    return warn_of_short(session, shown)


@router.put("/{transfer_id}/lines")
def change_transfer_lines(
    session: Writing,
    caller: Editor,
    version: Versioned,
    transfer_id: TransferId,
    given: TransferLinesGiven,
    audit: Audited,
) -> TransferChanged:
    """Change quantities of a transfer that isn't approved yet; 412 if it was changed since `If-Match`.

    More than the giving store has are taken, and `warnings` say of which products.
    """
    row = lock_transfer(session, caller, transfer_id)
    version.check(show_transfer(session, caller, transfer_id))
    require_giver(session, caller, row)
    require_state(f"Transfer {transfer_id}", row.state, OPEN, "changed")
    changes = set_quantities(session, transfer_id, given.lines)
    row.note = given.note or row.note
    details = {"quantities": dict(list(changes.items())[:100])}
    return warn_of_short(session, version.show(end_step(session, caller, row, "changed", audit, details)))


def set_quantities(
    session: Session, transfer_id: int, given: list[LineGiven]
) -> dict[str, tuple[float, float]]:
    """Set units of lines; answers those before and after, by product.

    Args:
        session: The transaction that holds the transfer.
        transfer_id: Which.
        given: Units by product.

    Raises:
        OptionError: It has no such product, or one is named twice.
    """
    line = TransferLineRow
    held = {
        one.product_id: one for one in session.scalars(select(line).where(line.transfer_id == transfer_id))
    }
    changes: dict[str, tuple[float, float]] = {}
    for one in given:
        if one.product_id not in held:
            raise OptionError(
                f"Transfer {transfer_id} has no product {one.product_id}.",
                fix="Write what else goes down as two stock movements: POST /api/stock/movements.",
            )
        if str(one.product_id) in changes:
            raise OptionError(f"Product {one.product_id} is named twice.", fix="Name each product once.")
        changes[str(one.product_id)] = held[one.product_id].quantity, one.quantity
        held[one.product_id].quantity = one.quantity
    return changes
