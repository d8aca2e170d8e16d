"""Predictions from the champion's forecast."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from foresale.forecasting.monthly.history import monthly_history
from foresale.forecasting.monthly.monthly_model import MonthlyModel
from foresale.storage.database.tables.outlook import PredictionRow
from foresale.workflows.ports import Scope, TrainedModel

TEA = {"product": "TEA", "store": "S1", "horizon": 14}


def logged(api: Any, count: int) -> list[PredictionRow]:
    """The prediction log once it holds `count` rows."""
    deadline = time.monotonic() + 60
    while True:
        with Session(api.container.engine) as session:
            rows = list(session.scalars(select(PredictionRow).order_by(PredictionRow.id)))
        if len(rows) >= count or time.monotonic() > deadline:
            return rows
        time.sleep(0.05)


@pytest.mark.every_database
def test_a_prediction_has_days_a_total_an_interval_its_version_and_reasons(api: Any, shop: Any) -> None:
    answer = api.as_role("planner").post("/api/predict/", json=TEA)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["product"] == {"id": shop.products["TEA"], "sku": "TEA"}
    assert told["store"] == {"id": shop.stores["S1"], "code": "S1"}
    assert (told["model_version"], told["cutoff"]) == ("daily.all.1", "2026-03-01")
    assert (told["from"], told["to"], len(told["forecast"])) == ("2026-03-02", "2026-03-15", 14)
    assert told["forecast"][0] == {
        "date": "2026-03-02",
        "days": 1,
        "mean": 10,
        "lower": 7.4369,
        "upper": 12.5631,
    }
    assert told["total"]["mean"] == pytest.approx(140)
    # 14 independent days: sqrt(14) deviations, not 14 times one day's.
    assert told["total"]["upper"] - told["total"]["lower"] == pytest.approx(
        2 * 1.2816 * 14**0.5 * 2, rel=0.01
    )
    changes = "against a usual 8.0 (+25\N{NO-BREAK SPACE}%): promotion +25\N{NO-BREAK SPACE}%."
    assert told["reasons"] == [f"10.0 a day in the next 7 days {changes}"]
    assert told["stale"] is False


def test_a_whole_week_has_the_interval_that_was_forecast_for_it(api: Any, shop: Any) -> None:
    asked = {"product": shop.products["TEA"], "store": shop.stores["S1"], "horizon": 7, "level": 0.9}
    told = api.as_role("planner").post("/api/predict/", json=asked).json()
    assert told["total"]["method"] == "forecast of these days as one"
    assert told["total"]["lower"] == pytest.approx(70 - 1.6449 * 7**0.5 * 2, abs=1e-3)
    weekly = api.as_role("planner").post("/api/predict/", json={**TEA, "grain": "week"}).json()
    assert [(week["date"], week["mean"]) for week in weekly["forecast"]] == [
        ("2026-03-02", 70),
        ("2026-03-09", 70),
    ]


@pytest.mark.parametrize(
    ("changed", "status", "problem", "fix"),
    [
        ({"product": "TAE"}, 404, "There is no product 'TAE'", "Did you mean 'TEA'"),
        ({"store": "S9"}, 404, "There is no store 'S9'", "Did you mean 'S"),
        ({"product": 999_999}, 404, "There is no product 999999", "/api/products"),
        ({"horizon": 60}, 422, "the forecast reaches 28, to 2026-03-29", "at most 28 days"),
        ({"level": 0.7}, 422, "An interval of 0.7 isn't known", "0.8, 0.9"),
        ({"horizon": 0}, 422, "horizon", ""),
        ({"product": "COFFEE"}, 404, "COFFEE isn't forecast in S1", "new sales"),
        ({"lags": [1]}, 422, "body.what_if.year", ""),
        ({"colour": "red"}, 422, "body.stored.colour", "Leave it out"),
    ],
)
def test_what_cant_be_answered_says_which_field_and_what_to_do(
    open_api: Any, shop_of: Any, changed: dict[str, Any], status: int, problem: str, fix: str
) -> None:
    api = open_api()
    shop = shop_of(api)
    shop.put()
    shop.serve(1)
    api.client.app.state.predictor.champions.refresh()
    answer = api.as_role("planner").post("/api/predict/", json={**TEA, **changed})
    assert answer.status_code == status, answer.text
    assert problem in answer.json()["detail"]
    assert fix in answer.json()["fix"]


def test_before_anything_is_trained_the_answer_says_how_to_train(embedded_api: Any, shop_of: Any) -> None:
    shop_of(embedded_api)
    answer = embedded_api.as_role("planner").post("/api/predict/", json=TEA)
    assert (answer.status_code, answer.json()["code"]) == (503, "not_ready")
    assert "POST /api/forecast/train" in answer.json()["fix"]


def test_a_store_that_isnt_yours_is_refused_though_another_just_asked(api: Any, shop: Any) -> None:
    assert api.as_role("planner").post("/api/predict/", json=TEA).status_code == 200
    other = api.as_role("planner", [shop.stores["S2"]])
    answer = other.post("/api/predict/", json=TEA)
    assert (answer.status_code, answer.json()["detail"]) == (403, "Store 'S1' isn't one of yours.")
    assert "S2" in answer.json()["fix"]
    hidden = other.post("/api/predict/", json={**TEA, "store": "S3"}).json()
    assert (hidden["status"], hidden["detail"]) == (403, "Store 'S3' isn't one of yours.")
    assert other.post("/api/predict/", json={**TEA, "store": "S2"}).status_code == 200


def test_a_warm_prediction_asks_the_database_nothing(api: Any, shop: Any) -> None:
    client = api.as_role("planner")
    first = client.post("/api/predict/", json=TEA)
    asked: list[str] = []
    api.client.app.state.predictor.champions.close()
    logged(api, 1)
    event.listen(api.container.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    second = client.post("/api/predict/", json=TEA)
    assert second.content == first.content
    assert [sql for sql in asked if "INSERT INTO prediction_log" not in sql] == []


@pytest.mark.every_database
def test_every_prediction_is_logged_with_inputs_version_and_latency(api: Any, shop: Any) -> None:
    user = api.add_user("planner")
    client = api.as_user(user)
    for horizon in (7, 14, 14):
        assert client.post("/api/predict/", json={**TEA, "horizon": horizon}).status_code == 200
    rows = logged(api, 3)
    assert [row.horizon for row in rows] == [7, 14, 14]
    row = rows[1]
    assert row.inputs == {"product": "TEA", "store": "S1", "horizon": 14, "grain": "day", "level": 0.8}
    assert (row.user_id, row.form, row.model_version) == (user, "stored", "daily.all.1")
    assert (row.product_id, row.store_id) == (shop.products["TEA"], shop.stores["S1"])
    assert str(row.target_date) == "2026-03-15"
    assert row.mean == pytest.approx(140)
    assert row.lower < row.mean < row.upper
    assert row.latency_ms > 0
    assert row.actual is None
    assert abs((datetime.now(UTC) - row.served_at).total_seconds()) < 60


@pytest.fixture(scope="module")
def months() -> MonthlyModel:
    """A model of four years in which December sells twice what other months do."""
    days = pl.date_range(date(2022, 1, 1), date(2025, 12, 31), eager=True)
    daily = pl.DataFrame({"date": days}).join(
        pl.DataFrame({"product": [f"P{n}" for n in range(8)]}), how="cross"
    )
    usual = 3.0 + pl.col("product").str.slice(1).cast(pl.Float64)
    units = usual * pl.when(pl.col("date").dt.month() == 12).then(2.0).otherwise(1.0)
    return MonthlyModel.fit(monthly_history(daily.with_columns(store=pl.lit("S1"), units=units)))


def test_a_month_typed_in_by_hand_is_answered_by_the_monthly_champion(
    embedded_api: Any, shop_of: Any, months: MonthlyModel, tmp_path: Path
) -> None:
    api, shop = embedded_api, shop_of(embedded_api)
    client, predictor = api.as_role("planner"), api.client.app.state.predictor
    asked = {"year": 2026, "month": 12, "lags": [310, 290, 305], "product": "TEA"}
    missing = client.post("/api/predict/", json=asked).json()
    assert (missing["status"], missing["detail"]) == (503, "No monthly model is served yet.")

    for number, month in ((1, "first"), (2, "second")):
        folder = tmp_path / month
        folder.mkdir()
        months.save(folder)
        scope = Scope("monthly")
        version = api.container.registry.register(
            TrainedModel(scope, folder, date(2025, 12, 31), {"wape": 0.1}, {}, {})
        )
        shop.serve(version.number, "monthly.all")
        predictor.champions.refresh()
        predictor.monthly.wait(60)
        told = client.post("/api/predict/", json={**asked, "level": 0.9}).json()
        assert told["model_version"] == f"monthly.all.{number}"
    assert 400 < told["mean"] < 800
    assert told["lower"] < told["mean"] < told["upper"]
    assert [told["lower"] % 1, told["upper"] % 1] == [0, 0]  # tea is sold by the piece
    assert any("December" in reason for reason in told["reasons"])
    assert client.post("/api/predict/", json={**asked, "level": 0.77}).json()["code"] == "option"
    row = logged(api, 2)[-1]
    assert (row.form, row.product_id, row.store_id) == ("what_if", shop.products["TEA"], None)
    assert (str(row.target_date), row.horizon, row.inputs["lags"]) == ("2026-12-31", 31, [310, 290, 305])


def test_metrics_tell_how_the_log_keeps_up_and_an_overload_holds_nobody_up(
    embedded_api: Any, shop_of: Any
) -> None:
    shop = shop_of(embedded_api)
    shop.put()
    shop.serve(1)
    predictor = embedded_api.client.app.state.predictor
    predictor.champions.refresh()
    predictor.predictions.close()  # a log that doesn't keep up
    predictor.predictions._limit = 2
    client = embedded_api.as_role("planner")
    for _ in range(5):
        assert client.post("/api/predict/", json=TEA).status_code == 200
    page = embedded_api.as_role("admin").get("/api/metrics").text
    assert "foresale_predictions_left_out_total 3.0" in page
    predictor.predictions.close()
    page = embedded_api.as_role("admin").get("/api/metrics").text
    assert "foresale_predictions_logged_total 2.0" in page
    assert len(logged(embedded_api, 2)) == 2


def test_a_horizon_that_isnt_given_is_28_days_or_what_there_is(api: Any, shop: Any) -> None:
    planner, asked = api.as_role("planner"), {"product": "TEA", "store": "S1"}
    assert len(planner.post("/api/predict/", json=asked).json()["forecast"]) == 28
    shop.put(version=2, horizon=14)
    shop.serve(2)
    api.client.app.state.predictor.champions.refresh()
    told = planner.post("/api/predict/", json=asked).json()
    assert (len(told["forecast"]), told["to"]) == (14, "2026-03-15")
    longer = planner.post("/api/predict/", json=asked | {"horizon": 15})
    assert (longer.status_code, "at most 14 days" in longer.json()["fix"]) == (422, True)
