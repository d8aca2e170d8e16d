"""Up to which day the served forecasts know each store's sales."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from foresale.storage.database.forecasts.served_runs import newest_bases
from foresale.storage.database.tables.outlook import ForecastRunRow, SeriesForecastRow


def read_known_days(connection: sa.Connection, store_ids: Collection[int]) -> dict[int, date]:
    """The last day of the history that a store's newest forecast was made from; empty where none is served.

    Args:
        connection: An open transaction.
        store_ids: Which stores.
    """
    bases = list(newest_bases(connection).values())
    run, made = ForecastRunRow, SeriesForecastRow
    known = connection.scalar(sa.select(sa.func.min(run.cutoff)).where(run.id.in_(bases)))
    if known is None:
        return {}
    columns: list[Any] = [made.store_id, sa.func.max(made.first_day)]
    renewed = (
        sa.select(*columns)
        .where(made.base_id.in_(bases), made.store_id.in_(sorted(store_ids)))
        .group_by(made.store_id)
    )
    days = {store: first - timedelta(days=1) for store, first in connection.execute(renewed)}
    return {store: max(days.get(store, known), known) for store in store_ids}
