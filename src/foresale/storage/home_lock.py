"""One service a home: the lock that a running one holds, given back by the system however it ends."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from foresale.errors import ConflictError
from foresale.messages import option

FILE = "service.lock"


@contextmanager
def hold_home(home: Path) -> Iterator[None]:
    """Be the only service of a home for as long as the block lasts.

    The system holds the lock, not the file: one that a killed service or a power cut left is free. The file
    says which process holds it, for people.

    Args:
        home: The service's folder; made where it isn't there yet, for its owner only.

    Raises:
        ConflictError: Another process holds it.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    place = home / FILE
    number = os.open(place, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(number, "r+", encoding="utf-8") as file:
        if not _try_lock(number):
            holder = file.read(100).strip()
            raise ConflictError(
                f"Another service runs in {home}{f': process {holder}' if holder else ''}.",
                fix=f"Stop it first, or give this one a folder of its own with {option('home')}.",
            )
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        try:
            yield
        finally:
            file.seek(0)
            file.truncate(0)


def _try_lock(number: int) -> bool:
    """Take the lock, or answer that another process has it."""
    if sys.platform == "win32":
        import msvcrt

        os.lseek(number, _BEYOND, os.SEEK_SET)  # what is locked there can't be read by others
        try:
            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        os.lseek(number, 0, os.SEEK_SET)
        return True
    import fcntl

    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
    return True


_NO_LOCKS = frozenset({errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})
"""Shared folders without locks have services nevertheless."""
_BEYOND = 1_000_000
"""The locked byte's place on Windows, far beyond the process's number."""
