"""Which errors mean a full disk."""

from __future__ import annotations

import errno
import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from foresale.storage.outages import is_disk_full


class PostgresError(Exception):
    """An error of PostgreSQL's driver."""

    sqlstate = "53100"


def raised(error: BaseException, cause: BaseException | None = None) -> BaseException:
    try:
        raise error from cause
    except type(error) as caught:
        return caught


FULL = [
    OSError(errno.ENOSPC, "No space left on device"),
    OSError(errno.EFBIG, "File too large"),
    OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full")),
    OperationalError("INSERT", {}, PostgresError("could not extend file")),
    OperationalError("INSERT", {}, RuntimeError(1114, "The table 'sales' is full")),
    RuntimeError("IO error: No space left on device (os error 28)"),
    raised(ValueError("the model can't be logged"), OSError(errno.ENOSPC, "No space left on device")),
]
OTHER = [
    OSError(errno.EACCES, "Permission denied"),
    OperationalError("SELECT", {}, sqlite3.OperationalError("database is locked")),
    OperationalError("SELECT", {}, RuntimeError(2003, "Can't connect")),
    KeyError("full"),
]


@pytest.mark.parametrize("error", FULL, ids=repr)
def test_a_full_disk_is_known_whoever_found_it(error: BaseException) -> None:
    assert is_disk_full(error)


@pytest.mark.parametrize("error", OTHER, ids=repr)
def test_nothing_else_is_one(error: BaseException) -> None:
    assert not is_disk_full(error)
