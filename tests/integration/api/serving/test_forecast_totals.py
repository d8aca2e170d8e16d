"""Sums of the forecast: means add up, ranges are as wide as such sums' errors were."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event, insert, update
from sqlalchemy.orm import Session

from foresale.storage.database.tables.catalog import ProductRow
from foresale.storage.database.tables.outlook import ForecastRow, ForecastRunRow, SeriesForecastRow

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
    api.client.app.state.predictor.champions.refresh()
    told = api.as_role("viewer").get("/api/forecast/totals").json()["items"][0]
    assert (told["mean"], told["lower"], told["upper"]) == (pytest.approx(210), None, None)


@contextmanager
def readings_of_forecasts(api: Any) -> Iterator[list[str]]:
    """The statements meanwhile that read forecasts."""
    heard: list[str] = []

    def hear(*told: Any) -> None:
        if "FROM forecasts" in " ".join(str(told[2]).split()):
            heard.append(str(told[2]))

    event.listen(api.container.engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(api.container.engine, "before_cursor_execute", hear)


@pytest.mark.every_database
def test_sums_asked_for_again_are_worked_out_anew_only_where_something_changed(api: Any, shop: Any) -> None:
    viewer = api.as_role("viewer")

    def whole() -> dict[str, Any]:
        item: dict[str, Any] = viewer.get("/api/forecast/totals", params={"grain": "horizon"}).json()[
            "items"
        ][0]
        return item

    first = whole()
    with readings_of_forecasts(api) as heard:
        assert whole() == first
        assert heard == []
        viewer.get("/api/forecast/totals", params={"grain": "horizon", "store": "S1"})
        assert len(heard) == 1
    with Session(shop.engine) as session, session.begin():
        session.execute(update(ProductRow).where(ProductRow.sku == "TEA").values(price="2.50"))
    assert (first["revenue"], whole()["revenue"]) == (None, 1400.0)
    with Session(shop.engine) as session, session.begin():
        session.execute(update(ProductRow).where(ProductRow.sku == "BREAD").values(is_active=False))
    assert (first["series"], whole()["series"]) == (3, 2)
    with (
        Session(shop.engine) as session,
        session.begin(),
    ):  # a series forecast anew, ten more on its first day
        base = session.query(ForecastRunRow).one()
        run = ForecastRunRow(
            model_version=base.model_version, cutoff=base.cutoff, horizon=1, levels=base.levels, n_series=1,
            base_id=base.id,
        )  # fmt: skip
        session.add(run)
        session.flush()
        of = {"run_id": run.id, "product_id": shop.products["TEA"], "store_id": shop.stores["S1"]}
        day = {"grain": "day", "target_date": date(2026, 3, 2), "mean": 20.0, "deviation": 2.0}
        session.execute(insert(ForecastRow).values(**of, **day, quantiles=[20.0] * len(base.levels)))
        made = {"base_id": base.id, "follows": base.id, "first_day": date(2026, 3, 2)}
        session.execute(insert(SeriesForecastRow).values(**of, **made))
    assert whole()["mean"] == 300
