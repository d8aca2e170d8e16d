"""What somebody should look at, in queues, ranked by money; in stores it may see."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from foresale.storage.database.exceptions.gather import ExceptionRules
from foresale.storage.database.exceptions.refresh import refresh_exceptions
from foresale.storage.database.series_summaries.refresh import refresh_summaries
from foresale.storage.database.tables.catalog import ProductRow
from foresale.storage.database.tables.outlook import ForecastRow
from foresale.storage.database.tables.trade import SaleRow

TODAY = datetime.now(UTC).date()
DAYS = [TODAY - timedelta(days=step) for step in range(7, 0, -1)]


@pytest.fixture
def shop(api, shop_of):
    """Ten a day of TEA in two stores and of BREAD in one were forecast; a week is over."""
    made = shop_of(api)
    made.put(cutoff=TODAY - timedelta(days=8))
    made.serve(1)
    with made.engine.begin() as connection:
        connection.execute(update(ProductRow).values(price=5, cost=3))
        connection.execute(
            update(ForecastRow)
            .where(ForecastRow.grain == "day", ForecastRow.target_date.in_(DAYS))
            .values(actual=10)
        )
    return made


@pytest.fixture
def sold(shop):
    """A function that says what was sold of a product in a store on a day."""

    def tell(sku, code, day, units):
        row = ForecastRow
        with shop.engine.begin() as connection:
            connection.execute(
                update(row)
                .where(
                    row.grain == "day", row.target_date == day, row.product_id == shop.products[sku],
                    row.store_id == shop.stores[code],
                )
                .values(actual=units)
            )  # fmt: skip

    return tell


@pytest.fixture
def look(api):
    """Has all exceptions worked out now."""
    rules = ExceptionRules(false_alarm_rate=0.1, usual_margin=0.3)
    return lambda: refresh_exceptions(api.container.engine, TODAY, rules, at_once=True)


def found(client, **asked):
    answer = client.get("/api/exceptions", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def kinds(told):
    names = (
        (one["kind"], one["product"] and one["product"]["sku"], one["store"]["code"]) for one in told["items"]
    )
    return list(names)


@pytest.mark.every_database
def test_each_kind_is_found_in_its_queue_with_money(api, shop, sold, look):
    sold("TEA", "S1", DAYS[-1], 40)
    for day in DAYS[2:]:
        sold("BREAD", "S1", day, 0)
    sold("TEA", "S2", DAYS[3], 0)
    for step, price in enumerate([5, 5, 5, 5, 5, 5, 50]):
        shop.sell("TEA", "S1", DAYS[step], 2)
        with shop.engine.begin() as connection:
            connection.execute(update(SaleRow).where(SaleRow.sold_on == DAYS[step]).values(unit_price=price))
    admin = api.as_role("admin")
    for sku, code, units in (("BREAD", "S1", 30), ("TEA", "S2", 0)):
        count = {"product_id": shop.products[sku], "store_id": shop.stores[code], "counted": units}
        assert admin.post("/api/stock/movements", json=count | {"reason": "count"}).status_code == 201
    assert refresh_summaries(shop.engine, TODAY - timedelta(days=1), at_once=True)
    assert look()
    told = found(api.as_role("viewer"))
    assert (told["known_until"], told["tested"]) == (DAYS[-1].isoformat(), 20)
    assert told["lost_a_day"] == pytest.approx(20)
    by_kind = {(kind, sku, code) for kind, sku, code in kinds(told)}
    assert {
        ("missing_store", None, "S2"), ("out_of_stock", "TEA", "S2"), ("phantom_stock", "BREAD", "S1"),
        ("price_error", "TEA", "S1"), ("unusual_sales", "TEA", "S1"),
    } <= by_kind  # fmt: skip
    assert ("unusual_sales", "BREAD", "S1") not in by_kind  # the empty shelf explains it
    assert ("unusual_sales", "TEA", "S2") not in by_kind  # the store's missing day does
    assert [one["queue"] for one in told["items"]][:2] == ["urgent", "urgent"]
    money = {one["kind"]: one["money"] for one in told["items"]}
    assert (money["missing_store"], money["price_error"], money["unusual_sales"]) == (20, 90, 60)
    phantom = next(one for one in told["items"] if one["kind"] == "phantom_stock")
    assert (phantom["units"], phantom["money"]) == (50, 100)
    assert "should have 30 units in S1" in phantom["text"]
    required = found(api.as_role("viewer"), queue="required")
    assert {one["queue"] for one in required["items"]} == {"required"}
    assert [queue["queue"] for queue in required["queues"]] == [
        "urgent",
        "required",
        "optional",
        "informational",
    ]


def test_a_usual_week_has_no_unusual_sales_and_a_store_s_are_its_own(api, shop, sold, look):
    assert look()
    assert [one for one in kinds(found(api.as_role("viewer"))) if one[0] == "unusual_sales"] == []
    sold("TEA", "S1", DAYS[0], 60)
    assert look()
    own = api.as_role("planner", [shop.stores["S2"]])
    assert all(code == "S2" for _, _, code in kinds(found(own)))
    assert own.get("/api/exceptions", params={"store": "S1"}).status_code == 404
    assert ("unusual_sales", "TEA", "S1") in kinds(found(api.as_role("viewer"), store="S1"))


@pytest.mark.every_database
def test_exceptions_come_page_by_page_with_their_number(api, shop, sold, look):
    for place, day in enumerate(DAYS[:5]):
        sold("TEA", "S1", day, 40 + place)
    assert look()
    viewer = api.as_role("viewer")
    whole = found(viewer)
    assert whole["total"] == len(whole["items"]) > 4
    paged, cursor = [], None
    while cursor is not None or not paged:
        page = found(viewer, limit=2, **({"cursor": cursor} if cursor else {}))
        assert page["total"] == whole["total"]
        paged, cursor = paged + page["items"], page["next"]
    assert paged == whole["items"]
    assert len(viewer.get("/api/exports/exceptions").text.splitlines()) == whole["total"] + 1


def test_without_forecasts_nothing_is_found(api, look):
    assert found(api.as_role("viewer"))["made_at"] is None
    assert look()
    told = found(api.as_role("viewer"))
    assert (told["known_until"], told["items"], told["total"]) == (None, [], 0)


@pytest.mark.every_database
def test_how_long_an_order_takes_the_terms_of_supply_say(api, shop, look):
    admin = api.as_role("admin")
    supplier = admin.post("/api/suppliers", json={"code": "SUP", "name": "Supplier"}).json()["id"]
    for sku, code, lead in (("BREAD", None, 1), ("TEA", "S2", 1)):
        terms = {"supplier_id": supplier, "product_id": shop.products[sku], "lead_time_days": lead}
        own = {"store_id": shop.stores[code]} if code else {}
        assert admin.post("/api/supply-terms", json=terms | own).status_code == 201
    for sku, code, units in (("BREAD", "S1", 30), ("TEA", "S1", 30), ("TEA", "S2", 0)):
        count = {"product_id": shop.products[sku], "store_id": shop.stores[code], "counted": units}
        assert admin.post("/api/stock/movements", json=count | {"reason": "count"}).status_code == 201
    assert refresh_summaries(shop.engine, TODAY - timedelta(days=1), at_once=True)
    assert look()
    told = found(api.as_role("viewer"))
    assert ("runs_out", "TEA", "S1") in kinds(told)  # seven days, as the product says
    assert ("runs_out", "BREAD", "S1") not in kinds(told)  # thirty units last longer than a day
    empty = next(one for one in told["items"] if one["kind"] == "out_of_stock")
    assert empty["text"].endswith("an order takes 1 day.")
    asked = {"by_store": "true", "review_days": 0}
    alerts = api.as_role("viewer").get("/api/stock/alerts", params=asked).json()["items"]
    assert {(one["sku"], one["store"]): one["lead_time_days"] for one in alerts} == {
        ("TEA", "S1"): 7, ("TEA", "S2"): 1,
    }  # fmt: skip


@pytest.mark.every_database
def test_what_runs_out_costs_the_units_that_lack_before_an_order_comes_not_those_of_a_week(api, shop, look):
    admin = api.as_role("admin")
    supplier = admin.post("/api/suppliers", json={"code": "SUP", "name": "Supplier"}).json()["id"]
    for sku, lead in (("TEA", 1), ("BREAD", 14)):
        terms = {"supplier_id": supplier, "product_id": shop.products[sku], "lead_time_days": lead}
        assert admin.post("/api/supply-terms", json=terms).status_code == 201
    for sku, units in (("TEA", 9), ("BREAD", 75)):
        count = {"product_id": shop.products[sku], "store_id": shop.stores["S1"], "counted": units}
        assert admin.post("/api/stock/movements", json=count | {"reason": "count"}).status_code == 201
    assert refresh_summaries(shop.engine, TODAY - timedelta(days=1), at_once=True)
    assert look()
    viewer = api.as_role("viewer")
    told = [one for one in found(viewer)["items"] if one["kind"] == "runs_out"]
    assert [one["product"]["sku"] for one in told] == ["BREAD", "TEA"]  # a fortnight lacks more than a day
    alerts = viewer.get("/api/stock/alerts", params={"by_store": "true", "review_days": 0}).json()["items"]
    short = {one["sku"]: one["units_short"] for one in alerts}
    assert {one["product"]["sku"]: one["units"] for one in told} == pytest.approx(short)
    for one in told:
        assert one["expected"] == pytest.approx(one["actual"] + one["units"], abs=0.01)
        assert one["money"] == pytest.approx(2 * one["units"], abs=0.02)
