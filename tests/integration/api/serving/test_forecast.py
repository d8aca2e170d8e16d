"""Forecasts as they are read: by product, by week, and beside what was sold."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, update

from foresale.service.jobs.handlers.track_actuals import track_actuals
from foresale.storage.database.tables.operations import ScheduleRow
from foresale.storage.database.tables.outlook import ForecastRunRow
from recorded_progress import RecordedProgress

LONG_AGO = date(2026, 1, 4)  # a Sunday


@pytest.mark.every_database
def test_a_product_has_28_days_in_every_store_that_the_caller_sees(api: Any, shop: Any) -> None:
    told = api.as_role("viewer").get("/api/forecast/TEA").json()
    assert [store["store"]["code"] for store in told["stores"]] == ["S1", "S2"]
    first = told["stores"][0]
    assert len(first["forecast"]) == 28
    assert first["forecast"][0] == {
        "date": "2026-03-02",
        "days": 1,
        "mean": 10,
        "intervals": [{"level": 0.8, "lower": 7.4369, "upper": 12.5631}],
    }
    assert first["model_version"] == "daily.all.1"
    assert first["explained"] == {
        "ahead": 10, "usual": 8, "days": 7, "overall": [], "no_cause": None,
        "parts": [{"what": "promotion", "name": None, "amount": None, "effect": 0.25}],
    }  # fmt: skip
    assert first["reasons"][0].endswith("promotion +25\N{NO-BREAK SPACE}%.")
    limited = api.as_role("viewer", [shop.stores["S2"]])
    assert [store["store"]["code"] for store in limited.get("/api/forecast/TEA").json()["stores"]] == ["S2"]
    assert limited.get("/api/forecast/TEA?store=S1").status_code == 403


def test_a_part_of_a_forecast_can_be_asked_for(api: Any, shop: Any) -> None:
    address = f"/api/forecast?product_id={shop.products['TEA']}&store=S1"
    client = api.as_role("viewer")
    days = client.get(f"{address}&from=2026-03-05&to=2026-03-06&levels=0.9&levels=0.8").json()["stores"][0][
        "forecast"
    ]
    assert [day["date"] for day in days] == ["2026-03-05", "2026-03-06"]
    assert [interval["level"] for interval in days[0]["intervals"]] == [0.8, 0.9]
    weeks = client.get(f"{address}&grain=week").json()["stores"][0]["forecast"]
    assert [(week["date"], week["days"], week["mean"]) for week in weeks][:2] == [
        ("2026-03-02", 7, 70), ("2026-03-09", 7, 70),
    ]  # fmt: skip
    wrong = client.get(f"{address}&from=2026-03-06&to=2026-03-05")
    assert wrong.status_code == 422
    assert "is before 'from'" in wrong.json()["detail"]
    assert client.get(f"{address}&levels=0.33").status_code == 422
    assert client.get("/api/forecast/COFFEE").json()["code"] == "not_found"


def test_a_forecast_older_than_its_schedule_says_so(api: Any, shop: Any) -> None:
    schedule = {
        "name": "daily", "kind": "forecast", "arguments": {}, "cron": "0 4 * * *",
        "time_zone": "Europe/Berlin", "is_on": True, "next_at": datetime.now(UTC),
    }  # fmt: skip
    with api.container.engine.begin() as connection:
        connection.execute(insert(ScheduleRow), schedule)
    client = api.as_role("planner")
    asked = {"product": "TEA", "store": "S1", "horizon": 7}
    assert client.post("/api/predict/", json=asked).json()["stale"] is False
    api.client.app.state.predictor.champions.refresh()
    told = client.post("/api/predict/", json=asked).json()
    # Made on 2 March at 4 UTC, after that day's run; the next was due at 3 UTC, and has an hour.
    assert (told["stale"], told["expected_by"]) == (True, "2026-03-03T04:00:00+00:00")
    assert client.get("/api/forecast/TEA").json()["stores"][0]["stale"] is True
    assert client.get("/api/forecast/weekly").json()["stale"] is True
    shop.put(made_at=datetime.now(UTC))
    api.client.app.state.predictor.champions.refresh()
    assert client.post("/api/predict/", json=asked).json()["stale"] is False


@pytest.mark.every_database
def test_weeks_come_in_pages_by_product_and_store(api: Any, shop: Any) -> None:
    client = api.as_role("viewer")
    page = client.get("/api/forecast/weekly?limit=2").json()
    rest = client.get(f"/api/forecast/weekly?limit=2&cursor={page['next']}").json()
    names = [(item["product"]["sku"], item["store"]["code"]) for item in page["items"] + rest["items"]]
    assert names == [("TEA", "S1"), ("TEA", "S2"), ("BREAD", "S1")]
    assert rest["next"] is None
    assert [week["mean"] for week in page["items"][0]["weeks"]] == [70] * 4
    food = client.get("/api/forecast/weekly?category=Food").json()["items"]
    assert [item["product"]["sku"] for item in food] == ["BREAD"]
    assert len(client.get("/api/forecast/weekly?store=S2").json()["items"]) == 1
    assert len(api.as_role("viewer", [shop.stores["S2"]]).get("/api/forecast/weekly").json()["items"]) == 1


@pytest.mark.every_database
def test_accuracy_is_worked_out_by_lag_product_store_and_version(api: Any, shop: Any) -> None:
    shop.put(version=1, cutoff=LONG_AGO, mean=10.0)
    shop.put(version=2, cutoff=LONG_AGO + timedelta(days=7), mean=12.0)
    for step in range(1, 29):
        day = LONG_AGO + timedelta(days=step)
        shop.sell("TEA", "S1", day, 8)
        shop.sell("TEA", "S2", day, 10)
        shop.sell("BREAD", "S1", day, 20)
    track_actuals(api.container, {}, RecordedProgress())
    client = api.as_role("viewer")
    span = "from=2026-01-05&to=2026-02-01"
    versions = client.get(f"/api/forecast/accuracy?by=version&{span}").json()["items"]
    found = {item["key"]: item for item in versions}
    # Version 1 said 10 on 28 days: wrong by 2, 0 and 10 of 8, 10 and 20.
    assert found["daily.all.1"]["n"] == 84
    assert found["daily.all.1"]["wape"] == pytest.approx(12 / 38)
    assert found["daily.all.1"]["bias"] == pytest.approx(-8 / 38)
    assert found["daily.all.1"]["coverage"] == pytest.approx(2 / 3)
    assert found["daily.all.2"]["n"] == 63
    assert found["daily.all.2"]["wape"] == pytest.approx((4 + 2 + 8) / 38)
    told = client.get(f"/api/forecast/accuracy?by=product&model_version=daily.all.1&{span}").json()
    assert [(item["key"], item["id"]) for item in told["items"]] == [
        ("BREAD", shop.products["BREAD"]), ("TEA", shop.products["TEA"]),
    ]  # fmt: skip
    assert told["items"][1]["wape"] == pytest.approx(2 / 18)
    stores = client.get(f"/api/forecast/accuracy?by=store&product=TEA&{span}").json()["items"]
    assert {item["key"] for item in stores} == {"S1", "S2"}
    lags = client.get(f"/api/forecast/accuracy?by=lag&lag=1&lag=28&{span}").json()["items"]
    assert [(item["key"], item["n"]) for item in lags] == [("1", 6), ("28", 3)]
    weeks = client.get(f"/api/forecast/accuracy?grain=week&product=TEA&store=S1&{span}").json()["items"]
    # Weeks of 8 a day: version 1 said 70 for 56, version 2 said 84; the last of version 2 isn't over.
    assert [(item["key"], item["n"], item["actual"]) for item in weeks] == [
        ("1", 2, 112), ("2", 2, 112), ("3", 2, 112), ("4", 1, 56),
    ]  # fmt: skip
    limited = api.as_role("viewer", [shop.stores["S2"]]).get(f"/api/forecast/accuracy?by=store&{span}").json()
    assert [item["key"] for item in limited["items"]] == ["S2"]


@pytest.mark.every_database
def test_accuracy_tells_weeks_that_had_begun_from_those_that_were_ahead(api: Any, shop: Any) -> None:
    shop.put(cutoff=LONG_AGO, mean=10.0)
    late = shop.put(cutoff=LONG_AGO, mean=9.0)
    with api.container.engine.begin() as connection:  # made when four days of the first week had been sold
        moved = update(ForecastRunRow).where(ForecastRunRow.id == late)
        connection.execute(moved.values(cutoff=LONG_AGO + timedelta(days=4)))
    for step in range(1, 15):
        shop.sell("TEA", "S1", LONG_AGO + timedelta(days=step), 8)
    track_actuals(api.container, {}, RecordedProgress())
    asked = "from=2026-01-05&to=2026-01-18&product=TEA&store=S1&grain=week"
    weeks = api.as_role("viewer").get(f"/api/forecast/accuracy?{asked}").json()["items"]
    assert [(item["key"], item["n"], item["forecast"]) for item in weeks] == [
        ("0", 1, 63), ("1", 2, 133), ("2", 1, 70),
    ]  # fmt: skip


@pytest.mark.every_database
def test_forecasts_of_several_lags_stand_beside_what_was_sold(api: Any, shop: Any) -> None:
    for step, mean in ((0, 10.0), (6, 12.0)):
        shop.put(cutoff=LONG_AGO + timedelta(days=step), mean=mean)
    day = LONG_AGO + timedelta(days=7)
    for code in ("S1", "S2"):
        shop.sell("TEA", code, day, 9)
    track_actuals(api.container, {}, RecordedProgress())
    client = api.as_role("viewer")
    address = f"/api/forecast/comparison?product=TEA&lag=1&lag=7&from={day}&to={day}"
    (item,) = client.get(f"{address}&store=S1").json()["items"]
    assert (item["date"], item["actual"]) == (str(day), 9)
    assert [(one["lag"], one["mean"], one["upper"]) for one in item["forecasts"]] == [
        (1, 12, 14.5631), (7, 10, 12.5631),
    ]  # fmt: skip
    (both,) = client.get(address).json()["items"]
    assert (both["actual"], [one["mean"] for one in both["forecasts"]]) == (18, [24, 20])
    assert both["forecasts"][0]["lower"] is None


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("comparison", {"to": "0001-01-01"}),
        ("accuracy", {"to": "0001-01-01"}),
        ("TEA", {"from": "9999-12-31"}),
        ("TEA", {"to": "0001-01-01"}),
    ],
)
def test_a_day_that_no_sale_can_have_is_refused(api: Any, shop: Any, name: str, days: dict[str, str]) -> None:
    answer = api.as_role("viewer").get(f"/api/forecast/{name}", params=days)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


def test_where_nothing_has_an_actual_yet_accuracy_is_empty(embedded_api: Any) -> None:
    client = embedded_api.as_role("viewer")
    for name in ("accuracy", "comparison"):
        told = client.get(f"/api/forecast/{name}").json()
        assert (told["from"], told["items"]) == (None, [])
    assert client.get("/api/forecast/accuracy?from=2020-01-01&to=2026-01-01").json()["code"] == "option"
