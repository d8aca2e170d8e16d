"""A forecast beside what it would be with a price, a promotion or an event: measured, and nothing is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from foresale.storage.database.tables.catalog import EventRow
from foresale.storage.database.tables.outlook import ForecastRow
from foresale.storage.database.tables.trade import SaleRow

WEEKS = 30


@pytest.fixture
def sold(api: Any, shop: Any) -> Any:
    """TEA sells 10 a day at 4.00; in some weeks 20 on promotion at 3.00, in others 15 at a fair."""
    last = shop.first_day - timedelta(days=1)
    rows = []
    for ago in range(WEEKS * 7):
        day, week = last - timedelta(days=ago), ago // 7
        on, fair = week % 5 == 2, week % 7 == 4
        rows.append(
            {
                "transaction_id": f"w{ago}", "store_id": shop.stores["S1"],
                "product_id": shop.products["TEA"], "sold_on": day,
                "sold_at": datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
                "quantity": 20 if on else 15 if fair else 10, "unit_price": 3 if on else 4,
                "revenue": 60 if on else 60 if fair else 40, "promotion": "Sale" if on else None,
            }
        )  # fmt: skip
    with Session(api.container.engine) as session, session.begin():
        session.execute(insert(SaleRow), rows)
        session.add_all(
            EventRow(
                name="Fair", kind="event", starts_on=last - timedelta(days=7 * week + 6),
                ends_on=last - timedelta(days=7 * week),
            )
            for week in range(WEEKS)
            if week % 7 == 4 and week % 5 != 2
        )  # fmt: skip
    return shop


def ask(client: Any, shop: Any, **change: Any) -> Any:
    week = {"from": str(shop.first_day), "to": str(shop.first_day + timedelta(days=6))}
    return client.post("/api/forecast/what-if", json={"product": "TEA", "store": "S1", **week, **change})


def test_a_promotion_is_told_by_what_promotions_did_and_nothing_is_kept(api: Any, sold: Any) -> None:
    client = api.as_role("planner")
    count = select(func.count()).select_from(ForecastRow)
    with Session(api.container.engine) as session:
        before = session.scalar(count)
    answer = ask(client, sold, promotion=True)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    effect = told["effect"]
    assert effect["factor"] == pytest.approx(2.0, rel=0.05)
    assert effect["lower"] < effect["factor"] < effect["upper"]
    assert (effect["source"], effect["usual_price"]) == ("product", 4.0)
    assert effect["price"] == pytest.approx(0.75)
    assert told["before"] == pytest.approx(70)
    assert told["after"] == pytest.approx(140, rel=0.05)
    inside, outside = told["forecast"][0], told["forecast"][7]
    assert inside["after"]["lower"] < inside["after"]["mean"] < inside["after"]["upper"]
    assert outside["after"] == outside["before"]
    with Session(api.container.engine) as session:
        assert session.scalar(count) == before


def test_an_event_and_a_price_are_told_and_a_planned_promotion_is_said(api: Any, sold: Any) -> None:
    client = api.as_role("planner")
    fair = ask(client, sold, event="Fair").json()
    assert fair["effect"]["factor"] == pytest.approx(1.5, rel=0.08)
    cheaper = ask(client, sold, price=3.0, promotion=True).json()
    assert cheaper["effect"]["factor"] == pytest.approx(2.0, rel=0.05)
    far = ask(client, sold, discount=0.7, promotion=True).json()
    assert far["effect"]["is_price_new"]
    planned = {"name": "Sale", "kind": "promotion", "starts_on": str(sold.first_day)}
    made = client.post("/api/events", json=planned | {"ends_on": str(sold.first_day + timedelta(days=2))})
    assert made.status_code == 201, made.text
    told = ask(client, sold, promotion=True).json()
    assert told["planned_promotion_days"] == 3
    # Three days have that promotion in any case; it is added on the other four alone.
    assert [day["after"] == day["before"] for day in told["forecast"][:7]] == [True] * 3 + [False] * 4
    assert told["after"] == pytest.approx(30 + 80, rel=0.05)


def test_an_event_that_the_forecast_holds_already_is_not_counted_twice(api: Any, sold: Any) -> None:
    client = api.as_role("planner")
    day = str(sold.first_day + timedelta(days=2))
    again = {"name": "Fair", "kind": "event", "starts_on": day, "ends_on": day}
    assert client.post("/api/events", json=again).status_code == 201
    answer = ask(client, sold, event="Fair")
    assert (answer.status_code, f"on the calendar on {day} already" in answer.json()["detail"]) == (422, True)


def test_what_can_not_be_told_is_said(api: Any, sold: Any) -> None:
    client = api.as_role("planner")
    unseen = ask(client, sold, event="Moon landing")
    assert (unseen.status_code, "hardly ever on" in unseen.json()["detail"]) == (422, True)
    late = {"from": "2030-01-01", "to": "2030-01-02"}
    assert "aren't all forecast" in ask(client, sold, promotion=True, **late).json()["detail"]
    for wrong in ({}, {"price": 1, "discount": 0.5}, {"promotion": True, "to": "2020-01-01"}):
        assert ask(client, sold, **wrong).status_code == 422
    assert ask(api.as_role("viewer"), sold, promotion=True).status_code == 403
    limited = api.as_role("planner", [sold.stores["S2"]])
    assert ask(limited, sold, promotion=True).status_code == 403
    # Who sees S2 alone isn't told by what happened in S1.
    own = limited.post(
        "/api/forecast/what-if",
        json={"product": "TEA", "store": "S2", "from": str(sold.first_day), "to": str(sold.first_day),
              "promotion": True},
    )  # fmt: skip
    assert (own.status_code, "Too few promotions" in own.json()["detail"]) == (422, True)
