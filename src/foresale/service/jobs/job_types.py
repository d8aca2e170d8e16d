"""The kinds of jobs, the function that does each, and what it is given to report with and be stopped by."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime
from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

from foresale.errors import ForesaleError, OptionError
from foresale.service.jobs.leases import Heartbeat
from foresale.storage.database.tables.base import utc_now

if TYPE_CHECKING:
    from foresale.container import Container

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


if TYPE_CHECKING:
    Handler = Callable[[Container, Mapping[str, Any], JobContext], Mapping[str, Any]]
    """Does a job: the service's parts, what was asked, and whom to tell; answers what came out, as JSON.
    Its changes are one transaction, or doing it again changes nothing: it may be begun anew after a crash.
    """

_HANDLERS = "foresale.service.jobs.handlers"
KINDS: Mapping[str, str] = {
    "import_sales": f"{_HANDLERS}.import_sales:import_sales",
    "undo_import": f"{_HANDLERS}.undo_import:undo",
    "train": f"{_HANDLERS}.train:train",
    "forecast": f"{_HANDLERS}.forecast:forecast",
    "forecast_series": f"{_HANDLERS}.forecast_series:forecast_series",
    "track_actuals": f"{_HANDLERS}.track_actuals:track_actuals",
    "monitor": f"{_HANDLERS}.monitor:monitor",
    "export_views": f"{_HANDLERS}.export_views:export_views",
    "propose_orders": f"{_HANDLERS}.propose_orders:propose",
    "find_drivers": f"{_HANDLERS}.find_drivers:find_drivers",
    "publish_predictions": f"{_HANDLERS}.publish_predictions:publish",
}
"""Kind to module and function."""

HEAVY = frozenset({"train", "find_drivers"})
"""Kinds that take minutes to hours: where there are several workers, one leaves them to the others."""

_ABOUT_ONE = {"import_sales", "undo_import", "forecast_series", "find_drivers", "publish_predictions"}

PLUGINS = "foresale.jobs"
"""Entry points of this group are further kinds."""


def list_job_types() -> frozenset[str]:
    """Every kind of job there is, those of installed packages among them."""
    return frozenset(KINDS) | frozenset(entry_points(group=PLUGINS).names)


def schedulable_kinds() -> frozenset[str]:
    """The kinds that can run by themselves: all but those about one uploaded file or some series."""
    return list_job_types() - _ABOUT_ONE


def find_handler(kind: str) -> Handler:
    """The function that does jobs of a kind.

    Raises:
        OptionError: There is no such kind.
    """
    place = KINDS.get(kind)
    if place is not None:
        module, _, name = place.partition(":")
        work: Handler = getattr(import_module(module), name)
        return work
    for found in entry_points(group=PLUGINS, name=kind):
        plugged: Handler = found.load()
        return plugged
    raise OptionError(
        f"There is no kind of job '{kind}'.", fix=f"Choose one of {', '.join(sorted(list_job_types()))}."
    )
