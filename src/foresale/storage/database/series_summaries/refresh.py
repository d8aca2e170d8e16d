"""Keeps the summaries up to date: works them out anew when what they are made of is another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl
import sqlalchemy as sa

from foresale.storage.database.bulk.load_rows import load_rows
from foresale.storage.database.forecasts.served_runs import ServedRuns, daily_bases
from foresale.storage.database.series_summaries.sources import (
    in_use,
    read_judged_weeks,
    read_known_until,
    stock_by_store,
    weeks_ahead,
    weeks_sold,
)
from foresale.storage.database.series_summaries.summarise import Sources, summarise
from foresale.storage.database.series_summaries.weeks import SEASON_WEEKS, Weeks
from foresale.storage.database.tables.base import Table, utc_now
from foresale.storage.database.tables.live import EventLogHead
from foresale.storage.database.tables.outlook import ForecastRunRow
from foresale.storage.database.tables.series_summary import SeriesSummaryRow, SummaryStateRow

SALES_SECONDS = 300.0
"""How old summaries may be that only new sales, stock or names would change."""


@dataclass(frozen=True)
class _Seen:
    """What there is to be summed up.

    Attributes:
        forecasts: Which forecasts are in force, and which day is over.
        changes: How far the log of changes reaches.
    """

    forecasts: str
    changes: str

    @property
    def text(self) -> str:
        return f"{self.forecasts}|{self.changes}"


def refresh_summaries(engine: sa.Engine, yesterday: date, *, at_once: bool = False) -> bool:
    """Work the summaries out anew where they are old, and answer whether that was done.

    Args:
        engine: The system of record.
        yesterday: The last day that is over.
        at_once: Also where only sales or stock changed a moment ago.
    """
    with engine.connect().execution_options(writes=False) as connection:
        bases = daily_bases(connection)
        seen = _look(connection, bases, yesterday)
        state = connection.execute(sa.select(SummaryStateRow.seen, SummaryStateRow.made_at)).one_or_none()
        before = "" if state is None else state.seen
        if before == seen.text or not (at_once or _is_due(before, state and state.made_at, seen)):
            return False
        day = read_known_until(connection, bases, yesterday)
        rows = None if day is None else _gather(connection, bases, Weeks(day))
    return _keep(engine, rows, before, {"seen": seen.text, "made_at": utc_now(), "known_until": day})


def tell_forecasts(connection: sa.Connection, bases: list[int], yesterday: date) -> str:
    """Which forecasts are in force, and which day is over, as one text.

    Args:
        connection: An open transaction.
        bases: The forecasts of everything that are served.
        yesterday: The last day that is over.
    """
    newest = sa.select(sa.func.max(ForecastRunRow.id)).where(ForecastRunRow.base_id.in_(bases))
    return f"{','.join(map(str, bases))};{connection.scalar(newest)};{yesterday}"


def _look(connection: sa.Connection, bases: list[int], yesterday: date) -> _Seen:
    changes = connection.scalar(sa.select(sa.func.max(EventLogHead.last_seq)))
    tracked = sa.select(sa.func.count()).where(ForecastRunRow.is_tracked)
    return _Seen(tell_forecasts(connection, bases, yesterday), f"{changes};{connection.scalar(tracked)}")


def _is_due(before: str, made_at: datetime | None, seen: _Seen) -> bool:
    if made_at is None or before.partition("|")[0] != seen.forecasts:
        return True
    return utc_now() - made_at >= timedelta(seconds=SALES_SECONDS)


def _gather(connection: sa.Connection, bases: list[int], weeks: Weeks) -> pl.DataFrame:
    products, stores = in_use(connection)
    season = weeks.last_year - timedelta(weeks=SEASON_WEEKS)
    return summarise(
        Sources(
            sold=weeks_sold(connection, stores, weeks.first_sold, weeks.first_ahead),
            before=weeks_sold(connection, stores, season, weeks.last_year + timedelta(weeks=1)),
            ahead=weeks_ahead(connection, bases, weeks),
            judged=read_judged_weeks(connection, weeks),
            stock=stock_by_store(connection, ServedRuns(connection).whole()),
            products=products,
            stores=stores,
        ),
        weeks,
    )


def _keep(
    engine: sa.Engine, rows: pl.DataFrame | None, before: str, state: dict[str, str | datetime | date | None]
) -> bool:
    """Replace all rows at once, unless somebody else did so meanwhile."""
    table = Table.metadata.tables[SeriesSummaryRow.__tablename__]
    with engine.begin() as connection:
        held = sa.select(SummaryStateRow.seen).where(SummaryStateRow.id == 1).with_for_update()
        found = connection.scalar(held)
        if found is None:  # the migration's row went with all others
            connection.execute(sa.insert(SummaryStateRow).values(id=1, seen=""))
        if (found or "") != before:
            return False
        connection.execute(sa.delete(SeriesSummaryRow))
        if rows is not None:
            load_rows(connection, table, rows)
        connection.execute(sa.update(SummaryStateRow).where(SummaryStateRow.id == 1).values(**state))
    return True
