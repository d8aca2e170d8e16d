"""What a limit to stores, or a password of somebody else's, can't be got round by."""

from __future__ import annotations

from typing import Any

import pytest

CODES = ("S1", "S2")


@pytest.fixture
def stores(api: Any) -> list[int]:
    """The ids of two stores that sold nothing yet."""
    admin = api.as_role("admin")
    return [admin.post("/api/stores", json={"code": code, "name": code}).json()["id"] for code in CODES]


def seen(client: Any) -> list[str]:
    return [store["code"] for store in client.get("/api/stores").json()["items"]]


def test_a_user_limited_to_a_store_sees_no_other_once_it_is_removed(api: Any, stores: list[int]) -> None:
    analyst_id = api.add_user("analyst", [stores[0]])
    analyst = api.as_user(analyst_id)
    for client in (analyst, api.as_role("admin")):
        told = client.delete(f"/api/stores/{stores[0]}").json()
        assert (told["deleted"], told["deactivated"]) == (False, True)
        assert "limited" in told["message"]
    api.client.app.state.auth.authenticator.forget(analyst_id)
    assert seen(analyst) == ["S1"]
    assert api.as_role("admin").delete(f"/api/stores/{stores[1]}").json()["deleted"]


def test_no_key_is_made_by_a_password_that_somebody_else_chose(embedded_api: Any) -> None:
    admin = embedded_api.as_role("admin")
    new = {"email": "ada@example.com", "name": "Ada", "role": "planner", "store_ids": "all"}
    password = admin.post("/api/users", json=new).json()["one_time_password"]
    told = {"email": new["email"], "password": password}
    token = embedded_api.client.post("/api/auth/login", json=told).json()["access_token"]
    client = embedded_api.with_headers(Authorization=f"Bearer {token}")
    refused = client.post("/api/auth/keys", json={"name": "Till", "role": "planner"})
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert client.get("/api/auth/keys").json() == []
