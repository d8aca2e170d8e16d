"""How often the database is asked who is calling, and who waits for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from sqlalchemy import event, text, update
from sqlalchemy.orm import Session

from foresale.service.api.middleware import authenticator
from foresale.storage.database.tables.people import UserRow

PATIENCE = 120.0


class Watched:
    """Counts how often callers are looked up, and can hold a look-up until it is let go."""

    def __init__(self, engine: Any) -> None:
        self.begun, self.go = 0, Event()
        self.go.set()
        event.listen(engine, "before_cursor_execute", self._hear)

    def _hear(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("SELECT") and "users.role" in statement:
            self.begun += 1
            assert self.go.wait(PATIENCE)


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def logged_in(api: Any) -> Any:
    told = {"email": "ada@example.com", "password": "seven amber ladders"}
    token = api.client.post("/api/auth/login", json=told).json()["access_token"]
    return api.with_headers(Authorization=f"Bearer {token}")


def test_many_requests_at_once_of_one_caller_wait_for_one_look_up(embedded_api: Any) -> None:
    embedded_api.add_user("viewer", email="ada@example.com")
    client = logged_in(embedded_api)
    watched = Watched(embedded_api.container.engine)
    watched.go.clear()
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(client.get, "/api/nothing") for _ in range(8)]
        until(lambda: watched.begun > 0)
        time.sleep(0.2)  # so that the others are there too
        watched.go.set()
        assert {answer.result().status_code for answer in asked} == {404}
    assert watched.begun == 1


def test_a_caller_is_looked_up_again_while_it_is_still_remembered_and_waits_for_nothing(
    embedded_api: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authenticator, "_RENEWED_AT", 0.0)
    monkeypatch.setattr(embedded_api.client.app.state.auth.authenticator, "_seconds", 600.0)
    user_id = embedded_api.add_user("viewer", email="ada@example.com")
    client = logged_in(embedded_api)
    assert client.get("/api/stores").status_code == 200
    watched = Watched(embedded_api.container.engine)
    watched.go.clear()
    with Session(embedded_api.container.engine) as session, session.begin():
        session.execute(update(UserRow).where(UserRow.id == user_id).values(is_active=False))
    assert client.get("/api/stores").status_code == 200  # by what is remembered
    until(lambda: watched.begun == 1)
    assert client.get("/api/stores").status_code == 200
    assert watched.begun == 1
    watched.go.set()
    until(lambda: client.get("/api/stores").status_code == 401)


def test_who_asks_after_a_right_was_taken_away_is_not_told_by_a_look_up_from_before(
    embedded_api: Any,
) -> None:
    user_id = embedded_api.add_user("viewer", email="ada@example.com")
    client = logged_in(embedded_api)
    engine, auth = embedded_api.container.engine, embedded_api.client.app.state.auth
    read, go = Event(), Event()

    @event.listens_for(engine, "after_cursor_execute")
    def _hold(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "FROM refresh_tokens" in statement and not read.is_set():
            read.set()
            assert go.wait(PATIENCE)

    with ThreadPoolExecutor(2) as pool:
        before = pool.submit(client.get, "/api/stores")
        assert read.wait(PATIENCE)  # the user was read, as one who may
        with Session(engine) as session, session.begin():
            session.execute(update(UserRow).where(UserRow.id == user_id).values(is_active=False))
        auth.authenticator.forget(user_id)
        after = pool.submit(client.get, "/api/stores")
        time.sleep(0.2)  # so that it waits for the same look-up
        go.set()
        assert after.result().status_code == 401
        assert before.result().status_code == 401


def test_a_slow_look_up_does_not_make_a_caller_live_longer(embedded_api: Any) -> None:
    embedded_api.add_user("viewer", email="ada@example.com")
    client = logged_in(embedded_api)
    mind = embedded_api.client.app.state.auth.authenticator
    token = client.headers["Authorization"].removeprefix("Bearer ")

    @event.listens_for(embedded_api.container.engine, "after_cursor_execute")
    def _slow(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "FROM refresh_tokens" in statement:
            time.sleep(0.4)

    mind._seconds = 0.3
    assert mind.look_up(token) is not None
    assert mind.recall(token) is None


def test_a_database_that_is_away_is_no_fault_and_no_bad_token(embedded_api: Any) -> None:
    embedded_api.add_user("viewer", email="ada@example.com")
    client = logged_in(embedded_api)
    with embedded_api.container.engine.begin() as connection:
        connection.execute(text("ALTER TABLE users RENAME TO gone"))
    answer = client.get("/api/stores")
    assert (answer.status_code, answer.json()["code"]) == (503, "not_ready")
    assert answer.headers["retry-after"]
    assert client.get("/api/health/live").status_code == 200
    with embedded_api.container.engine.begin() as connection:
        connection.execute(text("ALTER TABLE gone RENAME TO users"))
    assert client.get("/api/stores").status_code == 200
