"""`GET /predictions`: every prediction that was served, with what was asked and what then was sold."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import ColumnElement, Select, and_, or_, select, true

from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading
from foresale.service.api.kit.pagination import Page, Paged, SortKey, parse_sort, read_page
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.visible_stores import product_coded, store_coded
from foresale.service.api.predictions.schemas import LoggedPrediction, PredictionFilter
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.outlook import PredictionRow

router = APIRouter(prefix="/predictions", tags=["predictions"])
Reader = Annotated[Caller, needs(Permission.READ_FORECASTS)]
_ORDERS = {
    "id": SortKey(PredictionRow.id),
    "served_at": SortKey(PredictionRow.served_at),
    "target_date": SortKey(PredictionRow.target_date, nullable=True),
}


@router.get("", summary="Served predictions")
def list_predictions(
    session: Reading, caller: Reader, page: Paged, which: Annotated[PredictionFilter, Query()]
) -> Page[LoggedPrediction]:
    """What was predicted, for whom and by which version, with actuals once they are known; newest first.

    A caller who is limited to stores sees what was asked about these, and what-ifs of its own.
    """
    wanted: Select[Any] = (
        select(PredictionRow)
        .add_columns(ProductRow.sku, StoreRow.code)
        .outerjoin(ProductRow, ProductRow.id == PredictionRow.product_id)
        .outerjoin(StoreRow, StoreRow.id == PredictionRow.store_id)
        .where(_visible(caller))
    )
    if which.product_key is not None:
        wanted = wanted.where(PredictionRow.product_id == product_coded(session, which.product_key).id)
    if which.store_key is not None:
        wanted = wanted.where(PredictionRow.store_id == store_coded(session, caller, which.store_key).id)
    for condition in _conditions(which):
        wanted = wanted.where(condition)
    rows, after = read_page(session, wanted, parse_sort(which.sort, _ORDERS, PredictionRow.id), page)
    return Page(items=[_to_schema(row) for row in rows], next=after)


def _visible(caller: Caller) -> ColumnElement[bool]:
    if caller.store_ids is None:
        return true()
    own = and_(PredictionRow.store_id.is_(None), PredictionRow.user_id == caller.user_id)
    return or_(PredictionRow.store_id.in_(caller.store_ids), own)


def _conditions(which: PredictionFilter) -> list[ColumnElement[bool]]:
    row = PredictionRow
    found = [
        column == value
        for column, value in (
            (row.form, which.form),
            (row.model_version, which.model_version),
            (row.user_id, which.user_id),
        )
        if value is not None
    ]
    if which.has_actual is not None:
        found.append(row.actual.is_not(None) if which.has_actual else row.actual.is_(None))
    if which.first is not None:
        found.append(row.target_date >= which.first)
    if which.last is not None:
        found.append(row.target_date <= which.last)
    if which.served_from is not None:
        found.append(row.served_at >= which.served_from)
    if which.served_to is not None:
        found.append(row.served_at < which.served_to)
    return found


def _to_schema(row: Any) -> LoggedPrediction:
    stored, sku, code = row
    own = {name: getattr(stored, name) for name in LoggedPrediction.model_fields if hasattr(stored, name)}
    known = stored.actual is not None
    return LoggedPrediction.model_construct(
        **own,
        product=sku,
        store=code,
        error=round(stored.mean - stored.actual, 4) if known else None,
        in_range=stored.lower <= stored.actual <= stored.upper if known else None,
    )
