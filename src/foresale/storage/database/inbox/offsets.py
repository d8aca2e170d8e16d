"""How far a stream was read: moved on with what was read, or not at all."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from foresale.errors import ForesaleError
from foresale.storage.database.sql.insert_new import insert_new
from foresale.storage.database.tables.base import Table, utc_now
from foresale.storage.database.tables.inbox import StreamOffsetRow

_TABLE = Table.metadata.tables[StreamOffsetRow.__tablename__]


class OffsetMovedError(ForesaleError):
    """Another process has read on meanwhile; what was to be stored with it must not be kept."""

    code = "offset_moved"


def read_offsets(connection: sa.Connection, names: Collection[str]) -> dict[str, int]:
    """The next offset of each stream that was read before.

    Args:
        connection: An open connection.
        names: Which streams.
    """
    wanted = sa.select(_TABLE.c.name, _TABLE.c.next_offset).where(_TABLE.c.name.in_(sorted(names)))
    return {name: int(offset) for name, offset in connection.execute(wanted)}


def all_offsets(connection: sa.Connection) -> dict[str, int]:
    """The next offset of every stream that was ever read."""
    rows = connection.execute(sa.select(_TABLE.c.name, _TABLE.c.next_offset).order_by(_TABLE.c.name))
    return {name: int(offset) for name, offset in rows}


def forget_offsets(connection: sa.Connection, beginning: str, kept: str) -> None:
    """Forget how far streams were read that can't come back, such as those of an older event log.

    Args:
        connection: An open transaction.
        beginning: Of their names.
        kept: The beginning of those names that stay.
    """
    name = _TABLE.c.name
    old = name.startswith(beginning, autoescape=True) & ~name.startswith(kept, autoescape=True)
    connection.execute(sa.delete(_TABLE).where(old))


def begin_offset(connection: sa.Connection, name: str, first: int) -> int:
    """The next offset of a stream; noted where it was never read.

    Args:
        connection: An open transaction.
        name: Which stream.
        first: Where to begin, if nobody began before.
    """
    row = {"name": name, "next_offset": first, "changed_at": utc_now()}
    connection.execute(insert_new(connection.dialect.name, _TABLE).values(row))
    return read_offsets(connection, [name])[name]


def move_offset(connection: sa.Connection, name: str, was: int, now: int) -> None:
    """Move on in a stream, in the transaction that stores what was read.

    Args:
        connection: That transaction.
        name: Which stream.
        was: Where this process took it to be.
        now: What is to be read next.

    Raises:
        OffsetMovedError: Another process moved it.
    """
    own = (_TABLE.c.name == name, _TABLE.c.next_offset == was)
    moving = sa.update(_TABLE).where(*own).values(next_offset=now, changed_at=utc_now())
    if not connection.execute(moving).rowcount:
        raise OffsetMovedError(
            f"Another process reads {name} by now.", fix="It goes on from there by itself."
        )
