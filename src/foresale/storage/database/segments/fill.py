"""What a segment holds: products of a list, or those that a rule finds in the newest sales."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

import polars as pl
import sqlalchemy as sa

from foresale.error_reasons import Reason
from foresale.errors import OptionError
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.catalog import ProductRow
from foresale.storage.database.tables.segments import SegmentProductRow, SegmentRow
from foresale.storage.database.tables.trade import SaleRow
from foresale.workflows.segment_rules import SegmentRule, choose_products

_TOGETHER = 5_000
_SOLD = {
    "product_id": pl.Int64, "units": pl.Float64, "revenue": pl.Float64, "stores": pl.Int64, "first": pl.Date,
}  # fmt: skip


def find_products(connection: sa.Connection, rule: SegmentRule, until: date) -> list[int]:
    """The ids of the products that a rule holds, ascending.

    Args:
        connection: An open transaction that needn't write.
        rule: Which.
        until: Sales after this day don't count, as when it isn't over.
    """
    last = connection.scalar(sa.select(sa.func.max(SaleRow.sold_on)).where(SaleRow.sold_on <= until))
    if last is None:
        return []
    sale, product = SaleRow, ProductRow
    counts = sa.and_(sale.sold_on >= rule.first_day(last), sale.sold_on <= last)
    wanted: list[Any] = [product.is_active.is_(True)]
    if rule.category is not None:
        wanted.append(product.category == rule.category)
    sums = sa.select(
        sale.product_id,
        sa.func.sum(sale.quantity).label("units"),
        sa.func.sum(sale.revenue).label("revenue"),
        sa.func.count(sa.distinct(sale.store_id)).label("stores"),
    ).where(counts).group_by(sale.product_id).subquery()  # fmt: skip
    columns: list[Any] = [sums.c.product_id, sums.c.units, sums.c.revenue, sums.c.stores]
    if rule.kind == "new_products":  # only then is the whole history looked through
        begun = (
            sa.select(sale.product_id, sa.func.min(sale.sold_on).label("first"))
            .group_by(sale.product_id)
            .subquery()
        )
        query = sa.select(*columns, begun.c.first).join(begun, begun.c.product_id == sums.c.product_id)
    else:
        query = sa.select(*columns)
    query = query.join(product, product.id == sums.c.product_id).where(*wanted)
    rows = [
        (row[0], float(row[1]), float(row[2] or 0), row[3], row[4] if len(row) > 4 else None)
        for row in connection.execute(query)
    ]
    return choose_products(rule, pl.DataFrame(rows, schema=_SOLD, orient="row"), last)


def put_products(connection: sa.Connection, segment_id: int, product_ids: Collection[int]) -> bool:
    """Let a segment hold these products and no others; answers whether that changed anything.

    Args:
        connection: An open transaction.
        segment_id: Which segment.
        product_ids: Ids.
    """
    held = SegmentProductRow
    before = set(connection.scalars(sa.select(held.product_id).where(held.segment_id == segment_id)))
    wanted = set(product_ids)
    gone, new = sorted(before - wanted), sorted(wanted - before)
    for start in range(0, len(gone), _TOGETHER):
        some = held.product_id.in_(gone[start : start + _TOGETHER])
        connection.execute(sa.delete(held).where(held.segment_id == segment_id, some))
    for start in range(0, len(new), _TOGETHER):
        rows = [{"segment_id": segment_id, "product_id": one} for one in new[start : start + _TOGETHER]]
        connection.execute(sa.insert(held), rows)
    about = {"n_products": len(wanted), "filled_at": utc_now()}
    connection.execute(sa.update(SegmentRow).where(SegmentRow.id == segment_id).values(about))
    return bool(gone or new)


def fill_by_rule(engine: sa.Engine, name: str, until: date) -> int:
    """Bring a segment up to date with the newest sales if a rule says what it holds; count its products.

    Args:
        engine: The system of record.
        name: The segment's.
        until: The last day whose sales count.

    Raises:
        OptionError: There is no such segment, or it holds nothing.
    """
    with engine.connect().execution_options(writes=False) as connection:
        row = connection.execute(
            sa.select(SegmentRow.id, SegmentRow.rule, SegmentRow.n_products).where(SegmentRow.name == name)
        ).one_or_none()
        if row is None:
            raise OptionError(
                f"There is no segment '{name}'.",
                fix="Add it first, as a list or a rule.",
                reason=Reason("no_such_segment", name=name),
            )
        rule = None if row.rule is None else SegmentRule(**row.rule)
        found = None if rule is None else find_products(connection, rule, until)
    if found is not None:
        with engine.begin() as connection:
            put_products(connection, row.id, found)
    count: int = row.n_products if found is None else len(found)
    if not count:
        raise OptionError(
            f"The segment '{name}' holds no product.",
            fix="Change its list or its rule.",
            reason=Reason("empty_segment", name=name),
        )
    return count
