"""Real services with the built pages, and a Chromium that opens them."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from foresale.container import Container
from foresale.service.accounts.first_admin import FIRST_ADMIN, ensure_admin
from foresale.service.api.pages.dashboard import BUILT
from foresale.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from dashboard_visit import Visit

KEPT = Path(__file__).resolve().parents[2] / "build" / "e2e"
DEMO_SECONDS, START_SECONDS = 400.0, 90.0
PATIENCE_MS = 15_000  # other tests run beside
OF_DEMO = ("simulation", "service/processes", "storage/database/migrations/versions")
"""Where the code lies on which a demo's home depends."""


@pytest.fixture(scope="session", autouse=True)
def built_pages(need: Callable[[object, str], None]) -> None:
    """Whatever is tested here needs the pages."""
    if (BUILT / ".out-of-reach").exists():
        pytest.skip("npm's registry can't be reached, so the dashboard isn't built.")
    need((BUILT / "index.html").exists(), "The dashboard (make dashboard builds it)")


@dataclass(frozen=True)
class RunningService:
    """A service that a browser can open.

    Attributes:
        address: Where.
        container: Parts of the test's own, over the same database.
        first_password: The first admin's one-time password, where nobody used it yet.
    """

    address: str
    container: Container
    first_password: str | None = None
    first_admin: str = FIRST_ADMIN

    def add_user(self, role: str, stores: Sequence[str] = (), *, must_change_password: bool = False) -> str:
        """A new user's e-mail; the password is `PASSWORD` of `dashboard_visit`.

        Args:
            role: What they may do.
            stores: Codes of stores they are limited to; none means all.
            must_change_password: Whether it has to be changed first.
        """
        from sqlalchemy import select
        from sqlalchemy.orm import Session

        from dashboard_visit import PASSWORD
        from foresale.service.accounts.users import NewUser, add_user
        from foresale.storage.database.tables.catalog import StoreRow

        email, kept = f"{role}-{secrets.token_hex(3)}@example.com", quick_passwords().hash(PASSWORD)
        with Session(self.container.engine) as session, session.begin():
            ids = list(session.scalars(select(StoreRow.id).where(StoreRow.code.in_(stores)))) or None
            new = NewUser(email, role.title(), role, kept, must_change_password, ids)
            add_user(session, new)
        return email


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """A function that opens a browser of its own on a service; what it complained of fails the test."""
    from playwright.sync_api import expect

    from dashboard_visit import Visit

    expect.set_options(timeout=PATIENCE_MS)
    visits = []

    def begin(
        service: RunningService, *, width: int = 1400, height: int = 900, locale: str = "en-GB"
    ) -> Visit:
        context = browser.new_context(
            base_url=service.address, viewport={"width": width, "height": height}, locale=locale
        )
        context.set_default_timeout(PATIENCE_MS)
        visits.append((context, Visit.begin(context, service.address)))
        return visits[-1][1]

    yield begin
    for context, _ in visits:
        context.close()
    assert [complaint for _, one in visits for complaint in one.complaints] == []


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database with today's schema, to be copied."""
    from foresale.storage.database.engine.connect import connect
    from foresale.storage.database.engine.migrate import upgrade

    place = tmp_path_factory.mktemp("migrated") / "foresale.db"
    engine = connect(f"sqlite:///{place}")
    upgrade(engine)
    engine.dispose()
    return place


@pytest.fixture
def empty_service(migrated: Path, tmp_path: Path) -> Iterator[RunningService]:
    """A service that nobody has used: its API, without workers."""
    database = shutil.copy(migrated, tmp_path / "foresale.db")
    settings = Settings(home=tmp_path / "home", database_url=f"sqlite:///{database}", logins_per_minute=1000)
    with served(settings) as address:
        container = Container(settings)
        password = ensure_admin(container.engine, quick_passwords())
        yield RunningService(address, container, password)
        container.close()


@pytest.fixture(scope="session")
def demo_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """`foresale up` with the demo's chain, its models and forecasts: one for all tests of a process."""
    home = tmp_path_factory.mktemp("demo") / "home"
    shutil.copytree(demo_home(), home)
    with up(home, "--port", "0") as text:
        address = text(r"Foresale is at (\S+);", START_SECONDS)[1]
        container = Container(Settings(home=home))
        yield RunningService(address, container)
        container.close()


