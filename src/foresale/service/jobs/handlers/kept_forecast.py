"""What a job that forecasts has to know: its scope, its last day, and whether it kept its forecast."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from foresale.errors import OptionError
from foresale.storage.database.tables.outlook import ForecastRunRow
from foresale.workflows.ports import Scope

FAMILIES = ("daily", "monthly")


def scope_asked(arguments: Mapping[str, Any]) -> Scope:
    """The scope that a job is about.

    Raises:
        OptionError: It is none.

    Examples:
        >>> scope_asked({"scope": "daily.category=Drinks"})
        Scope(family='daily', segment='category=Drinks')
    """
    text = str(arguments.get("scope", Scope()))
    family, _, segment = text.partition(".")
    if family not in FAMILIES or not segment:
        raise OptionError(
            f"'{text}' is no scope.", fix="Write family and segment, as daily.all or monthly.store=S1."
        )
    return Scope(family, segment)


def run_of(engine: Engine, job_id: str) -> int | None:
    """The forecast that a job kept, if it did."""
    with Session(engine.execution_options(writes=False)) as session:
        return session.scalar(select(ForecastRunRow.id).where(ForecastRunRow.job_id == job_id))


def last_whole_day(time_zone: str, now: datetime) -> date:
    """The day before `now`'s there: sales of a day that isn't over would pass for those of a whole one.

    Examples:
        >>> from datetime import UTC
        >>> last_whole_day("Asia/Tokyo", datetime(2026, 3, 1, 16, tzinfo=UTC))
        datetime.date(2026, 3, 1)
    """
    return now.astimezone(ZoneInfo(time_zone)).date() - timedelta(days=1)
