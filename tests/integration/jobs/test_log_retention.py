"""Rows of the logs in the database go when they are old, on each database, a batch at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from foresale.service.jobs import retention
from foresale.service.jobs.job_types import MAX_LINES_OF_A_JOB, JobContext
from foresale.service.jobs.retention import LogRetention
from foresale.service.jobs.scheduler import Scheduler
from foresale.storage.database.tables.operations import AuditRow
from foresale.storage.database.tables.outlook import PredictionRow

NOW = datetime.now(UTC)


def put(container, days_ago):
    """A served prediction and a deed of some days ago."""
    then = NOW - timedelta(days=days_ago)
    with Session(container.engine) as session, session.begin():
        session.add(
            PredictionRow(
                served_at=then, request_id="r", form="stored", inputs={}, mean=1, lower=0, upper=2,
                model_version="daily.all.1", latency_ms=1,
            )
        )  # fmt: skip
        session.add(AuditRow(at=then, action="user.added", subject="user 1", details={}))


def counted(container):
    with Session(container.engine) as session:
        return tuple(
            session.scalar(select(func.count()).select_from(row)) for row in (PredictionRow, AuditRow)
        )


def test_rows_older_than_the_settings_say_go_with_the_schedule(container, timings, until):
    for days_ago in (0, 89, 91, 729, 731):
        put(container, days_ago)
    scheduler = Scheduler(container, timings)
    scheduler._look()
    until(lambda: counted(container) == (2, 4))


def test_a_long_log_goes_a_batch_at_a_time(container, monkeypatch):
    monkeypatch.setattr(retention, "MOST_ROWS", 3)
    for _ in range(7):
        put(container, 10)
    put(container, 1)
    logs = LogRetention(container.engine, {PredictionRow: 5})
    assert [logs.forget() for _ in range(4)] == [3, 3, 1, 0]
    assert counted(container) == (1, 8)


@pytest.mark.parametrize("container", ["sqlite"], indirect=True)
def test_a_job_that_says_too_much_is_cut_short_but_for_its_errors(container):
    context = JobContext("job")
    kept = []
    for number in range(MAX_LINES_OF_A_JOB + 1000):
        context.log(f"line {number}")
        if number % 1000 == 0:
            kept += context.heartbeat().lines
    context.log("It failed.", "error")
    kept += context.heartbeat().lines
    assert len(kept) == MAX_LINES_OF_A_JOB + 1
    assert "further ones are left out" in kept[-2][2]
    assert kept[-1][1:] == ("error", "It failed.")
