"""What each store sold a day by product, kept as one value a day: many series are read without their lines.

A day's value is made from its sales while its row in `sold_days` is held, and goes with that row: whoever
sums the day anew deletes the row before. So it is that of the sales while the day has no note that isn't
summed (`ChangedDayRow`). Any other day is summed from its lines. All is read of one moment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

import numpy as np
import polars as pl
import sqlalchemy as sa
from sqlalchemy.orm import aliased

from foresale.storage.database.sales.line_sums import SCHEMA, sum_lines
from foresale.storage.database.sales.packed_day import ProductSums, pack_day, unpack_day
from foresale.storage.database.sales.sales_part import SalesPart
from foresale.storage.database.sales.sold_days import sum_or_give_up
from foresale.storage.database.tables.trade import ChangedDayRow, PackedDayRow, SaleRow, SoldDayRow

MOST_PACKED = 10
"""Days in a transaction, so that other writers wait for a tenth of a second or two."""
_TOGETHER = 500
Day = tuple[int, date]
"""A store's id and a day."""


def read_by_packed_days(connection: sa.Connection, part: SalesPart) -> pl.DataFrame:
    """Sums by product, store and day, from packed days and from the lines of all others.

    Args:
        connection: Whose reads all see one moment (`connect_at_one_moment`).
        part: Which sales; of others there may be some too.

    Returns:
        As `sum_lines` does.
    """
    note, kept, packed = ChangedDayRow, SoldDayRow, PackedDayRow
    is_open = note.is_summed == sa.false()
    changed = _days(connection, sa.select(note.store_id, note.day).where(is_open).distinct(), part)
    sold = _days(connection, sa.select(kept.store_id, kept.day), part) | changed
    ready = _days(connection, sa.select(packed.store_id, packed.day), part) - changed
    if 2 * len(ready) < len(sold):  # as after an import of years: one query is quicker than many
        return sum_lines(connection, part.lines())
    frame, read = _read(connection, part, ready)
    return pl.concat([frame, *_sum_days(connection, part, sold - read)])


def find_unpacked_days(engine: sa.Engine, most: int) -> list[Day]:
    """Days that were summed and aren't packed; of each store all but the newest, which tills still change.

    Args:
        engine: The system of record.
        most: How many at most.
    """
    kept, packed, note, other = SoldDayRow, PackedDayRow, ChangedDayRow, aliased(SoldDayRow)
    newest = (
        sa.select(other.store_id, sa.func.max(other.day).label("day")).group_by(other.store_id).subquery()
    )
    changed = sa.exists().where(
        note.is_summed == sa.false(), note.store_id == kept.store_id, note.day == kept.day
    )
    query = (
        sa.select(kept.store_id, kept.day)
        .join(newest, sa.and_(newest.c.store_id == kept.store_id, newest.c.day > kept.day))
        .outerjoin(packed, sa.and_(packed.store_id == kept.store_id, packed.day == kept.day))
        .where(packed.day.is_(None), ~changed)
        .limit(most)
    )
    with engine.connect().execution_options(writes=False) as connection:
        return sorted((store, day) for store, day in connection.execute(query))


def pack_days(engine: sa.Engine, days: Collection[Day]) -> int:
    """Pack days that were summed, in one short transaction, and answer how many.

    Args:
        engine: The system of record.
        days: As `find_unpacked_days` found them.
    """
    return sum_or_give_up(engine, lambda connection: _pack(connection, days))


def _pack(connection: sa.Connection, days: Collection[Day]) -> int:
    """Rows of summed days are held before the sales are read: who sums one anew waits, and deletes it."""
    kept, packed, sale = SoldDayRow, PackedDayRow, SaleRow
    count = 0
    for store, its in _by_store(days).items():
        held = sa.select(kept.day).where(kept.store_id == store, kept.day.in_(its)).with_for_update()
        own = connection.scalars(held).all()
        sums = sum_lines(connection, [sale.store_id == store, sale.sold_on.in_(own)]).sort("product_id")
        rows = [
            {
                "store_id": store,
                "day": day,
                "products": pack_day(_as_arrays(sums.filter(pl.col("date") == day))),
            }
            for day in own
        ]
        connection.execute(sa.delete(packed).where(packed.store_id == store, packed.day.in_(own)))
        if rows:
            connection.execute(sa.insert(packed), rows)
        count += len(rows)
    return count


def _days(connection: sa.Connection, query: sa.Select[int, date], part: SalesPart) -> set[Day]:
    columns: Any = query.selected_columns
    found = connection.execute(query.where(*part.days(columns.store_id, columns.day)))
    return {(store, day) for store, day in found}


def _read(
    connection: sa.Connection, part: SalesPart, ready: Collection[Day]
) -> tuple[pl.DataFrame, set[Day]]:
    """The sums of packed days, and which days these are: those that are damaged aren't among them."""
    packed = PackedDayRow
    query = sa.select(packed.store_id, packed.day, packed.products).where(
        *part.days(packed.store_id, packed.day)
    )
    frames, read = [pl.DataFrame(schema=SCHEMA)], set[Day]()
    with connection.execute(query, execution_options={"stream_results": True}) as rows:
        for some in rows.partitions(_TOGETHER):
            unpacked = [
                ((store, day), unpack_day(value)) for store, day, value in some if (store, day) in ready
            ]
            whole = {day: sums for day, sums in unpacked if sums is not None}
            frames.append(_keep(_as_frame(whole), part.product_ids))
            read |= whole.keys()
    return pl.concat(frames), read


def _sum_days(connection: sa.Connection, part: SalesPart, days: Collection[Day]) -> Iterator[pl.DataFrame]:
    """Sums of days from their lines, a store at a time, so that the index of stores and days serves."""
    lines = part.lines()
    for store, its in _by_store(days).items():
        for first in range(0, len(its), _TOGETHER):
            some = its[first : first + _TOGETHER]
            yield sum_lines(connection, [*lines, SaleRow.store_id == store, SaleRow.sold_on.in_(some)])


def _by_store(days: Collection[Day]) -> Mapping[int, Sequence[date]]:
    return {store: [day for _, day in its] for store, its in groupby(sorted(days), key=lambda one: one[0])}


def _as_frame(days: Mapping[Day, ProductSums]) -> pl.DataFrame:
    sums, counts = days.values(), [len(one) for one in days.values()]
    if not sums:
        return pl.DataFrame(schema=SCHEMA)
    store, day = (pl.Series(values) for values in zip(*days, strict=True))
    place = pl.Series(np.repeat(np.arange(len(counts)), counts))
    return pl.DataFrame(
        {
            "store_id": store.gather(place),
            "date": day.gather(place),
            "product_id": np.concatenate([one.product_id for one in sums]),
            "units": np.concatenate([one.units for one in sums]),
            "revenue": pl.Series(np.concatenate([one.revenue for one in sums]), nan_to_null=True),
            "promotion": np.concatenate([one.promotion for one in sums]),
        },
        schema_overrides=SCHEMA,
    )


def _as_arrays(sums: pl.DataFrame) -> ProductSums:
    return ProductSums(
        sums["product_id"].to_numpy(),
        sums["units"].to_numpy(),
        sums["revenue"].fill_null(float("nan")).to_numpy(),
        sums["promotion"].to_numpy().astype(np.uint8),
    )


def _keep(sums: pl.DataFrame, product_ids: Sequence[int] | None) -> pl.DataFrame:
    return sums if product_ids is None else sums.filter(pl.col("product_id").is_in(product_ids))
