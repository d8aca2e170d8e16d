"""How good past forecasts were, summed up by the database: by lag, product, store or model version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from foresale.forecasting.sums.horizon_total import level_places
from foresale.storage.database.sql.dates import days_between
from foresale.storage.database.tables.catalog import ProductRow
from foresale.storage.database.tables.outlook import ForecastRow, ForecastRunRow

By = Literal["lag", "product", "store", "version", "all"]


@dataclass(frozen=True)
class Chosen:
    """Which forecasts are looked at; None leaves a choice open.

    Attributes:
        since: First day that periods begin on.
        until: Last day that they begin on.
        grain: day, week or month.
        product_id: Of a product.
        store_ids: Of some stores.
        category: Of a category.
        model_version: By a version.
        lags: Only some days between the last known day and the period's first.
        chance: Share of cases in the interval that is judged.
    """

    since: date
    until: date
    grain: str = "day"
    product_id: int | None = None
    store_ids: Collection[int] | None = None
    category: str | None = None
    model_version: str | None = None
    lags: Collection[int] | None = None
    chance: float = 0.8


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
    """Sums by lag (in periods), product id, store id or version; by `all`, under one key."""
    found: dict[Any, Sums] = defaultdict(Sums)
    for levels, runs in _runs_by_levels(session, chosen).items():
        keys = _keys(by, chosen.grain)
        statement = (
            select(*keys, *_sum_columns(levels, chosen.chance))
            .join(ForecastRunRow, ForecastRunRow.id == ForecastRow.run_id)
            .where(ForecastRow.run_id.in_(runs), ForecastRow.actual.is_not(None), *_conditions(chosen))
            .group_by(*keys)
        )
        for row in session.execute(statement):
            name = row[0] if by != "lag" else _lag_of(row[: len(keys)], chosen.grain)
            found[name].add(Sums(*(value or 0 for value in row[len(keys) :])))
    return dict(found)


def daily_scores(session: Session, chosen: Chosen) -> list[tuple[date, Sums]]:
    """Sums by the day that periods begin on, in order."""
    found: dict[date, Sums] = defaultdict(Sums)
    for levels, runs in _runs_by_levels(session, chosen).items():
        statement = (
            select(ForecastRow.target_date, *_sum_columns(levels, chosen.chance))
            .join(ForecastRunRow, ForecastRunRow.id == ForecastRow.run_id)
            .where(ForecastRow.run_id.in_(runs), ForecastRow.actual.is_not(None), *_conditions(chosen))
            .group_by(ForecastRow.target_date)
        )
        for row in session.execute(statement):
            found[row[0]].add(Sums(*(value or 0 for value in row[1:])))
    return sorted(found.items(), key=lambda item: item[0])


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
    lag = days_between(ForecastRunRow.cutoff, ForecastRow.target_date)
    run_columns = (ForecastRunRow.id, ForecastRunRow.model_version, ForecastRunRow.cutoff)
    statement = (
        select(ForecastRow.target_date, lag, *run_columns)
        .join(ForecastRunRow, ForecastRunRow.id == ForecastRow.run_id)
        .where(ForecastRunRow.cutoff >= _earliest(chosen), *_conditions(chosen))
        .order_by(ForecastRow.target_date, lag, ForecastRunRow.id)
    )
    if single:
        statement = statement.add_columns(
            ForecastRow.mean, ForecastRow.actual, ForecastRow.quantiles, ForecastRunRow.levels
        )
    else:
        count = func.count()
        statement = (
            statement.add_columns(
                func.sum(ForecastRow.mean),
                func.sum(ForecastRow.actual),
                func.count(ForecastRow.actual),
                count,
            )
            .where(ForecastRunRow.base_id.is_(None))
            .group_by(ForecastRow.target_date, *run_columns)
        )
    newest: dict[tuple[date, int], Compared] = {}
    rest: list[Any]
    for start, days, _, version, cutoff, *rest in session.execute(statement):
        if single:
            mean, actual, quantiles, levels = rest
            told = Compared(start, days, version, cutoff, mean, actual, 1, quantiles, levels)
        else:
            mean, actual, known, series = rest
            told = Compared(start, days, version, cutoff, mean, actual if known == series else None, series)
        newest[start, days] = told
    return list(newest.values())


def newest_actual(session: Session, grain: str) -> date | None:
    """The last period that has an actual."""
    return session.scalar(
        select(func.max(ForecastRow.target_date)).where(
            ForecastRow.grain == grain, ForecastRow.actual.is_not(None)
        )
    )


def _runs_by_levels(session: Session, chosen: Chosen) -> dict[tuple[float, ...], list[int]]:
    statement = select(ForecastRunRow.id, ForecastRunRow.levels).where(
        ForecastRunRow.cutoff <= chosen.until,
        ForecastRunRow.cutoff >= _earliest(chosen),
        ForecastRunRow.base_id.is_(None),
    )
    if chosen.model_version is not None:
        statement = statement.where(ForecastRunRow.model_version == chosen.model_version)
    found: dict[tuple[float, ...], list[int]] = defaultdict(list)
    for run, levels in session.execute(statement):
        found[tuple(levels)].append(run)
    return found


def _earliest(chosen: Chosen) -> date:
    """No forecast reaches further than two years."""
    return chosen.since - timedelta(days=732)


def _conditions(chosen: Chosen) -> list[ColumnElement[bool]]:
    found = [ForecastRow.grain == chosen.grain, ForecastRow.target_date.between(chosen.since, chosen.until)]
    if chosen.product_id is not None:
        found.append(ForecastRow.product_id == chosen.product_id)
    if chosen.store_ids is not None:
        found.append(ForecastRow.store_id.in_(chosen.store_ids))
    if chosen.category is not None:
        of_category = select(ProductRow.id).where(ProductRow.category == chosen.category)
        found.append(ForecastRow.product_id.in_(of_category))
    if chosen.model_version is not None:
        found.append(ForecastRunRow.model_version == chosen.model_version)
    if chosen.lags is not None:
        found.append(days_between(ForecastRunRow.cutoff, ForecastRow.target_date).in_(chosen.lags))
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


def _keys(by: By, grain: str) -> list[ColumnElement[Any]]:
    """What sums are told apart by; months of a lag, by the days themselves, as months aren't equally long."""
    if by == "lag" and grain == "month":
        return [ForecastRunRow.cutoff.expression, ForecastRow.target_date.expression]
    keys: dict[str, Any] = {
        "lag": days_between(ForecastRunRow.cutoff, ForecastRow.target_date),
        "product": ForecastRow.product_id,
        "store": ForecastRow.store_id,
        "version": ForecastRunRow.model_version,
        "all": ForecastRow.grain,
    }
    return [keys[by]]


def _lag_of(key: Sequence[Any], grain: str) -> int:
    if grain == "month":
        cutoff, start = key
        return months_ahead(cutoff, start)
    days: int = key[0]
    return max(-(-days // (7 if grain == "week" else 1)), 1)


def months_ahead(cutoff: date, start: date) -> int:
    """Which month after the last known day begins on `start`, from 1; one that had begun is the first too.

    Examples:
        >>> [months_ahead(date(2025, 1, 31), date(2025, month, 1)) for month in (2, 3, 4)]
        [1, 2, 3]
        >>> months_ahead(date(2024, 12, 30), date(2025, 2, 1))
        2
    """
    return max(12 * (start.year - cutoff.year) + start.month - cutoff.month, 1)
