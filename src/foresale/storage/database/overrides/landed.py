"""Reads changed days that are over, with what was then sold."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
import sqlalchemy as sa
from sqlalchemy.orm import aliased

from foresale.storage.database.overrides.standing import CHANGE_KINDS
from foresale.storage.database.prices_in_use import PRICE_IN_USE, USUAL_PRICE
from foresale.storage.database.tables.catalog import ProductRow
from foresale.storage.database.tables.outlook import TrackedStoreRow
from foresale.storage.database.tables.overrides import OverrideCellRow, OverrideRow
from foresale.storage.database.tables.trade import SaleRow
from foresale.workflows.overrides.judge import LANDED


@dataclass(frozen=True)
class LandedChoice:
    """Which changed days; None leaves a choice open.

    Attributes:
        first: The first day.
        last: The last day.
        store_ids: In these stores.
        product_id: Of one product.
        category: Of products of a category.
        user_id: By one person.
    """

    first: date
    last: date
    store_ids: Collection[int] | None = None
    product_id: int | None = None
    category: str | None = None
    user_id: int | None = None


def read_landed_cells(
    connection: sa.Connection, choice: LandedChoice, *, needs_approval: bool = False
) -> pl.DataFrame:
    """Changed cells whose day is over and whose sales have arrived, as `LANDED`.

    A change stood when it was made, and neither undone nor expired, before the day began.

    Args:
        connection: An open transaction.
        choice: Which.
        needs_approval: Whether somebody else had to have said yes.
    """
    cell, entry, tracked = OverrideCellRow, OverrideRow, TrackedStoreRow
    sold = _sum_sales(choice)
    undone, approved = _first("undo"), _first("approve")
    query: sa.Select[Any] = (
        sa.select(entry.id)
        .add_columns(
            entry.user_id, entry.reason, cell.product_id, cell.store_id, cell.target_date,
            entry.created_at, cell.before, cell.after, cell.champion, cell.naive, cell.statistical,
            cell.quantiles, entry.levels, sa.func.coalesce(sold.c.units, 0.0), PRICE_IN_USE,
            USUAL_PRICE.is_not(None), ProductRow.cost, entry.expires_on, undone.c.at, approved.c.at,
        )
        .join(entry, entry.id == cell.override_id)
        .join(ProductRow, ProductRow.id == cell.product_id)
        .join(tracked, sa.and_(tracked.store_id == cell.store_id, tracked.until >= cell.target_date))
        .outerjoin(
            sold,
            sa.and_(
                sold.c.product_id == cell.product_id, sold.c.store_id == cell.store_id,
                sold.c.sold_on == cell.target_date,
            ),
        )
        .outerjoin(undone, undone.c.about_id == entry.id)
        .outerjoin(approved, approved.c.about_id == entry.id)
        .where(
            entry.kind.in_(CHANGE_KINDS), entry.last_day >= choice.first, entry.first_day <= choice.last,
            cell.target_date.between(choice.first, choice.last), *_of(cell, choice),
        )
    )  # fmt: skip
    if choice.user_id is not None:
        query = query.where(entry.user_id == choice.user_id)
    rows = [_to_row(tuple(found), needs_approval) for found in connection.execute(query)]
    return pl.DataFrame(rows, schema=LANDED, orient="row")


def _to_row(found: tuple[Any, ...], needs_approval: bool) -> tuple[Any, ...]:
    *head, price, is_usual, cost, expires_on, undone_at, approved_at = found
    day, made_on = head[5], head[6].date()
    stood = made_on <= day and (expires_on is None or expires_on >= day)
    stood = stood and (undone_at is None or undone_at.date() >= day)
    if needs_approval:
        stood = stood and approved_at is not None and approved_at.date() <= day
    head[6] = made_on
    price, cost = (None if amount is None else float(amount) for amount in (price, cost))
    return (*head, price, bool(is_usual), cost, stood)


def _first(kind: str) -> Any:
    """When a change was first undone or approved."""
    other = aliased(OverrideRow)
    return (
        sa.select(other.about_id, sa.func.min(other.created_at).label("at"))
        .where(other.kind == kind)
        .group_by(other.about_id)
        .subquery()
    )


def _sum_sales(choice: LandedChoice) -> Any:
    sale = SaleRow
    return (
        sa.select(sale.product_id, sale.store_id, sale.sold_on, sa.func.sum(sale.quantity).label("units"))
        .where(sale.sold_on.between(choice.first, choice.last), *_of(sale, choice))
        .group_by(sale.product_id, sale.store_id, sale.sold_on)
        .subquery()
    )


def _of(row: Any, choice: LandedChoice) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if choice.store_ids is not None:
        found.append(row.store_id.in_(sorted(choice.store_ids)))
    if choice.product_id is not None:
        found.append(row.product_id == choice.product_id)
    if choice.category is not None:
        found.append(
            row.product_id.in_(sa.select(ProductRow.id).where(ProductRow.category == choice.category))
        )
    return found
