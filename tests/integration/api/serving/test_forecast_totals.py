"""Sums of the forecast: means add up, ranges are as wide as such sums' errors were."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from foresale.storage.database.tables.catalog import ProductRow
from foresale.storage.database.tables.outlook import ForecastRow, ForecastRunRow

HALF = 1.2816  # of an 80 % range, in standard deviations


@pytest.mark.every_database
def test_weeks_of_everything_add_up_and_errors_of_parts_cancel_out(api: Any, shop: Any) -> None:
    told = api.as_role("viewer").get("/api/forecast/totals").json()
    assert (told["model_version"], told["grain"], told["by"]) == ("daily.all.1", "week", [])
    week = told["items"][0]
    assert (week["period"], week["from"], week["to"]) == ("2026-03-02", "2026-03-02", "2026-03-08")
    assert (week["series"], week["mean"]) == (3, pytest.approx(210))
    # 3 series × 7 days whose errors are independent: sqrt(21) deviations of 2, not 21.
    assert week["upper"] - week["lower"] == pytest.approx(2 * HALF * 21**0.5 * 2, rel=0.02)
    assert [item["period"] for item in told["items"]] == [
        "2026-03-02",
        "2026-03-09",
        "2026-03-16",
        "2026-03-23",
    ]


@pytest.mark.every_database
def test_parts_are_told_apart_by_store_category_and_both(api: Any, shop: Any) -> None:
    asked = api.as_role("viewer")
    stores = asked.get("/api/forecast/totals", params={"by": "store", "grain": "horizon"}).json()["items"]
    assert [(item["store"], item["series"], item["mean"]) for item in stores] == [
        ("S1", 2, 560),
        ("S2", 1, 280),
    ]
    both = asked.get(
        "/api/forecast/totals",
        params={"by": ["category", "store"], "grain": "day", "from": "2026-03-05", "to": "2026-03-05"},
    ).json()["items"]
    assert [(item["period"], item["category"], item["store"], item["mean"]) for item in both] == [
        ("2026-03-05", "Drinks", "S1", 10),
        ("2026-03-05", "Drinks", "S2", 10),
        ("2026-03-05", "Food", "S1", 10),
    ]
    drinks = asked.get("/api/forecast/totals", params={"category": "Drinks", "grain": "month"}).json()[
        "items"
    ]
    assert [(item["period"], item["from"], item["to"], item["mean"]) for item in drinks] == [
        ("2026-03-01", "2026-03-02", "2026-03-29", 560)
    ]


@pytest.mark.every_database
def test_revenue_stands_beside_units_at_list_prices_and_says_what_has_none(api: Any, shop: Any) -> None:
    with Session(api.container.engine) as session, session.begin():
        session.execute(update(ProductRow).where(ProductRow.sku == "TEA").values(price="2.50"))
    asked = {"by": "product", "grain": "horizon"}
    bread, tea = api.as_role("viewer").get("/api/forecast/totals", params=asked).json()["items"]
    assert (tea["product"], tea["revenue"], tea["unpriced"]) == ("TEA", 1400.0, 0)
    assert (bread["product"], bread["revenue"], bread["unpriced"]) == ("BREAD", None, 280)
    whole = api.as_role("viewer").get("/api/forecast/totals", params={"grain": "horizon"}).json()["items"][0]
    assert (whole["revenue"], whole["unpriced"]) == (1400.0, 280)


def test_whoever_is_limited_to_a_store_gets_the_sums_of_that_store(api: Any, shop: Any) -> None:
    limited = api.as_role("planner", [shop.stores["S2"]])
    told = limited.get("/api/forecast/totals", params={"grain": "horizon"}).json()["items"]
    assert [(item["series"], item["mean"]) for item in told] == [(1, 280)]
    assert limited.get("/api/forecast/totals", params={"store": "S1"}).status_code == 403


def test_sums_come_in_pages(api: Any, shop: Any) -> None:
    asked, found, cursor = api.as_role("viewer"), [], None
    while cursor is not None or not found:
        params = {"by": "store", "limit": 3} | ({"cursor": cursor} if cursor else {})
        page = asked.get("/api/forecast/totals", params=params).json()
        found += [(item["period"], item["store"]) for item in page["items"]]
        cursor = page["next"]
    assert len(found) == 8
    assert found == sorted(found)


def test_a_single_series_is_no_sum(api: Any, shop: Any) -> None:
    for params in ({"by": ["product", "store"]}, {"by": "store", "product": "TEA"}):
        answer = api.as_role("viewer").get("/api/forecast/totals", params=params)
        assert answer.status_code == 422
        assert "/api/forecast/weekly" in answer.text


def test_a_forecast_of_an_older_version_has_sums_without_ranges(api: Any, shop: Any) -> None:
    with api.container.engine.begin() as connection:
        connection.execute(update(ForecastRow).values(deviation=None))
        connection.execute(update(ForecastRunRow).values(sum_errors=None))
    shop.serve(1)
    api.client.app.state.desk.champions.refresh()
    told = api.as_role("viewer").get("/api/forecast/totals").json()["items"][0]
    assert (told["mean"], told["lower"], told["upper"]) == (pytest.approx(210), None, None)
