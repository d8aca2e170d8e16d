"""What people say about products, orders and transfers: who reads it, who writes it, and who hears of it."""

from __future__ import annotations

import json
from typing import Any

import pytest


@pytest.fixture
def ids(api: Any) -> dict[str, int]:
    admin = api.as_role("admin")
    found = {}
    for code in ("S1", "S2", "S3"):
        found[code] = admin.post("/api/stores", json={"code": code, "name": code}).json()["id"]
    found["TEA"] = admin.post("/api/products", json={"sku": "TEA", "name": "Tea"}).json()["id"]
    for code in ("S1", None):
        line = {"product_id": found["TEA"], "quantity": 6}
        order = {"store_id": found.get(code or ""), "lines": [line]}
        found[f"order {code}"] = admin.post("/api/orders", json=order).json()["id"]
    transfer = {"from_store_id": found["S1"], "to_store_id": found["S2"], "lines": [line]}
    found["transfer"] = admin.post("/api/transfers", json=transfer).json()["id"]
    return found


def texts(client: Any, **asked: Any) -> list[str]:
    answer = client.get("/api/comments", params=asked)
    assert answer.status_code == 200, answer.text
    return [item["text"] for item in answer.json()["items"]]


def say(client: Any, text: str, **about: Any) -> Any:
    return client.post("/api/comments", json={"text": text} | about)


@pytest.mark.every_database
def test_what_is_said_is_read_by_all_who_see_the_store(api: Any, ids: dict[str, int]) -> None:
    planner, viewer = api.as_role("planner"), api.as_role("viewer")
    for text, store in (("everywhere", None), ("here", "S1"), ("there", "S2")):
        assert say(planner, text, product_id=ids["TEA"], store_id=ids.get(store or "")).status_code == 201
    for text, order in (("an order", "order S1"), ("to the warehouse", "order None")):
        assert say(planner, text, order_id=ids[order]).status_code == 201
    assert say(planner, "to each other", transfer_id=ids["transfer"]).status_code == 201
    assert texts(viewer) == ["to each other", "to the warehouse", "an order", "there", "here", "everywhere"]
    assert texts(viewer, product="TEA", store="S1") == ["here", "everywhere"]
    assert texts(viewer, order_id=ids["order S1"]) == ["an order"]
    assert texts(viewer, transfer_id=ids["transfer"]) == ["to each other"]
    manager = api.as_role("planner", [ids["S1"]])
    assert texts(manager) == ["to each other", "an order", "here", "everywhere"]
    other = api.as_role("planner", [ids["S3"]])
    assert texts(other) == ["everywhere"]
    assert texts(other, transfer_id=ids["transfer"]) == []
    assert texts(manager, product="TEA") == ["here", "everywhere"]
    assert manager.get("/api/comments", params={"store": "S2"}).status_code == 404


LIMITS = {"manager": "S1", "other": "S3"}
SAID: list[tuple[str, dict[str, str], int]] = [
    ("viewer", {"product_id": "TEA"}, 403),
    ("manager", {"product_id": "TEA"}, 403),
    ("manager", {"product_id": "TEA", "store_id": "S2"}, 422),
    ("manager", {"order_id": "order None"}, 404),
    ("manager", {"order_id": "order S1"}, 201),
    ("manager", {"transfer_id": "transfer"}, 201),
    ("other", {"transfer_id": "transfer"}, 404),
    ("planner", {"transfer_id": "transfer", "order_id": "order S1"}, 422),
    ("planner", {"transfer_id": "transfer", "store_id": "S1"}, 422),
    ("planner", {"order_id": "order S1", "product_id": "TEA"}, 422),
    ("planner", {"order_id": "order S1", "store_id": "S1"}, 422),
    ("planner", {}, 422),
    ("planner", {"product_id": "TEA", "text": "  "}, 422),
]
"""Who says something about what, and the answer's status."""


