"""Logging in, staying in, and being locked out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from sqlalchemy import event, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from foresale.service.accounts.first_admin import FIRST_ADMIN, ensure_admin
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.operations import AuditRow
from foresale.storage.database.tables.people import RefreshTokenRow, UserRow

EMAIL, PASSWORD = "ada@example.com", "seven amber ladders"


def log_in(api: Any, email: str = EMAIL, password: str = PASSWORD) -> Any:
    return api.client.post("/api/auth/login", json={"email": email, "password": password})


def bearer(api: Any, answer: Any) -> Any:
    return api.with_headers(Authorization=f"Bearer {answer.json()['access_token']}")


def deeds(api: Any) -> list[str]:
    with Session(api.container.engine) as session:
        return list(session.scalars(select(AuditRow.action).order_by(AuditRow.id)))


@pytest.mark.every_database
def test_who_knows_the_password_gets_in_and_out_again(api: Any) -> None:
    api.add_user("planner", email=EMAIL)
    answer = log_in(api, " Ada@Example.com ")
    assert answer.status_code == 200
    client = bearer(api, answer)
    me = client.get("/api/auth/me").json()
    assert (me["email"], me["role"], me["store_ids"]) == (EMAIL, "planner", None)
    assert "predict" in me["permissions"]
    assert "train" not in me["permissions"]
    assert client.post("/api/auth/logout").status_code == 204
    assert client.get("/api/auth/me").status_code == 401
    spent = api.client.post("/api/auth/refresh", json={"refresh_token": answer.json()["refresh_token"]})
    assert spent.status_code == 401
    assert deeds(api) == ["login.succeeded", "session.ended"]


def test_a_refresh_token_is_good_once_and_its_second_use_ends_the_session(api: Any) -> None:
    api.add_user("viewer", email=EMAIL)
    first = log_in(api).json()
    second = api.client.post("/api/auth/refresh", json={"refresh_token": first["refresh_token"]})
    assert second.status_code == 200
    assert bearer(api, second).get("/api/auth/me").status_code == 200
    with Session(api.container.engine) as session, session.begin():
        used = update(RefreshTokenRow).where(RefreshTokenRow.used_at.is_not(None))
        session.execute(used.values(used_at=utc_now() - timedelta(minutes=1)))
    stolen = api.client.post("/api/auth/refresh", json={"refresh_token": first["refresh_token"]})
    assert stolen.status_code == 401
    ended = api.client.post("/api/auth/refresh", json={"refresh_token": second.json()["refresh_token"]})
    assert ended.status_code == 401
    assert "session.stolen" in deeds(api)
    with Session(api.container.engine) as session:
        user_id = session.scalar(select(UserRow.id))
    api.client.app.state.auth.authenticator.forget(user_id)
    assert bearer(api, second).get("/api/auth/me").status_code == 401


@pytest.mark.every_database
def test_several_tabs_may_refresh_with_the_same_token_at_once(api: Any) -> None:
    api.add_user("viewer", email=EMAIL)
    token = log_in(api).json()["refresh_token"]
    with ThreadPoolExecutor(4) as pool:
        tries = [
            pool.submit(api.client.post, "/api/auth/refresh", json={"refresh_token": token}) for _ in range(4)
        ]
        answers = [done.result() for done in tries]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert len({answer.json()["refresh_token"] for answer in answers}) == 4
    assert all(bearer(api, answer).get("/api/auth/me").status_code == 200 for answer in answers)
    assert "session.stolen" not in deeds(api)


def test_an_exchange_in_the_way_of_another_is_tried_again(embedded_api: Any) -> None:
    embedded_api.add_user("viewer", email=EMAIL)
    token = log_in(embedded_api).json()["refresh_token"]
    collided: list[str] = []

    def collide(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT INTO refresh_tokens") and not collided:
            collided.append(statement)
            raise OperationalError(statement, {}, Exception(1213, "Deadlock found when trying to get lock"))

    event.listen(embedded_api.container.engine, "before_cursor_execute", collide)
    answer = embedded_api.client.post("/api/auth/refresh", json={"refresh_token": token})
    assert (answer.status_code, len(collided)) == (200, 1)
    assert bearer(embedded_api, answer).get("/api/auth/me").status_code == 200


def test_a_token_that_ended_or_that_we_did_not_sign_is_worth_nothing(embedded_api: Any) -> None:
    user_id = embedded_api.add_user("admin", email=EMAIL)
    good = log_in(embedded_api).json()["access_token"]
    claims = jwt.decode(good, options={"verify_signature": False})
    key = embedded_api.client.app.state.auth.signer._key
    changed: list[tuple[dict[str, Any], Any, str]] = [
        (claims | {"exp": claims["iat"] - 1}, key, "HS256"),
        (claims | {"aud": "elsewhere"}, key, "HS256"),
        (claims | {"iss": "elsewhere"}, key, "HS256"),
        (claims | {"gen": claims["gen"] + 1}, key, "HS256"),
        (claims | {"sub": str(user_id + 1)}, key, "HS256"),
        (claims | {"sid": "another"}, key, "HS256"),
        (claims, b"another key that is long enough!!", "HS256"),
        (claims, "", "none"),
        ({name: value for name, value in claims.items() if name != "exp"}, key, "HS256"),
    ]
    for payload, secret, algorithm in changed:
        token = jwt.encode(payload, secret, algorithm)
        answer = embedded_api.with_headers(Authorization=f"Bearer {token}").get("/api/auth/me")
        assert answer.status_code == 401, payload
    again = jwt.encode(claims, key, "HS256")
    assert embedded_api.with_headers(Authorization=f"Bearer {again}").get("/api/auth/me").status_code == 200


def test_wrong_passwords_lock_an_account_and_nobody_is_told_whether_it_exists(api: Any) -> None:
    api.add_user("viewer", email=EMAIL)
    nobody = log_in(api, "nobody@example.com", "a wrong password")
    answers = [log_in(api, password="a wrong password") for _ in range(5)]
    locked = log_in(api)
    told = {(a.status_code, a.json()["detail"], a.json()["fix"]) for a in [nobody, *answers, locked]}
    assert len(told) == 1
    assert locked.status_code == 401
    assert deeds(api).count("account.locked") == 1
    with Session(api.container.engine) as session, session.begin():
        session.execute(update(UserRow).values(locked_until=utc_now() - timedelta(seconds=1)))
    assert log_in(api).status_code == 200


def test_a_right_password_between_wrong_ones_starts_the_count_anew(embedded_api: Any) -> None:
    embedded_api.add_user("viewer", email=EMAIL)
    for _ in range(2):
        assert [log_in(embedded_api, password="wrong").status_code for _ in range(4)] == [401] * 4
        assert log_in(embedded_api).status_code == 200


@pytest.mark.every_database
def test_many_guesses_at_once_count_one_by_one(api: Any) -> None:
    api.add_user("viewer", email=EMAIL)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: log_in(api, password=f"wrong {n}"), range(8)))
    assert "account.locked" in deeds(api)
    assert log_in(api).status_code == 401


def test_a_new_password_ends_all_sessions_and_follows_the_rules(api: Any) -> None:
    api.add_user("viewer", email=EMAIL)
    elsewhere, here = bearer(api, log_in(api)), bearer(api, log_in(api))
    change = {"current": PASSWORD, "new": "Password2026!"}
    assert here.post("/api/auth/password", json=change).json()["code"] == "option"
    wrong = {"current": "not this one", "new": "eleven green kettles"}
    assert here.post("/api/auth/password", json=wrong).status_code == 403
    changed = here.post("/api/auth/password", json={"current": PASSWORD, "new": "eleven green kettles"})
    assert changed.status_code == 200
    assert elsewhere.get("/api/auth/me").status_code == 401
    assert here.get("/api/auth/me").status_code == 401
    assert bearer(api, changed).get("/api/auth/me").status_code == 200
    assert log_in(api).status_code == 401
    assert log_in(api, password="eleven green kettles").status_code == 200


def test_the_first_admin_must_choose_a_password_before_anything_else(api: Any) -> None:
    password = ensure_admin(api.container.engine, api.client.app.state.auth.passwords)
    assert password is not None
    assert ensure_admin(api.container.engine) is None
    client = bearer(api, log_in(api, FIRST_ADMIN, password))
    assert client.get("/api/auth/me").json()["must_change_password"] is True
    refused = client.get("/api/users")
    assert (refused.status_code, refused.json()["fix"]) == (
        403,
        "Choose your own first, at /api/auth/password.",
    )
    change = {"current": password, "new": "eleven green kettles"}
    assert bearer(api, client.post("/api/auth/password", json=change)).get("/api/users").status_code == 200


def test_registration_is_closed_unless_opened_and_tells_nobody_who_is_there(open_api: Any) -> None:
    someone = {"email": EMAIL, "name": "Ada", "password": PASSWORD}
    assert open_api().client.post("/api/auth/register", json=someone).status_code == 403
    api = open_api(open_registration=True)
    answers = [api.client.post("/api/auth/register", json=someone) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].json() == answers[1].json()
    assert bearer(api, log_in(api)).get("/api/auth/me").json()["role"] == "viewer"


def test_a_key_opens_for_a_machine_until_it_is_revoked_and_never_more_than_its_owner(api: Any) -> None:
    owner_id = api.add_user("analyst")
    owner = api.as_user(owner_id)
    too_much = owner.post("/api/auth/keys", json={"name": "Till", "role": "admin"})
    assert too_much.status_code == 409
    made = owner.post("/api/auth/keys", json={"name": "Till", "role": "planner"}).json()
    for headers in ({"X_API_Key": made["key"]}, {"Authorization": f"Bearer {made['key']}"}):
        assert api.with_headers(**headers).get("/api/auth/me").json()["role"] == "planner"
    machine = api.with_headers(X_API_Key=made["key"])
    assert machine.post("/api/auth/keys", json={"name": "Another"}).status_code == 409
    api.client.app.state.auth.authenticator.close()
    listed = owner.get("/api/auth/keys").json()
    assert listed[0]["last_used_at"] is not None
    assert [(key["prefix"], "key" in key) for key in listed] == [(made["key"][:12], False)]
    admin = api.as_role("admin")
    lower = {"name": "Ada", "role": "viewer", "store_ids": "all", "is_active": True}
    assert admin.put(f"/api/users/{owner_id}", json=lower).status_code == 200
    assert machine.get("/api/auth/me").json()["role"] == "viewer"
    assert api.as_user(owner_id).delete(f"/api/auth/keys/{made['id']}").status_code == 204
    assert machine.get("/api/auth/me").status_code == 401


def test_a_key_ends_nothing_but_itself(embedded_api: Any) -> None:
    owner = embedded_api.as_role("analyst")
    one, other = (owner.post("/api/auth/keys", json={"name": name}).json() for name in ("Till", "Shelf"))
    machine = embedded_api.with_headers(X_API_Key=one["key"])
    assert machine.post("/api/auth/logout", json={"everywhere": True}).status_code == 409
    assert machine.delete(f"/api/auth/keys/{other['id']}").status_code == 409
    assert owner.get("/api/auth/me").status_code == 200
    assert embedded_api.with_headers(X_API_Key=other["key"]).get("/api/auth/me").status_code == 200
    assert machine.delete(f"/api/auth/keys/{one['id']}").status_code == 204
    assert machine.get("/api/auth/me").status_code == 401


def test_a_key_that_ended_is_worth_nothing(embedded_api: Any) -> None:
    from foresale.storage.database.tables.people import ApiKeyRow

    made = embedded_api.as_role("viewer").post("/api/auth/keys", json={"name": "Till"}).json()
    with Session(embedded_api.container.engine) as session, session.begin():
        session.execute(update(ApiKeyRow).values(expires_at=utc_now() - timedelta(seconds=1)))
    assert embedded_api.with_headers(X_API_Key=made["key"]).get("/api/auth/me").status_code == 401


def test_the_database_holds_no_password_token_or_key(embedded_api: Any) -> None:
    embedded_api.add_user("viewer", email=EMAIL)
    answer = log_in(embedded_api)
    key = bearer(embedded_api, answer).post("/api/auth/keys", json={"name": "Till"}).json()["key"]
    embedded_api.container.engine.dispose()
    file = embedded_api.container.settings.database_address.removeprefix("sqlite:///")
    held = Path(file).read_bytes()
    for secret in (PASSWORD, key, *(answer.json()[name] for name in ("access_token", "refresh_token"))):
        assert secret.encode() not in held
    assert EMAIL.encode() in held


def test_sessions_that_ended_are_not_told_apart(embedded_api: Any) -> None:
    embedded_api.add_user("viewer", email=EMAIL)
    token = log_in(embedded_api).json()["refresh_token"]
    with Session(embedded_api.container.engine) as session, session.begin():
        session.execute(update(RefreshTokenRow).values(expires_at=utc_now() - timedelta(seconds=1)))
    ended = embedded_api.client.post("/api/auth/refresh", json={"refresh_token": token})
    unknown = embedded_api.client.post("/api/auth/refresh", json={"refresh_token": "frt_unknown"})
    assert ended.status_code == unknown.status_code == 401
    assert ended.json()["detail"] == unknown.json()["detail"]


@pytest.mark.parametrize("body", [b"{", b"", b'{"email": 1}', b"\xff"])
def test_a_body_that_cannot_be_read_is_told_where_and_never_shown_back(
    embedded_api: Any, body: bytes
) -> None:
    answer = embedded_api.client.post(
        "/api/auth/login", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["fix"]
