"""`GET /exceptions`: what somebody should look at, in queues, what costs most first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from foresale.notes import counted
from foresale.service.api.exceptions.schemas import (
    ExceptionItem,
    ExceptionProduct,
    ExceptionQuery,
    Exceptions,
    ExceptionStore,
    QueueCount,
)
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading, Services
from foresale.service.api.kit.pagination import Paged, SortKey, count_rows, read_page
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.visible_stores import store_coded
from foresale.storage.database.prices_in_use import USUAL_PRICE
from foresale.storage.database.supply.terms import lead_times
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.exceptions import ExceptionRow, ExceptionStateRow
from foresale.workflows.planning.exceptions import QUEUES

router = APIRouter(prefix="/exceptions", tags=["alerts"])
_ROW = ExceptionRow
_ORDER = [
    SortKey(_ROW.queue_rank), SortKey(_ROW.money, descending=True, nullable=True),
    SortKey(_ROW.units, descending=True), SortKey(_ROW.id),
]  # fmt: skip


@router.get("", summary="What to look at")
def list_exceptions(
    session: Reading,
    caller: Annotated[Caller, needs(Permission.READ_FORECASTS, Permission.READ_STOCK, Permission.READ_SALES)],
    container: Services,
    page: Paged,
    asked: Annotated[ExceptionQuery, Query()],
) -> Exceptions:
    """Lost sales, missing stores, phantom stock, price errors and unusual sales of stores you may see.

    Unusual is what the forecast's own distribution calls so: over all days of all series together, at most
    a share of what is told is chance, however many there are. They are worked out minutes after a change.
    """
    stores = caller.store_ids
    if asked.store_key is not None:
        stores = frozenset([store_coded(session, caller, asked.store_key).id])
    seen = _limit_to_visible(stores, asked.category)
    wanted = _rows().where(*seen)
    if asked.queue:
        wanted = wanted.where(_ROW.queue_rank.in_([QUEUES.index(queue) for queue in asked.queue]))
    if asked.kind:
        wanted = wanted.where(_ROW.kind.in_(asked.kind))
    rows, following = read_page(session, wanted, _ORDER, page)
    leads = _leads(session, [row[0] for row in rows])
    state = session.get(ExceptionStateRow, 1)
    tested = {} if state is None else state.tested
    return Exceptions(
        made_at=None if state is None else state.made_at,
        known_until=None if state is None else state.known_until,
        tested=sum(count for store, count in tested.items() if stores is None or int(store) in stores),
        false_alarm_rate=container.settings.false_alarm_rate,
        lost_a_day=round(_estimate_lost_a_day(session, seen), 2),
        queues=_count(session, seen),
        total=count_rows(session, wanted),
        items=[_item(*row, lead=leads.get(row[0].id)) for row in rows],
        next=following,
    )


def _rows() -> Select[Any]:
    return (
        select(_ROW)
        .add_columns(ProductRow.sku, ProductRow.name, StoreRow.code, USUAL_PRICE.is_not(None))
        .join(StoreRow, StoreRow.id == _ROW.store_id)
        .outerjoin(ProductRow, ProductRow.id == _ROW.product_id)
    )


def _limit_to_visible(stores: frozenset[int] | None, category: str | None) -> list[ColumnElement[bool]]:
    """What the caller may see, of the category that it asks about."""
    found: list[ColumnElement[bool]] = []
    if stores is not None:
        found.append(_ROW.store_id.in_(sorted(stores)))
    if category is not None:
        found.append(_ROW.product_id.in_(select(ProductRow.id).where(ProductRow.category == category)))
    return found


def _count(session: Session, seen: list[ColumnElement[bool]]) -> list[QueueCount]:
    sums = select(_ROW.queue_rank, func.count(), func.sum(_ROW.money)).where(*seen).group_by(_ROW.queue_rank)
    known = {rank: (count, money or 0.0) for rank, count, money in session.execute(sums)}
    found = [(queue, *known.get(rank, (0, 0.0))) for rank, queue in enumerate(QUEUES)]
    return [QueueCount(queue=queue, count=count, money=round(money, 2)) for queue, count, money in found]


def _estimate_lost_a_day(session: Session, seen: list[ColumnElement[bool]]) -> float:
    return session.scalar(select(func.sum(_ROW.money)).where(_ROW.kind == "out_of_stock", *seen)) or 0.0


def _leads(session: Session, rows: Sequence[ExceptionRow]) -> dict[int, int]:
    """How many days an order takes, of products that are out of stock."""
    short = [row for row in rows if row.kind == "out_of_stock" and row.product_id is not None]
    series = [(row.product_id, row.store_id) for row in short if row.product_id is not None]
    days = lead_times(session.connection(), series)
    return {row.id: lead for row, lead in zip(short, days, strict=True)}


def _item(
    row: ExceptionRow, sku: str | None, name: str | None, code: str, is_usual: bool, *, lead: int | None
) -> ExceptionItem:
    product = None
    if row.product_id is not None:
        product = ExceptionProduct(id=row.product_id, sku=sku or "", name=name or "")
    told = _TEXTS[row.kind].format(
        name=name, code=code, day=row.day, actual=row.actual, expected=row.expected, units=row.units,
        order=counted(lead or 0, "day"), lost=f"{row.expected:,.{1 if row.expected >= _TENTH / 2 else 2}f}",
        wanted=f"{row.expected:,.{0 if row.expected >= _MANY else 1}f}",
    )  # fmt: skip
    own = {field: getattr(row, field) for field in _OWN}
    return ExceptionItem(
        **own, queue=QUEUES[row.queue_rank], product=product, text=told,
        store=ExceptionStore(id=row.store_id, code=code), lead_time_days=lead,
        is_price_usual=bool(is_usual) and row.money is not None and row.kind != "price_error",
    )  # fmt: skip


_TENTH = 0.1
_MANY = 100
_OWN = ("kind", "day", "actual", "expected", "units", "money", "chance")
_TEXTS = {
    "out_of_stock": "{name} is out of stock in {code}: about {lost} units are lost each day, and an order "
    "takes {order}.",
    "missing_store": "{code} sold nothing on {day}; {expected:,.0f} units were expected. "
    "Are its sales missing?",
    "runs_out": "{name} runs out in {code} before an order placed now arrives: {actual:,.0f} left, "
    "{wanted} may be wanted until then.",
    "phantom_stock": "{name} should have {actual:,.0f} units in {code}, but none sold up to {day}; "
    "{units:,.1f} were expected. Look at the shelf and count.",
    "price_error": "{name} was sold at {actual:,.2f} in {code} on {day}; it usually costs {expected:,.2f}.",
    "unusual_sales": "{name} sold {actual:,.0f} units in {code} on {day}; {expected:,.1f} were expected.",
    "biased": "Forecasts of {name} in {code} have been off by {actual:+.0%} for weeks.",
    "no_forecast": "{name} sells in {code}, and isn't forecast.",
    "no_sales": "{name} hasn't sold in {code} for four weeks.",
}
