"""Correcting a sale: read it, change it, cancel it, remove it; what follows from it, the next jobs mend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response, status
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from foresale.service.api.auth.dependencies import Audited
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading, Services, Writing
from foresale.service.api.kit.field_types import Removed, RowId, text
from foresale.service.api.kit.optimistic_lock import Tagged, Version, Versioned, hold
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.sales.queries import plausible_days, sale_of
from foresale.service.api.sales.routes import AnyAge
from foresale.service.api.sales.schemas import Sale, SaleCancelled, SaleChanged, SaleCorrection
from foresale.service.api.sales.slips import StoredSale, warnings_of
from foresale.storage.database.sales import corrections
from foresale.storage.database.sales.add_each import SaleRules

router = APIRouter(prefix="/sales", tags=["sales"])
Reader = Annotated[Caller, needs(Permission.READ_SALES)]
Corrector = Annotated[Caller, needs(Permission.CORRECT_SALES)]
SaleId = Annotated[RowId, Path(description="The sale's id.")]
Reason = Annotated[str, Query(description="Why; kept in the audit log."), text(200)]
_AGAIN: dict[int | str, dict[str, Any]] = {200: {"description": "It was cancelled before."}}


@router.get("/{sale_id}")
def read_sale(session: Reading, caller: Reader, version: Tagged, sale_id: SaleId) -> Sale:
    """One sale; its `ETag` goes with a change."""
    return version.show(sale_of(session, caller, sale_id)[1])


@dataclass(frozen=True)
class SaleToCorrect:
    """A sale that is about to be corrected.

    Attributes:
        id: Which.
        session: The request's transaction.
        caller: Who corrects it.
        version: What the caller read; takes the tag of what is answered.
    """

    id: int
    session: Session
    caller: Caller
    version: Version

    def lock(self) -> Connection:
        """Hold it until the request is over; 412 if it was changed since `If-Match` was read."""
        row, _ = sale_of(self.session, self.caller, self.id)
        hold(self.session, row)
        self.version.check(sale_of(self.session, self.caller, self.id)[1])
        self.session.expunge(row)
        return self.session.connection()

    def show(self, sale_id: int, place: str | None = None) -> Sale:
        """A sale as it is now, with its tag."""
        return self.version.show(sale_of(self.session, self.caller, sale_id)[1], place)


async def sale_to_correct(
    session: Writing, caller: Corrector, version: Versioned, sale_id: SaleId
) -> SaleToCorrect:
    """The sale that a request is about; nothing is read before its work begins."""
    return SaleToCorrect(sale_id, session, caller, version)


Asked = Annotated[SaleToCorrect, Depends(sale_to_correct, scope="function")]


@router.put("/{sale_id}")
def change_sale(
    asked: Asked, container: Services, given: SaleCorrection, audit: Audited, *, any_age: AnyAge = False
) -> SaleChanged:
    """Replace all of a sale but its number; 412 if it was changed since `If-Match` was read."""
    connection = asked.lock()
    plausible = plausible_days(asked.session, container, any_age=any_age)
    rules = SaleRules(container.settings.time_zone, asked.caller.store_ids, plausible)
    made = corrections.change_sale(
        connection, asked.id, {name: value for name, value in given if name != "reason"}, rules
    )
    details = {"reason": given.reason, "before": made.before, "after": made.after}
    audit.write(asked.session, "sale.changed", f"sale {asked.id}", details)
    sale = asked.show(asked.id)
    stored = StoredSale(sale.transaction_id, given, sale.sold_on)
    warnings = warnings_of(asked.session, [stored], plausible)
    return SaleChanged.model_construct(**dict(sale), warnings=warnings)


@router.post("/{sale_id}/cancel", status_code=status.HTTP_201_CREATED, responses=_AGAIN)
def cancel_sale(asked: Asked, response: Response, given: SaleCancelled, audit: Audited) -> Sale:
    """Take a sale back by a line of its own on the same day, which is answered; both stay on record."""
    line, is_new = corrections.cancel_sale(asked.lock(), asked.id)
    if is_new:
        audit.write(asked.session, "sale.cancelled", f"sale {asked.id}", {"reason": given.reason, "by": line})
    else:
        response.status_code = status.HTTP_200_OK
    return asked.show(line, f"/api/sales/{line}")


@router.delete("/{sale_id}")
def remove_sale(asked: Asked, reason: Reason, audit: Audited) -> Removed:
    """Delete a sale, and the line that takes it back if it was cancelled; the audit log keeps what it was."""
    was = corrections.remove_sale(asked.lock(), asked.id)
    audit.write(asked.session, "sale.removed", f"sale {asked.id}", {"reason": reason, "was": was})
    return Removed(deleted=True, deactivated=False, message=f"Sale {was['transaction_id']} is removed.")
