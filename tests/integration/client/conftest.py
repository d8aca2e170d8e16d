"""A server of its own for each test, on SQLite and a free port, and people who may log in."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from foresale.client import Client
    from foresale.wiring import Wiring

PASSWORD = "nine violet teapots"


@dataclass(frozen=True)
class Served:
    """A server that listens.

    Attributes:
        address: Where.
        app: What answers.
        wiring: Its parts.
    """

    address: str
    app: Any
    wiring: Wiring

    def add_user(self, role: str, *, must_change_password: bool = False) -> str:
        """A new user's e-mail; the password is always the same."""
        from sqlalchemy.orm import Session

        from foresale.service.accounts.users import NewUser, add_user

        kept = self.app.state.door.passwords.hash(PASSWORD)
        email = f"{role}@example.com"
        new = NewUser(email, role.title(), role, kept, must_change_password=must_change_password)
        with Session(self.wiring.engine) as session, session.begin():
            add_user(session, new)
        return email

    def log_in(self, role: str = "admin") -> Client:
        """A client that is a new user of this role."""
        from foresale.client import Client

        return Client.login(self.address, self.add_user(role), PASSWORD)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty migrated database, to be copied."""
    from foresale.storage.database.connect import connect
    from foresale.storage.database.migrate import upgrade

    place = tmp_path_factory.mktemp("template") / "foresale.db"
    engine = connect(f"sqlite:///{place}")
    upgrade(engine)
    engine.dispose()
    return place


@pytest.fixture
def serve(template: Path, tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """A function that starts a server with settings by name."""
    running = []

    def start(**settings: Any) -> Served:
        shutil.copy(template, tmp_path / "foresale.db")
        one = _listening(tmp_path, settings)
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
def _listening(folder: Path, settings: dict[str, Any]) -> Iterator[Served]:
    import uvicorn
    from argon2 import PasswordHasher
    from structlog.testing import capture_logs

    from foresale.service.accounts.passwords import Passwords
    from foresale.service.api.app import create_app
    from foresale.settings import Settings
    from foresale.wiring import Wiring

    wiring = Wiring(
        Settings(home=folder / "home", database_url=f"sqlite:///{folder / 'foresale.db'}", **settings)
    )
    quick = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    app = create_app(wiring, passwords=quick)
    # The server's log lines would stand among what a command prints in the same process.
    with capture_logs(), socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, ws="none", timeout_graceful_shutdown=2))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        while not server.started:
            assert thread.is_alive(), "The server didn't start."
            time.sleep(0.01)
        try:
            yield Served(f"http://127.0.0.1:{port}", app, wiring)
        finally:
            server.should_exit = True
            thread.join(timeout=20)
    assert not thread.is_alive()
