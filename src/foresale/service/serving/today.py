"""What today will have sold in each store: the morning's forecast, moved by what was sold so far.

A store's sales may arrive as they happen, some hours late, or at night. Silence is only taken for a bad day
as far as sales are known: until now where they come in as expected, until the last sale where by now several
more were due, and not at all where today's first hasn't come.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import sqlalchemy as sa

from foresale.arrays import Array
from foresale.forecasting.intraday.intraday_model import IntradayModel
from foresale.forecasting.intraday.nowcast import DayForecast, SoldSoFar, nowcast
from foresale.storage.database.forecasts.day_forecasts import units_by_store
from foresale.storage.database.intraday.repository import StoredIntraday, read_newest, read_newest_id
from foresale.storage.database.intraday.sales_by_slot import sum_days
from foresale.storage.database.tables.catalog import StoreRow
from foresale.storage.database.tables.trade import SaleRow

LOOK_SECONDS = 20.0
"""How long a newly learned model may go unnoticed."""
_SURE = math.log(1000)
"""So many sales were due: that none came by chance has a chance of one in a thousand."""
_MAX_NAMED = 2000
"""Of more products than these, the sales of all are read."""
_NORMAL_80 = 2.5631  # deviations between the 10 % and 90 % quantiles of a normal distribution


@dataclass(frozen=True)
class StoreDay:
    """A store's day so far.

    Attributes:
        day: The day, by the store's own clock.
        known_until: Up to which hour its sales are known, such as 13.5; 0 where none came yet.
        last_sale: Its newest sale of today.
        is_behind: Whether more sales were due since than chance explains.
    """

    day: date
    known_until: float
    last_sale: datetime | None
    is_behind: bool


@dataclass(frozen=True)
class DayOutlook:
    """What series will have sold today.

    Attributes:
        sold: S units sold so far.
        share: S shares of the day expected by now; None where sales have no times of day.
        forecast: S means, deviations and quantiles of the whole day.
        morning: The same as it was forecast before the day began.
    """

    sold: Array
    share: Array | None
    forecast: DayForecast
    morning: DayForecast


class TodayForecasts:
    """Tells what today will have sold.

    Args:
        time_zone: Of stores that have none of their own.
    """

    def __init__(self, time_zone: str) -> None:
        self._time_zone = time_zone
        self._lock = Lock()
        self._kept: StoredIntraday | None = None
        self._looked: datetime | None = None

    def model(self, connection: sa.Connection, now: datetime) -> StoredIntraday | None:
        """What is known of how days go; None where nothing was learned yet.

        Args:
            connection: An open transaction; it is rarely needed.
            now: This moment.
        """
        with self._lock:
            if self._looked is None or (now - self._looked).total_seconds() > LOOK_SECONDS:
                self._looked = now
                newest = read_newest_id(connection)
                if newest is None or self._kept is None or self._kept.id != newest:
                    self._kept = None if newest is None else read_newest(connection)
            return self._kept

    def days(
        self, connection: sa.Connection, store_ids: Collection[int] | None, now: datetime
    ) -> dict[int, date]:
        """Today's date in each store that is in use.

        Args:
            connection: Reads the stores.
            store_ids: Which; None for all.
            now: This moment.
        """
        query = sa.select(StoreRow.id, StoreRow.time_zone).where(StoreRow.is_active.is_(True))
        if store_ids is not None:
            query = query.where(StoreRow.id.in_(sorted(store_ids)))
        return {
            store: now.astimezone(ZoneInfo(zone or self._time_zone)).date()
            for store, zone in connection.execute(query)
        }

    def store_days(
        self, connection: sa.Connection, run_id: int, days: Mapping[int, date], now: datetime
    ) -> dict[int, StoreDay]:
        """How far each store's sales of today are known.

        Args:
            connection: An open transaction.
            run_id: The forecast that says what was due.
            days: Today's date in each store.
            now: This moment.
        """
        zones = {
            store: ZoneInfo(zone or self._time_zone)
            for store, zone in connection.execute(
                sa.select(StoreRow.id, StoreRow.time_zone).where(StoreRow.id.in_(sorted(days)))
            )
        }
        learned = self.model(connection, now)
        found = {}
        for day in set(days.values()):
            stores = [store for store, its in days.items() if its == day]
            last = dict(_pairs(connection, _newest_sales(stores, day, now)))
            due = units_by_store(connection, run_id, dict.fromkeys(stores, day))
            for store in stores:
                model = None if learned is None else learned.model
                found[store] = _store_day(
                    day, last.get(store), due.get(store, 0.0), now.astimezone(zones[store]), (store, model)
                )
        return found

    def outlook(
        self,
        connection: sa.Connection,
        series: pl.DataFrame,
        levels: Sequence[float],
        days: Mapping[int, StoreDay],
    ) -> DayOutlook:
        """What series will have sold when today ends.

        Args:
            connection: An open transaction.
            series: The morning's forecast, as `day_forecasts` gives it; without quantiles none are told.
            levels: Of its quantiles.
            days: The day of each store among them.
        """
        products = series["product"].unique().to_list()
        sales = sum_days(
            connection,
            {store: its.day for store, its in days.items()},
            products if len(products) <= _MAX_NAMED else None,
        )
        sold = (
            series.select("store", "product")
            .join(sales, on=["store", "product"], how="left", maintain_order="left")["units"]
            .fill_null(0.0)
            .to_numpy()
        )
        known = series["quantiles"].to_list() if "quantiles" in series.columns else []
        levels = levels if "quantiles" in series.columns else ()
        quantiles = np.array(known, dtype=np.float64).reshape(series.height, len(levels))
        mean = series["mean"].to_numpy()
        morning = DayForecast(mean, _deviations(series, quantiles, levels), quantiles)
        learned = None if self._kept is None else self._kept.model
        if learned is None:
            whole = DayForecast(
                np.maximum(mean, sold), morning.deviation, np.maximum(quantiles, sold[:, None])
            )
            return DayOutlook(sold, None, whole, morning)
        return _outlook(series, morning, levels, sold, (days, learned))


def _outlook(
    series: pl.DataFrame,
    morning: DayForecast,
    levels: Sequence[float],
    sold: Array,
    known: tuple[Mapping[int, StoreDay], IntradayModel],
) -> DayOutlook:
    days, learned = known
    share = np.zeros(series.height)
    found = [np.empty_like(morning.mean), np.empty_like(morning.mean), np.empty_like(morning.quantiles)]
    whole = (morning.quantiles == np.rint(morning.quantiles)).all(axis=1) & (sold == np.rint(sold))
    stores = series["store"].to_numpy()
    for store in np.unique(stores):
        here = np.flatnonzero(stores == store)
        those, its = series[here], days[int(store)]
        share[here] = learned.share(those, its.day, its.known_until)
        part = nowcast(
            DayForecast(morning.mean[here], morning.deviation[here], morning.quantiles[here]),
            levels,
            SoldSoFar(sold[here], share[here], whole[here]),
            learned.spread(those, its.known_until),
        )
        for into, values in zip(found, (part.mean, part.deviation, part.quantiles), strict=True):
            into[here] = values
    return DayOutlook(sold, share, DayForecast(*found), morning)


def _store_day(
    day: date, last: datetime | None, due: float, local: datetime, about: tuple[int, IntradayModel | None]
) -> StoreDay:
    """How far a store's sales are known, by its newest sale and what was due since."""
    if last is None:
        return StoreDay(day, 0.0, None, is_behind=False)
    hour, seen = _hour(local), _hour(last.astimezone(local.tzinfo))
    store, model = about
    if model is None:
        return StoreDay(day, hour, last, is_behind=False)
    whole = pl.DataFrame({"store": [store], "category": [None]}, schema_overrides={"category": pl.String})
    missing = due * float(model.share(whole, day, hour)[0] - model.share(whole, day, seen)[0])
    batches = model.batches.filter(pl.col("store") == store)["batch"]
    size = float(np.median(batches)) if len(batches) else 1.0
    is_behind = missing / size > _SURE
    return StoreDay(day, seen if is_behind else hour, last, is_behind)


def _hour(moment: datetime) -> float:
    return moment.hour + moment.minute / 60 + moment.second / 3600


def _newest_sales(stores: Sequence[int], day: date, now: datetime) -> sa.Select[Any]:
    """Each store's newest sale of a day; one that lies ahead tells nothing of what is known."""
    columns: list[Any] = [SaleRow.store_id, sa.func.max(SaleRow.sold_at)]
    return (
        sa.select(*columns)
        .where(SaleRow.store_id.in_(stores), SaleRow.sold_on == day, SaleRow.sold_at <= now)
        .group_by(SaleRow.store_id)
    )


def _pairs(connection: sa.Connection, query: sa.Select[Any]) -> list[tuple[int, Any]]:
    return [(store, value) for store, value in connection.execute(query)]


def _deviations(series: pl.DataFrame, quantiles: Array, levels: Sequence[float]) -> Array:
    """The stored deviations; of runs that have none, what their 80 % range says."""
    kept = series["deviation"].to_numpy()
    if not len(levels):
        return kept
    low, high = (int(np.argmin(np.abs(np.asarray(levels) - level))) for level in (0.1, 0.9))
    told = (quantiles[:, high] - quantiles[:, low]) / _NORMAL_80
    return np.where(np.isnan(kept), told, kept)
