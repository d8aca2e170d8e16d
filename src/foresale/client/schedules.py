"""Schedules of a server: which jobs run by themselves, and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict, Unpack

from foresale.client.answers import read, reads, sends
from foresale.client.connection import Connection


@reads("Schedule")
@dataclass(frozen=True)
class Schedule:
    """When a kind of job runs by itself.

    Attributes:
        id: The server's number for it.
        name: What it is called.
        kind: Which job.
        cron: Minute, hour, day, month and weekday, as in crontab.
        time_zone: Whose clock.
        arguments: What the job is asked.
        is_on: Whether it runs.
        next_at: When it runs next, UTC.
        last_job_id: The job it asked for last.
    """

    id: int
    name: str
    kind: str
    cron: str
    time_zone: str
    arguments: Mapping[str, Any]
    is_on: bool
    next_at: datetime
    last_job_id: str | None = None


@sends("ScheduleGiven")
class ScheduleFields(TypedDict, total=False):
    """What a schedule can be given; the names mean what they mean in `Schedule`."""

    name: str
    kind: str
    cron: str
    time_zone: str | None
    arguments: dict[str, Any]
    is_on: bool


class Schedules:
    """The schedules of a server."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list(self) -> Iterator[Schedule]:
        """The schedules, fetched as they are asked for."""
        return (read(Schedule, told) for told in self._connection.pages("/schedules"))

    def get(self, schedule_id: int) -> Schedule:
        """One schedule."""
        return read(Schedule, self._connection.get(f"/schedules/{schedule_id}"))

    def add(self, **given: Unpack[ScheduleFields]) -> Schedule:
        """Let a job run by itself: `name`, `kind` and `cron` at least."""
        return read(Schedule, self._connection.post("/schedules", given))

    def change(self, schedule_id: int, **given: Unpack[ScheduleFields]) -> Schedule:
        """Change what is given, and leave the rest; the next run is counted from now."""
        settable = ScheduleFields.__optional_keys__
        return read(Schedule, self._connection.change(f"/schedules/{schedule_id}", given, settable))

    def remove(self, schedule_id: int) -> None:
        """Forget a schedule; jobs it asked for stay."""
        self._connection.delete(f"/schedules/{schedule_id}")
