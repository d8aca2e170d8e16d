"""Drivers over HTTP: a table is looked at, analysed by a job, asked, published to a topic, deleted."""

from __future__ import annotations

import json
import random
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from foresale.errors import HistoryError
from foresale.service.drivers.processes import analyse_apart
from foresale.service.drivers.questions import TableQuestion
from foresale.service.drivers.retention import DriverRetention
from foresale.service.jobs.job import JobTimings
from foresale.service.jobs.job_types import JobContext, find_handler
from foresale.service.jobs.leases import JobLeases
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.drivers import DriverAnalysisRow
from foresale.storage.database.tables.operations import AuditRow

QUICK = {"models": ["linear"]}
HEADER = "customer_id,ads,region,colour,sales\n"


def table(rows=80, seed=1):
    """Customers whose sales follow what was spent on ads, and nothing else."""
    draw = random.Random(seed)
    lines = []
    for number in range(rows):
        ads, region, colour = draw.randint(1, 50), draw.choice("NS"), draw.choice(["red", "blue"])
        lines.append(f"C{number},{ads},{region},{colour},{100 + 4 * ads + draw.gauss(0, 45):.1f}")
    return HEADER + "\n".join(lines) + "\n"


def upload(client, content, *, start=True, name="customers.csv", **options):
    data = {"options": json.dumps(QUICK | options), "start": str(start).lower()}
    return client.post("/api/drivers", files={"file": (name, content)}, data=data)


def run_job(api, address):
    """Do a job as a worker does."""
    leases, job_id = JobLeases(api.container.engine, JobTimings()), address.rpartition("/")[2]
    claim = leases.claim(job_id, "test")
    assert claim is not None
    context = JobContext(job_id)
    result = find_handler(claim.job.kind)(api.container, claim.job.arguments, context)
    assert leases.succeed(claim, result, context.heartbeat())
    return result


def refused(answer, status, *words):
    told = answer.json()
    assert answer.status_code == status, told
    assert all(word in f"{told['detail']} {told['fix']}" for word in words), told


def check_answers(planner, address):
    """A row's what-if is answered, and what isn't one is refused."""
    asked = planner.post(f"{address}/predict", json={"values": {"Ads": "40", "region": "N"}}).json()
    assert abs(asked["predicted"] - 260) < 40
    assert asked["low"] < asked["predicted"] < asked["high"]
    refused(
        planner.post(f"{address}/predict", json={"values": {"adds": 1}}), 422, "There is no column", "ads"
    )
    refused(planner.post(f"{address}/predict", json={"values": {"ads": "many"}}), 422, "no number")
    refused(planner.post(f"{address}/predict", json={"values": {"region": "W"}}), 422, "never", "N, S")


def check_files(planner, address):
    """Report and tables can be downloaded."""
    report = planner.get(f"{address}/files/report.html")
    assert report.headers["content-type"].startswith("text/html")
    assert 'filename="customers.report.html"' in report.headers["content-disposition"]
    assert planner.get(f"{address}/files/held_out.csv").text.count("\n") == 81
    assert planner.get(f"{address}/files/models.txt").status_code == 422


def check_publishing(api, analyst, address):
    """Held-out predictions are in the topic, and not in the feed of who didn't ask for them."""
    sent = run_job(api, analyst.post(f"{address}/publish").json()["publish_job"])
    assert (sent["source"], sent["topic"], sent["messages"]) == ("log", "sales_predictions", 80)
    topic = "/api/topics/log/sales_predictions/messages"
    messages = analyst.get(topic, params={"limit": 100}).json()["items"]
    assert len(messages) == 80
    assert set(messages[0]["value"]["data"]) == {
        "prediction_index", "predicted_sales", "actual_sales", "error",
    }  # fmt: skip
    assert (
        analyst.get("/api/live", params={"after": 0, "follow": "false"}).text.count("event: prediction") == 0
    )
    assert analyst.get(address).json()["published"]["messages"] == 80


