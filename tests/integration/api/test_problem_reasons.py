"""A problem says as data which sentence it is and what stands in it, so that pages word it themselves."""

from __future__ import annotations

from typing import Any

import pytest

STORE = {"code": "S1", "name": "One"}
EVENT = {"name": "Fair", "starts_on": "2026-04-10", "ends_on": "2026-04-12"}


@pytest.fixture
def store(embedded_api: Any) -> Any:
    """A store with its tag."""
    return embedded_api.as_role("admin").post("/api/stores", json=STORE)


def reason_of(answer: Any) -> tuple[int, str | None, dict[str, Any]]:
    told = answer.json()
    return answer.status_code, told["reason"], told["arguments"]


def test_what_isnt_there_and_what_nobody_may_has_a_reason(embedded_api: Any, store: Any) -> None:
    admin, viewer = embedded_api.as_role("admin"), embedded_api.as_role("viewer")
    limited = embedded_api.as_role("planner", [store.json()["id"]])
    asked = (
        (embedded_api.client.get("/api/stores"), (401, "not_logged_in", {})),
        (embedded_api.with_headers(Authorization="Bearer no").get("/api/stores"), (401, "login_over", {})),
        (admin.get("/api/products/17"), (404, "no_such_product", {"name": 17})),
        (admin.get("/api/forecast/totals"), (503, "no_forecast", {})),
        (admin.get("/api/nothing"), (404, "no_such_address", {})),
        (admin.get("/api/stores?zort=x"), (422, "unknown_parameter", {"name": "zort"})),
        (admin.get("/api/stores?sort=x"), (422, "unknown_sorting", {"name": "x"})),
        (admin.post("/api/stores", json=STORE), (409, "code_taken", {"name": "S1"})),
        (viewer.post("/api/stores", json=STORE), (403, "role_may_not",
            {"role": "viewer", "permission": "edit_catalog"})),
        (limited.post("/api/events", json=EVENT), (403, "name_a_store", {})),
    )  # fmt: skip
    told = [(reason_of(answer), expected) for answer, expected in asked]
    assert [found for found, _ in told] == [expected for _, expected in told]


def test_a_change_of_what_was_changed_meanwhile_has_a_reason(embedded_api: Any, store: Any) -> None:
    admin, address = embedded_api.as_role("admin"), f"/api/stores/{store.json()['id']}"
    old = {"If-Match": store.headers["ETag"]}
    assert admin.put(address, json=STORE | {"name": "Uno"}, headers=old).status_code == 200
    assert reason_of(admin.put(address, json=STORE, headers=old)) == (412, "changed_since_read", {})


def test_parts_that_cant_be_used_have_reasons_with_their_limits(embedded_api: Any) -> None:
    sent = {"code": "S" * 300, "colour": "red"}
    answer = embedded_api.as_role("admin").post("/api/stores", json=sent)
    assert reason_of(answer) == (422, "wrong_fields", {})
    told = {part["where"]: (part["reason"], part["arguments"]) for part in answer.json()["errors"]}
    assert told["body.name"] == ("missing", {})
    assert told["body.colour"] == ("unknown", {})
    assert told["body.code"][0] == "too_long"
    assert list(told["body.code"][1]) == ["limit"]


def test_what_is_too_much_has_a_reason_with_its_limit(open_api: Any) -> None:
    api = open_api(max_body_mb=1, requests_per_minute=3, logins_per_minute=1)
    wrong = {"email": "nobody@example.com", "password": "wrong for sure"}
    assert reason_of(api.client.post("/api/auth/login", json=wrong)) == (401, "wrong_login", {"minutes": 15})
    assert reason_of(api.client.post("/api/auth/login", json=wrong)) == (429, "too_often", {})
    admin = api.as_role("admin")
    large = admin.post("/api/sales/batch", content=b" " * 2_000_000)
    assert reason_of(large) == (413, "body_too_large", {"bytes": 1_000_000})
