"""Orders as PDF: large ones by a process of their own, one at a time, while others are answered."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice

import pytest

from foresale.reports import order_pdf
from foresale.service.api.kit.dependencies import MAX_PRINTS, MAX_WAITING
from foresale.service.api.orders import print_process
from orders_by_hand import filled, order_of


@pytest.fixture
def shop(api):
    return filled(api)


def test_an_order_is_a_pdf_in_two_languages_for_who_may_see_it(open_api):
    api = open_api(currency="EUR")
    shop = filled(api)
    planner = api.as_role("planner")
    made = order_of(shop, planner, MILK=24, TEA=10)
    for language in ("en", "de"):
        answer = planner.get(f"/api/orders/{made['id']}/pdf", params={"language": language})
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-")
    assert f'filename="order-{made["id"]}.pdf"' in answer.headers["content-disposition"]
    other = api.as_role("planner", [shop["S2"]])
    assert other.get(f"/api/orders/{made['id']}/pdf").status_code == 404
    assert planner.get("/api/auth/me").json()["currency"] == "EUR"


def test_a_large_order_is_printed_apart_while_others_are_printed_here(api, shop):
    admin = api.as_role("admin")
    made = [
        admin.post("/api/products", json={"sku": f"N{number}", "name": "Näme", "cost": "2"}).json()["id"]
        for number in range(print_process.MAX_LINES_HERE + 1)
    ]
    lines = [{"product_id": number, "quantity": 5} for number in made]
    body = {"supplier_id": shop["DAIRY"], "store_id": shop["S1"], "order_on": "2026-11-30", "lines": lines}
    large = admin.post("/api/orders", json=body).json()["id"]
    with order_pdf._ONE_AT_A_TIME:  # as while another one is printed in this process
        answer = admin.get(f"/api/orders/{large}/pdf", params={"language": "de"})
    assert answer.status_code == 200, answer.text
    assert len(re.findall(rb"/Type /Page\b", answer.content)) == 3
    small = admin.get(f"/api/orders/{order_of(shop, admin, MILK=24)['id']}/pdf")
    assert small.content.startswith(b"%PDF-")


def test_large_orders_are_printed_one_at_a_time_and_few_wait_for_it(api, shop, monkeypatch):
    admin = api.as_role("admin")
    made = order_of(shop, admin, MILK=24, TEA=10)["id"]
    monkeypatch.setattr(print_process, "MAX_LINES_HERE", 1)
    counted, goes_on, at_once = threading.Lock(), threading.Event(), []

    def wait(*_):
        with counted:
            at_once.append(1)
        assert goes_on.wait(60)
        return b"%PDF-"

    monkeypatch.setattr(print_process, "_print_apart", wait)
    most = MAX_PRINTS + MAX_WAITING
    with ThreadPoolExecutor(most + 3) as pool:
        asked = [pool.submit(admin.get, f"/api/orders/{made}/pdf") for _ in range(most + 3)]
        refused = [one.result() for one in islice(as_completed(asked, 60), 3)]
        printed_at_once = len(at_once)
        goes_on.set()
        answered = sorted(one.result().status_code for one in asked)
    assert printed_at_once <= MAX_PRINTS
    assert {(one.status_code, one.json()["reason"]) for one in refused} == {(503, "too_many_exports")}
    assert answered == [200] * most + [503] * 3


def test_a_print_that_takes_too_long_is_ended_and_says_what_else_there_is(api, shop, monkeypatch):
    admin = api.as_role("admin")
    monkeypatch.setattr(print_process, "MAX_LINES_HERE", 1)
    monkeypatch.setattr(print_process, "MAX_SECONDS", 0.01)
    answer = admin.get(f"/api/orders/{order_of(shop, admin, MILK=24, TEA=10)['id']}/pdf")
    assert answer.status_code == 503
    assert "/api/exports/orders/lines" in answer.json()["fix"]
