"""What a job that forecasts has to know: its scope, its last day, and whether it kept its forecast."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from foresale.error_reasons import Reason
from foresale.errors import OptionError
from foresale.service.jobs.job import JobOptions
from foresale.service.jobs.repository import JobRepository
from foresale.storage.database.forecasts.overtaken import find_overtaken_series, start_of_job
from foresale.storage.database.tables.outlook import ForecastRunRow
from foresale.workflows.ports import Scope
from foresale.workflows.renewal import Renewal

if TYPE_CHECKING:
    from foresale.container import Container
    from foresale.service.jobs.job_types import JobContext

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
            f"'{text}' is no scope.",
            fix="Write family and segment, as daily.all or monthly.store=S1.",
            reason=Reason("no_such_scope", name=text),
        )
    return Scope(family, segment)


def run_of(engine: Engine, job_id: str) -> int | None:
    """The forecast that a job kept, if it did."""
    with Session(engine.execution_options(writes=False)) as session:
        return session.scalar(select(ForecastRunRow.id).where(ForecastRunRow.job_id == job_id))


def renew_overtaken(container: Container, run_id: int, begun: datetime, context: JobContext) -> str | None:
    """Ask for new forecasts of the series that were made anew while everything was forecast; answers the job.

    The forecast of everything read the sales before, and would hide what these know.

    Args:
        container: The service's parts.
        run_id: The forecast of everything, which is kept.
        begun: From before it read sales.
        context: Of the job that made it.
    """
    engine = container.engine
    with engine.connect().execution_options(writes=False) as connection:
        first = start_of_job(connection, context.job_id)
        pairs = find_overtaken_series(connection, run_id, begun if first is None else min(first, begun))
    if not pairs:
        return None
    arguments = {
        "series": [list(pair) for pair in pairs], "scope": "daily.series",
        "renewal": Renewal("changed_meanwhile").as_json(),
    }  # fmt: skip
    key = str(uuid.uuid5(uuid.NAMESPACE_OID, f"overtaken by {run_id}"))
    options = JobOptions(idempotency_key=key, exclusive=False)
    job_id = JobRepository(engine).submit("forecast_series", "daily.series", arguments, options=options)
    context.log(f"{len(pairs):,} series were forecast anew meanwhile, and will be once more.")
    return job_id


def last_whole_day(time_zone: str, now: datetime) -> date:
    """The day before `now`'s there: sales of a day that isn't over would pass for those of a whole one.

    Examples:
        >>> from datetime import UTC
        >>> last_whole_day("Asia/Tokyo", datetime(2026, 3, 1, 16, tzinfo=UTC))
        datetime.date(2026, 3, 1)
    """
    return now.astimezone(ZoneInfo(time_zone)).date() - timedelta(days=1)
