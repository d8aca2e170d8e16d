"""The job that forecasts some series anew with the champions that serve them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from foresale.service.jobs.handlers.kept_forecast import last_whole_day
from foresale.storage.database.forecasts.forecast_pairs import SeriesChoice, read_chosen_series
from foresale.storage.database.tables.base import utc_now
from foresale.workflows.forecasts.refresh_series import SeriesRefresh, refresh_series
from foresale.workflows.renewal import Renewal

if TYPE_CHECKING:
    from foresale.container import Container
    from foresale.progress import LoggedProgress


def forecast_series(
    container: Container, arguments: Mapping[str, Any], context: LoggedProgress
) -> Mapping[str, Any]:
    """Forecast some series anew; begun again after a crash it makes a newer version of each.

    Args:
        container: The service's parts.
        arguments: `because`, or `renewal` as data; `series` (pairs of ids), or `product_ids` and `store_ids`,
            of which one that is left out means all; and `until`, the last day that is over in these stores.
        context: Hears how far it is.

    Raises:
        OptionError: No forecast is served yet.
    """
    with container.engine.connect().execution_options(writes=False) as connection:
        series = read_chosen_series(connection, choice_of(arguments))
    over = last_whole_day(container.settings.time_zone, utc_now())
    told = arguments.get("until")
    until = over if told is None else max(date.fromisoformat(told), over)
    job_id = getattr(context, "job_id", None)
    kept = arguments.get("renewal")
    renewal = None if kept is None else Renewal.from_json(kept)
    because = str(arguments["because"]) if renewal is None else renewal.sentence
    asked = SeriesRefresh(series, because, until, job_id, is_early=until > over, renewal=renewal)
    done = refresh_series(
        container.sales_repository,
        container.registry,
        container.forecast_repository,
        asked,
        context,
        container.ready_champions,
    )
    return {
        "runs": list(done.runs), "series": done.count, "left_out": done.left_out.height,
        "ended": done.ended.height,
    }  # fmt: skip


def choice_of(arguments: Mapping[str, Any]) -> SeriesChoice:
    """The series that a job's arguments name."""
    pairs, products, stores = (arguments.get(name) for name in ("series", "product_ids", "store_ids"))
    return SeriesChoice(
        pairs=None if pairs is None else tuple((int(product), int(store)) for product, store in pairs),
        product_ids=None if products is None else tuple(map(int, products)),
        store_ids=None if stores is None else tuple(map(int, stores)),
    )
