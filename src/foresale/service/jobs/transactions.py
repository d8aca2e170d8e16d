"""Short transactions of jobs and schedules, tried again where databases ask for it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Engine, Update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

T = TypeVar("T")

_TRIES = 6
_MYSQL_AGAIN = {1020, 1205, 1213}
"""Changed since read, waited too long for a lock, deadlock."""
_POSTGRES_AGAIN = {"40001", "40P01"}
"""Could not serialise, deadlock."""


def write(engine: Engine, work: Callable[[Session], T]) -> T:
    """Do `work` in one transaction; again, from its beginning, where another one was in the way.

    Args:
        engine: The system of record.
        work: Reads and writes through the session; may be called several times.
    """
    for attempt in range(1, _TRIES):
        try:
            with Session(engine, expire_on_commit=False) as session, session.begin():
                return work(session)
        except OperationalError as error:
            if not _may_work_again(error):
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


def changed(session: Session, statement: Update) -> int:
    """Run an update on the rows as they are, and answer how many it changed."""
    done = session.connection().execute(statement)
    return done.rowcount


def _may_work_again(error: OperationalError) -> bool:
    cause = error.orig
    arguments = getattr(cause, "args", ())
    return (
        getattr(cause, "sqlstate", None) in _POSTGRES_AGAIN
        or bool(arguments and arguments[0] in _MYSQL_AGAIN)
        or "database is locked" in str(cause)
    )