@pytest.mark.slow
def test_a_table_is_analysed_asked_published_and_deleted(embedded_api):
    api = embedded_api
    analyst = api.as_role("analyst")
    begun = upload(analyst, table())
    assert begun.status_code == 201, begun.text
    shown = begun.json()
    address = begun.headers["location"]
    assert (shown["state"], shown["preview"]["target"], shown["preview"]["unit"]) == (
        "started", "sales", "customer_id",
    )  # fmt: skip
    refused(analyst.post(f"{address}/start"), 409, "under way")
    refused(analyst.post(f"{address}/predict", json={"values": {}}), 409, "no result yet")
    refused(analyst.delete(address), 409, "Cancel its job")

    store = api.as_role("admin").post("/api/stores", json={"code": "S1", "name": "One"}).json()["id"]
    told = run_job(api, shown["job"])
    assert (told["version"], told["finding"], told["drivers"][0]) == (
        "drivers.customers sales.1", "something", "ads",
    )  # fmt: skip
    planner = api.as_role("planner")
    done = planner.get(address).json()
    assert (done["state"], done["is_own"], done["summary"]["model"]) == ("done", False, "linear")
    found = done["result"]
    assert {one["model"] for one in found["models"]} == {"mean", "linear"}
    assert found["effects"][0]["column"] == "ads"
    assert found["portrait"]["boxes"][0]["column"] == "region"
    assert len(found["worst_rows"]) == 10
    listed = planner.get("/api/drivers").json()["items"]
    assert [(one["id"], "result" in one) for one in listed] == [(done["id"], False)]

    model = analyst.get(f"/api/models/{told['version']}").json()
    assert model["metrics"]["r2"] > 0.4
    assert model["leaderboard"][0]["model"] == "mean"
    limited = api.as_role("analyst", [store])
    assert limited.get(f"/api/models/{told['version']}").status_code == 404
    assert limited.get("/api/models").json()["items"] == []
    assert [one["version"] for one in analyst.get("/api/models").json()["items"]] == [told["version"]]
    wish = {"override": True, "comment": "I like it."}
    refused(api.as_role("admin").post(f"/api/models/{told['version']}/promote", json=wish), 409, "forecasts")

    check_answers(planner, address)
    check_files(planner, address)
    check_publishing(api, analyst, address)
    refused(api.as_role("analyst").delete(address), 403, "Somebody else")
    assert analyst.delete(address).status_code == 204
    assert analyst.get(address).status_code == 404
    assert analyst.get(f"/api/models/{told['version']}").status_code == 404
    assert not [path for path in (api.container.settings.home / "models").rglob("*") if path.is_file()]
    with Session(api.container.engine) as session:
        deeds = session.scalars(
            select(AuditRow.action).where(AuditRow.action.startswith("drivers.")).order_by(AuditRow.id)
        ).all()
    assert deeds == ["drivers.uploaded", "drivers.started", "drivers.published", "drivers.deleted"]


def test_analyses_run_one_after_the_other_and_leave_workers_to_other_jobs(embedded_api):
    analyst, leases = embedded_api.as_role("analyst"), JobLeases(embedded_api.container.engine, JobTimings())
    first, second = (upload(analyst, table()).json()["job"].rpartition("/")[2] for _ in range(2))
    claim = leases.claim(first, "one")
    assert claim is not None
    assert leases.claim(second, "two") is None
    assert leases.succeed(claim, {}, JobContext(first).heartbeat())
    assert leases.claim(second, "two") is not None


def test_no_cell_of_a_table_is_run_by_the_spreadsheet_that_shows_what_was_found(embedded_api):
    analyst = embedded_api.as_role("analyst")
    text = table().replace("C1,", "=HYPERLINK(1),").replace("C2,", "@SUM(1),").replace("region", "=region")
    begun = upload(analyst, text)
    run_job(embedded_api, begun.json()["job"])
    found = analyst.get(f"{begun.headers['location']}/files/held_out.csv").text
    assert "HYPERLINK" in found
    for name in ("models.csv", "effects.csv", "curves.csv", "held_out.csv"):
        told = analyst.get(f"{begun.headers['location']}/files/{name}").text
        cells = [cell.strip('"') for line in told.splitlines() for cell in line.split(",")]
        assert not [cell for cell in cells if cell.startswith(("=", "@"))], name


