"""Segments through HTTP: lists and rules, whose champion answers for what, and how it is taken away."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from foresale.storage.database.tables.operations import AuditRow, JobRow, ServingRow
from foresale.workflows.ports import CHAMPION, Scope, TrainedModel

BREAD = {"name": "Bread", "products": ["BREAD"], "description": "What is baked."}
OWN = "daily.segment=Bread"


def means(client: Any, sku: str) -> list[float]:
    answer = client.get("/api/forecast", params={"product": sku, "store": "S1"})
    if answer.status_code == 503:  # the champions are being read anew
        return []
    told = answer.json()["stores"][0]
    return [told["model_version"], told["forecast"][0]["mean"]]


def until(ask: Callable[[], object], expected: object, seconds: float = 8) -> object:
    """What is told once it is what is expected, or in the end."""
    deadline = time.monotonic() + seconds
    while (told := ask()) != expected and time.monotonic() < deadline:
        time.sleep(0.1)
    return told


@pytest.mark.every_database
def test_a_segments_champion_answers_for_its_products_until_the_list_or_it_is_gone(
    api: Any, shop: Any
) -> None:
    analyst = api.as_role("analyst")
    added = analyst.post("/api/segments", json=BREAD)
    assert (added.status_code, added.json()["n_products"]) == (201, 1)
    assert added.json()["segment"] == "segment=Bread"
    assert means(analyst, "BREAD") == ["daily.all.1", 10.0]

    shop.put(model=OWN, mean=3.0, pairs=(("BREAD", "S1"), ("TEA", "S1")))
    shop.serve(1, OWN)
    assert until(lambda: means(analyst, "BREAD"), [f"{OWN}.1", 3.0]) == [f"{OWN}.1", 3.0]
    assert means(analyst, "TEA") == ["daily.all.1", 10.0]  # its model has it, but the list hasn't

    place = added.headers["location"]
    wider = {**BREAD, "products": ["BREAD", "TEA"]}
    changed = analyst.put(place, json=wider, headers={"If-Match": added.headers["etag"]})
    assert (changed.status_code, changed.json()["n_products"]) == (200, 2)
    assert until(lambda: means(analyst, "TEA"), [f"{OWN}.1", 3.0]) == [f"{OWN}.1", 3.0]
    with Session(api.container.engine) as session:
        jobs = session.scalars(select(JobRow)).all()
        assert [(job.kind, job.scope) for job in jobs] == [("forecast", OWN)]
        actions = set(session.scalars(select(AuditRow.action)))
    assert {"segment.added", "segment.changed"} <= actions
    assert [one["sku"] for one in analyst.get(f"{place}/products").json()["items"]] == ["TEA", "BREAD"]

    stale = analyst.put(place, json=BREAD, headers={"If-Match": added.headers["etag"]})
    assert stale.status_code == 412
    assert analyst.delete(place).status_code == 409
    assert analyst.put(place, json={**wider, "name": "Baked"}).status_code == 409


@pytest.mark.every_database
def test_names_are_unique_letter_by_letter_and_rules_find_what_was_sold(api: Any, shop: Any) -> None:
    analyst = api.as_role("analyst")
    shop.sell("TEA", "S1", date(2026, 2, 27), 90.0)
    shop.sell("BREAD", "S1", date(2026, 2, 27), 8.0)
    rule = {"name": "Best", "rule": {"kind": "top_sellers", "to_share": 0.5}}
    added = analyst.post("/api/segments", json=rule).json()
    assert (added["n_products"], added["rule"]["days"]) == (1, 91)
    assert analyst.post("/api/segments", json=rule).status_code == 409
    assert analyst.post("/api/segments", json={**rule, "name": "best"}).status_code == 201
    listed = analyst.get("/api/segments").json()["items"]
    assert [one["name"] for one in listed] == ["Best", "best"]
    gone = analyst.delete(f"/api/segments/{added['id']}")
    assert gone.json()["deleted"] is True
    assert analyst.get(f"/api/segments/{added['id']}").status_code == 404


def test_what_is_no_segment_is_refused_with_a_reason(api: Any, shop: Any) -> None:
    analyst = api.as_role("analyst")
    for wrong, what in (
        ({"name": "A"}, "products or a rule"),
        ({"name": "A", "products": ["TEA"], "rule": {"kind": "slow_movers"}}, "products or a rule"),
        ({"name": "A", "products": ["TEE"]}, "no product 'TEE'"),
        ({"name": "A", "products": []}, "products"),
        ({"name": "A", "rule": {"kind": "top_sellers", "from_share": 0.9}}, "from_share"),
        ({"name": "A", "rule": {"kind": "cheap"}}, "top_sellers"),
    ):
        refused = analyst.post("/api/segments", json=wrong)
        assert refused.status_code == 422, wrong
        assert what in refused.text
    limited = api.as_role("analyst", [shop.stores["S1"]])
    assert limited.post("/api/segments", json=BREAD).status_code == 403
    assert api.as_role("planner").get("/api/segments").status_code == 403


def test_a_retired_champion_serves_no_more_and_the_model_of_all_answers(
    open_api: Any, shop_of: Any, mlflow_sqlite: str, tmp_path: Path
) -> None:
    api = open_api(mlflow_url=mlflow_sqlite)
    shop = shop_of(api)
    shop.put()
    shop.serve(1)
    admin = api.as_role("admin")
    segment = admin.post("/api/segments", json=BREAD).json()["id"]
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "weights.txt").write_text("1", encoding="utf-8")
    scope = Scope("daily", "segment=Bread")
    trained = TrainedModel(scope, tmp_path / "model", date(2026, 3, 1), {"wape": 0.1}, {}, {})
    version = api.container.registry.register(trained)
    wish = {"override": True, "comment": "It bakes."}
    assert admin.post(f"/api/models/{version.name}/promote", json=wish).status_code == 200
    shop.put(model=OWN, mean=3.0, pairs=(("BREAD", "S1"),))
    assert until(lambda: means(admin, "BREAD"), [f"{OWN}.1", 3.0]) == [f"{OWN}.1", 3.0]
    assert admin.delete(f"/api/segments/{segment}").status_code == 409

    retired = admin.post(f"/api/models/{version.name}/retire", json={"comment": "One for all will do."})
    assert (retired.status_code, retired.json()["action"]) == (200, "retired")
    assert until(lambda: means(admin, "BREAD"), ["daily.all.1", 10.0]) == ["daily.all.1", 10.0]
    assert api.container.registry.at(scope, CHAMPION) is None
    with Session(api.container.engine) as session:
        assert session.get(ServingRow, (OWN, "champion")) is None
    again = admin.post(f"/api/models/{version.name}/retire")
    assert (again.status_code, "there is none" in again.json()["detail"]) == (409, True)
    assert admin.delete(f"/api/segments/{segment}").status_code == 200
