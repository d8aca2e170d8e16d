"""Sessions of browsers: a cookie that no script reads, and that no other site's page can use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from foresale.service.accounts.first_admin import FIRST_ADMIN, ensure_admin
from foresale.service.api.kit.permissions import GRANTS, Permission, Role
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.catalog import StoreRow
from foresale.storage.database.tables.people import RefreshTokenRow, UserRow

EMAIL, PASSWORD = "ada@example.com", "seven amber ladders"
SESSION = "/api/auth/session"
STORE = {"code": "S9", "name": "Ninth"}
OWN = {"X-Foresale": "1"}
OTHER_SITES: tuple[Mapping[str, str], ...] = (
    {},
    {"X-Foresale": "1", "Origin": "http://evil.example"},
    {"X-Foresale": "1", "Origin": "null"},
    {"X-Foresale": "1", "Origin": "http://testserver:8001"},
    {"X-Foresale": "1", "Origin": "http://testserver", "Sec-Fetch-Site": "same-site"},
    {"X-Foresale": "1", "Sec-Fetch-Site": "cross-site"},
    {"X-Foresale": "1", "Sec-Fetch-Site": "none"},
    {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"},
)


def browser(api: Any, email: str = EMAIL, password: str = PASSWORD) -> Any:
    """A client that keeps cookies and sends what our pages send, logged in."""
    client = api.with_headers(X_Foresale="1")
    answer = client.post(SESSION, json={"email": email, "password": password})
    assert answer.status_code == 201, answer.text
    return client


def forget(api: Any) -> None:
    """Let the process ask the database anew about everybody."""
    with Session(api.container.engine) as session:
        for user_id in session.scalars(select(UserRow.id)):
            api.client.app.state.auth.authenticator.forget(user_id)


def settle_uses(api: Any) -> None:
    """Wait until what is noted of uses is written down."""
    api.client.app.state.auth.authenticator._notes.submit(lambda: None).result(timeout=10)


@pytest.mark.every_database
def test_a_browser_logs_in_changes_something_and_logs_out(api: Any) -> None:
    api.add_user("analyst", email=EMAIL)
    client = browser(api)
    assert client.get("/api/auth/me").json()["email"] == EMAIL
    assert client.post("/api/stores", json=STORE).status_code == 201
    cookie = client.cookies["foresale_session"]
    gone = client.delete(SESSION)
    assert gone.status_code == 204
    assert client.cookies.get("foresale_session") is None
    assert api.with_headers(Cookie=f"foresale_session={cookie}").get("/api/auth/me").status_code == 401


def test_no_script_reads_the_cookie_and_it_goes_to_the_api_alone(embedded_api: Any) -> None:
    embedded_api.add_user("viewer", email=EMAIL)
    login = {"json": {"email": EMAIL, "password": PASSWORD}, "headers": OWN}
    plain = embedded_api.client.post(SESSION, **login)
    parts = {part.strip().lower() for part in plain.headers["set-cookie"].split(";")[1:]}
    assert parts >= {"httponly", "samesite=strict", "path=/api"}
    assert "secure" not in parts
    assert "fsc_" not in plain.text
    embedded_api.client.base_url = "https://testserver"
    encrypted = embedded_api.client.post(SESSION, **login)
    assert "; secure" in encrypted.headers["set-cookie"].lower()


@pytest.mark.parametrize("role", Role)
def test_a_cookie_may_what_its_owners_role_may_and_no_more(embedded_api: Any, role: Role) -> None:
    embedded_api.add_user(role, email=EMAIL)
    client = browser(embedded_api)
    account = client.get("/api/auth/me").json()
    assert (account["role"], set(account["permissions"])) == (role, set(GRANTS[role]))
    asked = {
        Permission.EDIT_CATALOG: client.post("/api/stores", json=STORE),
        Permission.MANAGE_USERS: client.get("/api/users"),
        Permission.READ_JOBS: client.get("/api/jobs"),
        Permission.READ_SALES: client.get("/api/sales"),
    }
    assert {needed: answer.status_code != 403 for needed, answer in asked.items()} == {
        needed: needed in GRANTS[role] for needed in asked
    }


def test_the_account_names_the_stores_it_is_limited_to(embedded_api: Any) -> None:
    with Session(embedded_api.container.engine) as session, session.begin():
        session.add_all([StoreRow(code="S1", name="First"), StoreRow(code="S2", name="Second")])
        session.flush()
        second = session.scalar(select(StoreRow.id).where(StoreRow.code == "S2"))
    embedded_api.add_user("planner", [second], email=EMAIL)
    client = embedded_api.with_headers(X_Foresale="1")
    begun = client.post(SESSION, json={"email": EMAIL, "password": PASSWORD}).json()
    assert begun == client.get("/api/auth/me").json()
    assert begun["stores"] == [{"id": second, "code": "S2", "name": "Second"}]
    assert begun["store_ids"] == [second]


@pytest.mark.parametrize("headers", OTHER_SITES)
def test_what_another_sites_page_sends_with_the_cookie_changes_nothing(
    embedded_api: Any, headers: Mapping[str, str]
) -> None:
    embedded_api.add_user("admin", email=EMAIL)
    cookie = browser(embedded_api).cookies["foresale_session"]
    other = embedded_api.with_headers(Cookie=f"foresale_session={cookie}", **headers)
    refused = other.post("/api/stores", json=STORE)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert other.delete(SESSION).status_code == 403
    assert other.post(SESSION, json={"email": EMAIL, "password": PASSWORD}).status_code == 403
    client = embedded_api.with_headers(Cookie=f"foresale_session={cookie}")
    assert client.get("/api/stores").json()["items"] == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://behind.a.proxy"},
        {"Origin": "http://testserver"},
        {"Origin": "https://testserver"},
        {"Origin": "http://TestServer:80"},
        {},
    ],
)
def test_what_our_own_pages_send_with_the_cookie_is_done(
    embedded_api: Any, headers: Mapping[str, str]
) -> None:
    embedded_api.add_user("admin", email=EMAIL)
    cookie = browser(embedded_api).cookies["foresale_session"]
    own = embedded_api.with_headers(Cookie=f"foresale_session={cookie}", **OWN, **headers)
    assert own.post("/api/stores", json=STORE).status_code == 201


def test_over_https_a_page_that_came_without_it_is_another_site(embedded_api: Any) -> None:
    embedded_api.add_user("admin", email=EMAIL)
    embedded_api.client.base_url = "https://testserver"
    login = {"email": EMAIL, "password": PASSWORD}
    headers = OWN | {"Origin": "http://testserver:443"}
    assert embedded_api.client.post(SESSION, json=login, headers=headers).status_code == 403
    headers = OWN | {"Origin": "https://testserver"}
    assert embedded_api.client.post(SESSION, json=login, headers=headers).status_code == 201


def test_tokens_and_keys_need_no_header_and_count_before_a_cookie(embedded_api: Any) -> None:
    embedded_api.add_user("viewer", email=EMAIL)
    cookie = browser(embedded_api).cookies["foresale_session"]
    admin = embedded_api.as_role("admin")
    admin.headers["Cookie"] = f"foresale_session={cookie}"
    assert admin.post("/api/stores", json=STORE).status_code == 201
    assert admin.get("/api/auth/me").json()["role"] == "admin"


def test_a_cookie_that_is_worth_nothing_is_a_stranger_who_may_log_in(embedded_api: Any) -> None:
    embedded_api.add_user("viewer", email=EMAIL)
    client = embedded_api.with_headers(Cookie="foresale_session=fsc_unknown", **OWN)
    assert client.get("/api/auth/me").status_code == 401
    assert client.get("/api/health/live").status_code == 200
    assert client.post(SESSION, json={"email": EMAIL, "password": PASSWORD}).status_code == 201


@pytest.mark.every_database
def test_a_session_lasts_while_it_is_used_and_ends_after(api: Any) -> None:
    api.add_user("viewer", email=EMAIL)
    client = browser(api)

    def ends_in(wanted: timedelta) -> timedelta:
        """Let the session end so, have it used, and answer when it ends then."""
        with Session(api.container.engine) as session, session.begin():
            session.execute(update(RefreshTokenRow).values(expires_at=utc_now() + wanted))
        forget(api)
        client.get("/api/auth/me")
        settle_uses(api)
        with Session(api.container.engine) as session:
            return session.scalars(select(RefreshTokenRow.expires_at)).one() - utc_now()

    assert ends_in(timedelta(minutes=5)) > timedelta(days=13)
    assert client.get("/api/auth/me").status_code == 200
    assert ends_in(timedelta(seconds=-1)) < timedelta(0)
    assert client.get("/api/auth/me").status_code == 401


def test_another_password_ends_all_sessions_but_the_one_that_chose_it(embedded_api: Any) -> None:
    embedded_api.add_user("viewer", email=EMAIL)
    elsewhere, here = browser(embedded_api), browser(embedded_api)
    change = {"current": PASSWORD, "new": "eleven green kettles"}
    answer = here.post(f"{SESSION}/password", json=change)
    assert answer.status_code == 200
    assert answer.json()["must_change_password"] is False
    assert "fsc_" not in answer.text
    assert here.get("/api/auth/me").status_code == 200
    assert elsewhere.get("/api/auth/me").status_code == 401
    assert here.post(f"{SESSION}/password", json=change).status_code == 403


def test_the_first_admin_can_only_choose_a_password(embedded_api: Any) -> None:
    password = ensure_admin(embedded_api.container.engine, embedded_api.client.app.state.auth.passwords)
    client = browser(embedded_api, FIRST_ADMIN, password)
    assert client.get("/api/auth/me").json()["must_change_password"] is True
    assert client.get("/api/users").status_code == 403
    change = {"current": password, "new": "eleven green kettles"}
    assert client.post(f"{SESSION}/password", json=change).status_code == 200
    assert client.get("/api/users").status_code == 200


@pytest.mark.parametrize("by", ["admin", "logout everywhere", "removal"])
def test_a_session_that_was_ended_elsewhere_is_over(embedded_api: Any, by: str) -> None:
    user_id = embedded_api.add_user("viewer", email=EMAIL)
    client, admin = browser(embedded_api), embedded_api.as_role("admin")
    if by == "admin":
        assert admin.post(f"/api/users/{user_id}/password").status_code == 200
    elif by == "removal":
        assert admin.delete(f"/api/users/{user_id}").status_code == 204
    else:
        tokens = embedded_api.client.post("/api/auth/login", json={"email": EMAIL, "password": PASSWORD})
        program = embedded_api.with_headers(Authorization=f"Bearer {tokens.json()['access_token']}")
        assert program.post("/api/auth/logout", json={"everywhere": True}).status_code == 204
    assert client.get("/api/auth/me").status_code == 401


def test_another_role_holds_for_the_session_at_once(embedded_api: Any) -> None:
    user_id = embedded_api.add_user("viewer", email=EMAIL)
    client = browser(embedded_api)
    assert client.get("/api/jobs").status_code == 403
    admin = embedded_api.as_role("admin")
    tag = admin.get(f"/api/users/{user_id}").headers["etag"]
    change = {"name": "Ada", "role": "planner", "store_ids": "all"}
    assert admin.put(f"/api/users/{user_id}", json=change, headers={"If-Match": tag}).status_code == 200
    assert client.get("/api/jobs").status_code == 200


def test_a_cookie_is_no_token_and_a_token_is_no_cookie(embedded_api: Any) -> None:
    embedded_api.add_user("viewer", email=EMAIL)
    cookie = browser(embedded_api).cookies["foresale_session"]
    refreshed = embedded_api.client.post("/api/auth/refresh", json={"refresh_token": cookie})
    assert refreshed.status_code == 401
    tokens = embedded_api.client.post("/api/auth/login", json={"email": EMAIL, "password": PASSWORD}).json()
    as_cookie = embedded_api.with_headers(Cookie=f"foresale_session={tokens['refresh_token']}")
    assert as_cookie.get("/api/auth/me").status_code == 401


def test_wrong_passwords_count_as_at_the_other_login(open_api: Any) -> None:
    api = open_api(logins_per_minute=8)
    api.add_user("viewer", email=EMAIL)
    client = api.with_headers(X_Foresale="1")
    wrong = [client.post(SESSION, json={"email": EMAIL, "password": "wrong"}).status_code for _ in range(5)]
    assert wrong == [401] * 5
    login = {"email": EMAIL, "password": PASSWORD}
    assert client.post(SESSION, json=login).status_code == 401
    assert client.post("/api/auth/login", json=login).status_code == 401
    assert [client.post(SESSION, json=login).status_code for _ in range(2)] == [401, 429]
