"""What there is of each product in each place: what was counted, and what came, went and was sold since."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from foresale.errors import ConflictError
from foresale.storage.database.sql.insert_new import insert_new
from foresale.storage.database.tables.base import Table, utc_now
from foresale.storage.database.tables.catalog import ProductRow, StockBaseRow, StockMovementRow
from foresale.storage.database.tables.trade import SaleRow

NO_STORE = 0
"""The place of stock that belongs to no store, such as a warehouse's."""
_MOMENT = timedelta(microseconds=1)
_LONGEST_SHIFT = timedelta(days=1)
"""How far a store's day may lie from that of UTC."""
_MOST_KEPT = 16
"""Queries kept: building one takes longer than asking it of a small chain."""


def stock_levels(connection: sa.Connection) -> sa.Subquery:
    """What there is now, as a subquery: a row for each product and place where stock is kept.

    A sale lowers the stock of its store where that keeps its own, else the stock of no store.

    Args:
        connection: An open transaction.

    Returns:
        `product_id`, `place`, `store_id`, `counted`, `since`, `moved`, `sold` and `units`.
    """
    earliest = connection.scalar(sa.select(sa.func.min(StockBaseRow.since)))
    return _levels_since(None if earliest is None else (earliest - _LONGEST_SHIFT).date())


@lru_cache(_MOST_KEPT)
def _levels_since(first_day: date | None) -> sa.Subquery:
    """The same, with sales from a day on: none is older than every count, and a day has an index."""
    base, own, sale = StockBaseRow, aliased(StockBaseRow), SaleRow
    moved = (
        sa.select(sa.func.coalesce(sa.func.sum(StockMovementRow.quantity), 0.0))
        .where(
            StockMovementRow.product_id == base.product_id,
            sa.func.coalesce(StockMovementRow.store_id, NO_STORE) == base.place,
            StockMovementRow.moved_at > base.since,
        )
        .scalar_subquery()
    )
    keeps_its_own = sa.exists().where(
        own.product_id == sale.product_id, own.place == sale.store_id, own.kept_from < sale.sold_at
    )
    since = sa.select(sa.func.coalesce(sa.func.sum(sale.quantity), 0.0)).where(
        sale.product_id == base.product_id,
        sale.sold_at > base.since,
        *([] if first_day is None else [sale.sold_on >= sa.literal(first_day, sa.Date())]),
    )
    # Two queries rather than an "or", which no index of product, store and day would serve.
    sold = sa.case(
        (base.place == NO_STORE, since.where(~keeps_its_own).scalar_subquery()),
        else_=since.where(sale.store_id == base.place).scalar_subquery(),
    )
    levels = sa.select(
        base.product_id, base.place, base.store_id, base.units.label("counted"), base.since,
        moved.label("moved"), sold.label("sold"),
    ).subquery()  # fmt: skip
    units = levels.c.counted + levels.c.moved - levels.c.sold
    return sa.select(*levels.c, units.label("units")).subquery("levels")


def stock_of_products(
    connection: sa.Connection, store_ids: Collection[int] | None = None
) -> sa.ScalarSelect[Any]:
    """What there is of the product of the query around it, in all places together; null where none is kept.

    Args:
        connection: An open transaction.
        store_ids: Only in these stores; None for all places.
    """
    levels = stock_levels(connection)
    wanted = sa.select(sa.func.sum(levels.c.units)).where(levels.c.product_id == ProductRow.id)
    if store_ids is not None:
        wanted = wanted.where(levels.c.store_id.in_(store_ids))
    return wanted.scalar_subquery()


def count_stock(
    connection: sa.Connection, product_id: int, store_id: int | None, units: float, at: datetime
) -> float:
    """Set what there is, as it was counted; answer how many more that are than was thought.

    Args:
        connection: An open transaction that holds the product.
        product_id: Of which product.
        store_id: Where; None for no store.
        units: What was counted.
        at: When. What came, went and was sold later counts on top.

    Raises:
        ConflictError: There is a newer count.
    """
    place = store_id or NO_STORE
    levels = stock_levels(connection)
    known = connection.execute(
        sa.select(levels.c.units, levels.c.since).where(
            levels.c.product_id == product_id, levels.c.place == place
        )
    ).one_or_none()
    if known is None:
        _begin(connection, [product_id], store_id, {"units": units, "at": at, "is_counted": True})
        return units
    if known.since > at:
        raise ConflictError(
            f"It was counted after that, at {known.since.isoformat()}.", fix="Give the time of the new count."
        )
    _set(connection, product_id, place, units=units, since=at, is_counted=True)
    return units - float(known.units)


def keep_from(
    connection: sa.Connection, product_ids: Collection[int], store_id: int | None, at: datetime
) -> None:
    """Keep stock from a first movement on, where none is kept: nothing was there before it.

    Args:
        connection: An open transaction that holds the products.
        product_ids: Of which products, some hundreds at most.
        store_id: Where; None for no store.
        at: When the movement is.
    """
    place, before = store_id or NO_STORE, at - _MOMENT
    base = StockBaseRow
    known = sa.select(base.product_id, base.since, base.is_counted).where(
        base.place == place, base.product_id.in_(product_ids)
    )
    found = {row.product_id: row for row in connection.execute(known)}
    nothing = {"units": 0.0, "at": before, "is_counted": False}
    _begin(connection, [number for number in product_ids if number not in found], store_id, nothing)
    for number, row in found.items():
        if not row.is_counted and row.since >= at:  # an earlier movement, told of later
            _set(connection, number, place, since=before, kept_from=before)


def set_chain_stock(connection: sa.Connection, product_id: int, units: float) -> None:
    """Set what there is in all places together: what the stores don't hold belongs to none.

    Args:
        connection: An open transaction that holds the product.
        product_id: Of which product.
        units: What there is.
    """
    levels = stock_levels(connection)
    query = sa.select(sa.func.coalesce(sa.func.sum(levels.c.units), 0.0)).where(
        levels.c.product_id == product_id, levels.c.place != NO_STORE
    )
    count_stock(connection, product_id, None, units - float(connection.scalars(query).one()), utc_now())


def _begin(
    connection: sa.Connection, product_ids: Collection[int], store_id: int | None, known: Mapping[str, Any]
) -> None:
    if not product_ids:
        return
    table = Table.metadata.tables[StockBaseRow.__tablename__]
    rows = [
        {
            "product_id": product_id,
            "place": store_id or NO_STORE,
            "store_id": store_id,
            "units": known["units"],
            "since": known["at"],
            "kept_from": known["at"],
            "is_counted": known["is_counted"],
        }
        for product_id in product_ids
    ]
    connection.execute(insert_new(connection.dialect.name, table), rows)


def _set(connection: sa.Connection, product_id: int, place: int, **values: Any) -> None:
    own = (StockBaseRow.product_id == product_id, StockBaseRow.place == place)
    connection.execute(sa.update(StockBaseRow).where(*own).values(**values))
