"""`/owners`: who looks after which products."""

from __future__ import annotations

from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter

from foresale.error_reasons import Reason
from foresale.errors import OptionError
from foresale.service.api.auth.dependencies import Audited
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading, Writing
from foresale.service.api.kit.http_errors import ForbiddenError
from foresale.service.api.kit.pagination import Page, Paged, SortKey, read_page
from foresale.service.api.kit.permissions import GRANTS, Permission
from foresale.service.api.owners.schemas import OwnerCandidate, OwnersGiven, OwnersSet
from foresale.storage.database.tables.catalog import ProductRow
from foresale.storage.database.tables.collaboration import ProductOwnerRow
from foresale.storage.database.tables.people import UserRow

router = APIRouter(prefix="/owners", tags=["forecasts"])
Reader = Annotated[Caller, needs(Permission.READ_FORECASTS)]
Editor = Annotated[Caller, needs(Permission.READ_FORECASTS, Permission.EDIT_FORECASTS)]
_ROLES = [role for role, granted in GRANTS.items() if Permission.EDIT_FORECASTS in granted]
_OWNED = ProductOwnerRow


@router.get("")
def list_owners(session: Reading, _caller: Reader, page: Paged) -> Page[OwnerCandidate]:
    """Whoever may look after products, by name, with how many they do."""
    counted = (
        sa.select(UserRow.id, UserRow.name, sa.func.count(_OWNED.product_id).label("products"))
        .outerjoin(_OWNED, _OWNED.user_id == UserRow.id)
        .where(UserRow.is_active, UserRow.role.in_(_ROLES))
        .group_by(UserRow.id, UserRow.name)
    ).subquery()
    order = [SortKey(counted.c.name), SortKey(counted.c.id)]
    rows, after = read_page(session, sa.select(counted), order, page)
    return Page(items=[OwnerCandidate(id=row[0], name=row[1], products=row[2]) for row in rows], next=after)


@router.put("")
def set_owners(session: Writing, caller: Editor, given: OwnersGiven, audit: Audited) -> OwnersSet:
    """Let somebody look after products, or nobody: it says whom to ask, and allows nothing.

    An owner is one for all stores: who is limited to some sets none.
    """
    if caller.store_ids is not None:
        raise ForbiddenError(
            "An owner looks after a product in all stores, and you are limited to some.",
            fix="Ask somebody who sees all stores.",
            reason=Reason("all_stores_only"),
        )
    if given.user_id is not None:
        user = session.get(UserRow, given.user_id)
        if user is None or not user.is_active or user.role not in _ROLES:
            raise OptionError(
                f"user_id: {given.user_id} can't look after products.", fix="GET /api/owners lists who can."
            )
    chosen = (
        ProductRow.id.in_(given.product_ids)
        if given.category is None
        else ProductRow.category == given.category
    )
    wanted = sa.select(ProductRow.id).where(chosen).order_by(ProductRow.id)
    ids = list(session.scalars(wanted.with_for_update()))  # one after the other: each product has one owner
    missing = next(iter(sorted(set(given.product_ids).difference(ids))), None)
    if missing is not None:
        raise OptionError(
            f"product_ids: there is no product {missing}.",
            fix="GET /api/products lists them.",
            reason=Reason("no_such_product", name=missing),
        )
    if given.category is not None and not ids:
        raise OptionError(
            f"There is no product of category '{given.category}'.", fix="GET /api/categories lists them."
        )
    session.execute(sa.delete(_OWNED).where(_OWNED.product_id.in_(sa.select(ProductRow.id).where(chosen))))
    if given.user_id is not None:
        rows = sa.select(ProductRow.id, sa.literal(given.user_id)).where(chosen)
        session.execute(sa.insert(_OWNED).from_select([_OWNED.product_id, _OWNED.user_id], rows))
    audit.write(
        session, "owners.set", f"user {given.user_id}", {"products": len(ids), "category": given.category}
    )
    return OwnersSet(products=len(ids))
