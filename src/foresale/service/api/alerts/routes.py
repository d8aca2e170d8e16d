"""`GET /alerts`: drift, bias, ranges that don't hold, late forecasts."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from foresale.service.api.access import Caller, needs
from foresale.service.api.alerts.schemas import Alert
from foresale.service.api.inputs import Word
from foresale.service.api.paging import Page, Paged, SortKey, read_page
from foresale.service.api.permissions import Permission
from foresale.service.api.session import Reading
from foresale.storage.database.tables.catalog import StoreRow
from foresale.storage.database.tables.outlook import AlertRow

router = APIRouter(prefix="/alerts", tags=["alerts"])
OF_SALES = ("input_level", "input_mix")


@router.get("", summary="List alerts")
def list_alerts(
    caller: Annotated[Caller, needs(Permission.READ_FORECASTS)],
    session: Reading,
    paging: Paged,
    kind: Annotated[Word | None, Query(max_length=30, description="Only of this kind.")] = None,
    resolved: Annotated[bool | None, Query(description="Only those that are gone, or that last.")] = None,
) -> Page[Alert]:
    """Alerts, the newest first."""
    statement = select(AlertRow)
    if kind is not None:
        statement = statement.where(AlertRow.kind == kind)
    if resolved is not None:
        gone = AlertRow.resolved_at.is_not(None)
        statement = statement.where(gone if resolved else ~gone)
    if caller.store_ids is not None:
        statement = statement.where(_about(session, caller.store_ids))
    rows, following = read_page(session, statement, [SortKey(AlertRow.id, descending=True)], paging)
    return Page(items=[Alert.model_validate(row) for row in rows], next=following)


def _about(session: Session, store_ids: frozenset[int]) -> ColumnElement[bool]:
    """Alerts about models, and of those about sales only those about these stores."""
    codes = session.scalars(select(StoreRow.code).where(StoreRow.id.in_(store_ids)))
    return or_(AlertRow.kind.not_in(OF_SALES), AlertRow.subject.in_([f"store {code}" for code in codes]))
