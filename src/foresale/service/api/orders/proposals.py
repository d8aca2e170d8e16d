"""`/orders/proposals`: what to order now, the most valuable first, and what money buys."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from foresale.service.api.auth.dependencies import Audited
from foresale.service.api.jobs.routes import Jobs
from foresale.service.api.jobs.schemas import Job
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.choices import ProductChoice, StoreChoice
from foresale.service.api.kit.dependencies import Reading, Writing
from foresale.service.api.kit.field_types import Code, text
from foresale.service.api.kit.pagination import Paged, SortKey, read_page
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.problems import Problem
from foresale.service.api.kit.visible_stores import product_coded, store_coded
from foresale.service.api.orders.proposed_money import ProposedMoneyMemory
from foresale.service.api.orders.routes import OPEN, Reader
from foresale.service.api.orders.schemas import OrderLine
from foresale.service.api.orders.to_schema import line_rows, show_line
from foresale.service.jobs.job import JobOptions
from foresale.storage.database.sql.search import holds
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.supply import PurchaseOrderLineRow, PurchaseOrderRow, SupplierRow

router = APIRouter(prefix="/orders", tags=["orders"])
MAX_BUDGET = 1e12
_LINE, _ORDER = PurchaseOrderLineRow, PurchaseOrderRow


class ProposalFilter(ProductChoice, StoreChoice):
    """Which proposals are wanted, and for how much money."""

    supplier: Code | None = Field(None, description="At the supplier with this code.")
    q: Annotated[str, text(100)] | None = Field(None, description="Letters of the product's name or sku.")
    budget: Annotated[float, Field(ge=0, le=MAX_BUDGET, allow_inf_nan=False)] | None = Field(
        None, description="Money to spend: told is what it buys of each line, the best packs first."
    )


class Proposal(OrderLine):
    """A line that is proposed, or was changed by somebody and not yet approved."""

    state: str = Field(description="Of its order: proposed or changed.")
    stale_since: datetime | None = Field(
        description="Since when its order knows less than is known now; null: it knows all."
    )
    supplier: str | None = Field(description="The supplier's code.")
    store: str | None = Field(description="The store's code.")
    store_id: int | None
    order_on: date
    expected_on: date | None
    affordable: float = Field(
        description="Units of it that the budget buys; all, without one or a unit cost."
    )


class CurvePoint(BaseModel):
    """What a sum of money saves."""

    spend: float
    saves: float


class Proposals(BaseModel):
    """What to order, a page at a time."""

    made_at: datetime | None = Field(description="When the newest was proposed; null where there is none.")
    total: int = Field(description="Lines in all.")
    stale: int = Field(
        description="Lines of them whose sales, stock or orders are others than the proposal knows."
    )
    spend: float = Field(description="What the units within the budget cost.")
    saves: float = Field(description="What they are expected to save until the next order arrives.")
    curve: list[CurvePoint] = Field(description="What more or less money saves, by packs.")
    unpriced: int = Field(description="Lines without a unit cost: in no sum of money.")
    items: list[Proposal]
    next: str | None = Field(None, description="Give it as `cursor` for the next page; null after the last.")


@router.get("/proposals")
def list_order_proposals(
    request: Request,
    session: Reading,
    caller: Reader,
    page: Paged,
    which: Annotated[ProposalFilter, Query()],
) -> Proposals:
    """Lines that wait to be approved, in stores that the caller may see: what saves most comes first.

    `why` holds what each quantity was chosen by: stock, what is on its way, demand until the order arrives
    and until the next one does, chances of running out with and without it, money.
    """
    wanted = (
        line_rows(caller)
        .add_columns(_ORDER, SupplierRow.code.label("supplier_code"), StoreRow.code.label("store_code"))
        .outerjoin(SupplierRow, SupplierRow.id == _ORDER.supplier_id)
        .outerjoin(StoreRow, StoreRow.id == _ORDER.store_id)
        .where(_ORDER.state.in_(OPEN), *_conditions(session, caller, which))
    )
    memory: ProposedMoneyMemory = request.app.state.proposed_money
    money = memory.of_lines(session, wanted, which.budget, (which.product_key, which.q))
    curve = money.curve
    order = [SortKey(_LINE.saves, descending=True, nullable=True), SortKey(_LINE.id)]
    rows, following = read_page(session, wanted, order, page)
    made = select(func.max(_ORDER.created_at)).where(_ORDER.origin.is_not(None))
    return Proposals(
        made_at=session.scalar(made),
        total=money.total,
        stale=money.stale,
        spend=curve.spend,
        saves=curve.saves,
        curve=[CurvePoint(spend=spend, saves=saves) for spend, saves in curve.points],
        unpriced=money.unpriced,
        items=[_show(row, which.budget, curve.units) for row in rows],
        next=following,
    )


@router.post(
    "/proposals",
    status_code=202,
    responses={409: {"model": Problem, "description": "Such a job is under way; `Location` says where."}},
)
def propose_orders(
    session: Writing,
    caller: Annotated[Caller, needs(Permission.READ_JOBS, Permission.EDIT_ORDERS)],
    jobs: Jobs,
    response: Response,
    audit: Audited,
) -> Job:
    """Work the proposals out anew, in the stores that the caller may see; those that people changed stay."""
    stores = None if caller.store_ids is None else sorted(caller.store_ids)
    scope = "orders.all" if stores is None else f"orders.of user {caller.user_id}"
    arguments: dict[str, Any] = {"scope": scope, "stores": stores}
    options = JobOptions(exclusive=True)
    job_id = jobs.submit("propose_orders", scope, arguments, caller.user_id, options=options, session=session)
    audit.write(session, "orders.proposals_asked", f"job {job_id}", {"scope": scope})
    response.headers["location"] = f"/api/jobs/{job_id}"
    return Job.model_validate(jobs.get(job_id, session))


def _conditions(session: Session, caller: Caller, which: ProposalFilter) -> list[Any]:
    found: list[Any] = []
    if which.product_key is not None:
        found.append(ProductRow.id == product_coded(session, which.product_key).id)
    if which.store_key is not None:
        found.append(_ORDER.store_id == store_coded(session, caller, which.store_key).id)
    if which.supplier is not None:
        found.append(SupplierRow.code == which.supplier)
    if which.q is not None:
        found.append(holds(which.q, ProductRow.name, ProductRow.sku))
    return found


def _show(found: Any, budget: float | None, bought: Mapping[int, float]) -> Proposal:
    line, sku, name, order, supplier, store = found
    is_all = budget is None or line.unit_cost is None
    return Proposal(
        **show_line((line, sku, name)).model_dump(), state=order.state, stale_since=order.stale_since,
        supplier=supplier, store=store,
        store_id=order.store_id, order_on=order.order_on, expected_on=order.expected_on,
        affordable=line.quantity if is_all else bought.get(line.id, 0.0),
    )  # fmt: skip