def test_only_who_may_speaks_and_of_one_thing_at_a_time(api: Any, ids: dict[str, int]) -> None:
    clients = {role: api.as_role(role) for role in ("viewer", "planner")}
    clients |= {name: api.as_role("planner", [ids[store]]) for name, store in LIMITS.items()}
    for role, about, status in SAID:
        body = {"text": "Look."} | {key: ids.get(value, value) for key, value in about.items()}
        answer = clients[role].post("/api/comments", json=body)
        assert answer.status_code == status, (role, about, answer.text)


def test_a_comment_is_taken_back_by_who_made_it_or_an_admin_and_noted(api: Any, ids: dict[str, int]) -> None:
    author, other, admin = (api.as_role(role) for role in ("planner", "planner", "admin"))
    numbers = [say(author, text, product_id=ids["TEA"]).json()["id"] for text in ("one", "two")]
    assert other.delete(f"/api/comments/{numbers[0]}").status_code == 403
    assert author.delete(f"/api/comments/{numbers[0]}").json()["deleted"]
    assert admin.delete(f"/api/comments/{numbers[1]}").json()["deleted"]
    assert admin.delete(f"/api/comments/{numbers[1]}").status_code == 404
    assert texts(author) == []
    noted = [item["action"] for item in admin.get("/api/audit").json()["items"]]
    assert noted.count("comment.added") == noted.count("comment.removed") == 2


def test_others_hear_of_a_comment_but_not_of_another_store_s(api: Any, ids: dict[str, int]) -> None:
    planner, manager = api.as_role("planner"), api.as_role("viewer", [ids["S1"]])
    for store in ("S1", "S2"):
        assert say(planner, "secret", product_id=ids["TEA"], store_id=ids[store]).status_code == 201
    feed = manager.get("/api/live", params={"after": "0", "follow": "false", "kind": "comment"}).text
    heard = [json.loads(line[6:]) for line in feed.splitlines() if line.startswith("data: {")]
    comments = [event for event in heard if event.get("kind") == "comment"]
    assert [event["store_id"] for event in comments] == [ids["S1"]]
    assert comments[0]["data"]["change"] == "added"
    assert "secret" not in feed


def test_an_order_to_no_store_is_no_news_for_who_is_limited_to_some(api: Any, ids: dict[str, int]) -> None:
    planner = api.as_role("planner")
    for order in ("order S1", "order None"):
        assert say(planner, "secret", order_id=ids[order]).status_code == 201
    assert say(planner, "for all", product_id=ids["TEA"]).status_code == 201
    asked = {"after": "0", "follow": "false", "kind": "comment"}

    def heard(client: Any) -> list[Any]:
        feed = client.get("/api/live", params=asked).text
        told = [json.loads(line[6:]) for line in feed.splitlines() if line.startswith("data: {")]
        return [event["data"]["order_id"] for event in told if event.get("kind") == "comment"]

    assert heard(planner) == [ids["order S1"], ids["order None"], None]
    assert heard(api.as_role("viewer", [ids["S1"]])) == [ids["order S1"], None]


def test_people_of_both_stores_hear_of_what_is_said_about_a_transfer(api: Any, ids: dict[str, int]) -> None:
    planner = api.as_role("planner")
    made = say(planner, "Leave it at the back door.", transfer_id=ids["transfer"]).json()
    assert planner.delete(f"/api/comments/{made['id']}").status_code == 200
    asked = {"after": "0", "follow": "false", "kind": "comment"}

    def heard(store: str) -> list[tuple[str, int]]:
        feed = api.as_role("viewer", [ids[store]]).get("/api/live", params=asked).text
        told = [json.loads(line[6:]) for line in feed.splitlines() if line.startswith("data: {")]
        data = [event["data"] for event in told if event.get("kind") == "comment"]
        return [(one["change"], one["transfer_id"]) for one in data]

    both = [("added", ids["transfer"]), ("removed", ids["transfer"])]
    assert [heard(store) for store in ("S1", "S2", "S3")] == [both, both, []]
