"""How much memory a piece of work needed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

STATUS = Path("/proc/self/statm")
PAGE_MB = 4096 / 1e6


@dataclass
class MemoryPeak:
    """The most memory seen above the start, in MB; NaN where the system doesn't tell."""

    megabytes: float = float("nan")


def _resident() -> float:
    return int(STATUS.read_text().split()[1]) * PAGE_MB


@contextmanager
def watch_memory(every_seconds: float = 0.05) -> Iterator[MemoryPeak]:
    """Samples this process's resident memory while the block runs (Linux only)."""
    peak = MemoryPeak()
    if not STATUS.exists():
        yield peak
        return
    start, over = _resident(), threading.Event()
    peak.megabytes = 0.0

    def sample() -> None:
        while not over.wait(every_seconds):
            peak.megabytes = max(peak.megabytes, _resident() - start)

    watcher = threading.Thread(target=sample, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        over.set()
        watcher.join()
        peak.megabytes = max(peak.megabytes, _resident() - start)
