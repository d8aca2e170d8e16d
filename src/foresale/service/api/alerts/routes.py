"""`GET /alerts`: drift, bias, ranges that don't hold, late forecasts."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import select

from foresale.service.api.alerts.schemas import Alert
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading
from foresale.service.api.kit.field_types import Word
from foresale.service.api.kit.pagination import Page, Paged, SortKey, read_page
from foresale.service.api.kit.permissions import Permission
from foresale.storage.database.tables.outlook import AlertRow

router = APIRouter(prefix="/alerts", tags=["alerts"])


@router.get("", summary="List alerts")
def list_alerts(
    caller: Annotated[Caller, needs(Permission.READ_FORECASTS)],
    session: Reading,
    paging: Paged,
    kind: Annotated[Word | None, Query(max_length=30, description="Only of this kind.")] = None,
    resolved: Annotated[bool | None, Query(description="Only those that are gone, or that last.")] = None,
) -> Page[Alert]:
    """Alerts, the newest first; who is limited to stores sees those that tell of one of them and no other."""
    statement = select(AlertRow)
    if kind is not None:
        statement = statement.where(AlertRow.kind == kind)
    if resolved is not None:
        gone = AlertRow.resolved_at.is_not(None)
        statement = statement.where(gone if resolved else ~gone)
    if caller.store_ids is not None:
        statement = statement.where(AlertRow.store_id.in_(caller.store_ids))
    rows, following = read_page(session, statement, [SortKey(AlertRow.id, descending=True)], paging)
    return Page(items=[Alert.model_validate(row) for row in rows], next=following)
