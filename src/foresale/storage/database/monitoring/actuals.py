"""Actuals joined to forecasts and served predictions by the database itself, a period at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, ScalarSelect, Update, and_, exists, func, literal, or_, select, update
from sqlalchemy.sql.expression import ColumnElement

from foresale.storage.database.forecasts.accuracy_sums import (
    find_summed_periods,
    forget_period,
    forget_period_sums,
    sum_period,
)
from foresale.storage.database.forecasts.stored_series import GRAINS, period_end, period_start
from foresale.storage.database.monitoring.watermarks import read_changes, write_looked
from foresale.storage.database.sales.sold_days import sum_all_changed_days
from foresale.storage.database.tables.catalog import StoreRow
from foresale.storage.database.tables.outlook import ForecastRow, ForecastRunRow, PredictionRow
from foresale.storage.database.tables.trade import SaleRow
from foresale.workflows.monitoring.track_actuals import Changes, OpenPeriod, WaitingSpan

ROUNDING = 1e-6
"""Sums of the same sales may differ by less, as their order may."""
_ROWS_TOGETHER = 50_000
"""Forecasts of a period that get their actuals in one transaction: on SQLite nobody else writes meanwhile."""


class DatabaseActuals:
    """Forecasts and predictions that wait for their actuals, and the sales that tell them.

    Args:
        engine: The system of record.
        time_zone: Of stores that have none of their own.
    """

    def __init__(self, engine: Engine, time_zone: str = "UTC") -> None:
        self._engine = engine
        self._zone = time_zone

    def changes(self) -> Changes:
        """What happened since the last look; days that changed are summed, so that their notes can go."""
        sum_all_changed_days(self._engine)
        with self._engine.execution_options(writes=False).connect() as connection:
            return read_changes(connection)

    def mark_checked(self, changes: Changes, arrived: Mapping[int, date]) -> None:
        """Write down that these changes were looked at, and each store up to a day."""
        if changes.notes or changes.runs or changes.until != arrived:
            with self._engine.begin() as connection:
                write_looked(connection, changes, arrived)

    def find_arrived(self, now: datetime) -> Mapping[int, date]:
        """For each store, the last day whose sales have arrived: over, with sales of it or later."""
        # The end of each store's part of an index; a MAX by store would read all of it on some databases.
        newest: ScalarSelect[Any] = (
            select(SaleRow.sold_on)
            .where(SaleRow.store_id == StoreRow.id)
            .order_by(SaleRow.sold_on.desc())
            .limit(1)
            .scalar_subquery()
        )
        query = select(StoreRow.id, newest, StoreRow.time_zone)
        with self._engine.execution_options(writes=False).connect() as connection:
            found = connection.execute(query).all()
        return {
            store: min(day, now.astimezone(ZoneInfo(zone or self._zone)).date() - timedelta(days=1))
            for store, day, zone in found
            if day is not None
        }

    def forecast_periods(self, until: date) -> Sequence[OpenPeriod]:
        """Periods that kept runs forecast and that end at a day at the latest."""
        query = select(ForecastRunRow.cutoff, ForecastRunRow.horizon).where(ForecastRunRow.cutoff < until)
        with self._engine.execution_options(writes=False).connect() as connection:
            spans = {
                (cutoff + timedelta(days=1), cutoff + timedelta(days=horizon))
                for cutoff, horizon in connection.execute(query)
            }
        days = {
            first + timedelta(days=step) for first, last in spans for step in range((last - first).days + 1)
        }
        found = {(grain, period_start(day, grain)) for day in days for grain in GRAINS}
        periods = [OpenPeriod(grain, start, period_end(start, grain)) for grain, start in sorted(found)]
        return [period for period in periods if period.last <= until]

    def fill_forecasts(self, period: OpenPeriod, stores: Sequence[int]) -> int:
        """Write the actuals of a period's forecasts in some stores; answer how many changed.

        Of a product that has no sale left in a store nothing is known.
        """
        changed = sum(self._fill_runs(period, stores, runs) for runs in self._runs_of(period))
        if changed:  # sums that began to be made before these were there
            with self._engine.begin() as connection:
                forget_period(connection, period.grain, period.first)
        return changed

    def _runs_of(self, period: OpenPeriod) -> list[list[int]]:
        """The forecasts that may have a period, so many together as a transaction may hold."""
        run = ForecastRunRow
        query = select(run.id, run.n_series).where(run.cutoff < period.last).order_by(run.id)
        found: list[list[int]] = []
        room = 0
        with self._engine.execution_options(writes=False).connect() as connection:
            for number, series in connection.execute(query):
                if room < series or not found:
                    found.append([])
                    room = _ROWS_TOGETHER
                found[-1].append(number)
                room -= series
        return found

    def _fill_runs(self, period: OpenPeriod, stores: Sequence[int], runs: list[int]) -> int:
        of_period = (
            ForecastRow.grain == period.grain,
            ForecastRow.target_date == period.first,
            ForecastRow.run_id.in_(runs),
            ForecastRow.store_id.in_(stores),
        )
        within = and_(SaleRow.store_id.in_(stores), SaleRow.sold_on.between(period.first, period.last))
        # Summed once for these runs; what wasn't sold has no sum, and so is 0.
        sold = (
            select(SaleRow.store_id, SaleRow.product_id, func.sum(SaleRow.quantity).label("quantity"))
            .where(within)
            .group_by(SaleRow.store_id, SaleRow.product_id)
            .subquery()
        )
        same = and_(ForecastRow.store_id == sold.c.store_id, ForecastRow.product_id == sold.c.product_id)
        with_sales = (
            update(ForecastRow)
            .values(actual=sold.c.quantity)
            .where(*of_period, same, _differs(ForecastRow.actual, sold.c.quantity))
        )
        of_series = SaleRow.store_id == ForecastRow.store_id, SaleRow.product_id == ForecastRow.product_id
        ever_sold = exists().where(*of_series)
        without = (
            update(ForecastRow)
            .values(actual=0.0)
            .where(
                *of_period,
                _differs(ForecastRow.actual, literal(0.0)),
                ~exists().where(within, *of_series),
                ever_sold,
            )
        )
        # A forecast made of sales that were all taken back since has nothing that it could be judged by.
        unknown = (
            update(ForecastRow)
            .values(actual=None)
            .where(*of_period, ForecastRow.actual.is_not(None), ~ever_sold)
        )
        return self._count_changed(with_sales, without, unknown, period=period)

    def forget_actuals(self, store: int, after: date | None) -> None:
        """Take back a store's actuals of periods that aren't over any more; of all, where no sales are left.

        Args:
            store: Which.
            after: The last day whose sales have arrived; None without any.
        """
        with self._engine.begin() as connection:
            forget_period_sums(connection)
        forecasts = update(ForecastRow).values(actual=None).where(ForecastRow.store_id == store)
        open_again = update(PredictionRow).values(actual=None).where(PredictionRow.store_id == store)
        if after is not None:
            # A period ends after a day where it begins after the beginning of the one that has the next day,
            # or with it.
            later = or_(
                *(
                    and_(
                        ForecastRow.grain == grain,
                        ForecastRow.target_date >= period_start(after + timedelta(days=1), grain),
                    )
                    for grain in GRAINS
                )
            )
            forecasts = forecasts.where(later)
            open_again = open_again.where(PredictionRow.target_date > after)
        self._count_changed(
            forecasts.where(ForecastRow.actual.is_not(None)),
            open_again.where(PredictionRow.actual.is_not(None)),
        )
        with self._engine.begin() as connection:
            forget_period_sums(connection)

    def sum_periods(self, until: date) -> int:
        """Sum forecasts up of periods that end at a day at the latest and aren't, the newest first."""
        open_ = self._find_unsummed(until)
        for period in open_:
            sum_period(self._engine, period.grain, period.first)
        return len(open_)

    def _find_unsummed(self, until: date) -> list[OpenPeriod]:
        periods = self.forecast_periods(until)
        with self._engine.execution_options(writes=False).connect() as connection:
            summed = {
                (grain, first)
                for grain in GRAINS
                for first in find_summed_periods(connection, grain, date.min, until)
            }
        open_ = [period for period in periods if (period.grain, period.first) not in summed]
        return sorted(open_, key=lambda period: period.first, reverse=True)

    def prediction_spans(self, since: date, until: date) -> Sequence[tuple[date, date]]:
        """First and last days of the spans that were predicted and end between two days."""
        query = (
            select(PredictionRow.target_date, PredictionRow.horizon)
            .where(PredictionRow.target_date.between(since, until), PredictionRow.horizon.is_not(None))
            .distinct()
        )
        with self._engine.execution_options(writes=False).connect() as connection:
            found = connection.execute(query).all()
        return sorted(
            (last - timedelta(days=horizon - 1), last) for last, horizon in found if last and horizon
        )

    def waiting_spans(self, since: date, until: date) -> Sequence[WaitingSpan]:
        """Those of them that have predictions without an actual."""
        query = (
            select(PredictionRow.target_date, PredictionRow.horizon, PredictionRow.store_id)
            .where(
                PredictionRow.actual.is_(None),
                PredictionRow.target_date.between(since, until),
                PredictionRow.horizon.is_not(None),
                PredictionRow.product_id.is_not(None),
            )
            .distinct()
        )
        with self._engine.execution_options(writes=False).connect() as connection:
            found = connection.execute(query).all()
        return [
            WaitingSpan(last - timedelta(days=horizon - 1), last, store)
            for last, horizon, store in found
            if last and horizon
        ]

    def fill_predictions(self, span: tuple[date, date], stores: Sequence[int], *, all_stores: bool) -> int:
        """Write the actuals of a span's predictions; answer how many changed.

        Args:
            span: First and last day.
            stores: Stores whose predictions are looked at.
            all_stores: Whether those of all stores together are, too.
        """
        first, last = span
        of_product = SaleRow.product_id == PredictionRow.product_id
        in_store = _select_sold(and_(of_product, SaleRow.store_id == PredictionRow.store_id), first, last)
        anywhere = _select_sold(of_product, first, last)
        of_span = update(PredictionRow).where(
            PredictionRow.target_date == last,
            PredictionRow.horizon == (last - first).days + 1,
            PredictionRow.product_id.is_not(None),
        )
        changed = self._count_changed(
            of_span.values(actual=in_store).where(
                PredictionRow.store_id.in_(stores), _differs(PredictionRow.actual, in_store)
            )
        )
        if all_stores:
            changed += self._count_changed(
                of_span.values(actual=anywhere).where(
                    PredictionRow.store_id.is_(None), _differs(PredictionRow.actual, anywhere)
                )
            )
        return changed

    def _count_changed(self, *statements: Update, period: OpenPeriod | None = None) -> int:
        """One period is one transaction: a long one would keep others from selling."""
        plain = {"synchronize_session": False}
        with self._engine.begin() as connection:
            changed = sum(connection.execute(one, execution_options=plain).rowcount for one in statements)
            if changed and period is not None:
                forget_period(connection, period.grain, period.first)
            return changed


def _select_sold(whose: ColumnElement[bool], first: date, last: date) -> ScalarSelect[Any]:
    return (
        select(func.coalesce(func.sum(SaleRow.quantity), 0.0))
        .where(whose, SaleRow.sold_on.between(first, last))
        .scalar_subquery()
    )


def _differs(actual: Any, sold: ColumnElement[Any]) -> ColumnElement[bool]:
    return or_(actual.is_(None), func.abs(actual - sold) > ROUNDING)
