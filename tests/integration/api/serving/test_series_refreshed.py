"""Series that were forecast anew are what every read tells, and the others stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import polars as pl
import pytest
from sqlalchemy.orm import Session

from foresale.service.jobs.handlers.track_actuals import track_actuals
from foresale.storage.database.tables.operations import JobRow
from foresale.storage.database.tables.outlook import ForecastRunRow
from foresale.workflows.ports import ForecastRun
from order_jobs import propose, stock_up
from recorded_progress import RecordedProgress

LEVELS = (0.05, 0.1, 0.5, 0.9, 0.95)


def renew(api: Any, sku: str, code: str, mean: float) -> int:
    """Forecast a series anew, as a worker would: `mean` on each of 28 days and 4 weeks."""
    with Session(api.container.engine) as session:
        base = session.query(ForecastRunRow).filter(ForecastRunRow.base_id.is_(None)).one()
        base_id, version, cutoff = base.id, base.model_version, base.cutoff
    first = cutoff + timedelta(days=1)
    rows = pl.DataFrame(
        [
            {
                "product": sku, "store": code, "grain": grain, "target_date": first + timedelta(days=step),
                "mean": mean * days, "deviation": 2.0 if grain == "day" else None,
                "quantiles": [mean * days * factor for factor in (0.7, 0.8, 1.0, 1.2, 1.3)],
            }
            for grain, days, steps in (("day", 1, range(28)), ("week", 7, range(0, 28, 7)))
            for step in steps
        ]
    )  # fmt: skip
    reasons = (
        rows.select("product", "store")
        .unique()
        .with_columns(pl.lit('{"sentence": "It sells more."}').alias("explanation"))
    )
    run = ForecastRun(version, cutoff, 28, LEVELS, rows, reasons)
    return api.container.forecast_repository.put(replace(run, base_id=base_id, because="A late sale."))


def end(api: Any, sku: str, code: str) -> int:
    """End the forecast of a series, as a worker does that finds no sales of it."""
    with Session(api.container.engine) as session:
        base = session.query(ForecastRunRow).filter(ForecastRunRow.base_id.is_(None)).one()
        base_id, version, cutoff = base.id, base.model_version, base.cutoff
    ended = pl.DataFrame({"product": [sku], "store": [code]})
    reasons = pl.DataFrame(schema={**ended.schema, "explanation": pl.String})
    days = {"grain": pl.String, "target_date": pl.Date, "mean": pl.Float64, "deviation": pl.Float64}
    rows = pl.DataFrame(schema={**ended.schema, **days, "quantiles": pl.List(pl.Float64)})
    run = ForecastRun(version, cutoff, 0, LEVELS, rows, reasons, base_id=base_id, ended=ended)
    return api.container.forecast_repository.put(replace(run, because="An import was undone."))


def arguments_of(api: Any, answer: Any) -> dict[str, Any]:
    with Session(api.container.engine) as session:
        return dict(session.get_one(JobRow, answer.json()["id"]).arguments)


@pytest.mark.every_database
def test_a_series_forecast_anew_is_told_everywhere_and_says_what_it_follows(api: Any, shop: Any) -> None:
    client, predictor = api.as_role("planner"), api.client.app.state.predictor
    asked = {"product": "TEA", "store": "S1", "horizon": 7}
    before = client.post("/api/predict/", json=asked).json()
    assert (before["follows"], before["because"], before["total"]["mean"]) == (None, None, 70)
    assert client.get("/api/forecast/TEA").json()["stores"][0]["run"] == before["run"]
    made = renew(api, "TEA", "S1", 20.0)
    predictor.champions.refresh_series()
    after = client.post("/api/predict/", json=asked).json()
    assert (after["run"], after["follows"], after["because"]) == (made, before["run"], "A late sale.")
    assert (after["total"]["mean"], after["reasons"]) == (140, ["It sells more."])
    stores = client.get("/api/forecast/TEA").json()["stores"]
    assert [(one["run"], one["because"], one["forecast"][0]["mean"]) for one in stores] == [
        (made, "A late sale.", 20), (before["run"], None, 10),
    ]  # fmt: skip
    weekly = client.get("/api/forecast/weekly").json()["items"]
    assert [(item["product"]["sku"], item["store"]["code"], item["run"], item["weeks"][0]["mean"])
            for item in weekly] == [
        ("TEA", "S1", made, 140), ("TEA", "S2", before["run"], 70), ("BREAD", "S1", before["run"], 70),
    ]  # fmt: skip
    total = client.get("/api/forecast/totals").json()["items"][0]
    assert (total["series"], total["mean"]) == (3, pytest.approx(280))
    again = renew(api, "TEA", "S1", 30.0)
    predictor.champions.refresh_series()
    told = client.post("/api/predict/", json=asked).json()
    assert (told["run"], told["follows"], told["total"]["mean"]) == (again, made, 210)


def test_another_process_sees_it_without_being_told(api: Any, shop: Any) -> None:
    client, predictor = api.as_role("planner"), api.client.app.state.predictor
    asked = {"product": "TEA", "store": "S1", "horizon": 7}
    other = {"product": "TEA", "store": "S2", "horizon": 7}
    for question in (asked, other):
        client.post("/api/predict/", json=question)
    renew(api, "TEA", "S1", 20.0)
    (run,) = predictor.champions.serving().values()
    kept = run.cache.get(shop.products["TEA"], shop.stores["S2"])
    predictor.champions.refresh_series()
    assert client.post("/api/predict/", json=asked).json()["total"]["mean"] == 140
    assert run.cache.get(shop.products["TEA"], shop.stores["S2"]) is kept


def test_accuracy_and_comparison_of_sums_judge_forecasts_of_everything(api: Any, shop: Any) -> None:
    renew(api, "TEA", "S1", 20.0)
    for sku, code in (("TEA", "S1"), ("TEA", "S2"), ("BREAD", "S1")):
        shop.sell(sku, code, shop.first_day, 10.0)
    track_actuals(api.container, {}, RecordedProgress())
    client = api.as_role("viewer")
    days = {"from": str(shop.first_day), "to": str(shop.first_day)}
    scored = client.get("/api/forecast/accuracy", params=days).json()["overall"]
    assert (scored["n"], scored["forecast"], scored["actual"]) == (3, 30, 30)
    compared = client.get("/api/forecast/comparison", params=days).json()["items"][0]
    assert (compared["actual"], [one["mean"] for one in compared["forecasts"]]) == (30, [30])
    one = client.get("/api/forecast/comparison", params={**days, "product": "TEA", "store": "S1"})
    assert [told["mean"] for told in one.json()["items"][0]["forecasts"]] == [20]


def test_series_are_asked_for_by_product_store_or_pair_within_the_callers_stores(api: Any, shop: Any) -> None:
    analyst = api.as_role("analyst")
    asked = {"series": [{"product": "TEA", "store": "S1"}], "because": "A late import."}
    job = analyst.post("/api/forecast/refresh", json=asked)
    assert job.status_code == 202, job.text
    assert job.headers["location"] == f"/api/jobs/{job.json()['id']}"
    assert (job.json()["kind"], job.json()["state"]) == ("forecast_series", "queued")
    kept = arguments_of(api, job)
    assert kept["series"] == [[shop.products["TEA"], shop.stores["S1"]]]
    assert kept["because"] == "A late import."
    again = analyst.post("/api/forecast/refresh", json=asked)  # others may ask meanwhile
    assert again.status_code == 202
    limited = api.as_role("analyst", [shop.stores["S2"]])
    own = limited.post("/api/forecast/refresh", json={"products": ["TEA", "BREAD"]})
    assert arguments_of(api, own)["store_ids"] == [shop.stores["S2"]]
    for foreign in ({"stores": ["S1"]}, {"series": [{"product": "TEA", "store": "S1"}]}, {}):
        assert limited.post("/api/forecast/refresh", json=foreign).status_code == 403, foreign
    assert api.as_role("planner").post("/api/forecast/refresh", json=asked).status_code == 403


def test_what_can_not_be_asked_for_is_said(api: Any, shop: Any) -> None:
    analyst = api.as_role("analyst")
    unknown = analyst.post("/api/forecast/refresh", json={"products": ["TAE"]})
    assert (unknown.status_code, "Did you mean 'TEA'" in unknown.json()["fix"]) == (404, True)
    for both in (
        {"segment": "all", "stores": ["S1"]},
        {"series": [{"product": "TEA", "store": "S1"}], "products": ["TEA"]},
    ):
        told = analyst.post("/api/forecast/refresh", json=both)
        assert told.status_code == 422, both
        assert "not both" in told.text


@pytest.mark.every_database
def test_a_series_without_sales_leaves_every_answer_until_it_is_forecast_again(
    api: Any, shop_of: Any
) -> None:
    stock_up(api, shop_of(api))
    client, predictor = api.as_role("planner"), api.client.app.state.predictor
    asked = {"product": "TEA", "store": "S1", "horizon": 7}

    def told() -> dict[str, Any]:
        predictor.champions.refresh_series()
        lines = propose(api, client)["items"]
        short = client.get("/api/stock/alerts", params={"by_store": True}).json()["items"]
        return {
            "total": client.get("/api/forecast/totals").json()["items"][0]["series"],
            "today": len(client.get("/api/today").json()["items"]),
            "predicted": client.post("/api/predict/", json=asked).status_code,
            "stores": [one["store"]["code"] for one in client.get("/api/forecast/TEA").json()["stores"]],
            "weekly": len(client.get("/api/forecast/weekly").json()["items"]),
            "ordered": sorted((line["product"], line["store"]) for line in lines),
            "short": sorted((one["sku"], one["store"]) for one in short),
        }

    before = told()
    assert (before["total"], before["predicted"], before["stores"]) == (3, 200, ["S1", "S2"])
    end(api, "TEA", "S1")
    assert told() == {
        **before, "total": 2, "today": 2, "predicted": 404, "stores": ["S2"], "weekly": 2,
        "ordered": [("BREAD", "S1")], "short": [("BREAD", "S1")],
    }  # fmt: skip
    renew(api, "TEA", "S1", 10.0)
    assert told() == before
