"""The sales of record in a database: adding lines, reading what was sold."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from typing import Any

import polars as pl
import sqlalchemy as sa

from foresale.storage.database.bulk.add_sales import Advance, add_sales
from foresale.storage.database.engine.transactions import connect_at_one_moment
from foresale.storage.database.sales.add_each import SaleOutcome, SaleRules, add_each
from foresale.storage.database.sales.daily_sales import daily_sales
from foresale.storage.database.sales.events import read_events
from foresale.storage.database.sales.sales_sums import SoldQuestion, sums_of_sales
from foresale.storage.database.sales.segments import in_segment, touching
from foresale.storage.database.segments.read import segment_products
from foresale.storage.database.tables.trade import SaleRow
from foresale.workflows.importing.plausible_days import PlausibleDays
from foresale.workflows.ports import ImportCount, Scope


class DatabaseSales:
    """Keeps sales in a database; each line once, however often it comes.

    Two ways add the same: `add` for files of any size, `add_each` for rows whose fate is told one by one.
    Both answer alike what was added, known and conflicting.

    Args:
        bind: The system of record, or an open transaction that adding is part of.
        time_zone: Of stores that have none of their own.
    """

    def __init__(self, bind: sa.Engine | sa.Connection, *, time_zone: str = "UTC") -> None:
        self._bind, self._engine, self._time_zone = bind, bind.engine, time_zone

    def add(
        self, frame: pl.DataFrame, *, advance: Advance = lambda _: None, import_id: str | None = None
    ) -> ImportCount:
        """Add the lines that aren't there yet, with the products and stores they name, all or nothing.

        The same lines twice change nothing: a line is known by its `transaction_id`.

        Args:
            frame: Lines as `build_sale_lines` takes them, all of a file.
            advance: Told how many lines are done; may raise to stop and leave everything as it was.
            import_id: Which import they come with, so that it can be undone.

        Raises:
            BadRowsError: A line can't be kept.
        """
        with self._writing() as connection:
            return add_sales(connection, frame, self._time_zone, advance, import_id)

    def add_each(
        self,
        sales: Sequence[Mapping[str, Any]],
        store_ids: Collection[int] | None = None,
        plausible: PlausibleDays | None = None,
    ) -> list[SaleOutcome]:
        """Add the good sales that aren't there yet, of products and stores that are; tell the fate of each.

        Args:
            sales: Fields of `sale_lines.COLUMNS`; `sold_at` without a zone is the store's own clock.
            store_ids: Stores that may be added to; None for all.
            plausible: Days that they may have; None for any.
        """
        with self._writing() as connection:
            return add_each(connection, sales, SaleRules(self._time_zone, store_ids, plausible))

    def first_day(self) -> date | None:
        """The first day with sales; None without any."""
        if isinstance(self._bind, sa.Connection):
            return first_day(self._bind)
        with self._reading() as connection:
            return first_day(connection)

    def daily(self, scope: Scope, since: date | None = None) -> pl.DataFrame:
        """Sales by product, store and day, as `daily_sales` gives them."""
        with connect_at_one_moment(self._engine) as connection:
            return daily_sales(connection, scope, since)

    def daily_of(self, scope: Scope, series: pl.DataFrame, since: date | None = None) -> pl.DataFrame:
        """The same of some series of the scope alone (`product`, `store`)."""
        with connect_at_one_moment(self._engine) as connection:
            return daily_sales(connection, scope, since, series)

    def last_day(self, scope: Scope, until: date | None = None) -> date | None:
        """The last day with sales in a scope, up to a day; None without any."""
        query = sa.select(sa.func.max(SaleRow.sold_on)).where(
            *in_segment(scope.segment, SaleRow.product_id, SaleRow.store_id)
        )
        if until is not None:
            query = query.where(SaleRow.sold_on <= until)
        with self._reading() as connection:
            return connection.scalar(query)

    def events(self, scope: Scope) -> pl.DataFrame:
        """Events past and planned that touch the scope, as `read_events` gives them."""
        events = read_events(self._engine)
        with self._reading() as connection:
            return touching(connection, events, scope.segment)

    def segment_products(self) -> pl.DataFrame:
        """`segment` and `product` of every list and rule that is kept."""
        with self._reading() as connection:
            return segment_products(connection)

    def sum_sales(self, asked: SoldQuestion) -> Sequence[sa.Row[Any]]:
        """Sums by day, week or month in order; columns as in `sums_of_sales`."""
        with self._reading() as connection:
            sums = sums_of_sales(connection, asked)
            keys = [sums.c.period, *(sums.c[name] for name in asked.by)]
            return connection.execute(sa.select(sums).order_by(*keys)).all()

    def _writing(self) -> AbstractContextManager[sa.Connection]:
        return nullcontext(self._bind) if isinstance(self._bind, sa.Connection) else self._bind.begin()

    def _reading(self) -> sa.Connection:
        return self._engine.connect().execution_options(writes=False)


def first_day(connection: sa.Connection) -> date | None:
    """The first day with sales; None without any."""
    return connection.scalar(sa.select(sa.func.min(SaleRow.sold_on)))
