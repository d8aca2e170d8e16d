"""Series that were forecast anew while everything was: the forecast of everything may not know why."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from foresale.storage.database.tables.operations import JobRow
from foresale.storage.database.tables.outlook import ForecastRunRow, SeriesForecastRow
from foresale.workflows.ports import parse_version


def find_overtaken_series(connection: sa.Connection, run_id: int, begun: datetime) -> list[tuple[int, int]]:
    """Product and store of the series that were forecast anew since a forecast of everything was begun.

    Args:
        connection: An open transaction.
        run_id: The forecast of everything.
        begun: When its work began, before it read sales.
    """
    run, made = ForecastRunRow, SeriesForecastRow
    name = connection.scalar(sa.select(run.model_version).where(run.id == run_id))
    if name is None:
        return []
    scope = parse_version(name)[0]
    since = sa.select(run.id).where(
        run.base_id.is_not(None),
        run.base_id != run_id,
        run.created_at >= begun,
        run.model_version.startswith(f"{scope}.", autoescape=True),
    )
    query = sa.select(made.product_id, made.store_id).where(made.run_id.in_(since)).distinct()
    return sorted((row[0], row[1]) for row in connection.execute(query))


def start_of_job(connection: sa.Connection, job_id: str) -> datetime | None:
    """When a worker first began a job; None where there is no such job.

    Args:
        connection: An open transaction.
        job_id: Which.
    """
    return connection.scalar(sa.select(JobRow.started_at).where(JobRow.id == job_id))
