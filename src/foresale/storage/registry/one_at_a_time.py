"""A turn that one process of this machine has at a time, given back even when the process is killed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from foresale.errors import RegistryError

LONGEST_WAIT = 120.0  # seconds; creating MLflow's tables takes some 10


@contextmanager
def one_at_a_time(file: Path) -> Iterator[None]:
    """Wait until nobody else is in a block of the same `file`, threads of this process included.

    An SQLite file is a lock on every system, and the system frees it when its holder dies.

    Args:
        file: Made where it isn't there yet; it stays empty.

    Raises:
        RegistryError: Another process has kept its turn for two minutes.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(file, timeout=LONGEST_WAIT, isolation_level=None)) as turn:
        try:
            turn.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise RegistryError(
                f"Another process has kept the registry for {LONGEST_WAIT:.0f} s ({error}).",
                fix=f"See which process has {file} open, and end it.",
            ) from None
        yield
