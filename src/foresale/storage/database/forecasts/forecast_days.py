"""Sums of a forecast by store and day, kept beside it: sums of millions of rows needn't read them.

A store's sums count while they are of what is in force now. Whoever forecasts series of it anew takes them
away in the same transaction; and they name the prices, products and stores in use that they were worked out
with, so that with others they don't count either. Where none count, the forecast's rows are read: as right,
and slower.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from foresale.errors import NotFoundError
from foresale.storage.database.engine.transactions import write
from foresale.storage.database.forecasts.catalogue_in_use import read_catalogue
from foresale.storage.database.forecasts.forecast_periods import is_grain
from foresale.storage.database.forecasts.in_force import is_in_force_of_many
from foresale.storage.database.forecasts.in_use import is_in_use
from foresale.storage.database.forecasts.series_versions import hold_base
from foresale.storage.database.prices_in_use import IS_USUAL_PRICE, JOINED_PRICE
from foresale.storage.database.sql.dates import days_between
from foresale.storage.database.tables.catalog import ProductRow, StoreRow, UsualPriceRow
from foresale.storage.database.tables.forecast_sums import ForecastDayRow, SummedStoreRow
from foresale.storage.database.tables.outlook import ForecastRow, ForecastRunRow, SeriesForecastRow


@dataclass(frozen=True)
class SummedStores:
    """Which stores' sums of a forecast may be read.

    Attributes:
        ready: Those whose sums count.
        others: Those in use of which the forecast's rows are to be read.
        catalogue: The prices, products and stores in use that the sums are of.
        stamps: Another value when `ready` holds sums of another moment.
    """

    ready: frozenset[int]
    others: frozenset[int]
    catalogue: str
    stamps: frozenset[tuple[int, int]]


@dataclass(frozen=True)
class StoreSums:
    """Sums of stores' days, and what they are of.

    Attributes:
        days: Rows of `forecast_days`.
        gaps: Stores whose series have days that aren't forecast between others.
        catalogue: The digest of the prices, products and stores in use.
        renewed_by: The newest run of single series that they know; 0 without any.
    """

    days: Sequence[Mapping[str, Any]]
    gaps: Collection[int]
    catalogue: str
    renewed_by: int = 0


def find_summed_stores(connection: sa.Connection, base_id: int) -> SummedStores:
    """The stores whose kept sums of a forecast are those of what is in force.

    Args:
        connection: An open transaction.
        base_id: The forecast of everything.
    """
    catalogue = read_catalogue(connection).digest
    stamps = _read_stamps(connection, base_id, catalogue)
    in_use = set(connection.scalars(sa.select(StoreRow.id).where(StoreRow.is_active.is_(True))))
    ready = frozenset(store for store, _ in stamps) & in_use
    return SummedStores(ready, frozenset(in_use - ready), catalogue, stamps)


def still_counts(connection: sa.Connection, base_id: int, summed: SummedStores) -> bool:
    """Whether what was read of kept sums since they were found is of one moment.

    Args:
        connection: An open transaction.
        base_id: The forecast of everything.
        summed: As they were found.
    """
    return _read_stamps(connection, base_id, summed.catalogue) == summed.stamps


def sum_forecast_days(engine: sa.Engine, base_id: int) -> int:
    """Work out the sums of the stores whose kept ones don't count, and answer of how many.

    The forecast is read before anything is locked. Stores that are renewed meanwhile are left to the next
    call, and so are all where prices change.

    Args:
        engine: The system of record.
        base_id: The forecast of everything.
    """
    with engine.connect().execution_options(writes=False) as connection:
        before = _State.read(connection, base_id)
        if before is None:
            return 0
        stores = _stores_to_sum(connection, base_id, before)
        if not stores:
            return 0
        days, gaps = _read_sums(connection, base_id, stores)

    def keep(session: Session) -> int:
        connection = session.connection()
        try:
            hold_base(connection, base_id)
        except NotFoundError:
            return 0
        if read_catalogue(connection).digest != before.catalogue:
            return 0
        renewed = _renewed_since(connection, base_id, before)
        kept = [store for store in stores if store not in renewed]
        keep_sums(connection, base_id, kept, StoreSums(days, gaps, before.catalogue, before.renewed_by))
        return len(kept)

    return write(engine, keep)


def keep_sums(connection: sa.Connection, base_id: int, store_ids: Collection[int], sums: StoreSums) -> None:
    """Keep stores' sums in place of those that were.

    Args:
        connection: The transaction in which they are known to be of what is in force.
        base_id: The forecast of everything.
        store_ids: The stores.
        sums: Theirs, perhaps beside those of others.
    """
    forget_sums(connection, base_id, store_ids)
    add_sums(connection, base_id, store_ids, sums)


def add_sums(connection: sa.Connection, base_id: int, store_ids: Collection[int], sums: StoreSums) -> None:
    """Keep the sums of stores that have none.

    Args:
        connection: As for `keep_sums`.
        base_id: The forecast of everything.
        store_ids: The stores.
        sums: Theirs, perhaps beside those of others.
    """
    wanted = set(store_ids)
    marks = [
        {
            "run_id": base_id, "store_id": store, "catalogue": sums.catalogue,
            "renewed_by": sums.renewed_by, "has_gaps": store in sums.gaps,
        }
        for store in store_ids
    ]  # fmt: skip
    days = [day for day in sums.days if day["store_id"] in wanted]
    for table, rows in ((SummedStoreRow, marks), (ForecastDayRow, days)):
        if rows:
            connection.execute(sa.insert(table), rows)


def forget_sums(connection: sa.Connection, base_id: int, store_ids: Collection[int]) -> None:
    """Take away stores' sums, in the transaction that makes another forecast be in force there.

    Args:
        connection: That transaction.
        base_id: The forecast of everything.
        store_ids: The stores.
    """
    stores = sorted(store_ids)
    for table in (SummedStoreRow, ForecastDayRow):
        connection.execute(sa.delete(table).where(table.run_id == base_id, table.store_id.in_(stores)))


def _read_stamps(connection: sa.Connection, base_id: int, catalogue: str) -> frozenset[tuple[int, int]]:
    mark = SummedStoreRow
    query = sa.select(mark.store_id, mark.renewed_by).where(
        mark.run_id == base_id, mark.catalogue == catalogue, mark.has_gaps.is_(False)
    )
    return frozenset((store, run) for store, run in connection.execute(query))


@dataclass(frozen=True)
class _State:
    """What sums are worked out from, besides the forecast's own rows, which never change."""

    catalogue: str
    renewed_by: int

    @classmethod
    def read(cls, connection: sa.Connection, base_id: int) -> _State | None:
        """The state now; None where the forecast is gone."""
        run = ForecastRunRow
        if connection.scalar(sa.select(run.id).where(run.id == base_id, run.base_id.is_(None))) is None:
            return None
        newest = connection.scalar(sa.select(sa.func.max(run.id)).where(run.base_id == base_id))
        return cls(read_catalogue(connection).digest, newest or 0)


