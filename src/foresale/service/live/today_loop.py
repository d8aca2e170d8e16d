"""The loop that tells what today will have sold, anew whenever a sale of today arrives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import numpy as np
import polars as pl
import sqlalchemy as sa

from foresale.forecasting.sums.horizon_total import level_places
from foresale.service.live.loop_report import TODAY, LoopReport
from foresale.service.live.poll_interval import PollInterval
from foresale.service.live.touched import SALE_KINDS, TouchedSales, find_touched
from foresale.service.serving.answers import DIGITS
from foresale.service.serving.today import DayOutlook, TodayForecasts
from foresale.storage.database.event_log.append import NewEvent, append
from foresale.storage.database.event_log.read import events_after, log_reach
from foresale.storage.database.forecasts.day_forecasts import SCHEMA, day_forecasts
from foresale.storage.database.forecasts.served_runs import ServedRuns, newest_bases
from foresale.storage.database.forecasts.stored_series import RunFacts
from foresale.storage.database.intraday.sales_by_slot import sum_days
from foresale.storage.database.live_leases import Lease
from foresale.storage.database.names import Names
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.outlook import ForecastRow
from foresale.workflows.ports import parse_version
from foresale.workflows.segments import specificity

LEVEL = 0.8
_EVENTS = 5000
Pairs = set[tuple[int, int]]


class TodayLoop:
    """Tells in the event log what each series that sold will have sold today.

    What it tells can be told anew at any time, so nothing is kept of how far it came: when it begins, it
    tells of all that sold today.

    Args:
        engine: The system of record.
        time_zone: Of stores that have none of their own.
        clock: Says what time it is, UTC.
    """

    name = TODAY
    pace = PollInterval(0.25, 1.0)

    def __init__(self, engine: sa.Engine, time_zone: str, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine, self._clock = engine, clock
        self._board = TodayForecasts(time_zone)
        self._facts: dict[int, RunFacts] = {}
        self._read: tuple[str, int] | None = None
        self._lag = 0

    def run_once(self, lease: Lease) -> bool:
        """Tell of the series that sold since the last turn.

        Args:
            lease: Only its holder tells.
        """
        now = self._clock()
        with self._engine.connect().execution_options(writes=False) as connection:
            reach = log_reach(connection)
            if self._read == (reach.epoch, reach.last_seq):
                return False
            days = self._board.days(connection, None, now)
            pairs, read = self._pairs(connection, days, reach.epoch, reach.last_seq)
            events = self._events(connection, pairs, days, now)
        if events:
            with self._engine.begin() as connection:
                lease.check(connection)
                append(connection, events)
        self._read, self._lag = read, reach.last_seq - read[1]
        return bool(events)

    def report(self) -> LoopReport:
        """How many events of the log weren't read."""
        return LoopReport(self._lag)

    def close(self) -> None:
        """Forget how far the log was read: another process may have told since."""
        self._read = None

    def _pairs(
        self, connection: sa.Connection, days: Mapping[int, date], epoch: str, last_seq: int
    ) -> tuple[Pairs, tuple[str, int]]:
        """The products and stores to tell of, and how far the log is read then."""
        if self._read is None or self._read[0] != epoch:
            return _find_sold(connection, days), (epoch, last_seq)
        after = self._read[1]
        events = events_after(connection, after, limit=_EVENTS, kinds=SALE_KINDS, until=last_seq)
        read = last_seq if len(events) < _EVENTS else events[-1].seq
        return _find_today(connection, find_touched(events), days), (epoch, read)

    def _events(
        self, connection: sa.Connection, pairs: Pairs, days: Mapping[int, date], now: datetime
    ) -> list[NewEvent]:
        """What is told of these series, by the most special champion that forecasts them."""
        left, found = pairs, []
        bases = newest_bases(connection)
        for model in sorted(bases, key=lambda model: specificity(parse_version(f"{model}.1")[0].segment)):
            if not left:
                break
            series = _mornings(connection, bases[model], left, days)
            if series.height:
                found += self._tell(connection, self._facts_of(connection, bases[model]), series, days, now)
                left = left - set(series.select("product", "store").iter_rows())
        return found

    def _tell(
        self,
        connection: sa.Connection,
        facts: RunFacts,
        series: pl.DataFrame,
        days: Mapping[int, date],
        now: datetime,
    ) -> list[NewEvent]:
        here = {int(store): days[int(store)] for store in series["store"].unique()}
        store_days = self._board.store_days(connection, facts.id, here, now)
        outlook = self._board.outlook(connection, series, facts.levels, store_days)
        names = Names(connection)
        products = names.products(series["product"].unique().sort().to_list())
        stores = names.stores(sorted(here))
        return [
            NewEvent(
                "outlook",
                {
                    "product_id": product, "product": products[product].sku,
                    "store_id": store, "store": stores[store].code,
                    "date": here[store], "as_of": now, "level": LEVEL, **numbers,
                    "model_version": facts.model_version,
                },
                store,
                product,
                f"outlook:{product}/{store}",
            )
            for product, store, numbers in _numbers(series, outlook, facts)
        ]  # fmt: skip

    def _facts_of(self, connection: sa.Connection, run_id: int) -> RunFacts:
        if run_id not in self._facts:
            known = dict(list(self._facts.items())[-9:])
            self._facts = {**known, run_id: ServedRuns(connection).facts(run_id)}
        return self._facts[run_id]


def _find_sold(connection: sa.Connection, days: Mapping[int, date]) -> Pairs:
    return {(product, store) for store, product, _ in sum_days(connection, days).iter_rows()}


def _find_today(connection: sa.Connection, touched: TouchedSales, days: Mapping[int, date]) -> Pairs:
    found = {pair for pair, dates in touched.days.items() if days.get(pair[1]) in dates}
    files = {
        store: days[store]
        for store, (first, last) in touched.of_files(days).items()
        if first <= days[store] <= last
    }
    return found | (_find_sold(connection, files) if files else set())


def _mornings(
    connection: sa.Connection, base_id: int, pairs: Pairs, days: Mapping[int, date]
) -> pl.DataFrame:
    """The morning's forecasts of these series."""
    wanted = pl.DataFrame(sorted(pairs), schema={"product": pl.Int64, "store": pl.Int64}, orient="row")
    here = {int(store): days[int(store)] for store in wanted["store"].unique()}
    query = day_forecasts(base_id, here).where(
        ForecastRow.product_id.in_(wanted["product"].unique().sort().to_list())
    )
    rows = pl.DataFrame([tuple(row) for row in connection.execute(query)], schema=SCHEMA, orient="row")
    return rows.join(wanted, on=["product", "store"], how="semi", maintain_order="left")


def _numbers(
    series: pl.DataFrame, outlook: DayOutlook, facts: RunFacts
) -> list[tuple[int, int, dict[str, Any]]]:
    low, high = level_places(facts.levels, LEVEL)
    columns = {
        "sold": outlook.sold,
        "mean": outlook.forecast.mean,
        "lower": outlook.forecast.quantiles[:, low],
        "upper": outlook.forecast.quantiles[:, high],
        "morning": series["mean"].to_numpy(),
    }
    told = {name: np.round(values, DIGITS).tolist() for name, values in columns.items()}
    told["share"] = (
        [None] * series.height if outlook.share is None else np.round(outlook.share, DIGITS).tolist()
    )
    return [
        (product, store, {name: values[place] for name, values in told.items()})
        for place, (product, store) in enumerate(series.select("product", "store").iter_rows())
    ]
