"""What the live path does with sales: today told anew, ended days and late sales forecast anew."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from foresale.service.live.day_end_loop import DayEndLoop
from foresale.service.live.hours_loop import HoursLoop
from foresale.service.live.late_sales_loop import LateSalesLoop
from foresale.service.live.today_loop import TodayLoop
from foresale.storage.database.event_log.read import events_after
from foresale.storage.database.event_log.sequence import number_events, numbering_engine
from foresale.storage.database.intraday.repository import DatabaseIntraday
from foresale.storage.database.live_leases import Lease, Leases
from foresale.storage.database.tables.catalog import StoreRow
from foresale.storage.database.tables.operations import JobRow

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
pytestmark = pytest.mark.every_database


@pytest.fixture
def lease(api: Any) -> Callable[[str], Lease]:
    """A function that takes a loop's lease."""

    def take(name: str) -> Lease:
        found = Leases(api.container.engine, "test").take(name)
        assert found is not None
        return found

    return take


@pytest.fixture
def post(api: Any) -> Callable[..., None]:
    """A function that sends sales of `sku store moment units`, which the log then holds."""
    operator = api.as_role("admin")
    sent = 0

    def posted(*sales: tuple[str, str, datetime, float]) -> None:
        nonlocal sent
        rows = []
        for sku, code, moment, units in sales:
            sent += 1
            rows.append(
                {
                    "transaction_id": f"n{sent}", "product": sku, "store": code,
                    "sold_at": moment.isoformat(), "quantity": units,
                }
            )  # fmt: skip
        answer = operator.post("/api/sales/batch", json={"sales": rows})
        assert answer.json()["added"] == len(rows), answer.text
        number(api)

    return posted


def number(api: Any) -> None:
    with numbering_engine(api.container.engine).begin() as connection:
        number_events(connection)


def outlooks(api: Any, after: int = 0) -> list[dict[str, Any]]:
    number(api)
    with api.container.engine.connect() as connection:
        return [json.loads(event.payload) for event in events_after(connection, after, kinds=["outlook"])]


def jobs(api: Any) -> list[dict[str, Any]]:
    with api.container.engine.connect() as connection:
        rows = connection.execute(select(JobRow.kind, JobRow.arguments).order_by(JobRow.created_at)).all()
    return [{"kind": row.kind, **row.arguments} for row in rows]


def test_each_sale_of_today_tells_its_series_day_anew(
    api: Any, shop: Any, lease: Callable[[str], Lease], post: Callable[..., None]
) -> None:
    loop = TodayLoop(api.container.engine, "UTC", lambda: NOON)
    held = lease(loop.name)
    post(("TEA", "S1", NOON - timedelta(hours=1), 4))
    assert loop.run_once(held)
    (first,) = outlooks(api)
    assert (first["product"], first["store"], first["date"], first["sold"], first["morning"]) == (
        "TEA", "S1", "2026-03-02", 4, 10,
    )  # fmt: skip
    assert not loop.run_once(held)  # its own events touch nothing
    post(("TEA", "S1", NOON, 9), ("BREAD", "S1", NOON, 1), ("COFFEE", "S2", NOON, 1))
    post(("TEA", "S2", NOON - timedelta(days=30), 5))
    assert loop.run_once(held)
    told = {(one["product"], one["store"]): one for one in outlooks(api)[1:]}
    assert set(told) == {("TEA", "S1"), ("BREAD", "S1")}  # coffee isn't forecast, and the past isn't today
    assert told["TEA", "S1"]["sold"] == 13
    assert told["TEA", "S1"]["mean"] >= 13


def test_a_loop_that_begins_tells_of_all_that_sold_today(
    api: Any, shop: Any, lease: Callable[[str], Lease], post: Callable[..., None]
) -> None:
    post(("TEA", "S1", NOON, 4), ("BREAD", "S1", NOON, 2))
    held = lease("outlook of today")
    TodayLoop(api.container.engine, "UTC", lambda: NOON).run_once(held)
    TodayLoop(api.container.engine, "UTC", lambda: NOON).run_once(held)
    assert [(one["product"], one["sold"]) for one in outlooks(api)] == [("TEA", 4), ("BREAD", 2)] * 2


