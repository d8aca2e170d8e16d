"""What a running job reports of itself, and how it learns that it has to stop."""

from __future__ import annotations

import threading
from collections import deque
from datetime import datetime

from foresale.errors import ForesaleError
from foresale.service.jobs.leases import Heartbeat
from foresale.storage.database.tables.base import utc_now

MAX_LINE_LENGTH = 2000
MAX_LINES = 5000
MAX_LINES_OF_A_JOB = 20_000


class JobStoppedError(ForesaleError):
    """The job has to end now: someone cancelled it, or its worker has to go."""

    code = "stopped"

    def __init__(self) -> None:
        super().__init__("The job was stopped.", fix="Ask for it again.")


class JobContext:
    """Hears stages, steps and lines from the job's thread, and keeps them until the next heartbeat.

    Nothing here writes to the database: a job may hold SQLite's only writer itself.

    Args:
        job_id: The job that tells.
        created_by: The user who asked for it.
    """

    def __init__(self, job_id: str, created_by: int | None = None) -> None:
        self.job_id, self.created_by = job_id, created_by
        self._stage: str | None = None
        self._done, self._total = 0, 0
        self._lines: deque[tuple[datetime, str, str]] = deque(maxlen=MAX_LINES)
        self._count = 0
        self._stop = threading.Event()

    def log(self, text: str, level: str = "info") -> None:
        """Add a line to the job's log; of one that says too much, only errors are kept from then on."""
        self._count += 1
        if self._count > MAX_LINES_OF_A_JOB and level != "error":
            return
        if self._count == MAX_LINES_OF_A_JOB:
            text, level = f"This is the line {self._count:,}: further ones are left out.", "warning"
        self._lines.append((utc_now(), level, text[:MAX_LINE_LENGTH]))

    def start(self, stage: str, total: int) -> None:
        """Begin a stage of `total` steps; raises JobStoppedError where the job has to end."""
        self._check()
        self._stage, self._done, self._total = stage[:100], 0, total
        self.log(stage)

    def advance(self, steps: int = 1) -> None:
        """Some steps are done; raises JobStoppedError where the job has to end."""
        self._done += steps
        self._check()

    def stop(self) -> None:
        """Let the job end at its next step."""
        self._stop.set()

    def heartbeat(self) -> Heartbeat:
        """What happened since the last heartbeat."""
        lines = tuple(self._lines.popleft() for _ in range(len(self._lines)))
        share = min(self._done / self._total, 1.0) if self._total else 0.0
        return Heartbeat(self._stage, share, lines)

    def put_back(self, heartbeat: Heartbeat) -> None:
        """Keep the lines of a heartbeat that couldn't be sent for the next one."""
        self._lines.extendleft(reversed(heartbeat.lines))

    def _check(self) -> None:
        if self._stop.is_set():
            raise JobStoppedError
