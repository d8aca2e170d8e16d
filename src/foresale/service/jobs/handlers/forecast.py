"""The job that forecasts with the champion, from the sales of all days that are over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from foresale.service.jobs.handlers.each_part import fill_segment, forecast_parts
from foresale.service.jobs.handlers.earlier_day import (
    compare_now,
    earlier_day,
    refuse_learned_days,
    refuse_newer_forecasts,
)
from foresale.service.jobs.handlers.kept_forecast import (
    last_whole_day,
    renew_overtaken,
    run_of,
    scope_asked,
)
from foresale.storage.database.tables.base import utc_now
from foresale.workflows.forecasts.refresh import Refresh, refresh_forecast

if TYPE_CHECKING:
    from foresale.container import Container
    from foresale.service.jobs.job_types import JobContext


def forecast(container: Container, arguments: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
    """Keep a new forecast by the scope's champion; one that this job kept before a crash isn't made again.

    After one of all, the champions of parts of the assortment are asked for theirs.

    Args:
        container: The service's parts.
        arguments: `scope`; and `until`, the last day that may be known, if not the last that is over.
        context: Hears how far it is.

    Raises:
        OptionError: The scope has no champion, or it knows more than may be known.
    """
    run, scope, begun = run_of(container.engine, context.job_id), scope_asked(arguments), utc_now()
    earlier = earlier_day(arguments)
    if run is None:
        if earlier is not None:
            refuse_learned_days(container, scope, earlier)
            refuse_newer_forecasts(container, scope, earlier)
        until = earlier or last_whole_day(container.settings.time_zone, utc_now())
        refresh = Refresh(until=until, job_id=context.job_id)
        fill_segment(container, scope, until)
        run, champion = refresh_forecast(
            container.sales_repository,
            container.registry,
            container.forecast_repository,
            scope,
            refresh,
            context,
        )
        if champion is not None:
            container.ready_champions.put((run, False), champion)
    if earlier is not None:
        compare_now(container, context.job_id)
        return {"run": run}
    renew_overtaken(container, run, begun, context)
    parts = forecast_parts(container, scope, context)
    return {"run": run, **({"jobs": list(parts)} if parts else {})}
