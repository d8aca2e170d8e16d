"""How jobs, forecasts and alerts do, in numbers that cost little to ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.operations import JobRow, ServingRow
from foresale.storage.database.tables.outlook import AlertRow, ForecastRunRow

_DAY = timedelta(days=1)
_MONITOR = "monitor"


@dataclass(frozen=True)
class OperationsState:
    """How jobs, forecasts and alerts do.

    Attributes:
        jobs: How many wait or run, by kind and state.
        ended: How many ended in the last 24 hours, by kind and state.
        oldest_queued_seconds: For how long the oldest job that may begin waits.
        overdue_leases: Running jobs whose worker was silent for too long.
        alerts: Open alerts, by kind.
        forecast_age_seconds: How old the newest forecast of each serving version is, by version.
        quality: What the newest look at served forecasts found, as the job `monitor` answered.
    """

    jobs: Mapping[tuple[str, str], int]
    ended: Mapping[tuple[str, str], int]
    oldest_queued_seconds: float
    overdue_leases: int
    alerts: Mapping[str, int]
    forecast_age_seconds: Mapping[str, float]
    quality: Mapping[str, Any]


def operations_state(connection: sa.Connection) -> OperationsState:
    """How they do now.

    Args:
        connection: An open transaction.
    """
    now = utc_now()
    counted = sa.select(JobRow.kind, JobRow.state, sa.func.count()).group_by(JobRow.kind, JobRow.state)
    active = connection.execute(counted.where(JobRow.state.in_(("queued", "running"))))
    ended = connection.execute(counted.where(JobRow.ended_at >= now - _DAY))
    may_begin = sa.select(sa.func.min(JobRow.not_before)).where(
        JobRow.state == "queued", JobRow.not_before <= now
    )
    silent = sa.select(sa.func.count()).where(JobRow.state == "running", JobRow.lease_until < now)
    alerts = sa.select(AlertRow.kind, sa.func.count()).where(AlertRow.resolved_at.is_(None))
    return OperationsState(
        _by_two(active.all()),
        _by_two(ended.all()),
        _age(connection.scalar(may_begin), now),
        int(connection.scalar(silent) or 0),
        {kind: int(many) for kind, many in connection.execute(alerts.group_by(AlertRow.kind))},
        _forecast_ages(connection, now),
        _newest_quality(connection),
    )


def _by_two(rows: Sequence[Any]) -> dict[tuple[str, str], int]:
    return {(kind, state): int(many) for kind, state, many in rows}


def _forecast_ages(connection: sa.Connection, now: datetime) -> dict[str, float]:
    serving = connection.execute(
        sa.select(ServingRow.model, ServingRow.version).where(ServingRow.alias == "champion")
    )
    versions = [f"{model}.{version}" for model, version in serving if model.startswith("daily.")]
    newest = (
        sa.select(ForecastRunRow.model_version, sa.func.max(ForecastRunRow.created_at))
        .where(ForecastRunRow.model_version.in_(versions), ForecastRunRow.base_id.is_(None))
        .group_by(ForecastRunRow.model_version)
    )
    return {version: _age(made, now) for version, made in connection.execute(newest)}


def _newest_quality(connection: sa.Connection) -> Mapping[str, Any]:
    result = connection.scalar(
        sa.select(JobRow.result)
        .where(JobRow.kind == _MONITOR, JobRow.state == "succeeded")
        .order_by(JobRow.created_at.desc())
        .limit(1)
    )
    return result if isinstance(result, Mapping) else {}


def _age(moment: datetime | None, now: datetime) -> float:
    return 0.0 if moment is None else max((now - moment).total_seconds(), 0.0)
