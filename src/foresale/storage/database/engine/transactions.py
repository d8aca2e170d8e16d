"""A transaction that only reads, and one that is tried again where another was in its way."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

T = TypeVar("T")

MAX_TRIES = 6
_MYSQL_AGAIN = {1020, 1205, 1213}
"""Changed since read, waited too long for a lock, deadlock."""
_POSTGRES_AGAIN = {"40001", "40P01"}
"""Could not serialise, deadlock."""


def write(engine: Engine, work: Callable[[Session], T]) -> T:
    """Do `work` in one transaction; again, from its beginning, where another one was in the way.

    Two that lock the same rows may end so on a server, however well both behave.

    Args:
        engine: The system of record.
        work: Reads and writes through the session; may be called several times.
    """
    for attempt in range(1, MAX_TRIES):
        try:
            with Session(engine, expire_on_commit=False) as session, session.begin():
                return work(session)
        except OperationalError as error:
            if not _is_retryable(error):
                raise
            # Others who collided try again too: not all at the same moment.
            time.sleep(random.uniform(0.01, 0.05) * attempt)  # noqa: S311 - no secret
    with Session(engine, expire_on_commit=False) as session, session.begin():
        return work(session)


def read(engine: Engine, work: Callable[[Session], T]) -> T:
    """Do `work`, which only reads, without keeping writers waiting."""
    quiet = engine.execution_options(writes=False)
    with Session(quiet, expire_on_commit=False) as session, session.begin():
        return work(session)


def reading_of(bind: Engine | Connection) -> AbstractContextManager[Connection]:
    """A connection to read by: the one that somebody has already, or one of its own for the block.

    Whoever holds one and waits for a second holds up others who do the same: all wait for one another.

    Args:
        bind: The system of record, or an open transaction.
    """
    if isinstance(bind, Connection):
        return nullcontext(bind)
    return bind.connect().execution_options(writes=False)


def connect_at_one_moment(engine: Engine) -> Connection:
    """A connection to read by, whose reads all see the database as it is at the first.

    Args:
        engine: The system of record.
    """
    if engine.dialect.name == "sqlite":
        return engine.connect().execution_options(writes=False)
    return engine.connect().execution_options(isolation_level="REPEATABLE READ")


def _is_retryable(error: OperationalError) -> bool:
    cause = error.orig
    arguments = getattr(cause, "args", ())
    return (
        getattr(cause, "sqlstate", None) in _POSTGRES_AGAIN
        or bool(arguments and arguments[0] in _MYSQL_AGAIN)
        or "database is locked" in str(cause)
    )
