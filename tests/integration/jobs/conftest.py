"""Jobs on each database: a service's parts, kinds of jobs made for tests, and workers."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from foresale.container import Container
from foresale.service.jobs.job import JobTimings
from foresale.service.jobs.repository import JobRepository
from foresale.service.jobs.worker import Worker
from foresale.service.processes.parts import SettingsSource, worker_parts
from foresale.service.processes.supervisor import Supervisor
from foresale.settings import Settings
from ready_databases import ReadyDatabases
from write_guard import forbid_file_work

FAST = JobTimings(lease=2, heartbeat=0.05, sweep=0.1, retry=0.2, cancel=1, stop=1)
KINDS = '''
import time
from pathlib import Path
from foresale.errors import HistoryError, NotReadyError

def note(arguments, progress, what):
    with Path(arguments["notes"]).open("a") as notes:
        notes.write(f"{what} {progress.job_id}\\n")

def steps(wiring, arguments, progress):
    """Takes its time, and may be stopped after every step."""
    note(arguments, progress, "begin")
    count = arguments.get("steps", 1)
    progress.start("Counting", count)
    for _ in range(count):
        time.sleep(arguments.get("seconds", 0.02))
        progress.advance()
    note(arguments, progress, "end")
    return {"counted": count}

def deaf(wiring, arguments, progress):
    """Never looks whether it has to stop."""
    note(arguments, progress, "begin")
    progress.start("Sleeping", 1)
    time.sleep(60)
    return {}

def refuses(wiring, arguments, progress):
    """Can't use what it was given."""
    note(arguments, progress, "begin")
    raise HistoryError("The history has 3 days.", fix="Give at least 14.")

def fills(wiring, arguments, progress):
    """Finds no space to write what it made, as often as it was told to."""
    note(arguments, progress, "begin")
    if Path(arguments["notes"]).read_text().count("begin") <= arguments["times"]:
        raise OSError(28, "No space left on device")
    return {}

def breaks(wiring, arguments, progress):
    """Has a fault, as often as it was told to."""
    note(arguments, progress, "begin")
    if Path(arguments["notes"]).read_text().count("begin") <= arguments["times"]:
        raise KeyError("password=secret")
    return {"tries": arguments["times"] + 1}
'''
NAMES = ("steps", "deaf", "refuses", "breaks", "fills")

Until = Callable[[Callable[[], bool]], None]


@pytest.fixture(scope="session")
def until() -> Until:
    """Waits until something is true; fails after two minutes."""

    def wait(happened: Callable[[], bool], seconds: float = 120) -> None:
        deadline = time.monotonic() + seconds
        while not happened():
            if time.monotonic() > deadline:
                pytest.fail(f"It didn't happen within {seconds} seconds.")
            time.sleep(0.03)

    return wait


@pytest.fixture
def kinds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an installed package that brings the kinds of jobs above."""
    folder = tmp_path / "kinds"
    facts = folder / "kinds_for_tests-1.dist-info"
    facts.mkdir(parents=True)
    (folder / "kinds_for_tests.py").write_text(KINDS)
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: kinds-for-tests\nVersion: 1\n")
    points = [f"{name} = kinds_for_tests:{name}" for name in NAMES]
    (facts / "entry_points.txt").write_text("\n".join(["[foresale.jobs]", *points]))
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.delitem(sys.modules, "kinds_for_tests", raising=False)
    return folder


@pytest.fixture(params=["sqlite", "postgres", "mariadb"])
def container(
    request: pytest.FixtureRequest, ready_databases: ReadyDatabases, tmp_path: Path
) -> Iterator[Container]:
    """A service's parts over an empty, migrated database of each kind."""
    address = ready_databases.open(request.param)
    parts = Container(Settings(home=tmp_path / "home", database_url=address))
    forbid_file_work(parts.engine)
    yield parts
    parts.close()
    ready_databases.put_back(address)


@pytest.fixture
def book(container: Container) -> JobRepository:
    """The record of the service's jobs."""
    return JobRepository(container.engine)


@pytest.fixture
def timings() -> JobTimings:
    """Everything faster than in earnest."""
    return FAST


class Notes:
    """The file in which the tests' jobs note what they do."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.touch()

    def count(self, what: str, job_id: str = "") -> int:
        """How often a job, or any, noted this."""
        lines = self.path.read_text().splitlines()
        return sum(line.startswith(what) and line.endswith(job_id) for line in lines)


@pytest.fixture
def notes(tmp_path: Path) -> Notes:
    """What jobs noted."""
    return Notes(tmp_path / "notes.txt")


@pytest.fixture
def working(container: Container, kinds: Path) -> Callable[..., AbstractContextManager[Worker]]:
    """Has a worker at work, in a thread, for as long as a block lasts."""

    @contextmanager
    def work(name: str = "ann") -> Iterator[Worker]:
        worker = Worker(container, name, FAST)
        thread = threading.Thread(target=worker.run)
        thread.start()
        try:
            yield worker
        finally:
            worker.stop()
            thread.join(120)
            assert not thread.is_alive()

    return work


@pytest.fixture
def processes(
    container: Container, kinds: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., AbstractContextManager[Supervisor]]:
    """Has real workers at work, processes under a supervisor, for as long as a block lasts."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(kinds), *filter(None, sys.path)]))
    address = container.settings.database_address
    chosen = {"home": container.settings.home, "database_url": address, "job_lease_seconds": 2}
    stated = SettingsSource(
        None, chosen | {"job_cancel_seconds": 1, "job_retry_seconds": 1, "log_level": "error"}
    )

    @contextmanager
    def work(count: int, told: list[str]) -> Iterator[Supervisor]:
        supervisor = Supervisor(worker_parts(stated, count), stated.environment(), told.append)
        supervisor.start()
        watching = threading.Thread(target=supervisor.watch)
        watching.start()
        try:
            yield supervisor
        finally:
            supervisor.stop()
            watching.join(120)
            supervisor.end()

    return work
