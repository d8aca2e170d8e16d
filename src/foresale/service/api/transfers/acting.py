"""Who may act on a transfer, and what every step of it ends with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from foresale.error_reasons import Reason
from foresale.service.api.auth.dependencies import Audited
from foresale.service.api.kit.access import Caller
from foresale.service.api.kit.http_errors import ForbiddenError
from foresale.service.api.transfers.schemas import Transfer, TransferDetails
from foresale.service.api.transfers.to_schema import make_not_found, show_transfer
from foresale.storage.database.supply.proposals import mark_stale
from foresale.storage.database.supply.transfers import log_transfer
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.catalog import StoreRow
from foresale.storage.database.tables.transfers import TransferRow

_UNITS_DIFFER = ("changed", "closed", "cancelled")
"""Steps after which other units go between stores than proposals of orders know."""
_TOLD = tuple(name for name in Transfer.model_fields if not name.startswith("acts_for"))


def lock_transfer(session: Session, caller: Caller, transfer_id: int) -> TransferRow:
    """A transfer that the caller may see, held until the transaction ends.

    Raises:
        NotFoundError: There is none that it may see.
    """
    row = session.scalar(select(TransferRow).where(TransferRow.id == transfer_id).with_for_update())
    if row is None or not (caller.sees(row.from_store_id) or caller.sees(row.to_store_id)):
        raise make_not_found(transfer_id)
    return row


def require_giver(session: Session, caller: Caller, row: TransferRow) -> None:
    """Refuse who isn't of the store that gives.

    Raises:
        ForbiddenError: Which store that is.
    """
    _require(session, caller, row.from_store_id, f"Transfer {row.id} leaves store")


def require_taker(session: Session, caller: Caller, row: TransferRow) -> None:
    """Refuse who isn't of the store that takes.

    Raises:
        ForbiddenError: Which store that is.
    """
    _require(session, caller, row.to_store_id, f"Transfer {row.id} goes to store")


def _require(session: Session, caller: Caller, store_id: int, problem: str) -> None:
    if not caller.sees(store_id):
        code = session.scalar(select(StoreRow.code).where(StoreRow.id == store_id))
        raise ForbiddenError(
            f"{problem} {code}, and you are limited to others.",
            fix="Ask somebody of that store, or somebody who sees all stores.",
            reason=Reason("store_of_others", name=str(code)),
        )


def end_step(
    session: Session,
    caller: Caller,
    row: TransferRow,
    state: str,
    audit: Audited,
    details: Mapping[str, Any] | None = None,
) -> TransferDetails:
    """Set a transfer's state, write down who did it, tell who listens; answers it as it is now.

    Args:
        session: The transaction.
        caller: Who does it.
        row: The transfer, held.
        state: That it is in from now on.
        audit: Writes it down.
        details: What else is worth knowing later.
    """
    row.state, row.changed_at = state, utc_now()
    session.flush()
    audit.write(session, f"transfer.{state}", f"transfer {row.id}", details or {})
    return tell_transfer(session, caller, row)


def tell_transfer(session: Session, caller: Caller, row: TransferRow) -> TransferDetails:
    """Tell who listens that a transfer is another now, and leave orders stale that don't know its units."""
    if row.state in _UNITS_DIFFER:
        mark_stale(session, [row.from_store_id, row.to_store_id])
    shown = show_transfer(session, caller, row.id)
    log_transfer(session.connection(), {name: getattr(shown, name) for name in _TOLD})
    return shown
