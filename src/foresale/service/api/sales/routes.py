"""Sales: list, add one, add thousands."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response, status
from sqlalchemy.orm import Session

from foresale.errors import ConflictError, OptionError
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading, Services, TurnToWrite
from foresale.service.api.kit.pagination import Page, Paged, SortKey, parse_sort, read_page
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.visible_stores import product_coded, store_coded
from foresale.service.api.sales.batch import add_rows
from foresale.service.api.sales.queries import as_sale, of_visible_stores, plausible_days, sales_with_names
from foresale.service.api.sales.schemas import (
    BatchResult,
    RowResult,
    Sale,
    SaleAdded,
    SaleBatch,
    SaleFilter,
    SaleGiven,
)
from foresale.storage.database.engine.transactions import write
from foresale.storage.database.tables.catalog import ProductRow
from foresale.storage.database.tables.trade import SaleRow

router = APIRouter(prefix="/sales", tags=["sales"])
Reader = Annotated[Caller, needs(Permission.READ_SALES)]
Seller = Annotated[Caller, needs(Permission.ADD_SALES)]
_KNOWN: dict[int | str, dict[str, Any]] = {200: {"description": "It was stored before."}}
AnyAge = Annotated[
    bool, Query(description="Whether sales are meant that lie years before all that are stored.")
]
_ORDERS = {
    "id": SortKey(SaleRow.id),
    "sold_on": SortKey(SaleRow.sold_on),
    "sold_at": SortKey(SaleRow.sold_at),
    "quantity": SortKey(SaleRow.quantity),
    "revenue": SortKey(SaleRow.revenue, nullable=True),
}


@router.get("")
def list_sales(
    session: Reading, caller: Reader, page: Paged, which: Annotated[SaleFilter, Query()]
) -> Page[Sale]:
    """The sales of stores that the caller may see, page by page, newest stored first."""
    wanted = sales_with_names().where(of_visible_stores(caller))
    if which.store_key is not None:
        wanted = wanted.where(SaleRow.store_id == store_coded(session, caller, which.store_key).id)
    if which.product_key is not None:
        wanted = wanted.where(SaleRow.product_id == product_coded(session, which.product_key).id)
    if which.category is not None:
        wanted = wanted.where(ProductRow.category == which.category)
    if which.since is not None:
        wanted = wanted.where(SaleRow.sold_on >= which.since)
    if which.until is not None:
        wanted = wanted.where(SaleRow.sold_on <= which.until)
    if which.transaction_id is not None:
        wanted = wanted.where(SaleRow.transaction_id == which.transaction_id)
    rows, after = read_page(session, wanted, parse_sort(which.sort, _ORDERS, SaleRow.id), page)
    return Page(items=[as_sale(row) for row in rows], next=after)


@router.post("", status_code=status.HTTP_201_CREATED, responses=_KNOWN)
def add_sale(
    _turn: TurnToWrite,
    caller: Seller,
    container: Services,
    response: Response,
    given: SaleGiven,
    *,
    any_age: AnyAge = False,
) -> SaleAdded:
    """Add one sale; the same again answers 200, another under the same number 409."""

    def add(session: Session) -> tuple[SaleAdded, bool]:
        plausible = plausible_days(session, container, any_age=any_age)
        (result,), warnings = add_rows(session, caller, [given], container.settings.time_zone, plausible)
        if result.status == "rejected":
            raise OptionError(f"{result.column}: {result.reason}", fix=_fix_of(result))
        if result.status == "conflicting":
            raise ConflictError(
                str(result.reason),
                fix="Give a new transaction_id, or correct the stored one by PUT /api/sales/{id}.",
            )
        wanted = sales_with_names().where(SaleRow.transaction_id == given.transaction_id)
        stored = as_sale(session.execute(wanted).one())
        return SaleAdded.model_construct(**dict(stored), warnings=warnings), result.status == "known"

    # In one go: a transaction that ends only once the answer is written keeps other writers waiting for that.
    added, is_known = write(container.engine, add)
    if is_known:
        response.status_code = status.HTTP_200_OK
    return added


@router.post("/batch")
def add_sales(
    _turn: TurnToWrite, caller: Seller, container: Services, batch: SaleBatch, *, any_age: AnyAge = False
) -> BatchResult:
    """Add up to 10,000 sales; each row is added, known, conflicting or rejected by itself.

    A row with a `kind` of `correction` or `cancellation` is about a sale that is stored, by its number.
    """

    def add(session: Session) -> tuple[list[RowResult], list[str]]:
        plausible = plausible_days(session, container, any_age=any_age)
        return add_rows(session, caller, batch.sales, container.settings.time_zone, plausible)

    rows, warnings = write(container.engine, add)
    return BatchResult(
        added=_count(rows, "added"),
        known=_count(rows, "known"),
        conflicting=_count(rows, "conflicting"),
        rejected=_count(rows, "rejected"),
        corrected=_count(rows, "corrected"),
        cancelled=_count(rows, "cancelled"),
        rows=rows,
        warnings=warnings,
    )


def _fix_of(result: RowResult) -> str:
    if result.column == "sold_at":
        return "Correct the day; if it is years back and meant, say any_age=true."
    return "Add it first, or correct its name."


def _count(rows: list[RowResult], wanted: str) -> int:
    return sum(row.status == wanted for row in rows)
