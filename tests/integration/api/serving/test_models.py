"""Versions of models in the registry, and which of them serves."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from foresale.container import Container
from foresale.service.api.app import create_app
from foresale.settings import Settings
from foresale.storage.database.tables.operations import AuditRow, ServingRow
from foresale.workflows.ports import CHAMPION, Scope, TrainedModel
from foresale.workflows.promotion.verdicts import GATE_PASSED, GATE_REASON

DRINKS = Scope("daily", "category=Drinks")
TEA = {"product": "TEA", "store": "S1", "horizon": 7}


@pytest.fixture
def registered(tmp_path: Path) -> Any:
    """A function that registers a version with a verdict of the gate."""

    def register(api: Any, verdict: str, wape: float = 0.3) -> str:
        folder = tmp_path / f"model-{time.monotonic_ns()}"
        folder.mkdir()
        (folder / "weights.txt").write_text(str(wape), encoding="utf-8")
        board = folder.with_name("leaderboard.csv")
        board.write_text("model,wape\nlightgbm,0.3\nseasonal_naive,0.5\n", encoding="utf-8")
        version = api.container.registry.register(
            TrainedModel(
                DRINKS, folder, date(2026, 3, 1), {"wape": wape}, {"horizon": "28"}, {"rows": "12"},
                {"leaderboard": board},
            )
        )  # fmt: skip
        word, _, reason = verdict.partition(": ")
        api.container.registry.note(version, GATE_PASSED, "true" if word == "passed" else "false")
        api.container.registry.note(version, GATE_REASON, reason)
        now = api.container.registry.at(DRINKS, CHAMPION)
        api.container.registry.note(version, "gate_champion", "none" if now is None else str(now.number))
        return str(version.name)

    return register


def test_a_champion_is_promoted_refused_overridden_and_rolled_back(
    open_api: Any, mlflow_sqlite: str, registered: Any
) -> None:
    api = open_api(mlflow_url=mlflow_sqlite)
    admin = api.as_role("admin")
    first = registered(api, "passed: The first version.")
    assert admin.post(f"/api/models/{first}/promote").json()["action"] == "promoted"
    second = registered(api, "refused: Within chance.", wape=0.29)

    refused = admin.post(f"/api/models/{second}/promote")
    assert refused.status_code == 409
    assert "Within chance." in refused.json()["detail"]
    assert "`override`" in refused.json()["fix"]
    assert admin.post(f"/api/models/{second}/promote", json={"override": True}).status_code == 422
    wish = {"override": True, "comment": "It knows the new store."}
    done = admin.post(f"/api/models/{second}/promote", json=wish).json()
    assert (done["from_version"], done["to_version"], done["action"]) == (1, 2, "overridden")
    assert "It knows the new store." in done["reason"]

    told = api.as_role("analyst").get(f"/api/models/{second}").json()
    assert (told["aliases"], told["metrics"], told["cutoff"]) == (["champion"], {"wape": 0.29}, "2026-03-01")
    assert told["leaderboard"][0] == {"model": "lightgbm", "wape": "0.3"}
    assert [change["action"] for change in told["promotions"]] == ["overridden", "promoted"]

    assert admin.post(f"/api/models/{first}/rollback").status_code == 409
    back = admin.post(f"/api/models/{second}/rollback", json={"comment": "Too high."}).json()
    assert (back["to_version"], back["action"], back["reason"]) == (1, "rolled_back", "Too high.")
    assert admin.post(f"/api/models/{second}/rollback").status_code == 409
    with Session(api.container.engine) as session:
        assert session.get_one(ServingRow, (str(DRINKS), "champion")).version == 1
        actions = session.scalars(select(AuditRow.action).order_by(AuditRow.id)).all()
    assert [one for one in actions if one.startswith("model")] == [
        "model.promoted", "model.overridden", "model.rolled_back",
    ]  # fmt: skip

    listed = admin.get(f"/api/models?alias=champion&segment={DRINKS.segment}").json()["items"]
    # Other tests' champions of this segment may be there too, of families of their own.
    ours = [item["version"] for item in listed if item["version"].startswith("daily.")]
    assert ours == [first]
    unknown = admin.get("/api/models/daily.category=Drinks.99")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not_found")
    assert admin.get("/api/models/nonsense").status_code == 404
    assert api.as_role("analyst").post(f"/api/models/{first}/promote").status_code == 403


def test_a_promotion_reaches_every_worker_within_seconds_without_a_restart(api: Any, shop: Any) -> None:
    """A second app on the same database, as another worker process has it."""
    settings = Settings(
        home=api.container.settings.home,
        database_url=api.container.engine.url.render_as_string(hide_password=False),
    )
    client = api.as_role("planner")
    with type(api.client)(create_app(Container(settings)), headers=client.headers) as other:
        for worker in (client, other):
            assert worker.post("/api/predict/", json=TEA).json()["model_version"] == "daily.all.1"
        shop.put(version=2, mean=20.0)
        shop.serve(2)
        deadline = time.monotonic() + 30  # the seconds of its name, on a machine that others use
        waiting = [client, other]
        while waiting and time.monotonic() < deadline:
            waiting = [
                one for one in waiting if one.post("/api/predict/", json=TEA).json()["total"]["mean"] != 140
            ]
            time.sleep(0.1)
        assert waiting == []
        assert other.get("/api/forecast/TEA?store=S1").json()["stores"][0]["model_version"] == "daily.all.2"
        shop.serve(1)
        deadline = time.monotonic() + 30  # the seconds of its name, on a machine that others use
        while other.post("/api/predict/", json=TEA).json()["model_version"] != "daily.all.1":
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_a_champion_without_a_forecast_leaves_the_one_before_in_place(
    embedded_api: Any, shop_of: Any
) -> None:
    shop = shop_of(embedded_api)
    shop.put(version=1)
    shop.serve(1)
    champions = embedded_api.client.app.state.predictor.champions
    champions.refresh()
    shop.serve(2)
    champions.refresh()
    client = embedded_api.as_role("planner")
    assert client.post("/api/predict/", json=TEA).json()["model_version"] == "daily.all.1"


def test_a_special_champion_answers_before_the_general_one(embedded_api: Any, shop_of: Any) -> None:
    shop = shop_of(embedded_api)
    shop.put(version=1)
    shop.put(version=1, model="daily.category=Drinks", mean=11.0, pairs=(("TEA", "S1"),))
    shop.put(version=4, model="daily.store=S2", mean=12.0, pairs=(("TEA", "S2"),))
    for model, version in (("daily.all", 1), ("daily.category=Drinks", 1), ("daily.store=S2", 4)):
        shop.serve(version, model)
    embedded_api.client.app.state.predictor.champions.refresh()
    client = embedded_api.as_role("planner")
    told = client.get("/api/forecast/TEA").json()["stores"]
    assert [store["model_version"] for store in told] == ["daily.category=Drinks.1", "daily.store=S2.4"]
    answer = client.post("/api/predict/", json={"product": "BREAD", "store": "S1"}).json()
    assert answer["model_version"] == "daily.all.1"