def _renewed_since(connection: sa.Connection, base_id: int, state: _State) -> set[int]:
    """The stores of which series were forecast anew since."""
    made = SeriesForecastRow
    query = sa.select(made.store_id).where(made.base_id == base_id, made.run_id > state.renewed_by)
    return set(connection.scalars(query.distinct()))


def _stores_to_sum(connection: sa.Connection, base_id: int, state: _State) -> list[int]:
    """Those in use that have no sums of these prices."""
    mark = SummedStoreRow
    known = sa.select(mark.store_id).where(mark.run_id == base_id, mark.catalogue == state.catalogue)
    query = sa.select(StoreRow.id).where(StoreRow.is_active.is_(True), StoreRow.id.not_in(known))
    return list(connection.scalars(query.order_by(StoreRow.id)))


def _read_sums(
    connection: sa.Connection, base_id: int, stores: list[int]
) -> tuple[list[dict[str, Any]], set[int]]:
    """The rows to keep of some stores, and those of them whose series have gaps."""
    row = ForecastRow
    wanted = (
        is_in_force_of_many(base_id), is_grain("day"), is_in_use(), row.store_id.in_(stores),
    )  # fmt: skip
    first = sa.func.min(row.target_date)
    span = days_between(first, sa.func.max(row.target_date)) + 1
    each = (
        sa.select(row.store_id, first.label("first"), (span - sa.func.count()).label("missing"))
        .where(*wanted)
        .group_by(row.product_id, row.store_id)
        .subquery()
    )
    begins: dict[tuple[int, Any], int] = {}
    gaps: set[int] = set()
    columns: list[Any] = [each.c.store_id, each.c.first, sa.func.count(), sa.func.max(each.c.missing)]
    for store, day, count, missing in connection.execute(
        sa.select(*columns).group_by(each.c.store_id, each.c.first)
    ):
        begins[store, day] = count
        if missing:
            gaps.add(store)
    price = JOINED_PRICE
    known = sa.func.count(row.deviation) == sa.func.count()
    sums: list[Any] = [
        row.store_id, row.target_date.label("day"), sa.func.count().label("series"),
        sa.func.sum(row.mean).label("mean"),
        sa.case((known, sa.func.sum(row.deviation * row.deviation))).label("apart"),
        sa.case((known, sa.func.sum(row.deviation))).label("step"),
        sa.type_coerce(sa.func.sum(row.mean * price), sa.Double()).label("revenue"),
        sa.func.sum(sa.case((price.is_(None), row.mean), else_=0.0)).label("unpriced"),
        sa.func.sum(sa.case((IS_USUAL_PRICE, row.mean), else_=0.0)).label("priced_by_sales"),
    ]  # fmt: skip
    query = (
        sa.select(*sums)
        .join(ProductRow, ProductRow.id == row.product_id)
        .outerjoin(UsualPriceRow, UsualPriceRow.product_id == row.product_id)
        .where(*wanted)
        .group_by(row.store_id, row.target_date)
    )
    return [
        {**found._mapping, "run_id": base_id, "begins": begins.get((found.store_id, found.day), 0)}
        for found in connection.execute(query)
    ], gaps
