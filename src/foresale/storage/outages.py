"""Why a database or a disk doesn't do its part: away for now, or full."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from foresale.error_reasons import Reason
from foresale.errors import NotReadyError

UNREACHABLE = (OperationalError, InterfaceError, PoolTimeoutError)
"""What is raised where the database is away, or has no connection left."""

MEGABYTE = 1_000_000
_FULL_NUMBERS = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
_FULL_WORDS = ("database or disk is full", "no space left on device", "disk full", "disk quota exceeded")
_FULL_STATE = "53100"
"""PostgreSQL's."""
_FULL_MYSQL = frozenset({1021, 1114})
"""Disk full; table is full."""


def is_disk_full(error: BaseException) -> bool:
    """Whether something failed as a disk is full, or somebody's share of it, here or where the database is.

    Args:
        error: What was raised; what led to it counts too.
    """
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        orig = getattr(cause, "orig", None)
        if _says_full(cause) or (isinstance(orig, BaseException) and _says_full(orig)):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def refuse_full_disk(home: Path, min_free_mb: int) -> None:
    """Stop where the disk of the service's folder has hardly any space left.

    Args:
        home: The service's folder.
        min_free_mb: What has to be free, in MB.

    Raises:
        NotReadyError: There is less.
    """
    free = shutil.disk_usage(home).free // MEGABYTE
    if free < min_free_mb:
        raise NotReadyError(
            f"The disk is full: {free:,} MB are left, and {min_free_mb:,} are needed.",
            fix="Free some space where the service's folder is, or lower the setting 'min_free_mb'.",
            reason=Reason("disk_full"),
        )


def _says_full(error: BaseException) -> bool:
    if isinstance(error, OSError) and error.errno in _FULL_NUMBERS:
        return True
    if getattr(error, "sqlstate", None) == _FULL_STATE:
        return True
    first = error.args[0] if error.args else None
    if isinstance(first, int):
        return first in _FULL_MYSQL
    return isinstance(first, str) and any(words in first.lower() for words in _FULL_WORDS)
