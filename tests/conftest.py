"""What every test may ask for: real data, a browser, and what must be there in CI."""

from __future__ import annotations

import functools
import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
import typer.testing
from hypothesis import HealthCheck, settings

from slow_tests import is_slow
from work_units import work_unit_of

# Tests start many processes. Where compiled modules aren't kept, each compiles its libraries, for seconds.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Before a library loads OpenMP: its threads would spin while they wait, and take the cores of other tests.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

REPOSITORY = Path(__file__).resolve().parents[1]

settings.register_profile("dev", deadline=None, max_examples=25)  # others at each run
settings.register_profile(
    "ci",
    deadline=None,
    max_examples=50,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("deep", deadline=None, max_examples=1000)  # pytest --hypothesis-profile=deep
settings.load_profile("ci" if os.environ.get("CI") else "dev")


# Typer makes every command of an app anew each time that a test runs one.
typer.testing._get_command = functools.cache(typer.main.get_command)  # type: ignore[attr-defined]

gc.disable()  # while tests are collected: a fifth of that time went into looks for cycles


def pytest_sessionstart(session: pytest.Session) -> None:
    """Forget how the last run ended."""
    _keep_end(session, None)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Keep how this run ended: `.ci/failed_again.py` looks only at runs that came to their end."""
    _keep_end(session, int(exitstatus))


def _keep_end(session: pytest.Session, status: int | None) -> None:
    cache = getattr(session.config, "cache", None)
    if cache is not None and not hasattr(session.config, "workerinput"):
        cache.set("foresale/end", status)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what `make test` leaves to `make test-all`."""
    for item in items:
        if is_slow(item):
            item.add_marker(pytest.mark.slow)


def pytest_collection_finish() -> None:
    """Look for cycles again, but less often, and not among tests and libraries, which stay."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give each worker a file at a time, or a folder whose files share what takes long to make."""
    from xdist.scheduler import LoadFileScheduling

    class UnitScheduling(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return work_unit_of(nodeid)

    return UnitScheduling(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the repository."""
    return REPOSITORY


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real sales beside the repository; tests on it are skipped where it isn't."""
    folder = REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("Real sales data isn't beside this repository (../shared/data).")
    return folder


@pytest.fixture(scope="session")
def need() -> Callable[[object, str], None]:
    """A function that skips the test when `found` is falsy, or fails it where servers are required.

    CI sets FORESALE_REQUIRE_SERVERS=1, so that a missing server can't pass for a green run.
    """

    def check(found: object, what: str) -> None:
        if found:
            return
        if os.environ.get("FORESALE_REQUIRE_SERVERS") == "1":
            pytest.fail(f"{what} isn't installed, and FORESALE_REQUIRE_SERVERS=1 requires it.")
        pytest.skip(f"{what} isn't installed.")

    return check


@pytest.fixture(scope="session")
def chromium(need: Callable[[object, str], None]) -> str:
    """The path of a Chromium that can open a report."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    need(path, "Chromium")
    return str(path)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    """A Chromium for all tests of a file: its driver keeps a loop running, beside which no other can."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright isn't installed.")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium, args=arguments)
        yield opened
        opened.close()
