"""What each store sold a day, kept beside the sales: sums over months needn't read every line.

Whoever adds, changes or removes sales notes their days in the same transaction (`ChangedDayRow`). A day with
a note that isn't summed yet is read from its sales, any other from its kept sum: in one statement, so that
nobody ever sees a sum that isn't that of the sales. Writers of sales share no row, and never wait here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from foresale.storage.database.engine.transactions import write
from foresale.storage.database.tables.trade import ChangedDayRow, ChangedProductDayRow, SaleRow, SoldDayRow

MOST_DAYS = 200
_TOGETHER = 1000
_NOTE = ChangedDayRow


def select_sold_days(
    first: date | None = None, last: date | None = None, store_ids: Collection[int] | None = None
) -> sa.Subquery[Any]:
    """A query of what stores sold a day; days without sales have no row.

    Args:
        first: The earliest day that counts.
        last: The latest day that counts.
        store_ids: Only these stores.

    Returns:
        `store_id`, `day`, `quantity`, `revenue` (NULL where no line has one) and `sales`, the count of lines.
    """
    note, kept, sale = _NOTE, SoldDayRow, SaleRow

    def within(store: Any, day: Any) -> list[sa.ColumnElement[bool]]:
        found = [] if store_ids is None else [store.in_(store_ids)]
        found += [] if first is None else [day >= first]
        return found if last is None else [*found, day <= last]

    changed = (
        sa.select(note.store_id, note.day)
        .where(note.is_summed == sa.false(), *within(note.store_id, note.day))
        .distinct()
        .subquery("changed")
    )
    is_changed = sa.exists().where(
        note.is_summed == sa.false(), note.store_id == kept.store_id, note.day == kept.day
    )
    ready = sa.select(kept.store_id, kept.day, kept.quantity, kept.revenue, kept.sales).where(
        ~is_changed, *within(kept.store_id, kept.day)
    )
    anew = (
        sa.select(sale.store_id, sale.sold_on, *sales_columns())
        .join(changed, sa.and_(changed.c.store_id == sale.store_id, changed.c.day == sale.sold_on))
        .group_by(sale.store_id, sale.sold_on)
    )
    return sa.union_all(ready, anew).subquery("days")


def sum_changed_days(engine: sa.Engine, most: int = MOST_DAYS) -> int:
    """Sum anew days whose sales changed, in one short transaction, and answer how many.

    Several may do so at once: of two that take up the same day one gives up.

    Args:
        engine: The system of record.
        most: How many days at most.

    Returns:
        0 where none is left, or another process is at it.
    """
    with engine.connect().execution_options(writes=False) as connection:
        # Those that wait longest: a day that changes all the time must not keep others waiting.
        changed = sa.select(_NOTE.store_id, _NOTE.day).where(_NOTE.is_summed == sa.false())
        oldest = changed.group_by(_NOTE.store_id, _NOTE.day).order_by(sa.func.min(_NOTE.id)).limit(most)
        found = sorted((store, day) for store, day in connection.execute(oldest))
    days = {store: [day for _, day in its] for store, its in groupby(found, key=lambda one: one[0])}
    return sum_or_give_up(engine, lambda connection: _sum_days(connection, days)) if days else 0


def sum_or_give_up(engine: sa.Engine, work: Callable[[sa.Connection], int]) -> int:
    """Sum in one transaction of its own, and answer how many; 0 where another process is at it.

    Args:
        engine: The system of record.
        work: What sums.
    """
    if engine.dialect.name == "mysql":
        # Else the server locks gaps between notes, and those who write wait.
        engine = engine.execution_options(isolation_level="READ COMMITTED")
    try:
        return write(engine, lambda session: work(session.connection()))
    except TakenError:
        return 0


def sum_all_changed_days(engine: sa.Engine) -> None:
    """Sum anew the days that have changed by now; those that change meanwhile may be left.

    Args:
        engine: The system of record.
    """
    changed = sa.select(_NOTE.store_id, _NOTE.day).where(_NOTE.is_summed == sa.false()).distinct().subquery()
    with engine.connect().execution_options(writes=False) as connection:
        left = connection.scalar(sa.select(sa.func.count()).select_from(changed)) or 0
    while left > 0 and (found := sum_changed_days(engine)):
        left -= found


class TakenError(Exception):
    """Another process has notes that were to be taken away, and may know more or less of their days."""


def _sum_days(connection: sa.Connection, days: Mapping[int, Sequence[date]]) -> int:
    """Sum days of stores anew; answer how many.

    Notes are read and taken away before the sales are read: what is sold later has a note that stays. Who has
    taken away all notes of a day that it saw is the only one to sum it.
    """
    notes: list[int] = []
    own: dict[int, list[date]] = {}
    for store, its in days.items():
        columns = sa.select(_NOTE.id, _NOTE.day, _NOTE.is_summed)
        rows = connection.execute(columns.where(_NOTE.store_id == store, _NOTE.day.in_(its))).all()
        own[store] = sorted({row.day for row in rows if not row.is_summed})
        notes += [row.id for row in rows if row.day in own[store]]
    take_notes(connection, _NOTE, sorted(notes))
    for store, its in own.items():
        if its:
            _sum_store(connection, store, its)
    return sum(len(its) for its in own.values())


def take_notes(connection: sa.Connection, table: Any, notes: Sequence[int]) -> None:
    """Take away notes, so that nobody else sums what they are of.

    Args:
        connection: The transaction that sums.
        table: Whose rows they are.
        notes: Their ids.

    Raises:
        TakenError: Another took some of them away.
    """
    for first in range(0, len(notes), _TOGETHER):
        part = notes[first : first + _TOGETHER]
        if connection.execute(sa.delete(table).where(table.id.in_(part))).rowcount < len(part):
            raise TakenError


def _sum_store(connection: sa.Connection, store: int, days: Sequence[date]) -> None:
    kept, sale = SoldDayRow, SaleRow
    sums = sa.select(sale.store_id, sale.sold_on.label("day"), *sales_columns()).where(
        sale.store_id == store, sale.sold_on.in_(days)
    )
    rows = connection.execute(sums.group_by(sale.store_id, sale.sold_on)).all()
    connection.execute(sa.delete(kept).where(kept.store_id == store, kept.day.in_(days)))
    if rows:
        connection.execute(sa.insert(kept), [row._asdict() for row in rows])
    # Whoever looks at actuals needs to know of them still; once is enough.
    noted = [{"store_id": store, "day": day, "is_summed": True} for day in days]
    connection.execute(sa.insert(_NOTE), noted)
    connection.execute(sa.insert(ChangedProductDayRow), [{"day": day} for day in days])


def sales_columns() -> list[sa.Label[Any]]:
    """The sums of sales that are kept: `quantity`, `revenue` and `sales`, the count of lines."""
    return [
        sa.func.sum(SaleRow.quantity).label("quantity"),
        sa.func.sum(SaleRow.revenue).label("revenue"),
        sa.func.count().label("sales"),
    ]
