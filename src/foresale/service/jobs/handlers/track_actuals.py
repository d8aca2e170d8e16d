"""The job that lays what was sold beside what was forecast."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from foresale.storage.database.monitoring.actuals import DatabaseActuals
from foresale.workflows.monitoring import track_actuals as workflow

if TYPE_CHECKING:
    from foresale.container import Container
    from foresale.progress import LoggedProgress


def track_actuals(
    container: Container, arguments: Mapping[str, Any], context: LoggedProgress
) -> Mapping[str, Any]:
    """Join sales to the forecasts and served predictions whose period is over.

    Each period is a transaction of its own; doing it all again changes nothing.

    Args:
        container: The service's parts.
        arguments: `late_days`, if given: so many days before the newest sales are looked at whether they
            changed or not.
        context: Hears how far it is.
    """
    actuals = DatabaseActuals(container.engine, container.settings.time_zone)
    late_days = arguments.get("late_days")
    again = None if late_days is None else int(late_days)
    done = workflow.track_actuals(actuals, datetime.now(UTC), context, again)
    return {
        "forecasts": done.forecasts,
        "predictions": done.predictions,
        "until": None if done.until is None else done.until.isoformat(),
    }
