"""Schedules: which jobs run by themselves, and when."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlalchemy import select

from foresale.service.api.auth.dependencies import Audited
from foresale.service.api.jobs.routes import Jobs
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading, Services, Writing
from foresale.service.api.kit.field_types import Id
from foresale.service.api.kit.pagination import Page, Paged, SortKey, read_page
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.schedules.schemas import Schedule, ScheduleGiven
from foresale.service.jobs import schedules
from foresale.service.jobs.schedules import Plan, ScheduleRepository
from foresale.storage.database.tables.operations import ScheduleRow

router = APIRouter(prefix="/schedules", tags=["jobs"])
Admin = Annotated[Caller, needs(Permission.MANAGE_SCHEDULES)]


async def book_of(container: Services, jobs: Jobs) -> ScheduleRepository:
    """The schedules of this service."""
    return ScheduleRepository(container.engine, jobs)


Schedules = Annotated[ScheduleRepository, Depends(book_of)]


@router.get("", summary="List schedules", dependencies=[needs(Permission.READ_JOBS)])
def list_schedules(session: Reading, paging: Paged) -> Page[Schedule]:
    """All schedules, in the order they were added."""
    rows, following = read_page(session, select(ScheduleRow), [SortKey(ScheduleRow.id)], paging)
    return Page(items=[_to_schema(schedules.schedule_of(row)) for row in rows], next=following)


@router.get("/{schedule_id}", summary="Show a schedule", dependencies=[needs(Permission.READ_JOBS)])
def show_schedule(schedule_id: Id, book: Schedules) -> Schedule:
    """One schedule."""
    return _to_schema(book.get(schedule_id))


@router.post("", status_code=201, summary="Add a schedule")
def add_schedule(
    _admin: Admin,
    given: ScheduleGiven,
    response: Response,
    book: Schedules,
    container: Services,
    session: Writing,
    audit: Audited,
) -> Schedule:
    """Let a job run by itself; a run that is missed is caught up once."""
    added = book.add(_plan(given, container.settings.time_zone), session)
    audit.write(session, "schedule.added", f"schedule {added.id}", given.model_dump())
    response.headers["location"] = f"/api/schedules/{added.id}"
    return _to_schema(added)


@router.put("/{schedule_id}", summary="Change a schedule")
def change_schedule(
    _admin: Admin,
    schedule_id: Id,
    given: ScheduleGiven,
    book: Schedules,
    container: Services,
    session: Writing,
    audit: Audited,
) -> Schedule:
    """Replace a schedule; its next run is reckoned from now."""
    changed = book.change(schedule_id, _plan(given, container.settings.time_zone), session)
    audit.write(session, "schedule.changed", f"schedule {schedule_id}", given.model_dump())
    return _to_schema(changed)


@router.delete("/{schedule_id}", status_code=204, summary="Remove a schedule")
def remove_schedule(
    _admin: Admin, schedule_id: Id, book: Schedules, session: Writing, audit: Audited
) -> None:
    """Forget a schedule; jobs it asked for stay."""
    book.remove(schedule_id, session)
    audit.write(session, "schedule.removed", f"schedule {schedule_id}")


def _plan(given: ScheduleGiven, time_zone: str) -> Plan:
    values = given.model_dump()
    return Plan(**{**values, "time_zone": given.time_zone or time_zone})


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
