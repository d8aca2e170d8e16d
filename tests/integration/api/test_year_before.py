"""Which day of last year a day is compared with, over HTTP."""

from __future__ import annotations

import pytest

ASKED = {"from": "2026-04-06", "to": "2026-04-20"}


@pytest.fixture
def chain(api):
    """A store in Germany and one in Italy, and a product of a category."""
    admin = api.as_role("admin")
    for code, country in (("S1", "DE"), ("S2", "IT")):
        admin.post("/api/stores", json={"code": code, "name": code, "country": country})
    admin.post("/api/products", json={"sku": "A", "name": "A", "category": "Drinks"})
    return admin


def days(client, **asked):
    answer = client.get("/api/calendar/year-before", params={**ASKED, **asked})
    assert answer.status_code == 200, answer.text
    return {one["day"]: one for one in answer.json()["items"]}


def test_a_holiday_of_the_stores_country_meets_itself_in_the_language_asked_for(api, chain):
    found = days(api.as_role("viewer"), store="S1", language="de")
    assert found["2026-04-06"] == {
        "day": "2026-04-06", "before": "2025-04-21", "event": "Ostermontag", "instead_of": None,
    }  # fmt: skip
    assert found["2026-04-20"]["instead_of"] == "Ostermontag"
    assert found["2026-04-14"]["before"] == "2025-04-15"
    assert len(found) == 15


@pytest.mark.every_database
def test_events_of_the_calendar_count_where_they_concern_all_that_is_looked_at(api, chain):
    store = chain.get("/api/stores", params={"q": "S1"}).json()["items"][0]["id"]
    product = chain.get("/api/products", params={"q": "A"}).json()["items"][0]["id"]
    for name, about in (
        ("Everywhere", {}),
        ("In a store", {"store_id": store}),
        ("Of a category", {"category": "Drinks"}),
        ("Of a product", {"product_id": product}),
    ):
        at = {"Everywhere": 8, "In a store": 9, "Of a category": 10, "Of a product": 11}[name]
        for day in (f"2026-04-{at:02}", f"2025-04-{at + 5:02}"):
            given = {"name": name, "starts_on": day, "ends_on": day, **about}
            assert chain.post("/api/events", json=given).status_code == 201

    def told(**asked):
        found = days(chain, **asked)
        return [found[f"2026-04-{day:02}"]["event"] for day in (8, 9, 10, 11)]

    assert told() == ["Everywhere", None, None, None]
    assert told(store="S1") == ["Everywhere", "In a store", None, None]
    assert told(category="Drinks") == ["Everywhere", None, "Of a category", None]
    assert told(product="A") == ["Everywhere", None, "Of a category", "Of a product"]


def test_a_span_that_ends_before_it_begins_or_is_too_long_is_refused(chain):
    for until, word in (("2026-04-05", "before"), ("2029-04-06", "1,000")):
        answer = chain.get("/api/calendar/year-before", params={"from": "2026-04-06", "to": until})
        assert answer.status_code == 422
        assert word in answer.text


def test_a_store_one_may_not_see_is_not_there(api, chain):
    own = chain.get("/api/stores", params={"q": "S2"}).json()["items"][0]["id"]
    limited = api.as_role("viewer", [own])
    answer = limited.get("/api/calendar/year-before", params={**ASKED, "store": "S1"})
    assert answer.status_code == 404
