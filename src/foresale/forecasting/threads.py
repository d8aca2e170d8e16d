"""How learning libraries share the machine with others."""

from __future__ import annotations

import os

SMALL = 20_000  # rows below which a second thread costs more than it brings


def wait_passively() -> None:
    """Let OpenMP's threads sleep while they wait; to be called before a library that uses them loads.

    By default they spin, and on a machine that does something else as well LightGBM then
    took twenty times as long. What the user has set stays.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def threads_for(rows: int) -> int:
    """Threads to learn from so many rows with."""
    if rows < SMALL:
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
