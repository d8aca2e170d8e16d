"""Alerts: raised once while something lasts, resolved when it is gone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from foresale.service.jobs.handlers.monitor import monitor
from foresale.service.jobs.handlers.track_actuals import track_actuals
from foresale.storage.database.tables.operations import ScheduleRow
from foresale.storage.database.tables.outlook import ForecastRow, PredictionRow
from foresale.storage.database.tables.trade import SaleRow
from recorded_progress import RecordedProgress

TODAY = datetime.now(UTC).date()


def sell_daily(shop: Any, units: Any, days: int, until: date) -> None:
    """One sale a day of each series; `units` tells how many from sku, store and days before the last."""
    with shop.engine.begin() as connection:
        connection.execute(
            insert(SaleRow),
            [
                {
                    "transaction_id": f"{sku}-{code}-{until}-{ago}",
                    "store_id": shop.stores[code],
                    "product_id": shop.products[sku],
                    "sold_at": datetime.combine(until - timedelta(days=ago), datetime.min.time(), UTC),
                    "sold_on": until - timedelta(days=ago),
                    "quantity": float(units(sku, code, ago)),
                }
                for sku, code in (("TEA", "S1"), ("TEA", "S2"), ("BREAD", "S1"))
                for ago in range(days)
            ],
        )


def open_alerts(api: Any, role: str = "viewer", stores: Any = ()) -> dict[str, str]:
    """Message by kind and subject."""
    items = api.as_role(role, stores).get("/api/alerts?resolved=false").json()["items"]
    return {f"{item['kind']}: {item['subject']}": item["message"].replace("\u00a0", " ") for item in items}


def open_arguments(api: Any) -> dict[str, dict[str, Any]]:
    """What stands in the sentences, by kind and subject."""
    items = api.as_role("viewer").get("/api/alerts?resolved=false").json()["items"]
    assert {item["reason"] for item in items} == {None}
    return {f"{item['kind']}: {item['subject']}": item["arguments"] for item in items}


def test_drift_of_sales_raises_an_alert_once_and_resolves_it_when_gone(api: Any, shop: Any) -> None:
    last = TODAY - timedelta(days=1)
    shop.put(version=1, cutoff=last - timedelta(days=28), mean=10.0)

    def tea_doubles(sku: str, code: str, ago: int) -> float:
        wave = (ago % 5) * 0.2
        return 10 + wave if sku == "BREAD" or code == "S2" or ago >= 28 else 80 + wave

    sell_daily(shop, tea_doubles, 392, last)
    monitor(api.container, {}, RecordedProgress())
    found = open_alerts(api)
    assert "Sales of store S1 were 336 % above" in found["input_level: store S1"]
    assert "went from 33 % to 10 %" in found["input_mix: by category"]
    told = open_arguments(api)
    level = told["input_level: store S1"]
    assert (level["by"], level["name"], level["last"]) == ("store", "S1", str(last))
    assert round(level["change"], 2) == 3.36
    mix = told["input_mix: by category"]
    assert (mix["by"], mix["name"]) == ("category", "Food")
    assert (round(mix["before"], 2), round(mix["now"], 2)) == (0.33, 0.10)
    assert "input_level: store S2" not in found
    assert "input_level: category Food" not in found
    again = monitor(api.container, {}, RecordedProgress())
    assert (again["raised"], again["resolved"]) == (0, 0)
    limited = open_alerts(api, stores=[shop.stores["S2"]])
    assert not any(name.startswith("input") for name in limited)
    with Session(api.container.engine) as session, session.begin():
        for row in session.scalars(select(SaleRow).where(SaleRow.quantity > 50)):
            row.quantity = 10.0
    monitor(api.container, {}, RecordedProgress())
    assert not any(name.startswith("input") for name in open_alerts(api))
    gone = api.as_role("viewer").get("/api/alerts?resolved=true&kind=input_mix").json()["items"]
    assert len(gone) == 2
    assert gone[0]["resolved_at"] is not None


def test_biased_forecasts_whose_ranges_dont_hold_raise_alerts(api: Any, shop: Any) -> None:
    last = TODAY - timedelta(days=1)
    shop.put(version=1, cutoff=last - timedelta(days=28), mean=10.0, made_at=datetime.now(UTC))
    sell_daily(shop, lambda _sku, _code, ago: 20 + ago % 3, 28, last)
    track_actuals(api.container, {}, RecordedProgress())
    monitor(api.container, {}, RecordedProgress())
    found = open_alerts(api)
    assert "daily.all.1 forecast 52 % too little in all in the 28 days" in found["bias: daily.all.1"]
    assert "80 % ranges held 0 % of actuals" in found["coverage: daily.all.1"]


def test_a_late_forecast_raises_an_alert_until_the_next_one_is_there(embedded_api: Any, shop_of: Any) -> None:
    shop = shop_of(embedded_api)
    shop.put()
    shop.serve(1)
    schedule = {
        "name": "daily", "kind": "forecast", "arguments": {"scope": "daily.all"}, "cron": "0 4 * * *",
        "time_zone": "UTC", "is_on": True, "next_at": datetime.now(UTC),
    }  # fmt: skip
    with embedded_api.container.engine.begin() as connection:
        connection.execute(insert(ScheduleRow), schedule)
    monitor(embedded_api.container, {}, RecordedProgress())
    assert "another was due by 2026-03-03 05:00 UTC" in open_alerts(embedded_api)["stale_forecast: daily.all"]
    shop.put(made_at=datetime.now(UTC))
    assert monitor(embedded_api.container, {}, RecordedProgress())["resolved"] == 1
    assert open_alerts(embedded_api) == {}


@pytest.mark.every_database
def test_actuals_are_joined_once_the_day_is_over_and_corrected_by_late_sales(api: Any, shop: Any) -> None:
    start = date(2026, 2, 2)
    run = shop.put(version=1, cutoff=start - timedelta(days=1))
    client = api.as_role("planner")
    api.client.app.state.predictor.champions.refresh()
    for store in ("S1", "S2"):
        client.post("/api/predict/", json={"product": "TEA", "store": store, "horizon": 2})
    api.client.app.state.predictor.predictions.close()
    shop.sell("TEA", "S1", start, 3)
    shop.sell("TEA", "S1", start, 4)
    shop.sell("BREAD", "S1", start + timedelta(days=1), 1)
    shop.sell("TEA", "S2", start, 5)

    done = track_actuals(api.container, {}, RecordedProgress())
    assert track_actuals(api.container, {}, RecordedProgress()) == {**done, "forecasts": 0, "predictions": 0}

    def actuals(code: str, grain: str = "day") -> list[float | None]:
        with Session(api.container.engine) as session:
            statement = select(ForecastRow.actual).where(
                ForecastRow.run_id == run,
                ForecastRow.product_id == shop.products["TEA"],
                ForecastRow.store_id == shop.stores[code],
                ForecastRow.grain == grain,
            )
            return list(session.scalars(statement.order_by(ForecastRow.target_date)))

    # S1's second day has come, without tea; S2's hasn't, so nothing is known of it.
    assert actuals("S1")[:3] == [7, 0, None]
    assert actuals("S2")[:2] == [5, None]
    assert actuals("S1", "week") == [None] * 4

    def predicted() -> list[float | None]:
        with Session(api.container.engine) as session:
            return list(session.scalars(select(PredictionRow.actual).order_by(PredictionRow.id)))

    assert predicted() == [7, None]
    shop.sell("TEA", "S1", start + timedelta(days=1), 2)
    late = track_actuals(api.container, {}, RecordedProgress())
    assert (late["forecasts"], late["predictions"]) == (1, 1)
    assert actuals("S1")[:2] == [7, 2]
    assert predicted() == [9, None]
    shop.sell("TEA", "S1", start + timedelta(days=6), 1)
    track_actuals(api.container, {}, RecordedProgress())
    assert actuals("S1", "week")[:2] == [pytest.approx(10), None]


def test_today_has_no_actual_yet(embedded_api: Any, shop_of: Any) -> None:
    shop = shop_of(embedded_api)
    shop.put(cutoff=TODAY - timedelta(days=2))
    shop.sell("TEA", "S1", TODAY, 3)
    assert track_actuals(embedded_api.container, {}, RecordedProgress())["until"] == str(
        TODAY - timedelta(days=1)
    )
    with Session(embedded_api.container.engine) as session:
        known = session.scalars(select(ForecastRow.target_date).where(ForecastRow.actual.is_not(None)))
        assert set(known) == {TODAY - timedelta(days=1)}
