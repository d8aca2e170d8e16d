"""Money of forecasts, orders and lost sales where nobody set a price: what sales had counts, told as such."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from foresale.service.live.summaries_loop import SummariesLoop
from foresale.storage.database.forecasts.forecast_days import sum_forecast_days
from foresale.storage.database.forecasts.served_runs import daily_bases
from foresale.storage.database.live_leases import Lease
from order_jobs import TODAY, propose, stock_up

pytestmark = pytest.mark.every_database


@pytest.fixture
def sell(api: Any, shop: Any) -> Callable[..., None]:
    """A function that sells units on days before the forecast, each as `price` or `(price, promotion)`."""
    client, count = api.as_role("admin"), iter(range(10_000))

    def sold(sku: str, code: str, *prices: float | tuple[float, str]) -> None:
        sales = []
        for days, price in enumerate(prices, 1):
            paid, promotion = price if isinstance(price, tuple) else (price, None)
            moment = datetime.combine(shop.first_day - timedelta(days=days), time(12), UTC)
            sales.append(
                {
                    "transaction_id": f"u{next(count)}", "product": sku, "store": code, "quantity": 2,
                    "sold_at": moment.isoformat(), "unit_price": paid, "promotion": promotion,
                }
            )  # fmt: skip
        answer = client.post("/api/sales/batch", json={"sales": sales})
        assert answer.json()["added"] == len(sales), answer.text

    return sold


def look(api: Any, shop: Any) -> SummariesLoop:
    """Let the live path look once, on the forecast's first day."""
    noon = datetime.combine(shop.first_day, time(12), UTC)
    loop = SummariesLoop(api.container.engine, "UTC", lambda: noon)
    loop.run_once(Lease(loop.name, 1))
    return loop


def totals(api: Any, **asked: Any) -> list[tuple[Any, ...]]:
    answer = api.as_role("viewer").get("/api/forecast/totals", params={"grain": "horizon", **asked}).json()
    return [
        (one["product"], one["mean"], one["revenue"], one["unpriced"], one["priced_by_sales"])
        for one in answer["items"]
    ]


def test_forecasts_of_products_without_a_list_price_are_worth_what_these_usually_sold_for(
    api: Any, shop: Any, sell: Callable[..., None]
) -> None:
    assert totals(api) == [(None, 840, None, 840, 0)]
    sell("TEA", "S1", 2.5, (1.0, "spring"), 2.5, 250.0, 2.4)
    sell("TEA", "S2", (1.0, "spring"), 2.5)
    sell("BREAD", "S1", (0.8, "spring"), (0.8, "spring"), (0.9, "spring"))
    look(api, shop)
    tea, bread = (
        ("TEA", 560, 1400, 0, 560),
        ("BREAD", 280, 224, 0, 280),
    )  # its promotions are all that is known
    assert totals(api, by="product") == [bread, tea]
    assert totals(api) == [(None, 840, 1624, 0, 840)]
    with api.container.engine.connect() as connection:
        bases = daily_bases(connection)
    assert [sum_forecast_days(api.container.engine, base) for base in bases] == [2]
    assert totals(api) == [(None, 840, 1624, 0, 840)]
    admin = api.as_role("admin")
    place = f"/api/products/{shop.products['TEA']}"
    before = admin.get(place)
    assert (before.json()["price"], float(before.json()["usual_price"])) == (None, 2.5)
    # A price that somebody sets wins, at once.
    given = {"sku": "TEA", "name": "Tea", "category": "Drinks", "price": "3.00"}
    changed = admin.put(place, json=given, headers={"If-Match": before.headers["etag"]})
    assert (changed.status_code, changed.json()["usual_price"]) == (200, None)
    assert totals(api, by="product") == [bread, ("TEA", 560, 1680, 0, 0)]
    assert totals(api) == [(None, 840, 1904, 0, 280)]
    items = admin.get("/api/products").json()["items"]
    assert {one["sku"]: one["usual_price"] and float(one["usual_price"]) for one in items} == {
        "BREAD": 0.8, "COFFEE": None, "TEA": None,
    }  # fmt: skip


def test_a_usual_price_goes_with_the_sales_that_told_it(
    api: Any, shop: Any, sell: Callable[..., None]
) -> None:
    sell("TEA", "S1", 2.5)
    loop = look(api, shop)
    assert totals(api, product="TEA")[0][2:] == (1400, 0, 560)
    assert not loop.run_once(Lease(loop.name, 1))
    admin = api.as_role("admin")
    (sale,) = admin.get("/api/sales").json()["items"]
    assert admin.delete(f"/api/sales/{sale['id']}", params={"reason": "wrong"}).status_code in {200, 204}
    look(api, shop)
    assert totals(api, product="TEA")[0][2:] == (None, 560, 0)


def test_orders_and_lost_sales_say_that_sales_tell_the_price(api: Any, shop_of: Any) -> None:
    shop = stock_up(api, shop_of(api))
    admin = api.as_role("admin")
    product = {"sku": "BREAD", "name": "Bread", "category": "Food", "lead_time_days": 2, "price": None}
    assert admin.put(f"/api/products/{shop.products['BREAD']}", json=product).status_code == 200
    noon = datetime.combine(TODAY, time(12), UTC)
    sale = {"transaction_id": "1", "product": "BREAD", "store": "S1", "quantity": 1, "unit_price": "40.00"}
    moment = (noon - timedelta(days=1)).isoformat()
    assert admin.post("/api/sales", json=sale | {"sold_at": moment}).status_code == 201

    def ordered() -> dict[str, Any]:
        items = propose(api, admin)["items"]
        found: dict[str, Any] = next(line for line in items if line["product"] == "BREAD")
        return found

    before = ordered()
    assert "price" in before["why"]["assumed"]
    loop = SummariesLoop(api.container.engine, "UTC", lambda: noon)
    loop.run_once(Lease(loop.name, 1))
    assert admin.get("/api/orders/proposals").json()["stale"] > 0
    after = ordered()
    assert "price_from_sales" in after["why"]["assumed"]
    assert "price" not in after["why"]["assumed"]
    assert after["saves"] > before["saves"]
