"""What each product sold a day in all stores, kept beside the sales: so that sums by category are quick.

A product's days stay what they are when it changes its category. Whoever changes sales notes the store's day
(`ChangedDayRow`); when the store's day is summed, a note says that the products' is not yet. A day with
either note is read from its sales, any other from its kept sums, in one statement.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

import sqlalchemy as sa

from foresale.storage.database.engine.transactions import write
from foresale.storage.database.sales.sold_days import sales_columns, sum_or_give_up, take_notes
from foresale.storage.database.tables.catalog import StoreRow
from foresale.storage.database.tables.trade import (
    ChangedDayRow,
    ChangedProductDayRow,
    SaleRow,
    SoldProductDayRow,
)

MOST_PRODUCT_DAYS = 5
_LEFT = ChangedProductDayRow


def select_product_days(first: date | None = None, last: date | None = None) -> sa.Subquery[Any]:
    """A query of what products sold a day in all stores together; days without sales have no row.

    Args:
        first: The earliest day that counts.
        last: The latest day that counts.

    Returns:
        `product_id`, `day`, `quantity`, `revenue` (NULL where no line has one) and `sales`, the lines.
    """
    kept, sale, note, left = SoldProductDayRow, SaleRow, ChangedDayRow, _LEFT

    def within(day: Any) -> list[sa.ColumnElement[bool]]:
        found = [] if first is None else [day >= first]
        return found if last is None else [*found, day <= last]

    changed = sa.union(
        sa.select(note.day).where(note.is_summed == sa.false(), *within(note.day)),
        sa.select(left.day).where(*within(left.day)),
    ).subquery("changed")
    ready = sa.select(kept.product_id, kept.day, kept.quantity, kept.revenue, kept.sales).where(
        kept.day.not_in(sa.select(changed.c.day)), *within(kept.day)
    )
    # Store by store, so that the index of stores and days serves.
    anew = (
        sa.select(sale.product_id, sale.sold_on, *sales_columns())
        .select_from(changed)
        .join(StoreRow, sa.true())
        .join(sale, sa.and_(sale.store_id == StoreRow.id, sale.sold_on == changed.c.day))
        .group_by(sale.product_id, sale.sold_on)
    )
    return sa.union_all(ready, anew).subquery("days")


def sum_changed_product_days(engine: sa.Engine, most: int = MOST_PRODUCT_DAYS) -> int:
    """Sum anew products' days whose stores' days were summed, in one transaction, and answer how many.

    Several may do so at once: of two that take up the same day one gives up.

    Args:
        engine: The system of record.
        most: How many days at most.

    Returns:
        0 where none is left, or another process is at it.
    """
    with engine.connect().execution_options(writes=False) as connection:
        oldest = sa.select(_LEFT.day).group_by(_LEFT.day).order_by(sa.func.min(_LEFT.id)).limit(most)
        days = sorted(connection.scalars(oldest))
    return sum_or_give_up(engine, lambda connection: _sum_days(connection, days)) if days else 0


def note_summed_days(engine: sa.Engine) -> None:
    """Note the days whose stores' sums are new, as a process of an older version may have made them.

    It knows no notes of products' days; and while a service is upgraded it goes on for a while.

    Args:
        engine: The system of record.
    """
    days = sa.select(ChangedDayRow.day).where(ChangedDayRow.is_summed == sa.true()).distinct()
    noted = sa.insert(_LEFT).from_select(["day"], days)
    write(engine, lambda session: session.execute(noted))


def note_days_of_store(connection: sa.Connection, store_id: int) -> None:
    """Note the days of a store that nobody has summed yet, as the store's own notes go with it.

    Args:
        connection: The transaction that deletes the store, whose sales are gone.
        store_id: The store.
    """
    note = ChangedDayRow
    days = sa.select(note.day).where(note.store_id == store_id, note.is_summed == sa.false()).distinct()
    connection.execute(sa.insert(_LEFT).from_select(["day"], days))


def _sum_days(connection: sa.Connection, days: Collection[date]) -> int:
    """Notes are taken away before the sales are read: what is sold later has one that stays."""
    rows = connection.execute(sa.select(_LEFT.id, _LEFT.day).where(_LEFT.day.in_(days))).all()
    own = sorted({row.day for row in rows})
    take_notes(connection, _LEFT, sorted(row.id for row in rows))
    kept, sale = SoldProductDayRow, SaleRow
    sums = (
        sa.select(sale.product_id, sale.sold_on.label("day"), *sales_columns())
        .where(sale.sold_on.in_(own))
        .group_by(sale.product_id, sale.sold_on)
    )
    found = [dict(row._mapping) for row in connection.execute(sums)]
    connection.execute(sa.delete(kept).where(kept.day.in_(own)))
    if found:
        connection.execute(sa.insert(kept), found)
    return len(own)
