"""Marks of the last look at actuals: what changed since, and up to which day each store was looked at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import Connection, delete, insert, select, true, update

from foresale.storage.database.tables.outlook import ForecastRunRow, TrackedStoreRow
from foresale.storage.database.tables.trade import ChangedDayRow
from foresale.workflows.monitoring.track_actuals import Changes

_TOGETHER = 1000


def read_changes(connection: Connection) -> Changes:
    """What happened since the last look; to be read before anything that the look goes by.

    Args:
        connection: An open transaction.
    """
    days: dict[int, set[date]] = {}
    notes = []
    marked = select(ChangedDayRow.id, ChangedDayRow.store_id, ChangedDayRow.day)
    for note, store, day in connection.execute(marked):
        notes.append(note)
        days.setdefault(store, set()).add(day)
    until = connection.execute(select(TrackedStoreRow.store_id, TrackedStoreRow.until))
    runs = connection.execute(
        select(ForecastRunRow.id, ForecastRunRow.cutoff, ForecastRunRow.horizon).where(
            ForecastRunRow.is_tracked.is_(False)
        )
    )
    return Changes(
        days={store: tuple(sorted(found)) for store, found in days.items()},
        until={row.store_id: row.until for row in until},
        runs={run: (cutoff + timedelta(1), cutoff + timedelta(horizon)) for run, cutoff, horizon in runs},
        notes=tuple(notes),
    )


def write_looked(connection: Connection, changes: Changes, arrived: Mapping[int, date]) -> None:
    """Take away what was looked at, and nothing that came meanwhile or that nobody has summed yet.

    Args:
        connection: An open transaction.
        changes: What was read before the look.
        arrived: For each store, the last day that was looked at.
    """
    notes = sorted(changes.notes)  # as those take them who sum: else each might wait for the other
    for first in range(0, len(notes), _TOGETHER):
        part = ChangedDayRow.id.in_(notes[first : first + _TOGETHER])
        connection.execute(delete(ChangedDayRow).where(part, ChangedDayRow.is_summed == true()))
    if changes.runs:
        seen = update(ForecastRunRow).where(ForecastRunRow.id.in_(changes.runs))
        connection.execute(seen.values(is_tracked=True))
    gone = changes.until.keys() - arrived.keys()
    if gone:
        connection.execute(delete(TrackedStoreRow).where(TrackedStoreRow.store_id.in_(sorted(gone))))
    for store, day in arrived.items():
        if changes.until.get(store) == day:
            continue
        if store in changes.until:
            own = TrackedStoreRow.store_id == store
            connection.execute(update(TrackedStoreRow).where(own).values(until=day))
        else:
            connection.execute(insert(TrackedStoreRow).values(store_id=store, until=day))
