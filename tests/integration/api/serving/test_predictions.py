"""The history of served predictions, as it is read back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from foresale.storage.database.tables.outlook import PredictionRow

FOUND: list[tuple[dict[str, Any], list[str]]] = [
    ({"form": "what_if"}, ["what_if"]),
    ({"product": "TEA"}, ["miss", "hit"]),
    ({"store": "S1"}, ["open", "hit"]),
    ({"model_version": "monthly.all.1"}, ["what_if"]),
    ({"has_actual": True}, ["miss", "hit"]),
    ({"has_actual": False, "form": "stored"}, ["open"]),
    ({"from": "2026-03-03", "to": "2026-03-04"}, ["open", "miss"]),
    ({"served_from": "2026-03-02T09:00:00+01:00", "served_to": "2026-03-03T08:00:00Z"}, ["miss"]),
    ({"sort": "target_date"}, ["hit", "miss", "open", "what_if"]),
]
"""What is asked, and which predictions that finds, in their order."""


@pytest.fixture
def served(api: Any, shop: Any) -> dict[str, int]:
    """Four predictions: two of tea whose sales are known, one of bread, and a what-if; ids by name."""
    rows = {
        "hit": {"product": "TEA", "store": "S1", "actual": 11.0, "day": 2},
        "miss": {"product": "TEA", "store": "S2", "actual": 20.0, "day": 3},
        "open": {"product": "BREAD", "store": "S1", "actual": None, "day": 4},
        "what_if": {"product": None, "store": None, "actual": None, "day": 31},
    }
    user = api.add_user("planner")
    with Session(api.container.engine) as session, session.begin():
        stored = {
            name: PredictionRow(
                served_at=datetime(2026, 3, place + 1, 8, tzinfo=UTC),
                user_id=user,
                request_id=f"r{place}",
                form="what_if" if name == "what_if" else "stored",
                inputs={"year": 2026, "month": 3, "lags": [1, 2]} if name == "what_if" else {"horizon": 1},
                product_id=row["product"] and shop.products[row["product"]],
                store_id=row["store"] and shop.stores[row["store"]],
                target_date=date(2026, 3, row["day"]),
                horizon=1,
                mean=10.0,
                lower=8.0,
                upper=12.0,
                model_version="monthly.all.1" if name == "what_if" else "daily.all.1",
                latency_ms=0.5,
                actual=row["actual"],
            )
            for place, (name, row) in enumerate(rows.items())
        }
        session.add_all(stored.values())
        session.flush()
        return {"user": user} | {name: row.id for name, row in stored.items()}


def ids(answer: Any) -> list[int]:
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


@pytest.mark.every_database
def test_a_prediction_is_listed_with_what_was_asked_and_what_was_sold(api: Any, served: Any) -> None:
    items = api.as_role("viewer").get("/api/predictions", params={"sort": "id"}).json()["items"]
    assert [item["id"] for item in items] == [served[name] for name in ("hit", "miss", "open", "what_if")]
    hit, miss, waiting, what_if = items
    assert (hit["product"], hit["store"], hit["actual"], hit["error"], hit["in_range"]) == (
        "TEA", "S1", 11, -1, True,
    )  # fmt: skip
    assert (miss["error"], miss["in_range"]) == (-10, False)
    assert (waiting["actual"], waiting["error"], waiting["in_range"]) == (None, None, None)
    assert (what_if["form"], what_if["inputs"]["lags"], what_if["product"]) == ("what_if", [1, 2], None)


@pytest.mark.every_database
def test_predictions_are_filtered_and_sorted(api: Any, served: Any) -> None:
    viewer, names = api.as_role("viewer"), {number: name for name, number in served.items() if name != "user"}
    for asked, found in FOUND:
        answer = viewer.get("/api/predictions", params=asked)
        assert [names[number] for number in ids(answer)] == found, asked


def test_whoever_is_limited_to_a_store_sees_its_predictions_and_own_what_ifs(
    api: Any, shop: Any, served: Any
) -> None:
    other = api.as_role("planner", [shop.stores["S2"]])
    assert ids(other.get("/api/predictions")) == [served["miss"]]
    assert other.get("/api/predictions", params={"store": "S1"}).status_code == 404
    assert ids(api.as_user(served["user"]).get("/api/predictions", params={"form": "what_if"})) == [
        served["what_if"]
    ]


def test_what_was_just_predicted_is_in_the_list(api: Any, shop: Any) -> None:
    planner = api.as_role("planner")
    planner.post("/api/predict/", json={"product": "TEA", "store": "S1", "horizon": 7})
    api.client.app.state.predictor.predictions.close()
    [found] = planner.get("/api/predictions").json()["items"]
    assert (found["product"], found["horizon"], found["mean"]) == ("TEA", 7, 70)
    assert found["inputs"]["horizon"] == 7
