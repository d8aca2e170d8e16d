"""Who did what, when."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import select

from foresale.service.api.audit.schemas import AuditEntry
from foresale.service.api.kit.access import needs
from foresale.service.api.kit.dependencies import Reading
from foresale.service.api.kit.field_types import LARGEST_ID, Moment, Word
from foresale.service.api.kit.pagination import Page, Paged, SortKey, read_page
from foresale.service.api.kit.permissions import Permission
from foresale.storage.database.tables.operations import AuditRow

router = APIRouter(prefix="/audit", tags=["audit"], dependencies=[needs(Permission.READ_AUDIT)])


@router.get("", summary="Read the audit log")
def list_audit(
    session: Reading,
    paging: Paged,
    action: Annotated[
        Word | None, Query(description="Only this kind of deed.", examples=["user.added"])
    ] = None,
    user_id: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
    since: Annotated[Moment | None, Query(description="Not before this moment.")] = None,
) -> Page[AuditEntry]:
    """What was done, the newest first."""
    statement = select(AuditRow)
    if action is not None:
        statement = statement.where(AuditRow.action == action)
    if user_id is not None:
        statement = statement.where(AuditRow.user_id == user_id)
    if since is not None:
        statement = statement.where(AuditRow.at >= since)
    rows, following = read_page(session, statement, [SortKey(AuditRow.id, descending=True)], paging)
    return Page(items=[AuditEntry.model_validate(row) for row in rows], next=following)
