"""`GET /regions`: the countries and cities that stores are in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import case, func, select

from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading
from foresale.service.api.kit.pagination import Page, Paged, SortKey, read_page
from foresale.service.api.kit.permissions import Permission
from foresale.storage.database.tables.catalog import StoreRow

router = APIRouter(prefix="/regions", tags=["regions"])


class Region(BaseModel):
    """A city of a country, and how many stores are there."""

    country: str | None = Field(description="Two letters; null where stores name none.")
    city: str | None
    stores: int
    active: int = Field(description="Of these, still selling.")


@router.get("")
def list_regions(
    session: Reading, caller: Annotated[Caller, needs(Permission.READ_CATALOG)], page: Paged
) -> Page[Region]:
    """Countries and cities of the stores that the caller may see."""
    counted = select(
        StoreRow.country,
        StoreRow.city,
        func.count().label("stores"),
        func.sum(case((StoreRow.is_active, 1), else_=0)).label("active"),
    ).group_by(StoreRow.country, StoreRow.city)
    if caller.store_ids is not None:
        counted = counted.where(StoreRow.id.in_(caller.store_ids))
    found = counted.subquery()
    order = [SortKey(found.c.country, nullable=True), SortKey(found.c.city, nullable=True)]
    rows, after = read_page(session, select(found), order, page)
    return Page(
        items=[Region(country=row[0], city=row[1], stores=row[2], active=row[3]) for row in rows], next=after
    )
