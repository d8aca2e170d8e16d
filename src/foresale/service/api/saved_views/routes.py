"""`/saved-views`: what a screen shows, kept under a name, for oneself or for all."""

from __future__ import annotations

from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Path, Query, status
from sqlalchemy.orm import Session

from foresale.error_reasons import Reason
from foresale.errors import ConflictError, NotFoundError
from foresale.service.api.auth.dependencies import Audited
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading, Writing
from foresale.service.api.kit.field_types import Removed, RowId
from foresale.service.api.kit.pagination import Page, Paged, SortKey, read_page
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.overrides.schemas import Person
from foresale.service.api.saved_views.schemas import SavedView, SavedViewFilter, SavedViewGiven
from foresale.storage.database.tables.catalog import StoreRow
from foresale.storage.database.tables.collaboration import SavedViewRow
from foresale.storage.database.tables.people import UserRow

router = APIRouter(prefix="/saved-views", tags=["saved views"])
Reader = Annotated[Caller, needs(Permission.READ_FORECASTS)]
ViewId = Annotated[RowId, Path(description="The view's number.")]
MAX_VIEWS = 100
_ROW = SavedViewRow


@router.get("")
def list_saved_views(
    session: Reading, caller: Reader, page: Paged, which: Annotated[SavedViewFilter, Query()]
) -> Page[SavedView]:
    """One's own views and those that others share, by name."""
    wanted = _views(session, caller)
    if which.screen is not None:
        wanted = wanted.where(_ROW.screen == which.screen)
    rows, after = read_page(session, wanted, [SortKey(_ROW.name), SortKey(_ROW.id)], page)
    return Page(items=[_show(caller, row) for row in rows], next=after)


@router.post("", status_code=status.HTTP_201_CREATED)
def save_view(session: Writing, caller: Reader, given: SavedViewGiven, audit: Audited) -> SavedView:
    """Keep a view; one's own of the same name is replaced."""
    own = _ROW.user_id == caller.user_id
    row = session.scalar(sa.select(_ROW).where(own, _ROW.screen == given.screen, _ROW.name == given.name))
    if row is None:
        if (session.scalar(sa.select(sa.func.count()).where(own)) or 0) >= MAX_VIEWS:
            raise ConflictError(f"You keep {MAX_VIEWS} views already.", fix="Delete one first.")
        row = _ROW(user_id=caller.user_id, screen=given.screen, name=given.name)
        session.add(row)
    row.search, row.is_shared = given.search, given.is_shared
    session.flush()
    audit.write(session, "view.saved", f"view {row.id}", {"is_shared": row.is_shared})
    return _show(caller, session.execute(_views(session, caller).where(_ROW.id == row.id)).one())


@router.delete("/{view_id}")
def remove_saved_view(session: Writing, caller: Reader, view_id: ViewId, audit: Audited) -> Removed:
    """Delete one of one's own views; an admin may delete any that is shared."""
    found = session.execute(_views(session, caller).where(_ROW.id == view_id)).one_or_none()
    if found is None or (found[0].user_id != caller.user_id and not caller.may(Permission.MANAGE_USERS)):
        raise NotFoundError(
            f"You have no view {view_id}.",
            fix="GET /api/saved-views lists them.",
            reason=Reason("no_such_view", name=view_id),
        )
    session.delete(found[0])
    audit.write(session, "view.removed", f"view {view_id}")
    return Removed(deleted=True, deactivated=False, message=f"View '{found[0].name}' is deleted.")


def _views(session: Session, caller: Caller) -> sa.Select[Any]:
    """Views of the caller and shared ones; without those of a store that it may not see."""
    wanted = sa.select(_ROW).add_columns(UserRow.name).join(UserRow, UserRow.id == _ROW.user_id)
    own = _ROW.user_id == caller.user_id
    if caller.store_ids is None:
        return wanted.where(sa.or_(own, _ROW.is_shared))
    seen = set(session.scalars(sa.select(StoreRow.code).where(StoreRow.id.in_(caller.store_ids))))
    shared = session.execute(sa.select(_ROW.id, _ROW.search).where(_ROW.is_shared, ~own))
    open_to_it = [number for number, search in shared if search.get("store") in (None, *seen)]
    return wanted.where(sa.or_(own, _ROW.id.in_(open_to_it)))


def _show(caller: Caller, found: Any) -> SavedView:
    row, name = found
    return SavedView(
        id=row.id, screen=row.screen, name=row.name, search=row.search, is_shared=row.is_shared,
        is_own=row.user_id == caller.user_id, by=Person(id=row.user_id, name=name),
        created_at=row.created_at,
    )  # fmt: skip
