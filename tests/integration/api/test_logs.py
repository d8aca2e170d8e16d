"""The log tells what happened, and nothing that is secret or personal."""

from __future__ import annotations

import io
import logging
from typing import Any

import orjson
import structlog
from hypothesis import given
from hypothesis import strategies as st

from foresale.service.logs import HIDDEN, hide_secrets

EMAIL, PASSWORD = "ada@example.com", "seven amber ladders"


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in log.getvalue().splitlines()]


def test_what_alembic_says_of_its_setup_isnt_logged(log: io.StringIO) -> None:
    # Names of their own: other libraries quieten those of alembic's modules in this process.
    logging.getLogger("alembic.setup_of_plugins").info("setup plugin alembic.autogenerate.types")
    logging.getLogger("alembic.warnings_of_it").warning("worth knowing")
    assert [line["event"] for line in lines(log)] == ["worth knowing"]


def test_a_whole_session_leaves_no_secret_and_nobody_in_the_log(log: io.StringIO, open_api: Any) -> None:
    api = open_api(open_registration=True)
    new = {"email": "new@example.com", "name": "Somebody Unmistakable", "password": "eleven green kettles"}
    api.client.post("/api/auth/register", json=new)
    api.add_user("admin", email=EMAIL)
    wrong = {"email": EMAIL, "password": "a wrong guess or two"}
    api.client.post("/api/auth/login", json=wrong, headers={"X-Request-ID": "till-1234"})
    first = api.client.post("/api/auth/login", json={"email": EMAIL, "password": PASSWORD}).json()
    again = {"refresh_token": first["refresh_token"]}
    second = api.client.post("/api/auth/refresh", json=again).json()
    api.client.post("/api/auth/refresh", json=again)
    third = api.client.post("/api/auth/login", json={"email": EMAIL, "password": PASSWORD}).json()
    person = api.with_headers(Authorization=f"Bearer {third['access_token']}")
    key = person.post("/api/auth/keys", json={"name": "Unmistakable till"}).json()["key"]
    machine = api.with_headers(X_API_Key=key)
    machine.get("/api/users", params={"role": "viewer", "email": EMAIL})
    added = person.post(
        "/api/users", json={"email": "odd", "name": "Unmistakable", "store_ids": "all"}
    ).json()
    added = person.post(
        "/api/users", json={"email": "g@example.com", "name": "Unmistakable", "store_ids": "all"}
    ).json()
    change = {"current": PASSWORD, "new": "twelve yellow spoons"}
    fourth = person.post("/api/auth/password", json=change).json()

    @api.client.app.get("/api/broken")
    def broken() -> None:
        raise ValueError(f"words of {EMAIL} and {PASSWORD}")

    api.client.get("/api/broken", params={"key": key})
    text = log.getvalue()
    secrets = [new["password"], PASSWORD, wrong["password"], change["new"], key, added["one_time_password"]]
    for tokens in (first, second, third, fourth):
        secrets += [tokens["access_token"], tokens["refresh_token"]]
    personal = [new["email"], EMAIL, "g@example.com", "Unmistakable", "testclient"]
    assert [word for word in (*secrets, *personal) if word in text] == []

    requests = [line for line in lines(log) if line["event"] == "request"]
    assert len(requests) == 12
    assert "httpx" not in text
    told = requests[1]
    assert (told["method"], told["path"], told["status"]) == ("POST", "/api/auth/login", 401)
    assert told["request"] == "till-1234"
    assert told["ms"] > 0
    assert told["user"] is None
    assert requests[7]["key"] == 1
    fault = next(line for line in lines(log) if line["event"] == "fault")
    assert fault["error"] == "ValueError"
    assert "broken" in fault["where"][-1]


def test_what_slips_in_is_hidden_even_from_other_libraries(log: io.StringIO) -> None:
    key, token = "fsk_" + "a" * 43, "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_def"
    logging.getLogger("another.library").warning("open mysql://root:hunter2@db/shop for %s", EMAIL)
    structlog.get_logger().info("odd", password="hunter2", note=f"Bearer hunter2 {key} {token}")
    first, second = lines(log)
    assert first["event"] == f"open mysql://{HIDDEN}@db/shop for {HIDDEN}"
    assert first["logger"] == "another.library"
    assert second["password"] == HIDDEN
    for secret in ("hunter2", key, token, EMAIL):
        assert secret not in log.getvalue()


def test_errors_of_other_libraries_are_told_by_kind_and_place(log: io.StringIO) -> None:
    try:
        raise ValueError("a row with hunter2")
    except ValueError:
        logging.getLogger("another.library").exception("it failed")
    (line,) = lines(log)
    assert (line["error"], line["event"]) == ("ValueError", "it failed")
    assert "test_logs.py" in line["where"][-1]
    assert "hunter2" not in log.getvalue()


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=50) | st.integers() | st.none(), max_size=5))
def test_hiding_never_fails_and_leaves_numbers_alone(event: dict[str, Any]) -> None:
    before = dict(event)
    after = hide_secrets(None, "info", event)
    assert after.keys() == before.keys()
    assert all(after[name] in (value, HIDDEN) for name, value in before.items() if not isinstance(value, str))
