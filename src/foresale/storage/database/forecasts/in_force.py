"""Which rows of forecasts are in force: for each series those of its newest version, which may have none."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from foresale.storage.database.tables.outlook import ForecastRow, ForecastRunRow, SeriesForecastRow

_MOST_KEPT = 64
"""Conditions kept: building one takes as long as asking the database of a small chain."""


@lru_cache(_MOST_KEPT)
def is_in_force(base_id: int, *, whole: bool = False) -> sa.ColumnElement[bool]:
    """That a row of `forecasts` is in force in a forecast of everything, of which series were made anew.

    Args:
        base_id: The forecast of everything.
        whole: Only the newest version of each series. By default days before its first one count too, as
            the version before has them: so sums over series know each day of each series once.
    """
    made, row = SeriesForecastRow, ForecastRow
    newer: sa.Select[Any] = sa.select(sa.func.max(made.run_id)).where(
        made.base_id == base_id, made.product_id == row.product_id, made.store_id == row.store_id
    )
    if not whole:
        newer = newer.where(sa.or_(row.grain != "day", made.first_day <= row.target_date))
    newest = newer.correlate(row).scalar_subquery()
    return sa.and_(row.run_id.in_(runs_of(base_id)), row.run_id == sa.func.coalesce(newest, base_id))


@lru_cache(_MOST_KEPT)
def is_in_force_of_many(base_id: int, *, whole: bool = False) -> sa.ColumnElement[bool]:
    """The same as `is_in_force`, for queries over most of a forecast's rows.

    Which series were made anew at all is looked up once; only their rows are looked at one by one.

    Args:
        base_id: The forecast of everything.
        whole: Only the newest version of each series.
    """
    made, row = SeriesForecastRow, ForecastRow
    anew = sa.tuple_(row.product_id, row.store_id).in_(
        sa.select(made.product_id, made.store_id).where(made.base_id == base_id)
    )
    first = sa.and_(row.run_id == base_id, sa.not_(anew))
    newest = sa.or_(first, sa.and_(anew, is_in_force(base_id, whole=whole)))
    return sa.and_(row.run_id.in_(runs_of(base_id)), newest)


def runs_of(base_id: int) -> sa.Select[Any]:
    """The ids of a forecast of everything and of those of single series that followed it."""
    run = ForecastRunRow
    return sa.select(run.id).where(sa.or_(run.id == base_id, run.base_id == base_id))
