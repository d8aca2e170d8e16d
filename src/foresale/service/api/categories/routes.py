"""`GET /categories`: the categories that products are in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from sqlalchemy import case, func, select

from foresale.service.api.kit.access import needs
from foresale.service.api.kit.dependencies import Reading
from foresale.service.api.kit.field_types import text
from foresale.service.api.kit.pagination import Page, Paged, SortKey, read_page
from foresale.service.api.kit.permissions import Permission
from foresale.storage.database.sql.search import holds
from foresale.storage.database.tables.catalog import ProductRow

router = APIRouter(prefix="/categories", tags=["categories"])


class Category(BaseModel):
    """A category, and how many products are in it."""

    name: str = Field(description="As products name it.")
    products: int
    active: int = Field(description="Of these, still sold.")


class CategoryFilter(BaseModel):
    """Which categories are wanted."""

    q: Annotated[str, text(100)] | None = Field(None, description="Letters of the name.")


@router.get("", dependencies=[needs(Permission.READ_CATALOG)])
def list_categories(
    session: Reading, page: Paged, which: Annotated[CategoryFilter, Query()]
) -> Page[Category]:
    """The categories by name; products without one are in none."""
    counted = (
        select(
            ProductRow.category.label("name"),
            func.count().label("products"),
            func.sum(case((ProductRow.is_active, 1), else_=0)).label("active"),
        )
        .where(ProductRow.category.is_not(None))
        .group_by(ProductRow.category)
    )
    if which.q is not None:
        counted = counted.where(holds(which.q, ProductRow.category))
    found = counted.subquery()
    rows, after = read_page(session, select(found), [SortKey(found.c.name)], page)
    return Page(
        items=[Category(name=name, products=products, active=active) for name, products, active in rows],
        next=after,
    )