def test_a_store_whose_day_is_over_is_forecast_anew_once(
    api: Any, shop: Any, lease: Callable[[str], Lease], post: Callable[..., None]
) -> None:
    post(("TEA", "S1", NOON, 4))
    held = lease("end of the day")
    at = {"now": datetime(2026, 3, 3, 0, 4, tzinfo=UTC)}
    loop = DayEndLoop(api.container, lambda: at["now"])
    assert not loop.run_once(held)  # sales of the evening may be on their way
    at["now"] = datetime(2026, 3, 3, 0, 6, tzinfo=UTC)
    assert loop.run_once(held)
    loop.run_once(held)
    (job,) = jobs(api)
    assert (job["kind"], job["store_ids"]) == ("forecast_series", [shop.stores["S1"]])
    assert job["renewal"] == {"kind": "end_of_day", "day": "2026-03-02", "series": None}


def test_a_store_far_east_is_forecast_from_its_own_day_when_that_is_over(
    api: Any, shop: Any, lease: Callable[[str], Lease], post: Callable[..., None]
) -> None:
    with Session(shop.engine) as session, session.begin():
        zone = update(StoreRow).where(StoreRow.code == "S2").values(time_zone="Pacific/Kiritimati")  # UTC+14
        session.execute(zone)
    post(("TEA", "S2", datetime(2026, 3, 2, 1, tzinfo=UTC), 4), ("TEA", "S1", NOON, 1))
    held = lease("end of the day")
    assert not DayEndLoop(api.container, lambda: datetime(2026, 3, 2, 9, tzinfo=UTC)).run_once(held)
    assert DayEndLoop(api.container, lambda: datetime(2026, 3, 2, 11, tzinfo=UTC)).run_once(held)
    assert DayEndLoop(api.container, lambda: datetime(2026, 3, 3, 1, tzinfo=UTC)).run_once(held)
    told = [(job["store_ids"], job["until"]) for job in jobs(api)]
    east, home = shop.stores["S2"], shop.stores["S1"]
    assert told[0] == ([east], "2026-03-02")
    assert sorted(store for stores, _ in told[1:] for store in stores) in ([home], sorted([home, east]))
    assert {until for _, until in told} == {"2026-03-02"}


def test_a_day_that_a_forecast_knows_isnt_forecast_again(
    api: Any, shop: Any, lease: Callable[[str], Lease], post: Callable[..., None]
) -> None:
    post(("TEA", "S1", NOON, 4))
    shop.put(version=1, cutoff=date(2026, 3, 2))
    assert not DayEndLoop(api.container, lambda: datetime(2026, 3, 3, 1, tzinfo=UTC)).run_once(
        lease("end of the day")
    )
    assert jobs(api) == []


def test_sales_of_days_that_were_over_have_their_series_forecast_anew(
    api: Any, shop: Any, lease: Callable[[str], Lease], post: Callable[..., None]
) -> None:
    held = lease("late sales")
    loop = LateSalesLoop(api.container, lambda: NOON)
    post(("TEA", "S1", NOON - timedelta(days=20), 1))
    loop.run_once(held)  # what was there before is known to the forecasts
    assert jobs(api) == []
    post(
        ("TEA", "S1", NOON - timedelta(days=3), 1),
        ("TEA", "S1", NOON - timedelta(days=2), 1),
        ("BREAD", "S1", NOON - timedelta(days=1), 2),
        ("TEA", "S2", NOON, 2),
    )
    assert LateSalesLoop(api.container, lambda: NOON).run_once(held)  # another process goes on
    (job,) = jobs(api)
    pairs = {(shop.products["TEA"], shop.stores["S1"]), (shop.products["BREAD"], shop.stores["S1"])}
    assert {tuple(pair) for pair in job["series"]} == pairs
    assert not loop.run_once(held)
    assert len(jobs(api)) == 1


def test_hours_are_learned_once_a_day(api: Any, shop: Any, lease: Callable[[str], Lease]) -> None:
    at = {"now": datetime(2026, 3, 2, 12, tzinfo=UTC)}
    loop, shelf = (
        HoursLoop(api.container.engine, "UTC", lambda: at["now"]),
        DatabaseIntraday(api.container.engine),
    )
    held = lease(loop.name)
    assert not loop.run_once(held)
    for day in range(20):
        shop.sell("TEA", "S1", date(2026, 2, 10) + timedelta(days=day), 3)
    assert loop.run_once(held)
    assert shelf.read_learned_until() == date(2026, 3, 1)
    assert not loop.run_once(held)
    shop.sell("TEA", "S1", date(2026, 3, 2), 3)
    assert not loop.run_once(held)  # a day that isn't over teaches nothing
    at["now"] += timedelta(days=1)
    assert loop.run_once(held)
    assert shelf.read_learned_until() == date(2026, 3, 2)
