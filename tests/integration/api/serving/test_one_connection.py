"""A request is one connection: the test client holds it for every route, and few serve many at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from connection_guard import SecondConnectionError
from order_jobs import TODAY, propose, stock_up
from write_guard import REQUEST

CONNECTIONS = 8
READS = (
    "/api/today", "/api/today/stores", "/api/forecast/weekly", "/api/forecast/totals", "/api/series",
    "/api/forecast/accuracy?by=product", "/api/forecast/comparison", "/api/stock/alerts",
    "/api/orders/proposals", "/api/products", "/api/sales",
)  # fmt: skip


def test_the_guard_sees_a_second_connection_of_a_request(embedded_api: Any) -> None:
    engine = embedded_api.container.engine
    with engine.connect(), engine.connect():  # of nobody's request
        pass
    token = REQUEST.set(object())
    try:
        with engine.connect():
            pass
        with engine.connect(), pytest.raises(SecondConnectionError):
            engine.connect()
    finally:
        REQUEST.reset(token)
    embedded_api.seconds.clear()


def test_many_more_requests_than_connections_are_all_answered(open_api: Any, shop_of: Any) -> None:
    """Each of them that waited for a second one would have waited for all others until they give up."""
    api = open_api(database_connections=CONNECTIONS)
    shop = stock_up(api, shop_of(api))
    admin = api.as_role("admin")
    assert propose(api, admin)["total"]
    change = {
        "kind": "percent", "amount": 10, "reason": "promotion", "product_id": shop.products["BREAD"],
        "first_day": TODAY.isoformat(), "last_day": (TODAY + timedelta(days=2)).isoformat(),
    }  # fmt: skip
    sale = {"store": "S1", "product": "TEA", "quantity": 1, "sold_at": f"{TODAY}T00:00:01Z"}
    series = {"series": [{"product": "TEA", "store": "S1"}]}

    def ask(number: int) -> tuple[str, int]:
        if number % 4 == 0:
            path, body = (
                ("/api/overrides/preview", change), ("/api/overrides", change),
                ("/api/sales/batch", {"sales": [sale | {"transaction_id": f"t{number}"}]}),
                ("/api/forecast/refresh", series),
            )[number // 4 % 4]  # fmt: skip
            answer = admin.post(path, json=body)
        else:
            path = READS[number % len(READS)]
            answer = admin.get(path)
        return path, answer.status_code

    with ThreadPoolExecutor(6 * CONNECTIONS) as pool:
        answers = list(pool.map(ask, range(12 * CONNECTIONS)))
    assert [answer for answer in answers if answer[1] not in (200, 201, 202)] == []
