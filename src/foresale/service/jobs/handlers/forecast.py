"""The job that forecasts with the champion, from the sales of all days that are over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from foresale.service.jobs.handlers.kept_forecast import last_whole_day, run_of, scope_asked
from foresale.storage.database.tables.base import utc_now
from foresale.workflows.forecasts.refresh import Refresh, refresh_forecast

if TYPE_CHECKING:
    from foresale.container import Container
    from foresale.service.jobs.job_types import JobContext


def forecast(container: Container, arguments: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
    """Keep a new forecast by the scope's champion; one that this job kept before a crash isn't made again.

    Args:
        container: The service's parts.
        arguments: `scope`.
        context: Hears how far it is.

    Raises:
        OptionError: The scope has no champion.
    """
    run = run_of(container.engine, context.job_id)
    if run is None:
        until = last_whole_day(container.settings.time_zone, utc_now())
        scope, refresh = scope_asked(arguments), Refresh(until=until, job_id=context.job_id)
        run = refresh_forecast(container.book, container.registry, container.shelf, scope, refresh, context)
    return {"run": run}
