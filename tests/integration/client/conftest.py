"""A server of its own for each test, on SQLite and a free port, and people who may log in."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from foresale.client import Client
    from foresale.container import Container
    from ready_databases import ReadyDatabases

PASSWORD = "seven amber ladders"


@dataclass(frozen=True)
class Served:
    """A server that listens.

    Attributes:
        address: Where.
        app: What answers.
        container: Its parts.
    """

    address: str
    app: Any
    container: Container

    def add_user(self, role: str, *, must_change_password: bool = False) -> str:
        """A new user's e-mail; the password is always the same."""
        from sqlalchemy.orm import Session

        from foresale.service.accounts.users import NewUser, add_user

        kept = self.app.state.auth.passwords.hash(PASSWORD)
        email = f"{role}@example.com"
        new = NewUser(email, role.title(), role, kept, must_change_password=must_change_password)
        with Session(self.container.engine) as session, session.begin():
            add_user(session, new)
        return email

    def log_in(self, role: str = "admin") -> Client:
        """A client that is a new user of this role."""
        from foresale.client import Client

        return Client.login(self.address, self.add_user(role), PASSWORD)


@pytest.fixture
def serve(ready_databases: ReadyDatabases, tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """A function that starts a server with settings by name."""
    running = []

    def start(**settings: Any) -> Served:
        one = _listening(ready_databases.open("sqlite"), tmp_path, settings)
        running.append(one)
        return one.__enter__()

    yield start
    for one in running:
        one.__exit__(None, None, None)


@pytest.fixture
def served(serve: Callable[..., Served]) -> Served:
    """A server with the usual settings."""
    return serve()


@contextmanager
def _listening(address: str, folder: Path, settings: dict[str, Any]) -> Iterator[Served]:
    import uvicorn
    from argon2 import PasswordHasher
    from structlog.testing import capture_logs

    from foresale.container import Container
    from foresale.service.accounts.passwords import Passwords
    from foresale.service.api.app import create_app
    from foresale.settings import Settings

    container = Container(Settings(home=folder / "home", database_url=address, **settings))
    quick = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    app = create_app(container, passwords=quick)
    # The server's log lines would stand among what a command prints in the same process.
    with capture_logs(), socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
        server = uvicorn.Server(
            uvicorn.Config(app, log_config=None, ws="websockets-sansio", timeout_graceful_shutdown=2)
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        while not server.started:
            assert thread.is_alive(), "The server didn't start."
            time.sleep(0.01)
        try:
            yield Served(f"http://127.0.0.1:{port}", app, container)
        finally:
            server.should_exit = True
            thread.join(timeout=120)
    assert not thread.is_alive()


@pytest.fixture
def worker(served: Served) -> Iterator[None]:
    """Somebody who does the jobs."""
    from foresale.container import Container
    from foresale.service.jobs.job import JobTimings
    from foresale.service.jobs.worker import Worker

    container = Container(served.container.settings)
    busy = Worker(container, "worker", JobTimings(lease=5, heartbeat=0.05, sweep=0.1, retry=0.1))
    thread = threading.Thread(target=busy.run)
    thread.start()
    yield
    busy.stop()
    thread.join(timeout=120)
    assert not thread.is_alive()
    container.close()


@pytest.fixture
def forecasted(served: Served) -> Served:
    """A server whose champion says that TEA sells 10 a day in S1, from Monday 2 March 2026."""
    from sqlalchemy.orm import Session

    from foresale.storage.database.tables.catalog import ProductRow, StoreRow
    from foresale.storage.database.tables.operations import ServingRow
    from foresale.storage.database.tables.outlook import ForecastReasonRow, ForecastRow, ForecastRunRow

    with Session(served.container.engine) as session, session.begin():
        product, store = ProductRow(sku="TEA", name="Tea"), StoreRow(code="S1", name="Roma")
        run = ForecastRunRow(
            model_version="daily.all.1",
            cutoff=date(2026, 3, 1),
            horizon=28,
            levels=[0.1, 0.5, 0.9],
            n_series=1,
            sum_errors={"rho": {"total|horizon": 0.0}, "shapes": {}},
            created_at=datetime(2026, 3, 2, tzinfo=UTC),
        )
        session.add_all([product, store, run])
        session.flush()
        series = {"run_id": run.id, "product_id": product.id, "store_id": store.id}
        for grain, count, step, mean in (("day", 28, 1, 10.0), ("week", 4, 7, 70.0)):
            session.add_all(
                ForecastRow(
                    **series,
                    grain=grain,
                    target_date=date(2026, 3, 2) + timedelta(days=step * place),
                    mean=mean,
                    deviation=0.15 * mean,
                    quantiles=[0.8 * mean, mean, 1.2 * mean],
                )
                for place in range(count)
            )
        session.add(ForecastReasonRow(**series, explanation={"sentence": "It sells evenly."}))
        session.add(ServingRow(model="daily.all", alias="champion", version=1, since=datetime.now(UTC)))
    served.app.state.predictor.champions.refresh()
    return served


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An environment of a person without logins."""
    return os.environ | {"XDG_CONFIG_HOME": str(tmp_path / "config")}


@dataclass(frozen=True)
class Ended:
    """What a command printed, and its exit code."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def foresale(home: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ended]:
    """A function that runs the command in this process, which is quick; nobody sits at a terminal."""
    from typer.testing import CliRunner

    from foresale.cli.app import app

    monkeypatch.setenv("XDG_CONFIG_HOME", home["XDG_CONFIG_HOME"])
    monkeypatch.setenv("FORESALE_DEBUG", "1")

    def run(*words: object, text: str = "") -> Ended:
        result = CliRunner().invoke(app, [str(word) for word in words], input=text)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ended(result.exit_code, result.stdout, result.stderr)

    return run
