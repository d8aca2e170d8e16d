"""Schedules: when which jobs run by themselves."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError
from sqlalchemy import Engine, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from foresale.error_reasons import Reason
from foresale.errors import ConflictError, NotFoundError, OptionError
from foresale.messages import route
from foresale.service.jobs.handlers.kept_forecast import scope_asked
from foresale.service.jobs.job import JobOptions, JobUnderWayError
from foresale.service.jobs.job_types import schedulable_kinds
from foresale.service.jobs.repository import JobRepository, update_rows
from foresale.storage.database.bi_exports import ExportOptions
from foresale.storage.database.engine.transactions import read, write
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.operations import JobRow, ScheduleRow
from foresale.workflows.training.options import daily_training

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Plan:
    """When a kind of job runs by itself.

    Attributes:
        name: Unique, for people.
        kind: Which job, a name of `job_types.py`.
        cron: Minute, hour, day, month, weekday, as in crontab.
        time_zone: Whose clock, such as Europe/Paris.
        arguments: What the job is asked; `scope` says what it works on.
        is_on: Whether it runs.
    """

    name: str
    kind: str
    cron: str
    time_zone: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    is_on: bool = True

    def next_after(self, now: datetime) -> datetime:
        """When it runs next.

        Raises:
            OptionError: Cron or time zone can't be used, or that time never comes.

        Examples:
            >>> plan = Plan("weekly", "train", "0 2 * * SUN", "Europe/Paris")
            >>> plan.next_after(datetime(2026, 3, 28, 12, tzinfo=UTC)).isoformat()
            '2026-03-29T01:00:00+00:00'
        """
        try:
            zone = ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise OptionError(
                f"The time zone '{self.time_zone}' isn't known.", fix="Write it as Europe/Paris or UTC."
            ) from None
        fix = "Write minute, hour, day, month and weekday, such as '0 2 * * SUN' for Sundays at two."
        if len(self.cron.split()) != 5:
            raise OptionError(f"'{self.cron}' isn't a time in cron's way: it needs five parts.", fix=fix)
        try:
            return next(CronSim(self.cron, now.astimezone(zone))).astimezone(UTC)
        except CronSimError as error:
            raise OptionError(f"'{self.cron}' isn't a time in cron's way: {error}.", fix=fix) from None
        except StopIteration:
            raise OptionError(f"The time '{self.cron}' never comes.", fix=fix) from None


def default_plans(time_zone: str) -> tuple[Plan, ...]:
    """What a new installation does by itself: weekly training, daily forecasts, hourly watching."""
    return (
        Plan("Weekly training", "train", "0 2 * * SUN", time_zone, {"scope": "daily.all"}),
        Plan(
            "Weekly training of the what-if model",
            "train",
            "0 3 * * SUN",
            time_zone,
            {"scope": "monthly.all"},
        ),
        Plan("Daily forecast", "forecast", "0 5 * * *", time_zone, {"scope": "daily.all"}),
        Plan("Daily orders", "propose_orders", "30 5 * * *", time_zone),
        Plan("Hourly actuals", "track_actuals", "10 * * * *", time_zone),
        Plan("Hourly monitoring", "monitor", "20 * * * *", time_zone),
    )


@dataclass(frozen=True)
class Schedule:
    """A plan that is kept.

    Attributes:
        id: Its number.
        plan: When which job runs.
        next_at: When it runs next, UTC.
        last_job_id: The job it asked for last.
    """

    id: int
    plan: Plan
    next_at: datetime
    last_job_id: str | None


class ScheduleRepository:
    """Keeps the schedules, and asks for their jobs when they are due.

    Args:
        engine: The system of record.
        jobs: Where jobs are asked for.
    """

    def __init__(self, engine: Engine, jobs: JobRepository) -> None:
        self._engine, self._jobs = engine, jobs
        self._told: set[tuple[int, datetime]] = set()

    def list(self) -> Sequence[Schedule]:
        """All schedules, by name."""
        wanted = select(ScheduleRow).order_by(ScheduleRow.name)
        return [schedule_of(row) for row in read(self._engine, lambda s: s.scalars(wanted).all())]

    def get(self, schedule_id: int) -> Schedule:
        """One schedule.

        Raises:
            NotFoundError: There is none.
        """
        return read(self._engine, lambda session: schedule_of(_find(session, schedule_id)))

    def add(self, plan: Plan, session: Session | None = None) -> Schedule:
        """Keep a plan.

        Raises:
            OptionError: Its kind, cron or time zone can't be used.
            ConflictError: There is one of this name.
        """
        row = ScheduleRow(**_values(plan))

        def insert(inside: Session) -> Schedule:
            try:
                with inside.begin_nested():
                    inside.add(row)
            except IntegrityError:
                raise _same_name(plan) from None
            return schedule_of(row)

        return insert(session) if session is not None else write(self._engine, insert)

    def change(self, schedule_id: int, plan: Plan, session: Session | None = None) -> Schedule:
        """Replace a schedule's plan; its next run is counted from now.

        Raises:
            NotFoundError: There is none.
            OptionError: The plan's kind, cron or time zone can't be used.
            ConflictError: Another one has this name.
        """
        values = _values(plan)

        def alter(inside: Session) -> Schedule:
            row = _find(inside, schedule_id)
            try:
                with inside.begin_nested():
                    for name, value in values.items():
                        setattr(row, name, value)
            except IntegrityError:
                raise _same_name(plan) from None
            return schedule_of(row)

        return alter(session) if session is not None else write(self._engine, alter)

    def remove(self, schedule_id: int, session: Session | None = None) -> None:
        """Forget a schedule; jobs it asked for stay.

        Raises:
            NotFoundError: There is none.
        """

        def delete(inside: Session) -> None:
            inside.delete(_find(inside, schedule_id))

        if session is not None:
            delete(session)
        else:
            write(self._engine, delete)

    def seed(self, plans: Sequence[Plan]) -> None:
        """Keep these plans in an installation that has never had a schedule or a job."""
        values = [_values(plan) for plan in plans]

        def fill(session: Session) -> None:
            used = session.scalar(select(func.count()).select_from(ScheduleRow)) or session.scalar(
                select(func.count()).select_from(JobRow)
            )
            if not used:
                session.add_all(ScheduleRow(**each) for each in values)

        try:
            write(self._engine, fill)
        except IntegrityError:  # another process, started at the same time, was first
            return

    def run_due(self) -> Sequence[str]:
        """Ask for the jobs of all schedules that are due, and answer their ids.

        A run that was missed, however often, is caught up once. Any number of processes may do this: whoever
        moves a schedule on first, asks for its job, in the same transaction.
        """
        now = utc_now()
        due = select(ScheduleRow).where(ScheduleRow.is_on.is_(True), ScheduleRow.next_at <= now)
        asked = []
        for row in read(self._engine, lambda session: session.scalars(due).all()):
            try:
                job_id = write(self._engine, partial(self._run, schedule=schedule_of(row), now=now))
            except OptionError as error:  # a zone or kind that this machine lacks; another may have it
                if (row.id, row.next_at) not in self._told:
                    _log.warning("Schedule '%s' can't run: %s", row.name, error)
                    self._told.add((row.id, row.next_at))
                continue
            if job_id is not None:
                asked.append(job_id)
        return asked

    def _run(self, session: Session, schedule: Schedule, now: datetime) -> str | None:
        plan = schedule.plan
        is_ours = update_rows(
            session,
            update(ScheduleRow)
            .where(ScheduleRow.id == schedule.id, ScheduleRow.next_at == schedule.next_at)
            .values(next_at=plan.next_after(now)),
        )
        if not is_ours:
            return None
        scope = str(plan.arguments.get("scope", "all"))
        try:
            job_id = self._jobs.submit(
                plan.kind, scope, plan.arguments, options=JobOptions(exclusive=True), session=session
            )
        except JobUnderWayError as running:  # it does what this one would do
            job_id = running.job_id
        session.execute(update(ScheduleRow).where(ScheduleRow.id == schedule.id).values(last_job_id=job_id))
        return job_id


def _find(session: Session, schedule_id: int) -> ScheduleRow:
    row = session.get(ScheduleRow, schedule_id)
    if row is None:
        raise NotFoundError(
            f"There is no schedule {schedule_id}.",
            fix=f"{route('list_schedules')} lists them.",
            reason=Reason("no_such_schedule", name=schedule_id),
        )
    return row


def _same_name(plan: Plan) -> ConflictError:
    return ConflictError(f"There is a schedule '{plan.name}' already.", fix="Give it another name.")


def schedule_of(row: ScheduleRow) -> Schedule:
    """Read a row."""
    plan = Plan(row.name, row.kind, row.cron, row.time_zone, row.arguments, row.is_on)
    return Schedule(row.id, plan, row.next_at, row.last_job_id)


def _values(plan: Plan) -> dict[str, Any]:
    if plan.kind not in schedulable_kinds():
        raise OptionError(
            f"Jobs of kind '{plan.kind}' can't be scheduled.",
            fix=f"Choose one of {', '.join(sorted(schedulable_kinds()))}.",
        )
    if plan.kind in ("train", "forecast"):
        scope_asked(plan.arguments)
    if plan.kind == "train":
        daily_training(plan.arguments)
    if plan.kind == "export_views":
        ExportOptions.read(plan.arguments)
    return {
        "name": plan.name, "kind": plan.kind, "cron": plan.cron, "time_zone": plan.time_zone,
        "arguments": dict(plan.arguments), "is_on": plan.is_on, "next_at": plan.next_after(utc_now()),
    }  # fmt: skip
