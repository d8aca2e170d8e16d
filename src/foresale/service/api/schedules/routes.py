"""Schedules: which jobs run by themselves, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import select
from sqlalchemy.orm import Session

from foresale.service.api.auth.dependencies import Audited
from foresale.service.api.jobs.routes import Jobs
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading, Services, Writing
from foresale.service.api.kit.field_types import Id
from foresale.service.api.kit.optimistic_lock import Tagged, Version, Versioned, hold
from foresale.service.api.kit.pagination import Page, Paged, SortKey, read_page
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.schedules.schemas import Schedule, ScheduleGiven
from foresale.service.jobs import schedules
from foresale.service.jobs.schedules import Plan, ScheduleRepository
from foresale.storage.database.tables.operations import ScheduleRow

router = APIRouter(prefix="/schedules", tags=["jobs"])
Admin = Annotated[Caller, needs(Permission.MANAGE_SCHEDULES)]


async def schedule_repository_of(container: Services, jobs: Jobs) -> ScheduleRepository:
    """The schedules of this service."""
    return ScheduleRepository(container.engine, jobs)


Schedules = Annotated[ScheduleRepository, Depends(schedule_repository_of)]


@dataclass(frozen=True)
class ScheduleChange:
    """The schedules, and the version that a change is meant for.

    Attributes:
        schedules: Where they are kept.
        version: What the caller read.
    """

    schedules: ScheduleRepository
    version: Version

    def check(self, session: Session, schedule_id: int) -> None:
        """Hold a schedule that is to be changed; refuse a change that was meant for another version.

        A run moves it on: that alone is no change that a caller could overwrite.
        """
        row = session.get(ScheduleRow, schedule_id)
        if row is not None:
            hold(session, row)
            self.version.check(_tag(_to_schema(schedules.schedule_of(row))))


async def prepare_change(repository: Schedules, version: Versioned) -> ScheduleChange:
    """The parts of one change."""
    return ScheduleChange(repository, version)


Meant = Annotated[ScheduleChange, Depends(prepare_change)]


@router.get("", summary="List schedules", dependencies=[needs(Permission.READ_JOBS)])
def list_schedules(session: Reading, paging: Paged) -> Page[Schedule]:
    """All schedules, in the order they were added."""
    rows, following = read_page(session, select(ScheduleRow), [SortKey(ScheduleRow.id)], paging)
    return Page(items=[_to_schema(schedules.schedule_of(row)) for row in rows], next=following)


@router.get("/{schedule_id}", summary="Show a schedule", dependencies=[needs(Permission.READ_JOBS)])
def show_schedule(schedule_id: Id, repository: Schedules, version: Tagged) -> Schedule:
    """One schedule; its `ETag` goes with a change."""
    return _show(version, repository.get(schedule_id))


@router.post("", status_code=201, summary="Add a schedule")
def add_schedule(
    _admin: Admin,
    given: ScheduleGiven,
    version: Tagged,
    repository: Schedules,
    container: Services,
    session: Writing,
    audit: Audited,
) -> Schedule:
    """Let a job run by itself; a run that is missed is caught up once."""
    added = repository.add(_plan(given, container.settings.time_zone), session)
    audit.write(session, "schedule.added", f"schedule {added.id}", given.model_dump())
    return _show(version, added, f"/api/schedules/{added.id}")


@router.put("/{schedule_id}", summary="Change a schedule")
def change_schedule(
    _admin: Admin,
    schedule_id: Id,
    given: ScheduleGiven,
    repository: Meant,
    container: Services,
    session: Writing,
    audit: Audited,
) -> Schedule:
    """Replace a schedule, whose next run is reckoned from now; 412 if it was changed since `If-Match`."""
    repository.check(session, schedule_id)
    plan = _plan(given, container.settings.time_zone)
    changed = repository.schedules.change(schedule_id, plan, session)
    audit.write(session, "schedule.changed", f"schedule {schedule_id}", given.model_dump())
    return _show(repository.version, changed)


@router.delete("/{schedule_id}", status_code=204, summary="Remove a schedule")
def remove_schedule(
    _admin: Admin, schedule_id: Id, repository: Meant, session: Writing, audit: Audited
) -> None:
    """Forget a schedule; jobs it asked for stay. 412 if it was changed since `If-Match` was read."""
    repository.check(session, schedule_id)
    repository.schedules.remove(schedule_id, session)
    audit.write(session, "schedule.removed", f"schedule {schedule_id}")


def _plan(given: ScheduleGiven, time_zone: str) -> Plan:
    values = given.model_dump()
    return Plan(**{**values, "time_zone": given.time_zone or time_zone})


def _show(version: Version, kept: schedules.Schedule, place: str | None = None) -> Schedule:
    shown = _to_schema(kept)
    version.show(_tag(shown), place)
    return shown


def _tag(shown: Schedule) -> Schedule:
    """What a caller may overwrite of it."""
    return shown.model_copy(update={"next_at": datetime.min, "last_job_id": None})


def _to_schema(kept: schedules.Schedule) -> Schedule:
    plan = kept.plan
    return Schedule(
        id=kept.id,
        name=plan.name,
        kind=plan.kind,
        cron=plan.cron,
        time_zone=plan.time_zone,
        arguments=dict(plan.arguments),
        is_on=plan.is_on,
        next_at=kept.next_at,
        last_job_id=kept.last_job_id,
    )
