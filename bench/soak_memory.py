"""What the parts of a service take of memory while sales come in steadily and many listen."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.soak_process import Service

ROLES = ("api", "live", "worker", "scheduler")
_EVERY_SECONDS = 5.0


class MemoryWatch:
    """Reads what each part of a service has for itself, every five seconds.

    Args:
        service: It runs.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._began = time.monotonic()
        self._ended = threading.Event()
        self.seen: dict[str, list[tuple[float, float]]] = {role: [] for role in ROLES}
        self._thread = threading.Thread(target=self._watch, name="memory", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Read no more."""
        self._ended.set()
        self._thread.join()

    def means(self, parts: int) -> dict[str, list[float]]:
        """The mean of each part of the time, in MB, by role.

        Args:
            parts: Into how many the time is cut.
        """
        length = (time.monotonic() - self._began) / parts
        return {
            role: [
                sum(mine) / len(mine)
                for at in range(parts)
                if (mine := [size for moment, size in seen if at * length <= moment < (at + 1) * length])
            ]
            for role, seen in self.seen.items()
        }

    def _watch(self) -> None:
        while not self._ended.wait(_EVERY_SECONDS):
            for role in ROLES:
                sizes = [_private_mb(pid) for pid in self._service.parts(role)]
                if sizes:
                    self.seen[role].append((time.monotonic() - self._began, sum(sizes)))


def _private_mb(pid: int) -> float:
    """What a process has for itself and its share of what it shares."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return sum(float(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
