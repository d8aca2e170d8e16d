"""The job that watches over what is served."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from foresale.errors import ForesaleError
from foresale.service.serving.served_run import SCHEDULED, find_next_forecast
from foresale.storage.database.forecasts.served_runs import ServedRuns
from foresale.storage.database.monitoring.monitored_sales import DatabaseMonitoredSales
from foresale.storage.database.monitoring.quality import count_stock_places, quality_by_lag
from foresale.workflows.monitoring import monitor as workflow
from foresale.workflows.ports import parse_version

if TYPE_CHECKING:
    from foresale.container import Container
    from foresale.progress import LoggedProgress

_DAY = timedelta(days=1)


def monitor(container: Container, arguments: Mapping[str, Any], context: LoggedProgress) -> Mapping[str, Any]:
    """Look for drift, bias, ranges that don't hold and late forecasts; raise and resolve alerts.

    Args:
        container: The service's parts.
        arguments: None are known.
        context: Hears what was found.
    """
    watched = DatabaseMonitoredSales(
        container.engine, container.settings.time_zone, lambda: _find_served(container, context)
    )
    now = datetime.now(UTC)
    raised, resolved = workflow.monitor(watched, now, context)
    return {"raised": raised, "resolved": resolved, **_measure(container, watched.last_day(now))}


def _measure(container: Container, last: date | None) -> Mapping[str, Any]:
    """How good served forecasts were in the last four weeks, and where no stock is left: for dashboards."""
    runs = ServedRuns(container.engine)
    versions = sorted({runs.facts(run_id).model_version for run_id in runs.newest().values()})
    quality: list[dict[str, Any]] = []
    with Session(container.engine.execution_options(writes=False)) as session:
        kept, empty = count_stock_places(session.connection())
        if last is not None:
            since = last - workflow.RECENT + _DAY
            for version in versions:
                found = quality_by_lag(session, version, since, last)
                quality += [{"version": version, **asdict(one)} for one in found]
    return {"quality": quality, "stock_places": kept, "stock_places_empty": empty}


def _find_served(container: Container, context: LoggedProgress) -> Sequence[workflow.Served]:
    runs = ServedRuns(container.engine)
    crons = runs.crons(SCHEDULED)
    found = []
    for model, run_id in runs.newest().items():
        facts = runs.facts(run_id)
        found.append(
            workflow.Served(
                model,
                facts.model_version,
                facts.cutoff,
                facts.made_at,
                find_next_forecast(facts.made_at, model, crons),
                _metrics(container, facts.model_version, context),
            )
        )
    return found


def _metrics(container: Container, version: str, context: LoggedProgress) -> Mapping[str, float]:
    """The backtest's; without the registry the other checks are done all the same."""
    try:
        return container.registry.version(*parse_version(version)).metrics
    except ForesaleError as error:
        context.log(f"No backtest to compare {version} with: {error.problem}", "warning")
        return {}
