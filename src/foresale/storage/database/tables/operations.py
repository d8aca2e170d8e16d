"""Jobs and their schedules, which model serves, and who did what."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from foresale.storage.database.sql.column_types import RowNumber, UtcTime, exact_text
from foresale.storage.database.tables.base import Dated, Table


class JobRow(Dated, Table):
    """A piece of work; this row, not the queue, knows how far it is."""

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_state", "state", "not_before"),
        Index("ix_jobs_created_at", "created_at", "id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(30), index=True)
    scope: Mapped[str] = mapped_column(String(100))
    """What it works on; one job of a kind and scope at a time."""
    lock: Mapped[str | None] = mapped_column(exact_text(140), unique=True)
    """kind and scope while it runs, else NULL: the database itself refuses a second one."""
    slot: Mapped[str | None] = mapped_column(exact_text(140), unique=True)
    """kind and scope while it waits or runs, where a second one may not even wait; else NULL."""
    key: Mapped[str | None] = mapped_column(exact_text(100), unique=True)
    """Whoever submits the same key again gets this job."""
    state: Mapped[str] = mapped_column(String(20))
    """queued, running, succeeded, failed, cancelled."""
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    problem: Mapped[str | None] = mapped_column(Text)
    fix: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(String(50))
    """A code of `error_reasons.py`, for those who word it; NULL of jobs that failed before there were any."""
    reason_arguments: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    stage: Mapped[str | None] = mapped_column(String(100))
    progress: Mapped[float] = mapped_column(default=0.0)
    attempts: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int] = mapped_column(default=3)
    not_before: Mapped[datetime] = mapped_column(UtcTime)
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    worker: Mapped[str | None] = mapped_column(String(100))
    lease_until: Mapped[datetime | None] = mapped_column(UtcTime)
    """A running job past its lease lost its worker, and is queued again."""
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    started_at: Mapped[datetime | None] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)


class JobLogRow(Table):
    """A line that a job told."""

    __tablename__ = "job_logs"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(UtcTime)
    level: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)


class ScheduleRow(Table):
    """When a kind of job runs by itself."""

    __tablename__ = "schedules"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    kind: Mapped[str] = mapped_column(String(30))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    cron: Mapped[str] = mapped_column(String(100))
    time_zone: Mapped[str] = mapped_column(String(64))
    is_on: Mapped[bool] = mapped_column(default=True)
    next_at: Mapped[datetime] = mapped_column(UtcTime)
    last_job_id: Mapped[str | None] = mapped_column(String(36))


class ServingRow(Table):
    """Which version of a model answers under an alias: what every worker looks at, seconds apart."""

    __tablename__ = "serving"

    model: Mapped[str] = mapped_column(exact_text(100), primary_key=True)
    """Family and segment, such as "daily.all"."""
    alias: Mapped[str] = mapped_column(String(20), primary_key=True)
    """champion; registry: what MLflow's own alias of the champion was last seen to name; aim: what that is
    about to be set to; hold: what whoever changes the champion holds, of version 0."""
    version: Mapped[int]
    since: Mapped[datetime] = mapped_column(UtcTime)


class PromotionRow(Dated, Table):
    """A change of champion: from which version to which, why, and by whom."""

    __tablename__ = "promotions"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    model: Mapped[str] = mapped_column(exact_text(100), index=True)
    from_version: Mapped[int | None]
    to_version: Mapped[int]
    action: Mapped[str] = mapped_column(String(20))
    """promoted, rolled_back, overridden, retired."""
    reason: Mapped[str] = mapped_column(Text)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))


class AuditRow(Table):
    """Who did what, when; rows are only ever added."""

    __tablename__ = "audit_log"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    user_id: Mapped[int | None] = mapped_column(RowNumber)
    action: Mapped[str] = mapped_column(String(50), index=True)
    subject: Mapped[str] = mapped_column(String(200))
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    request_id: Mapped[str | None] = mapped_column(String(36))
