"""How days go: sales by quarter of an hour, and what is learned of them, the same on every database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from foresale.storage.database.intraday.learn import learn_from_sales
from foresale.storage.database.intraday.repository import DatabaseIntraday
from foresale.storage.database.intraday.sales_by_slot import sales_by_slot, sum_days
from foresale.storage.database.sales.repository import DatabaseSales
from foresale.storage.database.tables.catalog import ProductRow, StoreRow

FIRST = date(2026, 3, 2)


def add(database: sa.Engine, moments: list[tuple[str, str, datetime, float]]) -> None:
    """Sales of products in stores at moments."""
    lines = pl.DataFrame(
        [(f"t{number}", *sale) for number, sale in enumerate(moments)],
        schema=["transaction_id", "product", "store", "sold_at", "quantity"],
        orient="row",
    )
    DatabaseSales(database).add(lines)


@pytest.fixture
def two_zones(database: sa.Engine) -> tuple[int, int]:
    """The ids of a store in Berlin and one in Kathmandu, whose quarters of an hour are those of UTC."""
    with Session(database) as session, session.begin():
        stores = [
            StoreRow(code="B", name="B", time_zone="Europe/Berlin"),
            StoreRow(code="K", name="K", time_zone="Asia/Kathmandu"),
        ]
        session.add_all(stores)
        session.add(ProductRow(sku="tea", name="Tea", category="Drinks"))
        session.flush()
        return stores[0].id, stores[1].id


def test_sales_are_summed_by_the_stores_own_clock(database: sa.Engine, two_zones: tuple[int, int]) -> None:
    berlin, kathmandu = two_zones
    summer = datetime(2026, 7, 1, 10, 7, 30, tzinfo=UTC)
    winter = datetime(2026, 12, 1, 10, 20, tzinfo=UTC)
    add(
        database,
        [
            ("tea", "B", summer, 2.0),
            ("tea", "B", summer + timedelta(minutes=7), 3.0),
            ("tea", "B", summer + timedelta(minutes=8), 1.0),
            ("tea", "B", winter, 1.5),
            ("tea", "K", summer, 4.0),
        ],
    )
    with database.connect() as connection:
        found = sales_by_slot(connection, date(2026, 12, 31), 365, "UTC").sort("store", "date", "slot")
    assert found.select("store", "category", "date", "slot", "units", "squares").rows() == [
        (berlin, "Drinks", date(2026, 7, 1), 48, 5.0, 13.0),
        (berlin, "Drinks", date(2026, 7, 1), 49, 1.0, 1.0),
        (berlin, "Drinks", date(2026, 12, 1), 45, 1.5, 2.25),
        (kathmandu, "Drinks", date(2026, 7, 1), 63, 4.0, 16.0),
    ]


def test_units_of_a_day_are_those_of_each_stores_day(database: sa.Engine, two_zones: tuple[int, int]) -> None:
    berlin, kathmandu = two_zones
    evening = datetime(2026, 7, 1, 20, 0, tzinfo=UTC)  # in Kathmandu it is the second of July
    add(database, [("tea", "B", evening, 2.0), ("tea", "K", evening, 5.0), ("tea", "B", evening, 1.0)])
    with database.connect() as connection:
        one = sum_days(connection, {berlin: date(2026, 7, 1), kathmandu: date(2026, 7, 2)})
        none = sum_days(connection, {kathmandu: date(2026, 7, 1)})
        other = sum_days(connection, {berlin: date(2026, 7, 1)}, [10**9])
    assert sorted(one.select("store", "units").rows()) == [(berlin, 3.0), (kathmandu, 5.0)]
    assert (none.height, other.height) == (0, 0)


def test_what_was_learned_is_read_back(database: sa.Engine, two_zones: tuple[int, int]) -> None:
    berlin, _ = two_zones
    noon = datetime(2026, 3, 2, 11, tzinfo=UTC)
    add(
        database,
        [
            ("tea", "B", noon + timedelta(days=day, hours=hour), 1.0 + hour)
            for day in range(21)
            for hour in (-3, 0, 2, 5)
            if hour >= 0
        ],
    )
    shelf = DatabaseIntraday(database)
    assert shelf.newest() is None
    learn_from_sales(database, date(2026, 3, 22), "UTC")
    newest = learn_from_sales(database, date(2026, 3, 20), "UTC")
    stored = shelf.newest()
    assert stored is not None
    assert stored.model is not None
    assert (stored.id, stored.until) == (newest, date(2026, 3, 20))
    series = pl.DataFrame({"store": [berlin, berlin], "category": ["Drinks", None]})
    shares = stored.model.share(series, 1, 13.0)
    assert shares == pytest.approx(np.array([0.1, 0.1]), abs=0.02)
    assert stored.model.share(series, 1, 24.0).tolist() == [1.0, 1.0]
    assert stored.model.batches["batch"].to_list() == [pytest.approx(4.6)]


def test_sales_of_whole_days_teach_no_hours(database: sa.Engine, two_zones: tuple[int, int]) -> None:
    midnight = datetime(2026, 3, 1, 23, tzinfo=UTC)
    add(database, [("tea", "B", midnight + timedelta(days=day), 9.0) for day in range(30)])
    learn_from_sales(database, date(2026, 3, 30), "UTC")
    stored = DatabaseIntraday(database).newest()
    assert stored is not None
    assert stored.model is None
