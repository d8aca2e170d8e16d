"""Events and promotions: list, read, add, change, remove."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, status
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from foresale.error_reasons import Reason
from foresale.errors import ConflictError, NotFoundError
from foresale.service.api.auth.dependencies import Audited
from foresale.service.api.events.schemas import Event, EventFilter, EventGiven
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading, Writing
from foresale.service.api.kit.field_types import Removed, RowId, as_stored
from foresale.service.api.kit.http_errors import ForbiddenError
from foresale.service.api.kit.optimistic_lock import Tagged, Versioned, hold
from foresale.service.api.kit.pagination import Page, Paged, SortKey, parse_sort, read_page
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.visible_stores import check_references, product_coded, store_coded
from foresale.storage.database.event_log.changes import Change, log_calendar
from foresale.storage.database.tables.catalog import EventRow

router = APIRouter(prefix="/events", tags=["events"])
Reader = Annotated[Caller, needs(Permission.READ_CATALOG)]
Editor = Annotated[Caller, needs(Permission.EDIT_EVENTS)]
EventId = Annotated[RowId, Path(description="The event's id.")]
_ORDERS = {
    "starts_on": SortKey(EventRow.starts_on),
    "ends_on": SortKey(EventRow.ends_on),
    "name": SortKey(EventRow.name),
}


@router.get("")
def list_events(
    session: Reading,
    caller: Reader,
    page: Paged,
    which: Annotated[EventFilter, Query()],
) -> Page[Event]:
    """The events of stores that the caller may see, and of all stores, page by page."""
    wanted = select(EventRow).where(_visible(caller))
    if which.since is not None:
        wanted = wanted.where(EventRow.ends_on >= which.since)
    if which.until is not None:
        wanted = wanted.where(EventRow.starts_on <= which.until)
    if which.kind is not None:
        wanted = wanted.where(EventRow.kind == which.kind)
    if which.category is not None:
        wanted = wanted.where(EventRow.category == which.category)
    if which.store_key is not None:
        own = store_coded(session, caller, which.store_key).id
        wanted = wanted.where(or_(EventRow.store_id == own, EventRow.store_id.is_(None)))
    if which.product_key is not None:
        about = product_coded(session, which.product_key)
        of_its_category = EventRow.category.is_(None) | (EventRow.category == about.category)
        wanted = wanted.where(
            or_(EventRow.product_id == about.id, EventRow.product_id.is_(None) & of_its_category)
        )
    rows, after = read_page(session, wanted, parse_sort(which.sort, _ORDERS, EventRow.id), page)
    return Page(items=[as_stored(Event, row) for row in rows], next=after)


@router.get("/{event_id}")
def read_event(session: Reading, caller: Reader, version: Tagged, event_id: EventId) -> Event:
    """One event; its `ETag` goes with a change."""
    return version.show(as_stored(Event, _row(session, caller, event_id)))


@router.post("", status_code=status.HTTP_201_CREATED)
def add_event(session: Writing, caller: Editor, version: Tagged, given: EventGiven, audit: Audited) -> Event:
    """Add an event; 409 if there is the very same."""
    _refuse_wrong(session, caller, given)
    _refuse_same(session, given, None)
    row = EventRow(**dict(given))
    session.add(row)
    session.flush()
    audit.write(session, "event.added", f"event {row.id}")
    _log(session, "added", as_stored(Event, row))
    return version.show(as_stored(Event, row), f"/api/events/{row.id}")


@router.put("/{event_id}")
def change_event(
    session: Writing,
    caller: Editor,
    version: Versioned,
    event_id: EventId,
    given: EventGiven,
    audit: Audited,
) -> Event:
    """Replace all of an event; 412 if it was changed since `If-Match` was read."""
    row = _row(session, caller, event_id)
    hold(session, row)
    _refuse_everywhere(caller, row.store_id)
    before = as_stored(Event, row)
    version.check(before)
    _refuse_wrong(session, caller, given)
    _refuse_same(session, given, event_id)
    for name, value in given:
        setattr(row, name, value)
    session.flush()
    audit.write(session, "event.changed", f"event {row.id}")
    if before.store_id != row.store_id:  # who sees only the store that it was of hears that it left
        _log(session, "removed", before)
    _log(session, "changed", as_stored(Event, row))
    return version.show(as_stored(Event, row))


@router.delete("/{event_id}")
def remove_event(
    session: Writing, caller: Editor, event_id: EventId, version: Versioned, audit: Audited
) -> Removed:
    """Delete an event."""
    row = _row(session, caller, event_id)
    hold(session, row)
    _refuse_everywhere(caller, row.store_id)
    version.check(as_stored(Event, row))
    session.delete(row)
    audit.write(session, "event.removed", f"event {row.id}", {"name": row.name})
    _log(session, "removed", as_stored(Event, row))
    return Removed(deleted=True, deactivated=False, message=f"Event '{row.name}' is deleted.")


def _log(session: Session, change: Change, event: Event) -> None:
    log_calendar(session.connection(), change, event.model_dump())


def _visible(caller: Caller) -> ColumnElement[bool]:
    if caller.store_ids is None:
        return EventRow.id.is_not(None)
    return or_(EventRow.store_id.is_(None), EventRow.store_id.in_(caller.store_ids))


def _row(session: Session, caller: Caller, event_id: int) -> EventRow:
    row = session.get(EventRow, event_id)
    if row is None or not caller.sees(row.store_id):
        raise NotFoundError(
            f"There is no event {event_id}.",
            fix="GET /api/events lists them.",
            reason=Reason("no_such_event", name=event_id),
        )
    return row


def _refuse_wrong(session: Session, caller: Caller, given: EventGiven) -> None:
    check_references(session, caller, store_id=given.store_id, product_id=given.product_id)
    _refuse_everywhere(caller, given.store_id)


def _refuse_everywhere(caller: Caller, store_id: int | None) -> None:
    """What concerns all stores isn't for a caller of some."""
    if caller.store_ids is not None and store_id is None:
        raise ForbiddenError(
            "An event without a store is of all stores, and you are limited to some.",
            fix="Name one of your stores as store_id.",
            reason=Reason("name_a_store"),
        )


def _refuse_same(session: Session, given: EventGiven, own_id: int | None) -> None:
    same = select(EventRow).where(
        EventRow.name == given.name, EventRow.starts_on == given.starts_on, EventRow.ends_on == given.ends_on
    )
    for column, value in (
        (EventRow.store_id, given.store_id),
        (EventRow.product_id, given.product_id),
        (EventRow.category, given.category),
    ):
        same = same.where(column.is_(None) if value is None else column == value)
    other = session.scalar(same.limit(1))
    if other is not None and other.id != own_id:
        raise ConflictError(
            f"There is an event '{given.name}' of these days already: event {other.id}.",
            fix=f"Change that one: PUT /api/events/{other.id}.",
        )
