"""What two requests at the same moment can't get past."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError, Event
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from foresale.service.accounts.login import LoginRules, log_in
from foresale.service.accounts.passwords import Passwords
from foresale.service.accounts.sessions import begin_session, end_session, renew_session, session_lives
from foresale.service.accounts.users import set_password
from foresale.storage.database.tables.people import UserRow

PATIENCE = 120.0
EMAIL, PASSWORD, OTHER = "ada@example.com", "seven amber ladders", "eleven green kettles"


@pytest.mark.every_database
def test_a_session_that_ends_while_its_token_is_exchanged_is_over(api: Any) -> None:
    engine, user_id = api.container.engine, api.add_user("viewer")
    with Session(engine) as session, session.begin():
        begun = begin_session(session, session.get_one(UserRow, user_id), 1)
    held, go = Event(), Event()

    @event.listens_for(engine, "after_cursor_execute")
    def _hold(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("SELECT") and "refresh_tokens.digest =" in statement:
            held.set()
            assert go.wait(PATIENCE)

    def end() -> None:
        with Session(engine) as session, session.begin():
            end_session(session, begun.id)

    with ThreadPoolExecutor(2) as pool:
        exchanged = pool.submit(renew_session, engine, begun.secret, 1)
        assert held.wait(PATIENCE)
        ended = pool.submit(end)
        time.sleep(0.3)  # so that it waits for the token
        go.set()
        ended.result()
        following = exchanged.result()
    with Session(engine) as session:
        assert not session_lives(session, begun.id)
    assert following is not None
    assert renew_session(engine, following.secret, 1) is None


@pytest.mark.every_database
def test_a_password_that_is_changed_while_it_is_checked_lets_nobody_in(api: Any) -> None:
    engine, user_id = api.container.engine, api.add_user("viewer", email=EMAIL, password=PASSWORD)
    weak = api.client.app.state.auth.passwords

    class ChangedMeanwhile(Passwords):
        """Better hashes than those kept, so that they are made anew; the password changes after a check."""

        def fits(self, password: str, kept: str | None) -> bool:
            found = super().fits(password, kept)
            with Session(engine) as session, session.begin():
                user = session.get_one(UserRow, user_id)
                set_password(session, user, weak.hash(OTHER), must_change=False)
            return found

    rules, better = LoginRules(5, 15, 14), PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    assert log_in(engine, ChangedMeanwhile(better), rules, EMAIL, PASSWORD) is None
    assert log_in(engine, weak, rules, EMAIL, PASSWORD) is None
    assert log_in(engine, weak, rules, EMAIL, OTHER) is not None


@pytest.mark.every_database
def test_two_admins_who_take_each_others_rights_at_once_leave_one(api: Any) -> None:
    ids = [api.add_user("admin") for _ in range(2)]
    clients = [api.as_user(user_id) for user_id in ids]
    for client in clients:
        assert client.get("/api/auth/me").status_code == 200
    together = Barrier(2)

    @event.listens_for(api.container.engine, "after_cursor_execute")
    def _meet(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("SELECT") and "users.is_active" in statement.partition("WHERE")[2]:
            try:
                together.wait(1.0)
            except BrokenBarrierError:
                return  # the other one waits, as it should

    lower = {"name": "Less", "role": "viewer", "store_ids": "all", "is_active": True}
    with ThreadPoolExecutor(2) as pool:
        tries = [
            pool.submit(client.put, f"/api/users/{other}", json=lower)
            for client, other in zip(clients, reversed(ids), strict=True)
        ]
        statuses = sorted(done.result().status_code for done in tries)
    assert statuses[0] == 200
    assert statuses[1] in (409, 503)
    with Session(api.container.engine) as session:
        assert len(session.scalars(select(UserRow).where(UserRow.role == "admin")).all()) == 1


@pytest.mark.every_database
def test_of_two_changes_of_the_same_version_at_once_the_second_is_refused(api: Any) -> None:
    admin = api.as_role("admin")
    added = admin.post("/api/products", json={"sku": "TEA", "name": "Tea"})
    place, tag = added.headers["location"], added.headers["etag"]
    together = Barrier(2)

    @event.listens_for(api.container.engine, "after_cursor_execute")
    def _meet(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("SELECT") and "FROM products" in statement:
            try:
                together.wait(0.5)
            except BrokenBarrierError:
                return  # the other one waits, as it should

    with ThreadPoolExecutor(2) as pool:
        tries = [
            pool.submit(admin.put, place, json={"sku": "TEA", "name": name}, headers={"If-Match": tag})
            for name in ("Green tea", "Black tea")
        ]
        statuses = sorted(done.result().status_code for done in tries)
    assert statuses[0] == 200
    assert statuses[1] in (412, 503)
