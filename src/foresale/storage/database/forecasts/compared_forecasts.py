"""What was forecast for a period some days before it, beside what was sold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from foresale.storage.database.forecasts.chosen_forecasts import (
    Chosen,
    Source,
    conditions,
    earliest,
    find_source,
)
from foresale.storage.database.sql.dates import days_between
from foresale.storage.database.tables.outlook import ForecastRow, ForecastRunRow


@dataclass(frozen=True)
class Compared:
    """What was forecast for a period at one lag, and what was sold.

    Attributes:
        start: The period's first day.
        lag: Days from the last known day to it.
        model_version: Who forecast it.
        made_from: The last known day.
        mean: Summed over the series chosen.
        actual: Summed; None until all series have theirs.
        series: How many.
        quantiles: Of a single series, at the run's levels.
        levels: These levels.
    """

    start: date
    lag: int
    model_version: str
    made_from: date
    mean: float
    actual: float | None
    series: int
    quantiles: Sequence[float] = field(default=())
    levels: Sequence[float] = field(default=())


def compare_with_actuals(session: Session, chosen: Chosen, *, single: bool) -> list[Compared]:
    """Forecasts of each period by lag beside its actual; of several runs at one lag, the newest counts.

    Args:
        session: Reads them.
        chosen: Which.
        single: Whether one series is chosen, whose quantiles are wanted.
    """
    source = Source(None, (), None)
    if not single:
        source = find_source(session.connection(), chosen, "all", judged=False)
    made = ForecastRunRow.cutoff.between(earliest(chosen), chosen.until)
    runs = select(ForecastRunRow.id).where(made)
    newest: dict[tuple[date, int], Compared] = {}
    for row, days in source.parts():
        lag = days_between(ForecastRunRow.cutoff, row.target_date)
        run = (ForecastRunRow.id, ForecastRunRow.model_version, ForecastRunRow.cutoff)
        statement: Select[Any] = (
            select(row.target_date, lag, *run)
            .join(ForecastRunRow, ForecastRunRow.id == row.run_id)
            .where(row.run_id.in_(runs), *conditions(chosen, row, days))
            .order_by(row.target_date, lag, ForecastRunRow.id)
        )
        if single:
            statement = statement.add_columns(row.mean, row.actual, row.quantiles, ForecastRunRow.levels)
        else:
            sums = [func.sum(row.mean), func.sum(row.actual), *_counts(row)]
            statement = statement.add_columns(*sums).group_by(row.target_date, *run)
            statement = statement.where(ForecastRunRow.base_id.is_(None))
        newest |= {(one.start, one.lag): one for one in _read_compared(session, statement, single=single)}
    return [newest[key] for key in sorted(newest)]


def _counts(row: Any) -> list[ColumnElement[int]]:
    """How many series have an actual, and how many there are."""
    return (
        [func.count(row.actual), func.count()]
        if row is ForecastRow
        else [func.sum(row.n), func.sum(row.series)]
    )


def _read_compared(session: Session, statement: Select[Any], *, single: bool) -> Iterator[Compared]:
    rest: list[Any]
    for start, days, _, version, cutoff, *rest in session.execute(statement):
        if single:
            mean, actual, quantiles, levels = rest
            yield Compared(start, days, version, cutoff, mean, actual, 1, quantiles, levels)
        else:
            mean, actual, known, series = rest
            yield Compared(
                start, days, version, cutoff, mean, actual if known == series else None, int(series)
            )
