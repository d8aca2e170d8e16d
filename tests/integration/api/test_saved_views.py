"""Views that are kept under a name, for oneself or for all who may see what they show."""

from __future__ import annotations

from typing import Any

import pytest


def keep(client: Any, name: str, search: dict[str, str], *, shared: bool = False) -> Any:
    body = {"screen": "products", "name": name, "search": search, "is_shared": shared}
    answer = client.post("/api/saved-views", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def names(client: Any) -> list[str]:
    return [
        item["name"] for item in client.get("/api/saved-views", params={"screen": "products"}).json()["items"]
    ]


@pytest.mark.every_database
def test_a_view_is_kept_replaced_shared_and_deleted(api: Any) -> None:
    viewer, other = api.as_role("viewer"), api.as_role("planner")
    first = keep(viewer, "Mine", {"category": "Dairy"})
    again = keep(viewer, "Mine", {"category": "Tea"})
    assert (again["id"], again["search"], again["is_own"]) == (first["id"], {"category": "Tea"}, True)
    assert names(other) == []
    shared = keep(viewer, "Ours", {"exception": "any"}, shared=True)
    keep(other, "Mine", {})
    assert names(viewer) == ["Mine", "Ours"]
    (found,) = [one for one in other.get("/api/saved-views").json()["items"] if one["name"] == "Ours"]
    assert (found["is_own"], found["by"]["name"]) == (False, "viewer")
    assert other.delete(f"/api/saved-views/{shared['id']}").status_code == 404
    assert viewer.delete(f"/api/saved-views/{shared['id']}").json()["deleted"]
    assert names(other) == ["Mine"]


def test_a_shared_view_of_a_store_is_found_only_by_who_sees_that_store(api: Any) -> None:
    admin = api.as_role("admin")
    stores = [
        admin.post("/api/stores", json={"code": code, "name": code}).json()["id"] for code in ("S1", "S2")
    ]
    for code in ("S1", "S2"):
        keep(admin, f"Of {code}", {"store": code}, shared=True)
    keep(admin, "Of all", {}, shared=True)
    assert names(api.as_role("planner", stores[:1])) == ["Of S1", "Of all"]


def test_what_no_screen_can_show_is_refused(api: Any) -> None:
    client = api.as_role("viewer")
    body = {"screen": "products", "name": "x", "search": {}}
    for wrong in ({"screen": "elsewhere"}, {"name": ""}, {"search": {f"f{n}": "1" for n in range(21)}}):
        assert client.post("/api/saved-views", json=body | wrong).status_code == 422
