"""While the database is away, what is in memory is served to those known before; changes are refused."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from foresale.service.api.middleware import authenticator
from foresale.service.serving import prediction_service
from wire import Wire

SALE = {
    "transaction_id": "t-1",
    "store": "S1",
    "product": "TEA",
    "sold_at": "2026-03-01T12:00:00Z",
    "quantity": 1,
}


@pytest.fixture
def wire(postgres_url: str) -> Iterator[Wire]:
    """A wire to PostgreSQL."""
    made = Wire(int(sa.make_url(postgres_url).port or 0))
    yield made
    made.close()


@pytest.fixture
def wired(open_api: Callable[..., Any], wire: Wire, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The API over that wire; names and callers are looked up anew after a tenth of a second."""
    monkeypatch.setattr(prediction_service, "NAME_SECONDS", 0.1)
    monkeypatch.setattr(authenticator, "AWAY_SECONDS", 0.2)
    api = open_api("postgres", port_of_database=wire.port)
    api.client.app.state.auth.authenticator._seconds = 0.1
    return api


def test_known_callers_are_served_from_memory_and_changes_are_refused(
    wired: Any, shop_of: Callable[[Any], Any], wire: Wire
) -> None:
    shop = shop_of(wired)
    shop.put()
    shop.serve(1)
    wired.client.app.state.predictor.champions.refresh()
    planner, other = wired.as_role("planner"), wired.as_role("planner")
    asked = {"product": "TEA", "store": "S1", "horizon": 3}
    before = planner.post("/api/predict/", json=asked)
    assert before.status_code == 200, before.text
    wire.cut()
    time.sleep(0.3)  # names and callers would be looked up now
    for _ in range(3):
        began = time.monotonic()
        answer = planner.post("/api/predict/", json=asked)
        assert (answer.status_code, answer.json()["forecast"]) == (200, before.json()["forecast"])
        assert time.monotonic() - began < 5
    refused = planner.post("/api/sales", json=SALE)
    assert (refused.status_code, refused.json()["code"]) == (503, "not_ready")
    assert refused.headers["retry-after"] == "5"
    assert "database" in refused.json()["detail"]
    assert other.post("/api/predict/", json=asked).status_code == 503, "nobody told who that is"
    assert wired.client.get("/api/health/ready").status_code == 503
    wire.mend()
    deadline = time.monotonic() + 60
    while planner.post("/api/sales", json=SALE).status_code != 201:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert other.post("/api/predict/", json=asked).status_code == 200
    while len(planner.get("/api/predictions").json()["items"]) < 5:
        assert time.monotonic() < deadline, "what was predicted without a database is logged afterwards"
        time.sleep(0.1)


def test_an_outage_isnt_served_for_longer_than_the_setting_and_no_token_beyond_its_end(
    wired: Any, shop_of: Callable[[Any], Any], wire: Wire
) -> None:
    shop = shop_of(wired)
    shop.put()
    shop.serve(1)
    wired.client.app.state.predictor.champions.refresh()
    wired.client.app.state.auth.authenticator._outage_seconds = 4.0
    planner = wired.as_role("planner")
    asked = {"product": "TEA", "store": "S1", "horizon": 3}
    assert planner.post("/api/predict/", json=asked).status_code == 200
    wire.cut()
    time.sleep(0.3)
    assert planner.post("/api/predict/", json=asked).status_code == 200
    time.sleep(4.0)
    assert planner.post("/api/predict/", json=asked).status_code == 503


def test_whoever_lost_a_right_before_the_outage_isnt_served_in_it(
    wired: Any, shop_of: Callable[[Any], Any], wire: Wire
) -> None:
    shop_of(wired)
    user = wired.add_user("planner")
    planner, admin = wired.as_user(user), wired.as_role("admin")
    assert planner.get("/api/auth/me").status_code == 200
    assert admin.delete(f"/api/users/{user}").status_code == 204
    wire.cut()
    time.sleep(0.3)
    assert planner.get("/api/auth/me").status_code == 503
