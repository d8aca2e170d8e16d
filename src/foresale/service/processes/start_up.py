"""`foresale up` and `foresale worker`: everything a service needs, started in order and stopped together."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from urllib.error import URLError
from urllib.request import urlopen

from sqlalchemy.exc import OperationalError

from foresale.errors import NotReadyError
from foresale.service.processes.parts import Stated, scheduler_part, worker_parts
from foresale.service.processes.supervisor import Part, Supervisor
from foresale.wiring import Wiring

Tell = Callable[[str], None]
_ASK = 1.0


@contextmanager
def prepared(stated: Stated) -> Iterator[Wiring]:
    """The service's parts over a database of the newest schema.

    Raises:
        NotReadyError: The database can't be reached.
    """
    from foresale.storage.database.migrate import upgrade

    wiring = Wiring(stated.settings())
    try:
        with _database_told():
            upgrade(wiring.engine)
        yield wiring
    finally:
        wiring.close()


@contextmanager
def running(parts: Sequence[Part], stated: Stated, tell: Tell) -> Iterator[Supervisor]:
    """Run parts for as long as the block lasts; Ctrl-C and SIGTERM end its `watch`."""
    supervisor = Supervisor(parts, stated.environment(), tell)
    for name in ("SIGTERM", "SIGINT", "SIGBREAK" if sys.platform == "win32" else "SIGHUP"):
        signal.signal(getattr(signal, name), lambda *_: supervisor.stop())
    try:
        supervisor.start()
        yield supervisor
    finally:
        supervisor.end()


def run_workers(stated: Stated, count: int | None, *, schedules: bool, tell: Tell) -> None:
    """Run job workers until stopped.

    Args:
        stated: Where settings come from.
        count: How many; None for the setting `job_workers`.
        schedules: Whether a scheduler runs beside.
        tell: Hears what happens.
    """
    from foresale.storage.database.migrate import check_current

    wiring = Wiring(stated.settings())
    try:
        with _database_told():
            check_current(wiring.engine)
    finally:
        wiring.close()
    number = count or wiring.settings.job_workers
    parts = worker_parts(stated, number) + ([scheduler_part(stated)] if schedules else [])
    with running(parts, stated, tell) as supervisor:
        tell(f"{number} job {'worker' if number == 1 else 'workers'} at work; Ctrl-C stops.")
        supervisor.watch()
    tell("Stopped.")


@dataclass(frozen=True)
class Readiness:
    """Whether a service answers.

    Attributes:
        address: Such as http://127.0.0.1:8000.
    """

    address: str

    def __call__(self) -> bool:
        """Ask once."""
        try:
            with urlopen(f"{self.address}/api/health/ready", timeout=_ASK) as answer:  # noqa: S310 - http
                return bool(answer.status == 200)
        except (URLError, HTTPException, OSError):
            return False


@contextmanager
def _database_told() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        raise NotReadyError(
            f"The database can't be reached: {error.orig}.",
            fix="Check the setting 'database_url', and that its server runs.",
        ) from None
