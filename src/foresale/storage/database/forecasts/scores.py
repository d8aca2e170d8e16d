"""How good past forecasts were, summed up by the database: by lag, product, store or model version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from foresale.forecasting.sums.horizon_total import level_places
from foresale.storage.database.forecasts.chosen_forecasts import (
    By,
    Chosen,
    conditions,
    earliest,
    find_source,
)
from foresale.storage.database.sql.dates import days_between
from foresale.storage.database.tables.outlook import ForecastRow, ForecastRunRow


@dataclass
class Sums:
    """Sums over forecasts with an actual; scores are ratios of them.

    Attributes:
        n: How many.
        absolute: Σ|forecast − actual|.
        error: Σ(forecast − actual).
        actual: Σ actual.
        size: Σ|actual|.
        covered: How many actuals lay in the interval.
        judged: How many had the interval.
    """

    n: int = 0
    absolute: float = 0.0
    error: float = 0.0
    actual: float = 0.0
    size: float = 0.0
    covered: int = 0
    judged: int = 0

    def add(self, other: Sums) -> None:
        """Take other sums in."""
        self.n += other.n
        self.absolute += other.absolute
        self.error += other.error
        self.actual += other.actual
        self.size += other.size
        self.covered += other.covered
        self.judged += other.judged

    @property
    def wape(self) -> float | None:
        """Absolute error as a share of sales; None where nothing was sold."""
        return self.absolute / self.size if self.size > 0 else None

    @property
    def bias(self) -> float | None:
        """How much too much was forecast, as a share of sales; None where nothing was sold."""
        return self.error / self.actual if self.actual > 0 else None

    @property
    def coverage(self) -> float | None:
        """Share of actuals in the interval; None where no forecast had it."""
        return self.covered / self.judged if self.judged else None


def scores(session: Session, by: By, chosen: Chosen) -> dict[Any, Sums]:
    """Sums by lag (in periods; 0 had begun), product id, store id or version; by `all`, under one key.

    Args:
        session: Reads them.
        by: What they are told apart by.
        chosen: Which.
    """
    found: dict[Any, Sums] = defaultdict(Sums)
    for key, sums in _sum_up(session, chosen, by, lambda row: _keys(by, chosen.grain, row)):
        found[key[0] if by != "lag" else _lag_of(key, chosen.grain)].add(sums)
    return dict(found)


def daily_scores(session: Session, chosen: Chosen) -> list[tuple[date, Sums]]:
    """Sums by the day that periods begin on, in order.

    Args:
        session: Reads them.
        chosen: Which.
    """
    found: dict[date, Sums] = defaultdict(Sums)
    for (day,), sums in _sum_up(session, chosen, "all", lambda row: [row.target_date]):
        found[day].add(sums)
    return sorted(found.items(), key=lambda item: item[0])


def _sum_up(
    session: Session, chosen: Chosen, by: By, keys: Callable[[Any], list[ColumnElement[Any]]]
) -> Iterator[tuple[tuple[Any, ...], Sums]]:
    """Sums by keys: kept ones of periods that have them, those of the forecasts themselves of others."""
    source = find_source(session.connection(), chosen, by)
    for levels, runs in _runs_by_levels(session, chosen).items():
        for row, days in source.parts():
            is_kept = row is not ForecastRow
            known = row.n > 0 if is_kept else row.actual.is_not(None)
            columns = _add_up_columns(row) if is_kept else _sum_columns(levels, chosen.chance)
            statement = (
                select(*keys(row), *columns)
                .join(ForecastRunRow, ForecastRunRow.id == row.run_id)
                .where(row.run_id.in_(runs), known, *conditions(chosen, row, days))
                .group_by(*keys(row))
            )
            n_keys = len(keys(row))
            for found in session.execute(statement):
                yield tuple(found[:n_keys]), Sums(*(value or 0 for value in found[n_keys:]))


def _runs_by_levels(session: Session, chosen: Chosen) -> dict[tuple[float, ...], list[int]]:
    statement = select(ForecastRunRow.id, ForecastRunRow.levels).where(
        ForecastRunRow.cutoff <= chosen.until,
        ForecastRunRow.cutoff >= earliest(chosen),
        ForecastRunRow.base_id.is_(None),
    )
    if chosen.model_version is not None:
        statement = statement.where(ForecastRunRow.model_version == chosen.model_version)
    found: dict[tuple[float, ...], list[int]] = defaultdict(list)
    for run, levels in session.execute(statement):
        found[tuple(levels)].append(run)
    return found


def _sum_columns(levels: tuple[float, ...], chance: float) -> list[ColumnElement[Any]]:
    error = ForecastRow.mean - ForecastRow.actual
    sums: list[ColumnElement[Any]] = [
        func.count(), func.sum(func.abs(error)), func.sum(error), func.sum(ForecastRow.actual),
        func.sum(func.abs(ForecastRow.actual)),
    ]  # fmt: skip
    try:
        low, high = level_places(levels, chance)
    except KeyError:
        return sums
    lower, upper = (ForecastRow.quantiles[place].as_float() for place in (low, high))
    inside = and_(ForecastRow.actual >= lower, ForecastRow.actual <= upper)
    return [*sums, func.sum(case((inside, 1), else_=0)), func.count()]


def _add_up_columns(row: Any) -> list[ColumnElement[Any]]:
    judged = case((row.covered.is_not(None), row.n), else_=0)
    sums = (row.n, row.absolute, row.error, row.actual, row.size, row.covered, judged)
    return [func.sum(one) for one in sums]


def _keys(by: By, grain: str, row: Any) -> list[ColumnElement[Any]]:
    """What sums are told apart by; months of a lag, by the days themselves, as months aren't equally long."""
    if by == "lag" and grain == "month":
        return [ForecastRunRow.cutoff.expression, row.target_date]
    if by == "lag":
        return [days_between(ForecastRunRow.cutoff, row.target_date)]
    if by == "version":
        return [ForecastRunRow.model_version.expression]
    return [
        {"product": lambda: row.product_id, "store": lambda: row.store_id, "all": lambda: row.grain}[by]()
    ]


def _lag_of(key: Sequence[Any], grain: str) -> int:
    if grain == "month":
        cutoff, start = key
        return months_ahead(cutoff, start)
    days: int = key[0]
    return max(-(-days // (7 if grain == "week" else 1)), 0)


def months_ahead(cutoff: date, start: date) -> int:
    """Which month after the last known day begins on `start`, from 1; 0 is one that had begun.

    Examples:
        >>> [months_ahead(date(2025, 1, 31), date(2025, month, 1)) for month in (2, 3, 4)]
        [1, 2, 3]
        >>> (
        ...     months_ahead(date(2024, 12, 30), date(2025, 2, 1)),
        ...     months_ahead(date(2025, 2, 9), date(2025, 2, 1)),
        ... )
        (2, 0)
    """
    return max(12 * (start.year - cutoff.year) + start.month - cutoff.month, 0)
