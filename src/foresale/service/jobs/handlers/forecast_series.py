"""The job that forecasts some series anew with the champions that serve them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from foresale.service.jobs.handlers.kept_forecast import last_whole_day
from foresale.storage.database.forecasts.forecast_pairs import SeriesChoice, chosen_series
from foresale.storage.database.tables.base import utc_now
from foresale.workflows.forecasts.refresh_series import RefreshedSeries, SeriesRefresh, refresh_series

if TYPE_CHECKING:
    from foresale.container import Container
    from foresale.progress import LoggedProgress


def forecast_series(
    container: Container, arguments: Mapping[str, Any], context: LoggedProgress
) -> Mapping[str, Any]:
    """Forecast some series anew; begun again after a crash it makes a newer version of each.

    Args:
        container: The service's parts.
        arguments: `because`, and `series` (pairs of ids), or `product_ids` and `store_ids`, of which one
            that is left out means all.
        context: Hears how far it is.

    Raises:
        OptionError: No forecast is served yet.
    """
    done = forecast_chosen(
        container, choice_of(arguments), str(arguments["because"]), context, getattr(context, "job_id", None)
    )
    return {"runs": list(done.runs), "series": done.count, "left_out": done.left_out.height}


def choice_of(arguments: Mapping[str, Any]) -> SeriesChoice:
    """The series that a job's arguments name."""
    pairs, products, stores = (arguments.get(name) for name in ("series", "product_ids", "store_ids"))
    return SeriesChoice(
        pairs=None if pairs is None else tuple((int(product), int(store)) for product, store in pairs),
        product_ids=None if products is None else tuple(map(int, products)),
        store_ids=None if stores is None else tuple(map(int, stores)),
    )


def forecast_chosen(
    container: Container,
    choice: SeriesChoice,
    because: str,
    progress: LoggedProgress,
    job_id: str | None = None,
) -> RefreshedSeries:
    """Forecast the chosen series anew from the sales of all days that are over.

    Args:
        container: The service's parts.
        choice: Which series, by ids.
        because: Why.
        progress: Hears how far it is.
        job_id: The job that asks.

    Raises:
        OptionError: No forecast is served yet.
    """
    with container.engine.connect().execution_options(writes=False) as connection:
        series = chosen_series(connection, choice)
    until = last_whole_day(container.settings.time_zone, utc_now())
    asked = SeriesRefresh(series, because, until, job_id)
    return refresh_series(
        container.book, container.registry, container.shelf, asked, progress, container.ready_champions
    )
