"""`GET /today`: what a day that has begun will have sold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from foresale.service.api.today import asked_day
from foresale.storage.database.intraday.learn import learn_from_sales
from foresale.storage.database.tables.catalog import StoreRow
from foresale.storage.database.tables.trade import SaleRow

TODAY = date(2026, 3, 2)
FIRST = date(2026, 2, 2)
HOURS = (8, 10, 12, 14, 16)


class Clock:
    """A time of day in UTC, as the routes see it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 13, tzinfo=UTC)

    def at(self, hour: int, minute: int = 0) -> None:
        self.now = datetime(2026, 3, 2, hour, minute, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(asked_day, "utc_now", lambda: clock.now)
    return clock


def sell(shop: Any, sku: str, code: str, moment: datetime, units: float) -> None:
    """Add a sale at a moment, UTC."""
    with Session(shop.engine) as session, session.begin():
        number = session.query(SaleRow).count()
        session.execute(
            insert(SaleRow).values(
                transaction_id=f"s{number}", store_id=shop.stores[code], product_id=shop.products[sku],
                sold_at=moment, sold_on=moment.date(), quantity=units,
            )
        )  # fmt: skip


@pytest.fixture
def four_weeks(shop: Any) -> Any:
    """A shop that sold two teas at each of five hours every day, and serves a forecast of ten a day."""
    with Session(shop.engine) as session, session.begin():
        rows = [
            {
                "transaction_id": f"{code}-{day}-{hour}", "store_id": shop.stores[code],
                "product_id": shop.products["TEA"], "quantity": 2.0,
                "sold_at": datetime(2026, 2, 2, hour, tzinfo=UTC) + timedelta(days=day),
                "sold_on": FIRST + timedelta(days=day),
            }
            for code in ("S1", "S2") for day in range(28) for hour in HOURS
        ]  # fmt: skip
        session.execute(insert(SaleRow), rows)
    learn_from_sales(shop.engine, date(2026, 3, 1), "UTC")
    shop.put()
    shop.serve(1)
    return shop


def of(answer: dict[str, Any], sku: str, code: str) -> dict[str, Any]:
    (found,) = (
        item for item in answer["items"] if (item["product"]["sku"], item["store"]["code"]) == (sku, code)
    )
    return found


@pytest.fixture
def ask(api: Any) -> Callable[..., dict[str, Any]]:
    planner = api.as_role("planner")

    def asked(**parameters: object) -> dict[str, Any]:
        api.client.app.state.predictor.champions.refresh()
        answer = planner.get("/api/today", params=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return asked


@pytest.mark.every_database
def test_a_day_goes_from_its_mornings_forecast_to_what_was_sold(
    four_weeks: Any, ask: Callable[..., dict[str, Any]], clock: Clock
) -> None:
    clock.at(6)
    before = of(ask(), "TEA", "S1")
    assert (before["sold"], before["share"], before["mean"]) == (0, 0, 10)
    assert [before["lower"], before["upper"]] == pytest.approx(
        [before["morning"]["lower"], before["morning"]["upper"]], abs=0.5
    )
    for hour in HOURS[:3]:
        sell(four_weeks, "TEA", "S1", datetime(2026, 3, 2, hour, tzinfo=UTC), 4)
    clock.at(13)
    noon = of(ask(), "TEA", "S1")
    assert (noon["sold"], noon["share"]) == (12, 0.6)
    assert 12 + 4 < noon["mean"] < 12 + 8  # better than the morning's ten, less than twice as good
    assert 12 <= noon["lower"] <= noon["mean"] <= noon["upper"]
    clock.at(23)
    night = of(ask(), "TEA", "S1")
    assert (night["mean"], night["lower"], night["upper"], night["share"]) == (12, 12, 12, 1)


def test_a_store_whose_sales_havent_come_isnt_taken_for_one_that_sold_nothing(
    four_weeks: Any, ask: Callable[..., dict[str, Any]], clock: Clock
) -> None:
    for hour in (8, 12):
        sell(four_weeks, "TEA", "S1", datetime(2026, 3, 2, hour, tzinfo=UTC), 2)
    clock.at(17)
    answer = ask()
    told = {one["store"]["code"]: one for one in answer["stores"]}
    assert (told["S2"]["last_sale"], told["S2"]["known_until"], told["S2"]["behind"]) == (
        None,
        "00:00",
        False,
    )
    assert of(answer, "TEA", "S2")["mean"] == 10
    assert told["S1"]["known_until"] == "17:00"
    assert of(answer, "TEA", "S1")["mean"] == pytest.approx(4, abs=0.1)


@pytest.mark.every_database
def test_a_store_that_is_behind_is_known_until_its_last_sale(
    four_weeks: Any, ask: Callable[..., dict[str, Any]], clock: Clock
) -> None:
    four_weeks.put(version=2, mean=200.0, deviation=30.0)
    four_weeks.serve(2)
    sell(four_weeks, "TEA", "S1", datetime(2026, 3, 2, 8, tzinfo=UTC), 40)
    clock.at(17)
    answer = ask()
    told = {one["store"]["code"]: one for one in answer["stores"]}
    assert (told["S1"]["behind"], told["S1"]["known_until"]) == (True, "08:00")
    assert of(answer, "TEA", "S1")["mean"] > 150


def test_sales_without_times_raise_the_day_to_what_was_sold(
    shop: Any, ask: Callable[..., dict[str, Any]], clock: Clock
) -> None:
    shop.put()
    shop.serve(1)
    sell(shop, "TEA", "S1", datetime(2026, 3, 2, 0, tzinfo=UTC), 17)
    clock.at(12)
    answer = ask()
    told = of(answer, "TEA", "S1")
    assert (answer["hours_learned_until"], told["share"]) == (None, None)
    assert (told["sold"], told["mean"], told["lower"]) == (17, 17, 17)
    assert of(answer, "BREAD", "S1")["mean"] == 10


def test_each_stores_today_is_its_own(
    four_weeks: Any, ask: Callable[..., dict[str, Any]], clock: Clock
) -> None:
    with Session(four_weeks.engine) as session, session.begin():
        session.execute(
            update(StoreRow).where(StoreRow.code == "S2").values(time_zone="Pacific/Kiritimati")  # UTC+14
        )
    clock.at(13)
    days = {one["store"]["code"]: one["date"] for one in ask()["stores"]}
    assert days == {"S1": "2026-03-02", "S2": "2026-03-03"}


@pytest.mark.every_database
def test_pages_filters_and_limits(
    four_weeks: Any, api: Any, ask: Callable[..., dict[str, Any]], clock: Clock
) -> None:
    first = ask(limit=2)
    rest = ask(limit=2, cursor=first["next"])
    assert len(first["items"]) == 2
    assert (len(rest["items"]), rest["next"]) == (1, None)
    assert [item["product"]["sku"] for item in ask(category="Food")["items"]] == ["BREAD"]
    assert {item["store"]["code"] for item in ask(store="S2")["items"]} == {"S2"}
    assert len(ask(product="TEA")["items"]) == 2
    limited = api.as_role("planner", [four_weeks.stores["S2"]])
    told = limited.get("/api/today").json()
    assert {item["store"]["code"] for item in told["items"]} == {"S2"}
    assert limited.get("/api/today", params={"store": "S1"}).status_code == 403


def test_a_forecast_that_doesnt_reach_today_is_refused_with_the_way_out(
    four_weeks: Any, api: Any, ask: Callable[..., dict[str, Any]], clock: Clock
) -> None:
    ask()
    clock.now = datetime(2026, 6, 1, 12, tzinfo=UTC)
    answer = api.as_role("planner").get("/api/today")
    assert answer.status_code == 503
    assert "of 2026-03-02 to 2026-03-29; today is 2026-06-01" in answer.json()["detail"]
    assert "/api/forecast/refresh" in answer.json()["fix"]


@pytest.mark.every_database
def test_a_stores_day_is_what_its_products_have_together_with_a_range_of_its_own(
    four_weeks: Any, api: Any, clock: Clock, ask: Callable[..., dict[str, Any]]
) -> None:
    for hour in HOURS[:3]:
        sell(four_weeks, "TEA", "S1", datetime(2026, 3, 2, hour, tzinfo=UTC), 4)
        sell(four_weeks, "BREAD", "S1", datetime(2026, 3, 2, hour, tzinfo=UTC), 3)
    clock.at(13)
    items = ask()["items"]
    planner = api.as_role("planner")
    whole = planner.get("/api/today/stores").json()
    told = {one["store"]["code"]: one for one in whole["items"]}
    here, parts = told["S1"], [item for item in items if item["store"]["code"] == "S1"]
    assert (here["series"], here["sold"], here["morning"]["mean"]) == (2, 21, 20)
    assert here["mean"] == pytest.approx(sum(item["mean"] for item in parts), abs=0.01)
    assert here["share"] == pytest.approx(0.6, abs=0.05)
    assert 21 <= here["lower"] < here["mean"] < here["upper"]
    assert here["upper"] - here["lower"] < sum(item["upper"] - item["lower"] for item in parts)
    assert here["morning"]["lower"] < 20 < here["morning"]["upper"]
    assert (told["S2"]["sold"], told["S2"]["mean"], told["S2"]["last_sale"]) == (0, 10, None)
    food = planner.get("/api/today/stores", params={"category": "Food"}).json()["items"]
    assert [(one["store"]["code"], one["series"], one["sold"]) for one in food] == [("S1", 1, 9)]
    limited = api.as_role("planner", [four_weeks.stores["S2"]])
    assert [one["store"]["code"] for one in limited.get("/api/today/stores").json()["items"]] == ["S2"]
    assert limited.get("/api/today/stores", params={"store": "S1"}).status_code == 403