@dataclass
class KillableService:
    """`foresale up` on an empty home, at an address of its own that stays over its deaths."""

    home: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> RunningService:
        """Begin, or begin again; back when it answers."""
        self.home.mkdir(parents=True, exist_ok=True)
        output = self.home / "printed.txt"
        with output.open("wb") as printed:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "foresale", "up", "--home", str(self.home), "--port", str(self.port)],
                stdout=printed, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True,
                env=os.environ | {"FORESALE_LOG_LEVEL": "warning"},
            )  # fmt: skip
        deadline = time.monotonic() + START_SECONDS
        while "Foresale is at" not in output.read_text(encoding="utf-8"):
            assert self.process.poll() is None, output.read_text(encoding="utf-8")
            assert time.monotonic() < deadline, output.read_text(encoding="utf-8")
            time.sleep(0.1)
        return RunningService(f"http://127.0.0.1:{self.port}", Container(Settings(home=self.home)))

    def kill(self) -> None:
        """End all its processes without a word of warning."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=30)


@pytest.fixture
def killable_service(tmp_path: Path) -> Iterator[KillableService]:
    """A service that may be killed and started again; it isn't running yet."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        service = KillableService(tmp_path / "home", door.getsockname()[1])
    yield service
    service.kill()


def demo_home() -> Path:
    """A home with a demo in it, made when first asked for on a day."""
    KEPT.mkdir(parents=True, exist_ok=True)
    source = Path(BUILT).parents[1]
    code = hashlib.sha256()
    for folder in OF_DEMO:
        for path in sorted((source / folder).rglob("*.py")):
            code.update(path.read_bytes())
    home = KEPT / f"{datetime.now(UTC):%Y-%m-%d}-{code.hexdigest()[:12]}"
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            for older in KEPT.glob("20*"):
                shutil.rmtree(older)
            draft = KEPT / "draft"
            shutil.rmtree(draft, ignore_errors=True)
            with up(draft, "--demo", "--once", "--port", "0") as text:
                text(r"log in as", DEMO_SECONDS)
                text(r"Stopped\.", START_SECONDS)
            draft.rename(home)
    return home


@contextmanager
def up(home: Path, *words: str) -> Iterator[Callable[[str, float], re.Match[str]]]:
    """Run `foresale up`; the block gets a function that waits until it printed something."""
    home.mkdir(parents=True, exist_ok=True)
    output = home.with_suffix(".txt")
    with output.open("w") as printed:
        process = subprocess.Popen(
            [sys.executable, "-m", "foresale", "up", "--home", str(home), *words],
            stdout=printed, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, cwd=home.parent,
            env=os.environ | {"FORESALE_LOG_LEVEL": "warning", "FORESALE_LOGINS_PER_MINUTE": "1000"},
        )  # fmt: skip

        def wait_for(pattern: str, seconds: float) -> re.Match[str]:
            deadline = time.monotonic() + seconds
            while not (found := re.search(pattern, output.read_text())):
                assert process.poll() is None, output.read_text()
                assert time.monotonic() < deadline, output.read_text()
                time.sleep(0.1)
            return found

        try:
            yield wait_for
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)


@contextmanager
def served(settings: Settings) -> Iterator[str]:
    """An API server in a thread of this process; its address."""
    import uvicorn
    from structlog.testing import capture_logs

    from foresale.service.api.app import create_app

    app: Any = create_app(Container(settings), passwords=quick_passwords())
    with capture_logs(), socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_config=None, ws="websockets-sansio", timeout_graceful_shutdown=2)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        while not server.started:
            assert thread.is_alive(), "The server didn't start."
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{door.getsockname()[1]}"
        finally:
            app.state.hub.close()
            server.should_exit = True
            thread.join(timeout=20)
    assert not thread.is_alive()


def quick_passwords() -> Any:
    """Hashes as cheap as they can be."""
    from argon2 import PasswordHasher

    from foresale.service.accounts.passwords import Passwords

    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
