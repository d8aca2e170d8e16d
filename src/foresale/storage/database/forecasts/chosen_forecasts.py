"""Which past forecasts are looked at, and where sums over them are read: kept ones, or the forecasts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, func, select

from foresale.storage.database.forecasts.accuracy_sums import CHANCE, find_summed_periods
from foresale.storage.database.forecasts.forecast_periods import is_grain
from foresale.storage.database.forecasts.stored_series import period_start
from foresale.storage.database.sql.dates import days_between
from foresale.storage.database.tables.accuracy import ProductAccuracyRow, StoreAccuracyRow, SummedPeriodRow
from foresale.storage.database.tables.catalog import ProductRow
from foresale.storage.database.tables.outlook import ForecastRow, ForecastRunRow, TrackedStoreRow

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


@dataclass(frozen=True)
class Source:
    """Where sums over forecasts are read.

    Attributes:
        kept: The table that has them, of some periods; None where none can answer.
        summed: The first days of these.
        others: Those of the periods whose forecasts are read; None for all that are chosen.
    """

    kept: Any
    summed: Collection[date]
    others: Collection[date] | None

    def parts(self) -> list[tuple[Any, Collection[date] | None]]:
        """Tables to read, each with the first days of its periods; None for all."""
        if self.kept is None or not self.summed:
            return [(ForecastRow, None)]
        found: list[tuple[Any, Collection[date] | None]] = [(self.kept, self.summed)]
        return [*found, (ForecastRow, self.others)] if self.others else found


def find_source(connection: Connection, chosen: Chosen, by: By, *, judged: bool = True) -> Source:
    """Where sums of what is chosen are read.

    Args:
        connection: An open transaction.
        chosen: Which forecasts.
        by: What they are told apart by.
        judged: Whether only forecasts with an actual count, and how many lay in the interval.
    """
    of_products = by == "product" or chosen.category is not None
    of_stores = by == "store" or chosen.store_ids is not None
    if chosen.product_id is not None or (judged and chosen.chance != CHANCE):
        return Source(None, (), None)
    if of_products and of_stores:
        return Source(None, (), None)
    summed = find_summed_periods(connection, chosen.grain, chosen.since, chosen.until)
    kept = ProductAccuracyRow if of_products else StoreAccuracyRow
    others = [day for day in _period_starts(chosen) if day not in summed]
    looked = connection.scalar(select(func.max(TrackedStoreRow.until))) if judged else None
    if looked is not None:  # later ones have no actual
        others = [day for day in others if day <= looked]
    return Source(kept, sorted(summed), others)


def _period_starts(chosen: Chosen) -> list[date]:
    days = (chosen.until - chosen.since).days + 1
    every = (chosen.since + timedelta(days=step) for step in range(days))
    return [day for day in every if period_start(day, chosen.grain) == day]


def conditions(chosen: Chosen, row: Any, days: Collection[date] | None = None) -> list[ColumnElement[bool]]:
    """That a row of forecasts, or of sums of them, is chosen, but for its run.

    Args:
        chosen: Which.
        row: The table.
        days: First days of the only periods that are wanted; None for all.
    """
    found: list[ColumnElement[bool]] = [row.target_date.between(chosen.since, chosen.until)]
    if chosen.product_id is None:  # each of these days, as the index of days goes on behind it
        found += [
            row.grain == chosen.grain,
            row.target_date.in_(_period_starts(chosen) if days is None else days),
        ]
    else:
        found += [is_grain(chosen.grain, row), row.product_id == chosen.product_id]
    if chosen.store_ids is not None:
        found.append(row.store_id.in_(chosen.store_ids))
    if chosen.category is not None:
        of_category = select(ProductRow.id).where(ProductRow.category == chosen.category)
        found.append(row.product_id.in_(of_category))
    if chosen.model_version is not None:
        found.append(ForecastRunRow.model_version == chosen.model_version)
    if chosen.lags is not None:
        found.append(days_between(ForecastRunRow.cutoff, row.target_date).in_(chosen.lags))
    return found


def earliest(chosen: Chosen) -> date:
    """The first cutoff of forecasts that can have what is chosen: none reaches further than two years.

    Args:
        chosen: Which.
    """
    return chosen.since - timedelta(days=732)


def newest_actual(connection: Connection, grain: str, today: date) -> date | None:
    """The first day of the last period that has an actual.

    Args:
        connection: An open transaction.
        grain: `day`, `week` or `month`.
        today: No period that begins later has one.
    """
    kept, row, period = StoreAccuracyRow, ForecastRow, SummedPeriodRow
    has_any = (
        select(kept.n)
        .where(kept.grain == period.grain, kept.target_date == period.target_date, kept.n > 0)
        .exists()
    )
    known = select(period.target_date).where(period.grain == grain, period.target_date <= today, has_any)
    # Sums are made right after actuals were found: there are none until the first look after an upgrade.
    summed = connection.scalar(known.order_by(period.target_date.desc()).limit(1))
    if summed is not None:
        return summed
    forecast = select(func.max(row.target_date))
    return connection.scalar(
        forecast.where(row.grain == grain, row.actual.is_not(None), row.target_date <= today)
    )
