"""Jobs, schedules and trainings through HTTP, on each database."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from foresale.error_reasons import Reason
from foresale.errors import HistoryError
from foresale.service.jobs.job import JobFailure, JobTimings
from foresale.service.jobs.leases import Heartbeat, JobLeases
from foresale.service.jobs.repository import JobRepository
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.operations import AuditRow, ScheduleRow
from foresale.storage.database.tables.outlook import AlertRow

SCHEDULE = {"name": "Nightly", "kind": "train", "cron": "0 2 * * *", "arguments": {"scope": "daily.all"}}


@pytest.mark.every_database
def test_a_training_is_a_job_with_an_address_that_tells_how_far_it_is(api):
    analyst = api.as_role("analyst")
    asked = analyst.post("/api/forecast/train", json={"horizon": 14, "models": ["seasonal_naive"]})
    assert asked.status_code == 202, asked.text
    address = asked.headers["location"]
    assert address == f"/api/jobs/{asked.json()['id']}"
    leases = JobLeases(api.container.engine, JobTimings())
    claim = leases.claim(asked.json()["id"], "ann")
    assert claim.job.arguments == {"scope": "daily.all", "horizon": 14, "models": ["seasonal_naive"]}
    leases.heartbeat(
        claim, Heartbeat("Testing models", 0.5, ((utc_now(), "info", "hello"), (utc_now(), "info", "more")))
    )
    shown = analyst.get(address).json()
    assert (shown["state"], shown["stage"], shown["progress"]) == ("running", "Testing models", 0.5)
    assert [line["text"] for line in shown["log"]] == ["hello", "more"]
    later = analyst.get(address, params={"after": shown["log"][0]["number"]}).json()
    assert [line["text"] for line in later["log"]] == ["more"]
    leases.succeed(claim, {"version": "daily.all.1"}, Heartbeat())
    ended = analyst.get(address).json()
    assert (ended["state"], ended["result"]) == ("succeeded", {"version": "daily.all.1"})
    with Session(api.container.engine) as session:
        (deed,) = session.scalars(select(AuditRow).where(AuditRow.action == "training.asked"))
        assert deed.subject == f"job {asked.json()['id']}"


def test_a_second_training_of_a_scope_is_told_where_the_first_is(api):
    analyst = api.as_role("analyst")
    first = analyst.post("/api/forecast/train", json={}, headers={"Idempotency-Key": "monday"})
    again = analyst.post("/api/forecast/train", json={}, headers={"Idempotency-Key": "monday"})
    assert again.status_code == 202
    assert again.headers["location"] == first.headers["location"]
    refused = analyst.post("/api/forecast/train", json={})
    assert refused.status_code == 409
    assert refused.headers["location"] == first.headers["location"]
    assert first.json()["id"] in refused.json()["detail"]
    other = analyst.post("/api/forecast/train", json={"segment": "category=Drinks"})
    assert other.status_code == 202
    assert len(analyst.get("/api/jobs").json()["items"]) == 2


def test_a_failed_job_says_what_was_wrong_and_what_to_do(embedded_api):
    book = JobRepository(embedded_api.container.engine)
    job_id = book.submit("train", "daily.all", {})
    leases = JobLeases(embedded_api.container.engine, JobTimings())
    failure = JobFailure.of(HistoryError("Only 3 days.", fix="Give 14."))
    leases.fail(leases.claim(job_id, "ann"), failure, again=False, heartbeat=Heartbeat())
    shown = embedded_api.as_role("planner").get(f"/api/jobs/{job_id}").json()
    assert (shown["state"], shown["problem"], shown["fix"]) == ("failed", "Only 3 days.", "Give 14.")
    told = {"told": "Only 3 days.", "fix": "Give 14."}
    assert (shown["reason"], shown["reason_arguments"]) == ("job_history", told)
    waiting = embedded_api.as_role("planner").get(f"/api/jobs/{book.submit('train', 'daily.a', {})}").json()
    assert (waiting["reason"], waiting["reason_arguments"]) == (None, None)


def test_a_reason_that_only_another_release_knows_is_left_to_the_sentence(embedded_api):
    engine = embedded_api.container.engine
    job_id = JobRepository(engine).submit("train", "daily.all", {})
    leases = JobLeases(engine, JobTimings())
    failure = JobFailure("Eclipse.", "Wait.", Reason("of_tomorrow"))
    leases.fail(leases.claim(job_id, "ann"), failure, again=False, heartbeat=Heartbeat())
    with Session(engine) as session, session.begin():
        session.add(AlertRow(kind="live_loop_failing", subject="a", message="Eclipse.", reason="of_tomorrow"))
    analyst = embedded_api.as_role("analyst")
    for place in ("jobs", "alerts"):
        answer = analyst.get(f"/api/{place}")
        assert answer.status_code == 200, answer.text
        assert [item["reason"] for item in answer.json()["items"]] == [None]


@pytest.mark.every_database
def test_jobs_come_in_pages_newest_first(api):
    book = JobRepository(api.container.engine)
    jobs = [book.submit(kind, str(n), {}) for n, kind in enumerate(["train", "monitor", "train"])]
    admin = api.as_role("admin")
    page = admin.get("/api/jobs", params={"limit": 2}).json()
    assert [item["id"] for item in page["items"]] == [jobs[2], jobs[1]]
    rest = admin.get("/api/jobs", params={"limit": 2, "cursor": page["next"]}).json()
    assert ([item["id"] for item in rest["items"]], rest["next"]) == ([jobs[0]], None)
    found = admin.get("/api/jobs", params={"kind": "train", "state": "queued", "scope": "0"}).json()
    assert [item["id"] for item in found["items"]] == [jobs[0]]


def test_a_job_is_cancelled_and_who_did_so_is_written_down(api):
    job_id = JobRepository(api.container.engine).submit("train", "daily.all", {})
    assert api.as_role("planner").post(f"/api/jobs/{job_id}/cancel").status_code == 403
    cancelled = api.as_role("analyst").post(f"/api/jobs/{job_id}/cancel")
    assert (cancelled.status_code, cancelled.json()["state"]) == (202, "cancelled")
    with Session(api.container.engine) as session:
        (deed,) = session.scalars(select(AuditRow).where(AuditRow.action == "job.cancelled"))
        assert (deed.subject, deed.details["kind"]) == (f"job {job_id}", "train")


def test_who_is_limited_to_stores_sees_own_jobs_only_and_trains_nothing(embedded_api):
    from foresale.storage.database.tables.catalog import StoreRow

    with Session(embedded_api.container.engine) as session, session.begin():
        session.add(StoreRow(id=1, code="S1", name="S1"))
    user = embedded_api.add_user("analyst", [1])
    limited = embedded_api.as_user(user)
    book = JobRepository(embedded_api.container.engine)
    others, own = book.submit("monitor", "all", {}), book.submit("import_sales", "f", {}, user)
    assert [item["id"] for item in limited.get("/api/jobs").json()["items"]] == [own]
    assert limited.get(f"/api/jobs/{others}").status_code == 404
    assert limited.post(f"/api/jobs/{others}/cancel").status_code == 404
    assert limited.get(f"/api/jobs/{own}").status_code == 200
    assert limited.post("/api/forecast/train", json={}).status_code == 403


@pytest.mark.parametrize(
    "given",
    [
        {"models": ["crystal_ball"]},
        {"segment": "colour=3"},
        {"horizon": 0},
        {"family": "monthly", "horizon": 7},
        {"speed": "high"},
        {"until": "2999-01-01"},
        {"family": "monthly", "until": "2026-01-31"},
    ],
    ids=["model", "segment", "horizon", "family", "unknown", "future", "monthly_past"],
)
def test_a_training_that_cant_be_is_refused_before_it_is_a_job(embedded_api, given):
    analyst = embedded_api.as_role("analyst")
    refused = analyst.post("/api/forecast/train", json=given)
    assert refused.status_code == 422, refused.text
    assert refused.json()["fix"]
    assert analyst.get("/api/jobs").json()["items"] == []


def test_a_job_that_isnt_there_says_where_to_look(embedded_api):
    refused = embedded_api.as_role("admin").get("/api/jobs/00000000-0000-0000-0000-000000000000")
    assert refused.status_code == 404
    assert "/api/jobs" in refused.json()["fix"]


@pytest.mark.every_database
def test_schedules_are_added_shown_changed_and_removed_by_admins(api):
    admin = api.as_role("admin")
    added = admin.post("/api/schedules", json=SCHEDULE)
    assert added.status_code == 201, added.text
    address = added.headers["location"]
    assert (added.json()["time_zone"], added.json()["is_on"]) == ("UTC", True)
    assert admin.post("/api/schedules", json=SCHEDULE).status_code == 409
    changed = admin.put(address, json={**SCHEDULE, "cron": "30 4 * * *", "time_zone": "Asia/Tokyo"})
    assert "T19:30:00" in changed.json()["next_at"]
    assert api.as_role("planner").get(address).json() == changed.json()
    assert api.as_role("analyst").put(address, json=SCHEDULE).status_code == 403
    assert admin.delete(address).status_code == 204
    assert admin.get("/api/schedules").json()["items"] == []
    assert admin.delete(address).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"cron": "whenever"},
        {"kind": "import_sales"},
        {"time_zone": "Mars"},
        {"arguments": {"x": {"y": 1}}},
    ],
    ids=["cron", "kind", "zone", "arguments"],
)
def test_a_schedule_that_cant_be_is_refused(embedded_api, wrong):
    refused = embedded_api.as_role("admin").post("/api/schedules", json={**SCHEDULE, **wrong})
    assert refused.status_code == 422, refused.text


def test_a_forecast_can_be_asked_for_now(api):
    analyst = api.as_role("analyst")
    asked = analyst.post("/api/forecast/refresh", json={"segment": "store=S1"})
    assert asked.status_code == 202, asked.text
    assert asked.headers["location"] == f"/api/jobs/{asked.json()['id']}"
    assert (asked.json()["kind"], asked.json()["state"]) == ("forecast", "queued")
    claim = JobLeases(api.container.engine, JobTimings()).claim(asked.json()["id"], "ann")
    assert claim.job.arguments == {"scope": "daily.store=S1"}
    again = analyst.post("/api/forecast/refresh", json={"segment": "store=S1"})
    assert (again.status_code, again.headers["location"]) == (409, asked.headers["location"])
    assert api.as_role("planner").post("/api/forecast/refresh", json={}).status_code == 403
    past = analyst.post("/api/forecast/refresh", json={"until": "2026-01-31"})
    claim = JobLeases(api.container.engine, JobTimings()).claim(past.json()["id"], "ann")
    assert claim.job.arguments == {"scope": "daily.all", "until": "2026-01-31"}
    for wrong in ({"until": "2999-01-01"}, {"until": "2026-01-31", "products": ["TEA"]}):
        refused = analyst.post("/api/forecast/refresh", json=wrong)
        assert refused.status_code == 422
        assert "until" in refused.text
    store = api.as_role("admin").post("/api/stores", json={"code": "S1", "name": "S1"}).json()["id"]
    assert api.as_role("analyst", [store]).post("/api/forecast/refresh", json={}).status_code == 403


def test_a_schedule_that_somebody_changed_meanwhile_is_not_overwritten(embedded_api):
    admin = embedded_api.as_role("admin")
    added = admin.post("/api/schedules", json=SCHEDULE)
    place, seen = added.headers["location"], {"If-Match": added.headers["etag"]}
    assert admin.get(place).headers["etag"] == added.headers["etag"]
    with Session(embedded_api.container.engine) as session, session.begin():
        row = session.scalars(select(ScheduleRow)).one()
        row.last_job_id, row.next_at = "x", utc_now()  # it ran: no change that one could overwrite
    changed = admin.put(place, json={**SCHEDULE, "cron": "5 3 * * *"}, headers=seen)
    assert changed.status_code == 200
    assert admin.put(place, json=SCHEDULE, headers=seen).status_code == 412
    assert admin.delete(place, headers=seen).status_code == 412
    assert admin.get(place).json()["cron"] == "5 3 * * *"
    assert admin.delete(place, headers={"If-Match": changed.headers["etag"]}).status_code == 204
