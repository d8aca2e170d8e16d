"""`GET /calendar/year-before`: which day of last year each day is fairly compared with."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import select
from sqlalchemy.orm import Session

from foresale.data.calendar.known_days import list_known_days
from foresale.data.calendar.year_before import NEEDED_AROUND, WEEKS, NamedDays, match_year_before
from foresale.service.api.calendar.schemas import DayBefore, YearBefore, YearBeforeAsked
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.visible_stores import product_coded, store_coded
from foresale.storage.database.tables.catalog import EventRow, StoreRow

router = APIRouter(prefix="/calendar", tags=["events"])


@router.get("/year-before")
def read_year_before(
    session: Reading,
    caller: Annotated[Caller, needs(Permission.READ_CATALOG)],
    asked: Annotated[YearBeforeAsked, Query()],
) -> YearBefore:
    """Each day with its day of last year: the same event's where both are known, else the same weekday's.

    Events are those of the calendar that concern all that is looked at, public holidays of the stores'
    country, and Black Friday.
    """
    store = None if asked.store_key is None else store_coded(session, caller, asked.store_key)
    first, last = asked.since - WEEKS - NEEDED_AROUND, asked.until + NEEDED_AROUND
    countries = [store.country] if store is not None else _countries(session, caller)
    named = [country for country in countries if country is not None]
    known = [
        *_own_events(session, asked, None if store is None else store.id, first, last),
        *list_known_days(first, last, named, asked.language),
    ]
    found = match_year_before(asked.since, asked.until, known)
    return YearBefore(items=[DayBefore.model_validate(one, from_attributes=True) for one in found])


def _countries(session: Session, caller: Caller) -> list[str | None]:
    wanted = select(StoreRow.country).where(StoreRow.is_active).distinct().order_by(StoreRow.country)
    if caller.store_ids is not None:
        wanted = wanted.where(StoreRow.id.in_(caller.store_ids))
    return list(session.scalars(wanted))


def _own_events(
    session: Session, asked: YearBeforeAsked, store_id: int | None, first: date, last: date
) -> list[NamedDays]:
    """Events that concern all that is looked at: one store's promotion doesn't move the sum of all."""
    product_id, category = None, asked.category
    if asked.product_key is not None:
        product = product_coded(session, asked.product_key)
        product_id, category = product.id, product.category
    wanted = select(EventRow.name, EventRow.starts_on, EventRow.ends_on).where(
        EventRow.ends_on >= first, EventRow.starts_on <= last
    )
    for column, value in (
        (EventRow.store_id, store_id),
        (EventRow.product_id, product_id),
        (EventRow.category, category),
    ):
        of_all = column.is_(None)
        wanted = wanted.where(of_all if value is None else of_all | (column == value))
    return [NamedDays(*row) for row in session.execute(wanted.order_by(EventRow.id))]
