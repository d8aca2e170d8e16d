"""Many series are read from packed days, few from their lines, and what isn't packed well is summed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import polars as pl
import sqlalchemy as sa
from polars.testing import assert_frame_equal

from empty_shop import FIRST, empty_shop
from foresale.service.live.sold_days_loop import SoldDaysLoop
from foresale.storage.database.engine.transactions import connect_at_one_moment
from foresale.storage.database.live_leases import Lease
from foresale.storage.database.sales.daily_sales import daily_sales
from foresale.storage.database.sales.packed_day import pack_day, unpack_day
from foresale.storage.database.sales.repository import DatabaseSales
from foresale.storage.database.tables.catalog import StoreRow
from foresale.storage.database.tables.trade import PackedDayRow
from foresale.workflows.ports import Scope

DAYS, LEASE = 4, Lease("sums of sales", 1)


def sell(engine: sa.Engine, quantity: float = 0.1) -> None:
    """Two products in two stores sell a few lines a day, whose sums are no round numbers."""
    empty_shop(engine)
    DatabaseSales(engine).add_each(
        [
            {
                "transaction_id": f"{store}-{day}-{product}-{line}", "product": product, "store": store,
                "sold_at": FIRST + timedelta(days=day), "quantity": quantity * line, "revenue": None,
                "promotion": "May" if line == day else None,
            }
            for store in ("S1", "S2") for day in range(DAYS)
            for product in ("Tea", "Nut") for line in (3, 1, 2)
        ]
    )  # fmt: skip


def read(engine: sa.Engine, few_series: int = 0, scope: Scope | None = None, **asked: object) -> pl.DataFrame:
    with connect_at_one_moment(engine) as connection:
        return daily_sales(connection, scope or Scope(), few_series=few_series, **asked)


def alter(engine: sa.Engine, change: Callable[[bytes], bytes]) -> None:
    """Change the packed day of the first store and day."""
    store = sa.select(StoreRow.id).where(StoreRow.code == "S1").scalar_subquery()
    first = sa.and_(PackedDayRow.day == FIRST.date(), PackedDayRow.store_id == store)
    with engine.begin() as connection:
        packed = connection.scalars(sa.select(PackedDayRow.products).where(first)).one()
        connection.execute(sa.update(PackedDayRow).where(first).values(products=change(packed)))


def sell_twice_as_much(packed: bytes) -> bytes:
    day = unpack_day(packed)
    assert day is not None
    day.units[:] *= 2
    return pack_day(day)


def test_the_loop_packs_all_days_but_each_stores_newest(database: sa.Engine) -> None:
    sell(database)
    loop = SoldDaysLoop(database)
    assert loop.run_once(LEASE)
    with database.connect() as connection:
        days = [day for _, day in connection.execute(sa.select(PackedDayRow.store_id, PackedDayRow.day))]
    assert sorted(days) == sorted(2 * [FIRST.date() + timedelta(days=day) for day in range(DAYS - 1)])
    assert not loop.run_once(LEASE)
    by_lines = read(database, few_series=100)
    if database.dialect.name == "sqlite":  # an index gives the lines in one order
        assert_frame_equal(read(database), by_lines, check_exact=True)
    else:
        assert_frame_equal(read(database), by_lines)


def test_many_series_are_read_from_packed_days_and_few_from_their_lines(database: sa.Engine) -> None:
    sell(database, quantity=0.125)
    SoldDaysLoop(database).run_once(LEASE)
    by_lines = read(database, few_series=100)
    alter(database, sell_twice_as_much)
    changed = (pl.col("store") == "S1") & (pl.col("date") == FIRST.date())
    told = by_lines.with_columns(pl.when(changed).then(pl.col("units") * 2).otherwise("units").alias("units"))
    assert_frame_equal(read(database), told)
    assert_frame_equal(read(database, few_series=4), by_lines)
    assert_frame_equal(DatabaseSales(database).daily(Scope()), by_lines)
    for store in ("S1", "S2"):
        of_it = pl.col("store") == store
        assert_frame_equal(read(database, scope=Scope(segment=f"store={store}")), told.filter(of_it))
    assert_frame_equal(read(database, scope=Scope(segment="product=Tea")), told.filter(product="Tea"))
    series = pl.DataFrame({"product": ["Tea", "Nut", "Rum"], "store": ["S1", "S2", "S1"]})
    pairs = pl.concat_str("product", "store").is_in(["TeaS1", "NutS2"])
    since = FIRST.date() + timedelta(days=1)
    assert_frame_equal(read(database, series=series), told.filter(pairs))
    assert_frame_equal(
        read(database, series=series, since=since), told.filter(pairs, pl.col("date") >= since)
    )
    # The day that changed is summed from its lines again, and packed anew by the loop.
    DatabaseSales(database).add_each(
        [{"transaction_id": "1", "product": "Tea", "store": "S1", "sold_at": FIRST, "quantity": 1.0}]
    )
    assert_frame_equal(read(database), read(database, few_series=4))
    for _ in range(2):
        SoldDaysLoop(database).run_once(LEASE)
        assert_frame_equal(read(database), read(database, few_series=4))
    alter(database, sell_twice_as_much)
    assert not read(database).equals(read(database, few_series=4))


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda packed: packed[:-1],
    "turned": lambda packed: packed[:12] + bytes([packed[12] ^ 1]) + packed[13:],
    "empty": lambda packed: b"",
    "newer": lambda packed: bytes([packed[0] + 1]) + packed[1:],
}


def test_a_day_whose_value_is_damaged_is_summed_from_its_lines(database: sa.Engine) -> None:
    sell(database, quantity=0.125)
    SoldDaysLoop(database).run_once(LEASE)
    by_lines = read(database, few_series=100)
    for name, damage in DAMAGES.items():
        whole: list[bytes] = []
        alter(database, lambda packed, damage=damage, whole=whole: whole.append(packed) or damage(packed))
        assert read(database).equals(by_lines), name
        alter(database, lambda _, whole=whole: whole[0])