def test_what_a_table_leaves_open_is_asked_before_the_analysis(embedded_api):
    client = embedded_api.as_role("analyst")
    text = "code,alpha,beta\n" + "".join(f"K{n},{n % 9},{n * 7 % 31}\n" for n in range(40))
    shown = upload(client, text).json()
    preview, address = shown["preview"], f"/api/drivers/{shown['id']}"
    assert (shown["state"], shown["job"], preview["is_ready"]) == ("looked_at", None, False)
    assert {"alpha", "beta"} <= set(preview["questions"][0]["answers"])
    refused(client.post(f"{address}/start"), 409, "question is open", "answers")
    other = client.put(address, json=QUICK | {"answers": {"target": "beta"}}).json()["preview"]
    assert (other["is_ready"], other["unasked"]) == (False, ["target"])
    assert "sold_column" in other["fix"]
    named = client.put(address, json=QUICK | {"answers": {"sold_column": "beta"}}).json()["preview"]
    assert (named["is_ready"], named["answered"][0]["answer"]) == (True, "beta")
    again = client.put(address, json=QUICK | {"answers": ["beta"]}).json()
    assert (again["preview"]["is_ready"], again["preview"]["target"]) == (True, "beta")
    assert client.post(f"{address}/start").json()["state"] == "started"

    wrong = upload(client, table(), target="profit").json()
    assert (wrong["state"], wrong["job"]) == ("looked_at", None)
    assert "profit" in wrong["preview"]["problem"]
    assert [one["column"] for one in wrong["preview"]["columns"]] == HEADER.strip().split(",")
    refused(client.post(f"/api/drivers/{wrong['id']}/start"), 409, "can't be used", "profit")


def test_tables_that_are_no_tables_or_too_large_are_refused(open_api):
    client = open_api(max_table_mb=1).as_role("analyst")
    refused(upload(client, b""), 422, "empty")
    refused(upload(client, b"\x00\x01\x02" * 50, name="a.csv"), 422, "no text")
    refused(upload(client, "a,b\n" + "1,2\n" * 400_000), 413, "larger than 1 MB")
    refused(upload(client, table(), models=["magic"]), 422, "models")
    assert client.get("/api/drivers").json()["items"] == []


def test_who_is_limited_to_stores_sees_only_own_tables(embedded_api):
    store = embedded_api.as_role("admin").post("/api/stores", json={"code": "S1", "name": "One"}).json()["id"]
    limited, other = embedded_api.as_role("analyst", [store]), embedded_api.as_role("analyst")
    own, theirs = (upload(client, table(), start=False).json()["id"] for client in (limited, other))
    assert [one["id"] for one in limited.get("/api/drivers").json()["items"]] == [own]
    assert {one["id"] for one in other.get("/api/drivers").json()["items"]} == {own, theirs}
    for method, path in (("GET", ""), ("PUT", ""), ("POST", "/start"), ("DELETE", ""), ("POST", "/publish")):
        body = {} if method in ("PUT", "POST") else None
        assert limited.request(method, f"/api/drivers/{theirs}{path}", json=body).status_code == 404


def test_old_analyses_go_and_others_stay(embedded_api):
    client, container = embedded_api.as_role("analyst"), embedded_api.container
    old, new = (upload(client, table(), start=False).json()["id"] for _ in range(2))
    with Session(container.engine) as session, session.begin():
        aged = update(DriverAnalysisRow).where(DriverAnalysisRow.id == old)
        session.execute(aged.values(created_at=utc_now() - timedelta(days=400)))
    assert DriverRetention(container, 365).forget() == 1
    assert [one["id"] for one in client.get("/api/drivers").json()["items"]] == [new]
    assert not list((container.settings.home / "driver-tables").glob(f"{old}*"))


def test_an_analysis_that_takes_too_long_is_ended_and_says_so(tmp_path):
    place = tmp_path / "customers.csv"
    place.write_text(table())
    question = TableQuestion(str(place), "customers.csv", QUICK, folder=str(tmp_path / "found"))
    with pytest.raises(HistoryError, match="within the time"):
        analyse_apart(question, JobContext("job"), seconds=0.0)
