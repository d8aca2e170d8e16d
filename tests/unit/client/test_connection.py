"""Waiting, refusals and strange answers, without a network."""

from __future__ import annotations

import time

import httpx
import pytest

from foresale.client import Client, ServerError
from foresale.client.answers import read
from foresale.client.products import Product
from foresale.errors import OptionError

ME = {"id": 1, "email": "ada@example.com", "name": "Ada", "role": "viewer", "permissions": []}
BUSY = {"detail": "The database is busy.", "fix": "Try again in a few seconds.", "request_id": "r-1"}


def client_of(*answers, patience=30.0):
    """A client to which these are answered, one a request, and the requests it made."""
    rest, asked = iter(answers), []

    def answer(request):
        asked.append(request)
        return next(rest)

    transport = httpx.MockTransport(answer)
    return Client("http://shop", api_key="fsk_x", patience=patience, transport=transport), asked


@pytest.fixture
def waits(monkeypatch):
    """The seconds that were slept, which cost no time."""
    slept = []
    monkeypatch.setattr(time, "sleep", slept.append)
    return slept


@pytest.mark.parametrize("status", [429, 503])
def test_it_waits_as_long_as_the_server_says_and_asks_again(status, waits):
    later = httpx.Response(status, headers={"retry-after": "4"}, json=BUSY)
    client, asked = client_of(later, later, httpx.Response(200, json=ME))
    assert client.me().name == "Ada"
    assert waits == [4, 4]
    assert len(asked) == 3


@pytest.mark.parametrize("strange", [{}, [], None, {"items": 1, "log": 1}], ids=str)
@pytest.mark.parametrize(
    "ask",
    [
        lambda client: client.forecasts.comparison(),
        lambda client: client.jobs.log("j-1"),
        lambda client: client.users.reset_password(1),
        lambda client: list(client.products.list()),
    ],
    ids=["comparison", "log", "password", "list"],
)
def test_what_no_foresale_would_answer_is_told_as_that(ask, strange):
    client, _ = client_of(httpx.Response(200, json=strange))
    with pytest.raises(ServerError, match=r"can't be read|isn't Foresale"):
        ask(client)


@pytest.mark.parametrize("place", ["missing/rejects.csv", "file/rejects.csv"])
def test_a_download_that_cant_be_written_is_told_as_that(tmp_path, place):
    (tmp_path / "file").write_text("")
    client, _ = client_of(httpx.Response(200, content=b"row"))
    with pytest.raises(OptionError, match="can't be written"):
        client.imports.rejects("i-1", tmp_path / place)
    assert [item.name for item in tmp_path.iterdir()] == ["file"]


def test_it_does_not_wait_longer_than_its_patience(waits):
    client, asked = client_of(httpx.Response(429, headers={"retry-after": "60"}, json=BUSY))
    with pytest.raises(ServerError, match="busy") as refusal:
        client.me()
    assert (waits, len(asked)) == ([], 1)
    assert (refusal.value.status, refusal.value.request_id) == (429, "r-1")
    assert refusal.value.fix == BUSY["fix"]


def test_a_server_that_is_not_ready_is_not_waited_for_as_long_as_one_that_asks_for_fewer_requests(waits):
    client, _ = client_of(httpx.Response(503, headers={"retry-after": "12"}, json=BUSY))
    with pytest.raises(ServerError, match="busy"):
        client.me()
    assert waits == []


def test_what_may_have_been_done_is_not_done_again(waits):
    client, asked = client_of(httpx.Response(503, headers={"retry-after": "1"}, json=BUSY))
    with pytest.raises(ServerError):
        client.sales.add(transaction_id="t1", store="S1", product="TEA", quantity=1)
    assert (waits, len(asked)) == ([], 1)


def test_what_the_server_knows_again_by_its_key_is_repeated(waits):
    busy = httpx.Response(503, headers={"retry-after": "1"}, json=BUSY)
    job = {"id": "j", "kind": "train", "scope": "daily.all", "state": "queued"}
    client, asked = client_of(busy, httpx.Response(202, json=job))
    assert client.forecasts.train(horizon=28).state == "queued"
    assert len({request.headers["idempotency-key"] for request in asked}) == 1
    assert len(asked) == 2


def test_a_prediction_is_asked_for_again_as_nothing_is_done_by_it(waits):
    busy = httpx.Response(503, headers={"retry-after": "5"}, json=BUSY)
    client, asked = client_of(busy, httpx.Response(404, json={"detail": "There is no product 'TEA'."}))
    with pytest.raises(ServerError, match="no product"):
        client.predict("TEA", "S1")
    assert (waits, len(asked)) == ([5], 2)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="<html>"),
        httpx.Response(302, headers={"location": "/login"}),
        httpx.Response(200, json=[1, 2]),
        httpx.Response(200, json={"id": 1}),
        httpx.Response(200, json={**ME, "permissions": 3}),
    ],
    ids=["a page", "another address", "a list", "too little", "another kind"],
)
def test_an_answer_that_is_not_the_api_s_is_told_and_not_a_fault(answer):
    client, _ = client_of(answer)
    with pytest.raises(ServerError) as refusal:
        client.me()
    assert refusal.value.fix


def test_a_list_that_is_none_is_told():
    client, _ = client_of(httpx.Response(200, json={"products": []}))
    with pytest.raises(ServerError, match="isn't Foresale's API"):
        next(client.products.list())


def test_a_refusal_without_words_is_told_by_its_status():
    client, _ = client_of(httpx.Response(502, text="Bad Gateway"))
    with pytest.raises(ServerError, match="status 502"):
        client.me()


def test_a_key_goes_in_its_own_header():
    client, asked = client_of(httpx.Response(200, json=ME))
    client.me()
    assert asked[0].headers["x-api-key"] == "fsk_x"
    assert "authorization" not in asked[0].headers
    assert str(asked[0].url) == "http://shop/api/auth/me"


def test_fields_of_a_newer_server_are_passed_over():
    told = {"id": 1, "sku": "TEA", "name": "Tea", "created_at": "2026-03-01T10:00:00Z", "aisle": 7}
    assert read(Product, told).created_at.tzinfo is not None
