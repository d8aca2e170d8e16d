"""Logging in, renewed tokens, and who shares them."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from foresale.client import Client, Logins, ServerError

PASSWORD = "seven amber ladders"


@pytest.fixture
def logins(tmp_path):
    return Logins(tmp_path / "config" / "logins.json")


@pytest.fixture
def renewals(served):
    """Counts the requests that renew tokens."""
    seen, lock = [], threading.Lock()
    app = served.app
    # The first request builds what it goes through.
    with pytest.raises(ServerError), Client(served.address) as nobody:
        nobody.me()
    answer = app.middleware_stack

    async def counting(scope, receive, send):
        if scope["type"] == "http" and scope["path"] == "/api/auth/refresh":
            with lock:
                seen.append(scope["path"])
        await answer(scope, receive, send)

    app.middleware_stack = counting
    return seen


def spoil(client, **more):
    """Make the access token worth nothing."""
    login = client._connection.login
    client._connection.login = replace(login, access_token="worthless", **more)


def test_a_wrong_password_is_refused_with_what_to_do(served):
    email = served.add_user("viewer")
    with pytest.raises(ServerError) as refusal:
        Client.login(served.address, email, "wrong")
    assert refusal.value.status == 401
    assert "Try again" in refusal.value.fix


def test_a_token_that_is_worth_nothing_is_renewed_once_and_the_question_asked_again(served, renewals):
    with served.log_in("viewer") as client:
        spoil(client)
        assert client.me().role == "viewer"
        assert client.me().role == "viewer"
    assert len(renewals) == 1


def test_a_token_that_is_about_to_end_is_renewed_before_it_is_used(served, renewals):
    with served.log_in("viewer") as client:
        before = client._connection.login
        client._connection.login = replace(before, access_until=1.0)
        assert client.me().role == "viewer"
        assert client._connection.login.refresh_token != before.refresh_token
        assert client._connection.login.access_until > before.access_until - 60
    assert len(renewals) == 1


def test_threads_that_find_the_token_ended_renew_it_once(served, renewals):
    with served.log_in("viewer") as client, ThreadPoolExecutor(8) as threads:
        spoil(client, access_until=1.0)
        roles = [done.result().role for done in [threads.submit(client.me) for _ in range(24)]]
    assert roles == ["viewer"] * 24
    assert len(renewals) == 1


def test_two_programs_with_the_same_login_do_not_end_each_other_s_session(served, logins, renewals):
    with served.log_in("viewer") as first:
        first.keep(logins)
        with Client.from_stored(logins=logins) as one, Client.from_stored(logins=logins) as other:
            one._connection.login = replace(one._connection.login, access_until=1.0)
            other._connection.login = replace(other._connection.login, access_until=1.0)
            assert one.me() == other.me()
    assert len(renewals) == 1


def test_a_session_that_was_ended_elsewhere_says_to_log_in_again(served):
    with served.log_in("viewer") as client:
        client.logout()
        with pytest.raises(ServerError) as refusal:
            client.me()
        assert "Log in" in refusal.value.fix


def test_a_new_password_goes_on_in_a_new_session(served, logins):
    email = served.add_user("planner", must_change_password=True)
    with Client.login(served.address, email, PASSWORD) as client:
        client.keep(logins)
        assert client.me().must_change_password
        with pytest.raises(ServerError, match="set by someone else"):
            next(client.products.list(), None)
        client.change_password(PASSWORD, "four amber kettles")
        assert not client.me().must_change_password
    with Client.from_stored(logins=logins) as again:
        assert again.me().email == email


def test_a_machine_is_known_by_its_key(served, logins):
    with served.log_in("admin") as admin:
        made = admin._connection.post("/auth/keys", {"name": "till", "role": "viewer"})
    with Client(served.address, api_key=made["key"]) as till:
        assert till.me().role == "viewer"
        till.keep(logins)
    with Client.from_stored(served.address, logins=logins) as again:
        assert again.me().role == "viewer"
