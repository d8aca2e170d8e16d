"""Users, kept by admins."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from foresale.storage.database.tables.catalog import StoreRow


def add_stores(api: Any, *codes: str) -> list[int]:
    with Session(api.container.engine) as session, session.begin():
        rows = [StoreRow(code=code, name=code) for code in codes]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


@pytest.mark.every_database
def test_an_admin_adds_a_user_who_logs_in_once_with_the_password_shown(api: Any) -> None:
    stores = add_stores(api, "S1", "S2")
    admin = api.as_role("admin")
    new = {"email": "Grace@Example.com", "name": "Grace", "role": "planner", "store_ids": [stores[1]]}
    added = admin.post("/api/users", json=new)
    assert added.status_code == 201
    assert added.json()["email"] == "grace@example.com"
    assert added.json()["must_change_password"] is True
    assert admin.post("/api/users", json=new).status_code == 409
    given = {"email": "grace@example.com", "password": added.json()["one_time_password"]}
    token = api.client.post("/api/auth/login", json=given).json()["access_token"]
    me = api.with_headers(Authorization=f"Bearer {token}").get("/api/auth/me").json()
    assert (me["role"], me["store_ids"]) == ("planner", [stores[1]])


def test_a_change_of_rights_holds_from_the_next_request_on(api: Any) -> None:
    user_id = api.add_user("admin")
    user, admin = api.as_user(user_id), api.as_role("admin")
    assert user.get("/api/users").status_code == 200
    lower = {"name": "Grace", "role": "viewer"}
    assert admin.put(f"/api/users/{user_id}", json=lower).json()["role"] == "viewer"
    assert user.get("/api/users").status_code == 401, "tokens of before are void"
    assert api.as_user(user_id).get("/api/users").status_code == 403
    gone = api.as_user(user_id)
    assert admin.put(f"/api/users/{user_id}", json=lower | {"is_active": False}).status_code == 200
    assert gone.get("/api/auth/me").status_code == 401


@pytest.mark.every_database
def test_no_admin_undoes_what_another_did_in_between(api: Any) -> None:
    user_id = api.add_user("analyst")
    admin = api.as_role("admin")
    place = f"/api/users/{user_id}"
    tag = admin.get(place).headers["etag"]
    lower = admin.put(place, json={"name": "Ada", "role": "viewer"}, headers={"If-Match": tag})
    assert lower.status_code == 200
    late = admin.put(place, json={"name": "Ada L", "role": "analyst"}, headers={"If-Match": tag})
    assert (late.status_code, late.json()["code"]) == (412, "changed")
    assert admin.get(place).json()["role"] == "viewer"
    new = {"If-Match": lower.headers["etag"]}
    assert admin.put(place, json={"name": "Ada L", "role": "viewer"}, headers=new).status_code == 200


@pytest.mark.every_database
def test_the_last_admin_stays(api: Any) -> None:
    first = api.add_user("admin")
    admin = api.as_user(first)
    assert admin.delete(f"/api/users/{first}").status_code == 409
    assert admin.put(f"/api/users/{first}", json={"name": "A", "role": "viewer"}).status_code == 409
    second = api.add_user("admin")
    assert admin.delete(f"/api/users/{second}").status_code == 204
    assert admin.get(f"/api/users/{second}").status_code == 404


def test_a_reset_password_ends_all_sessions_and_unlocks(api: Any) -> None:
    user_id = api.add_user("viewer", email="ada@example.com")
    user = api.as_user(user_id)
    for _ in range(5):
        api.client.post("/api/auth/login", json={"email": "ada@example.com", "password": "wrong"})
    password = api.as_role("admin").post(f"/api/users/{user_id}/password").json()["one_time_password"]
    assert user.get("/api/auth/me").status_code == 401
    given = {"email": "ada@example.com", "password": password}
    assert api.client.post("/api/auth/login", json=given).status_code == 200


def test_an_admin_revokes_the_key_of_somebody_else(embedded_api: Any) -> None:
    user_id = embedded_api.add_user("viewer")
    made = embedded_api.as_user(user_id).post("/api/auth/keys", json={"name": "Till"}).json()
    admin = embedded_api.as_role("admin")
    assert [key["id"] for key in admin.get(f"/api/users/{user_id}/keys").json()] == [made["id"]]
    assert admin.delete(f"/api/users/{user_id}/keys/{made['id']}").status_code == 204
    assert embedded_api.with_headers(X_API_Key=made["key"]).get("/api/auth/me").status_code == 401


@pytest.mark.every_database
def test_pages_go_on_where_the_last_ended_whoever_comes_meanwhile(api: Any) -> None:
    admin = api.as_role("admin")
    ids = [api.add_user("viewer") for _ in range(5)]
    first = admin.get("/api/users", params={"limit": 2, "role": "viewer"}).json()
    late = api.add_user("viewer")
    seen = [user["id"] for user in first["items"]]
    cursor = first["next"]
    while cursor:
        page = admin.get("/api/users", params={"limit": 2, "role": "viewer", "cursor": cursor}).json()
        seen += [user["id"] for user in page["items"]]
        cursor = page["next"]
    assert seen == [*ids, late]


def test_a_cursor_that_was_changed_or_belongs_elsewhere_is_refused(embedded_api: Any) -> None:
    admin = embedded_api.as_role("admin")
    for _ in range(3):
        embedded_api.add_user("viewer")
    cursor = admin.get("/api/users", params={"limit": 1}).json()["next"]
    for other in (cursor[:-2] + "AA", "x", "", "Ä", cursor + "=="):
        answer = admin.get("/api/users", params={"limit": 1, "cursor": other})
        if answer.status_code != 200:
            assert answer.json()["code"] == "option"
        else:
            assert other == cursor + "=="
    moved = admin.get("/api/users", params={"limit": 1, "cursor": cursor, "role": "viewer"})
    assert moved.status_code == 422


def test_every_change_of_users_is_written_down_without_names(api: Any) -> None:
    admin = api.as_role("admin")
    added = admin.post(
        "/api/users", json={"email": "grace@example.com", "name": "Grace", "store_ids": "all"}
    ).json()
    admin.put(f"/api/users/{added['id']}", json={"name": "Grace H", "role": "planner"})
    admin.post(f"/api/users/{added['id']}/password")
    admin.delete(f"/api/users/{added['id']}")
    log = admin.get("/api/audit").json()["items"]
    assert [entry["action"] for entry in log] == [
        "user.removed", "password.reset", "user.changed", "user.added",
    ]  # fmt: skip
    assert log[2]["details"]["before"]["role"] == "viewer"
    assert "race" not in str(log)
    assert added["one_time_password"] not in str(log)
    only = admin.get("/api/audit", params={"action": "user.added", "since": log[3]["at"]}).json()["items"]
    assert [entry["subject"] for entry in only] == [f"user {added['id']}"]


def test_a_change_that_names_no_stores_leaves_the_limit_as_it_is(api: Any) -> None:
    first, second = add_stores(api, "S1", "S2")
    user_id, admin = api.add_user("planner", [first]), api.as_role("admin")
    place, given = f"/api/users/{user_id}", {"name": "Ada", "role": "planner"}
    for stores in ({}, {"store_ids": None}):
        assert admin.put(place, json=given | stores).json()["store_ids"] == [first]
        assert api.as_user(user_id).get("/api/stores").json()["items"][0]["code"] == "S1"
    assert admin.put(place, json=given | {"store_ids": []}).status_code == 422
    assert admin.put(place, json=given | {"store_ids": [second]}).json()["store_ids"] == [second]
    assert admin.put(place, json=given | {"store_ids": "all"}).json()["store_ids"] is None
    assert len(api.as_user(user_id).get("/api/stores").json()["items"]) == 2


def test_a_new_users_stores_are_said(embedded_api: Any) -> None:
    new = {"email": "ada@example.com", "name": "Ada"}
    refused = embedded_api.as_role("admin").post("/api/users", json=new)
    assert (refused.status_code, refused.json()["errors"][0]["where"]) == (422, "body.store_ids")


def test_nobody_lifts_their_own_limit_nor_makes_or_becomes_somebody_who_sees_more(api: Any) -> None:
    first, second = add_stores(api, "S1", "S2")
    own, other = api.add_user("admin", [first]), api.add_user("admin")
    admin, given = api.as_user(own), {"name": "Ada", "role": "admin"}
    for stores in ("all", [first, second], [second]):
        assert admin.put(f"/api/users/{own}", json=given | {"store_ids": stores}).status_code == 409
        new = {"email": "more@example.com", "name": "More", "role": "admin", "store_ids": stores}
        assert admin.post("/api/users", json=new).status_code == 403
    assert admin.put(f"/api/users/{own}", json=given).json()["store_ids"] == [first]
    for answer in (
        admin.post(f"/api/users/{other}/password"),
        admin.put(f"/api/users/{other}", json=given | {"store_ids": [first]}),
        admin.delete(f"/api/users/{other}"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    fellow = api.add_user("viewer", [first])
    assert admin.put(f"/api/users/{fellow}", json=given | {"store_ids": "all"}).status_code == 403
    assert admin.put(f"/api/users/{fellow}", json=given).status_code == 200


def test_who_is_limited_to_a_store_that_is_gone_sees_none(api: Any) -> None:
    (only,) = add_stores(api, "S1")
    user_id = api.add_user("viewer", [only])
    with Session(api.container.engine) as session, session.begin():
        session.delete(session.get_one(StoreRow, only))
    add_stores(api, "S2")
    viewer = api.as_user(user_id)
    assert viewer.get("/api/auth/me").json()["store_ids"] == []
    assert viewer.get("/api/stores").json()["items"] == []
