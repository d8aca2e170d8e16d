"""What is on its way counts where it is told what won't last: in time, and where it goes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from foresale.storage.database.series_summaries.refresh import refresh_summaries
from order_jobs import TODAY, only_transfer, propose, sequence

on_each_database = pytest.mark.parametrize("kind", ["sqlite", "postgres", "mariadb"])


def running_out(api, planner):
    """Stores in which tea runs out, by the list of all series, which exceptions are taken from."""
    sequence(api)
    refresh_summaries(api.container.engine, TODAY - timedelta(days=1), at_once=True)
    rows = planner.get("/api/series", params={"q": "TEA"}).json()["items"]
    return sorted(row["store"]["code"] for row in rows if row["exception"] == "runs_out")


def alerts(planner, **asked):
    told = planner.get("/api/stock/alerts", params={"product": "TEA", **asked}).json()["items"]
    return {one["store"]: one for one in told}


@on_each_database
def test_an_order_that_comes_in_time_ends_the_alarm_and_one_that_comes_late_does_not(kind, open_shop):
    api, shop = open_shop(kind)
    planner = api.as_role("planner")
    assert running_out(api, planner) == ["S1"]
    assert alerts(planner, by_store=True)["S1"]["arriving"] == 0
    order = {"store_id": shop.stores["S1"], "lines": [{"product_id": shop.products["TEA"], "quantity": 60}]}
    for days, is_late in ((9, True), (1, False)):
        expected = (TODAY + timedelta(days=days)).isoformat()
        made = planner.post("/api/orders", json=order | {"expected_on": expected})
        assert made.status_code == 201, made.text
        assert running_out(api, planner) == (["S1"] if is_late else [])
        assert ("S1" in alerts(planner, by_store=True)) == is_late
        number = made.json()["id"]
        assert planner.post(f"/api/orders/{number}/cancel", json={"reason": "test"}).status_code == 200
    assert running_out(api, planner) == ["S1"]


@on_each_database
def test_a_transfer_that_is_approved_counts_in_the_store_it_goes_to_and_not_where_it_leaves(kind, open_shop):
    api, shop = open_shop(kind)
    planner, tea = api.as_role("planner"), shop.products["TEA"]
    propose(api, planner)
    made = only_transfer(planner)
    assert running_out(api, planner) == ["S1"]  # nobody said yes to it
    lines = {"lines": [{"product_id": tea, "quantity": 480}]}
    assert planner.put(f"/api/transfers/{made['id']}/lines", json=lines).status_code == 200
    assert planner.post(f"/api/transfers/{made['id']}/approve").status_code == 200
    assert running_out(api, planner) == ["S2"]
    told = alerts(planner, by_store=True)
    assert list(told) == ["S2"]
    assert (told["S2"]["stock"], told["S2"]["arriving"]) == (500, -480)
    assert told["S2"]["runs_out_on"] == (TODAY + timedelta(days=2)).isoformat()
    assert alerts(planner) == {}  # both stores together have enough
