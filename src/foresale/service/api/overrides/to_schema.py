"""Entries of the ledger as a caller may see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from foresale.service.api.kit.access import Caller
from foresale.service.api.overrides.schemas import Override, Person
from foresale.storage.database.overrides.standing import Standing, has_entry
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.overrides import OverrideCellRow, OverrideRow
from foresale.storage.database.tables.people import UserRow

DIGITS = 2


def visible(caller: Caller) -> sa.ColumnElement[bool]:
    """That an entry is about a store that the caller may see, or about all."""
    if caller.store_ids is None:
        return sa.true()
    return sa.or_(OverrideRow.store_id.is_(None), OverrideRow.store_id.in_(caller.store_ids))


def entries(standing: Standing) -> sa.Select[Any]:
    """Entries with what `show_entries` tells of them."""
    row = OverrideRow
    return (
        sa.select(row)
        .add_columns(
            ProductRow.sku, StoreRow.code, UserRow.id, UserRow.name, has_entry("undo"), has_entry("approve"),
            standing.condition(),
        )
        .outerjoin(ProductRow, ProductRow.id == row.product_id)
        .outerjoin(StoreRow, StoreRow.id == row.store_id)
        .outerjoin(UserRow, UserRow.id == row.user_id)
    )  # fmt: skip


def show_entries(
    session: Session, caller: Caller, found: Sequence[Any], standing: Standing
) -> list[Override]:
    """Rows of `entries` as they are shown; sums of all stores only to who may see all.

    Args:
        session: Reads the sums over a caller's own stores.
        caller: Who asks.
        found: The rows.
        standing: When a change counts.
    """
    own = _own_sums(session, caller, [row[0].id for row in found])
    return [_show(tuple(row), own, caller, standing.today) for row in found]


def person_of(user_id: int | None, name: str | None) -> Person | None:
    """Who it was, if that user is still there."""
    return None if user_id is None else Person(id=user_id, name=name or "")


def _show(
    found: tuple[Any, ...], own: dict[int, tuple[float, float]], caller: Caller, today: date
) -> Override:
    row, sku, code, user_id, name, is_undone, is_approved, stands = found
    before, after = row.before, row.after
    if caller.store_ids is not None and row.store_id is None:
        before, after = own.get(row.id, (None, None))
    return Override(
        id=row.id, kind=row.kind, about_id=row.about_id, amount=row.amount, product_id=row.product_id,
        product=sku, store_id=row.store_id, store=code, category=row.category, first_day=row.first_day,
        last_day=row.last_day, reason=row.reason, comment=row.comment, expires_on=row.expires_on,
        by=person_of(user_id, name), created_at=row.created_at, run=row.run_id,
        model_version=row.model_version, before=round_units(before), after=round_units(after),
        series=row.n_series, cells=row.n_cells, is_undone=bool(is_undone), is_approved=bool(is_approved),
        is_active=bool(stands) and row.last_day >= today,
    )  # fmt: skip


def round_units(units: float | None) -> float | None:
    """Units as they are shown."""
    return None if units is None else round(units, DIGITS)


def _own_sums(session: Session, caller: Caller, ids: Sequence[int]) -> dict[int, tuple[float, float]]:
    if caller.store_ids is None or not ids:
        return {}
    cell = OverrideCellRow
    query = (
        sa.select(cell.override_id, sa.func.sum(cell.before), sa.func.sum(cell.after))
        .where(cell.override_id.in_(ids), cell.store_id.in_(caller.store_ids))
        .group_by(cell.override_id)
    )
    return {number: (before, after) for number, before, after in session.execute(query)}
