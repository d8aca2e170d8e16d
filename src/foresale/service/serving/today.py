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
        last: dict[int, datetime | None] = {}
        due: dict[int, float] = {}
        for day in set(days.values()):
            stores = [store for store, its in days.items() if its == day]
            last |= dict(_pairs(connection, _newest_sales(stores, day, now)))
            due |= units_by_store(connection, run_id, dict.fromkeys(stores, day))
        local = {store: now.astimezone(zone) for store, zone in zones.items()}
        return _find_store_days(days, last, due, local, None if learned is None else learned.model)

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
    whole = (morning.quantiles == np.rint(morning.quantiles)).all(axis=1) & (sold == np.rint(sold))
    stores, place = np.unique(series["store"].to_numpy(), return_inverse=True)
    weekday = np.array([days[int(store)].day.isoweekday() for store in stores])[place]
    hour = np.array([days[int(store)].known_until for store in stores])[place]
    share = learned.share(series, weekday, hour)
    forecast = nowcast(morning, levels, SoldSoFar(sold, share, whole), learned.spread(series, hour))
    return DayOutlook(sold, share, forecast, morning)


def _find_store_days(
    days: Mapping[int, date],
    last: Mapping[int, datetime | None],
    due: Mapping[int, float],
    local: Mapping[int, datetime],
    model: IntradayModel | None,
) -> dict[int, StoreDay]:
    """How far each store's sales are known, by its newest sale and what was due since."""
    seen = {
        store: _hour(sale.astimezone(local[store].tzinfo)) for store, sale in last.items() if sale is not None
    }
    behind = set() if model is None or not seen else _find_behind(days, seen, due, local, model)
    found = {}
    for store, day in days.items():
        if store not in seen:
            found[store] = StoreDay(day, 0.0, None, is_behind=False)
        else:
            until = seen[store] if store in behind else _hour(local[store])
            found[store] = StoreDay(day, until, last[store], is_behind=store in behind)
    return found


def _find_behind(
    days: Mapping[int, date],
    seen: Mapping[int, float],
    due: Mapping[int, float],
    local: Mapping[int, datetime],
    model: IntradayModel,
) -> set[int]:
    """The stores of which more sales were due since the hour of their newest one than chance explains."""
    stores = list(seen)
    whole = pl.DataFrame({"store": stores}).with_columns(pl.lit(None, pl.String).alias("category"))
    weekday = np.array([days[store].isoweekday() for store in stores])
    shares = [
        model.share(whole, weekday, np.array(hours))
        for hours in ([_hour(local[store]) for store in stores], list(seen.values()))
    ]
    missing = np.array([due.get(store, 0.0) for store in stores]) * (shares[0] - shares[1])
    size = np.array([model.batch_of_store.get(store, 1.0) for store in stores])
    late = np.flatnonzero(missing / size > _SURE)
    return {stores[place] for place in late}


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
