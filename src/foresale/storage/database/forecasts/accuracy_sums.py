"""Sums of what past forecasts were off by, by store and by product, and which periods have them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from foresale.forecasting.sums.horizon_total import level_places
from foresale.storage.database.forecasts.stored_series import period_end
from foresale.storage.database.sql.insert_new import insert_new
from foresale.storage.database.tables.accuracy import (
    AccuracyColumns,
    ProductAccuracyRow,
    StoreAccuracyRow,
    SummedPeriodRow,
)
from foresale.storage.database.tables.base import Table
from foresale.storage.database.tables.outlook import ForecastRow, ForecastRunRow

CHANCE = 0.8
"""Share of cases in the range whose hits are counted."""
Levels = tuple[float, ...]
_TABLES: tuple[tuple[Any, str], ...] = ((StoreAccuracyRow, "store_id"), (ProductAccuracyRow, "product_id"))
_NUMBERS = ("series", "mean", "n", "absolute", "error", "actual", "size", "covered")
_TOGETHER = 2_000
_GONE = ""
"""The ticket of a period whose sums don't hold any more."""


def forget_period_sums(connection: sa.Connection) -> None:
    """Have forecasts themselves read again, of all periods, until `sum_period` is asked.

    Args:
        connection: A transaction before actuals are changed or forecasts taken away, and one after it, for
            sums that began to be made before it ended.
    """
    connection.execute(sa.update(SummedPeriodRow).values(ticket=_GONE))


def forget_period(connection: sa.Connection, grain: str, first: date) -> None:
    """The same for one period.

    Args:
        connection: As there.
        grain: `day`, `week` or `month`.
        first: The period's first day.
    """
    row = SummedPeriodRow
    own = sa.and_(row.grain == grain, row.target_date == first)
    connection.execute(sa.update(row).where(own).values(ticket=_GONE))


def find_summed_periods(connection: sa.Connection, grain: str, since: date, until: date) -> set[date]:
    """The first days of the periods that are summed, of those that begin between two days.

    Args:
        connection: An open transaction.
        grain: `day`, `week` or `month`.
        since: The earliest first day.
        until: The latest.
    """
    row = SummedPeriodRow
    query = sa.select(row.target_date).where(
        row.grain == grain, row.target_date.between(since, until), row.ticket.is_(None)
    )
    return set(connection.scalars(query))


def sum_period(engine: sa.Engine, grain: str, first: date) -> None:
    """Sum a period's forecasts up: read without keeping anybody from writing, and kept if nothing changed.

    Args:
        engine: The database.
        grain: `day`, `week` or `month`.
        first: The period's first day.
    """
    ticket, row = uuid4().hex, SummedPeriodRow
    with engine.begin() as connection:
        mark = insert_new(engine.dialect.name, Table.metadata.tables[row.__tablename__])
        connection.execute(mark.values(grain=grain, target_date=first, ticket=ticket))
        this = sa.and_(row.grain == grain, row.target_date == first)
        connection.execute(sa.update(row).where(this).values(ticket=ticket))
    with engine.execution_options(writes=False).connect() as connection:
        found = {table: _read_sums(connection, table, key, grain, first) for table, key in _TABLES}
    with engine.begin() as connection:
        own = sa.and_(this, row.ticket == ticket)
        if connection.scalar(sa.select(row.ticket).where(own).with_for_update()) is None:
            return  # an actual came meanwhile, or somebody else sums
        here = set(connection.scalars(sa.select(ForecastRunRow.id)))
        for table, sums in found.items():
            connection.execute(sa.delete(table).where(table.grain == grain, table.target_date == first))
            kept = [one for one in sums if one["run_id"] in here]
            for start in range(0, len(kept), _TOGETHER):
                connection.execute(sa.insert(table), kept[start : start + _TOGETHER])
        connection.execute(sa.update(row).where(own).values(ticket=None))


def _read_sums(
    connection: sa.Connection, table: type[AccuracyColumns], key: str, grain: str, first: date
) -> list[dict[str, Any]]:
    row = ForecastRow
    found = []
    for levels, runs in _runs_of_period(connection, grain, first).items():
        query = (
            sa.select(row.run_id, getattr(row, key), *_sums(levels))
            .where(row.run_id.in_(runs), row.grain == grain, row.target_date == first)
            .group_by(row.run_id, getattr(row, key))
        )
        for run, number, *sums in connection.execute(query):
            told = dict(zip(_NUMBERS, sums, strict=True))
            found.append({"run_id": run, "grain": grain, "target_date": first, key: number, **told})
    return found


def _sums(levels: Levels) -> list[sa.ColumnElement[Any]]:
    row = ForecastRow
    error, zero = row.mean - row.actual, sa.literal(0.0)
    covered: sa.ColumnElement[Any] = sa.null()
    try:
        low, high = (row.quantiles[place].as_float() for place in level_places(levels, CHANCE))
        covered = sa.func.sum(sa.case((sa.and_(row.actual >= low, row.actual <= high), 1), else_=0))
    except KeyError:
        pass
    sums = [
        sa.func.coalesce(sa.func.sum(one), zero)
        for one in (sa.func.abs(error), error, row.actual, sa.func.abs(row.actual))
    ]
    return [sa.func.count(), sa.func.sum(row.mean), sa.func.count(row.actual), *sums, covered]


def _runs_of_period(connection: sa.Connection, grain: str, first: date) -> dict[Levels, list[int]]:
    """The forecasts of everything that may have a period, by the levels of their quantiles."""
    run = ForecastRunRow
    query = sa.select(run.id, run.levels).where(run.base_id.is_(None), run.cutoff < period_end(first, grain))
    found: dict[Levels, list[int]] = defaultdict(list)
    for number, levels in connection.execute(query):
        found[tuple(levels)].append(number)
    return found
