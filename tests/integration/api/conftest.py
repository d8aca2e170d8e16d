"""The API over a migrated database, of each kind where a test says so, and clients logged in as any role."""

from __future__ import annotations

import logging
import secrets
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy

from connection_guard import allow_one_connection
from write_guard import Marked, forbid_file_work

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from foresale.container import Container
    from ready_databases import ReadyDatabases

KINDS = ("sqlite", "postgres", "mariadb")


@dataclass
class Api:
    """A running API.

    Attributes:
        client: Asks as nobody.
        container: The service's parts, its `engine` among them.
        seconds: Where requests asked for a second connection while they had one.
    """

    client: TestClient
    container: Container
    seconds: list[str] = field(default_factory=list)

    def with_headers(self, **headers: str) -> TestClient:
        """A client that sends these with every request; underscores in names are hyphens."""
        from fastapi.testclient import TestClient

        named = {name.replace("_", "-"): value for name, value in headers.items()}
        other = TestClient(self.client.app, headers=named, raise_server_exceptions=False)
        other.portal = self.client.portal
        return other

    def as_user(self, user_id: int) -> TestClient:
        """A client that is logged in as this user."""
        from sqlalchemy.orm import Session

        from foresale.service.accounts.sessions import begin_session
        from foresale.storage.database.tables.people import UserRow

        with Session(self.container.engine) as session, session.begin():
            begun = begin_session(session, session.get_one(UserRow, user_id), 1)
        token, _ = self.client.app.state.auth.access_token(begun)
        return self.with_headers(Authorization=f"Bearer {token}")

    def as_role(self, role: str, store_ids: Sequence[int] = ()) -> TestClient:
        """A client that is logged in as a new user of this role, limited to stores if any are named."""
        return self.as_user(self.add_user(role, store_ids))

    def add_user(
        self,
        role: str,
        store_ids: Sequence[int] = (),
        *,
        email: str = "",
        password: str = "seven amber ladders",
    ) -> int:
        """A new user's id."""
        from sqlalchemy.orm import Session

        from foresale.service.accounts.users import NewUser, add_user

        kept = self.client.app.state.auth.passwords.hash(password)
        address = email or f"{role}-{secrets.token_hex(4)}@example.com"
        new = NewUser(address, role, role, kept, must_change_password=False, store_ids=store_ids or None)
        with Session(self.container.engine) as session, session.begin():
            return add_user(session, new).id


@pytest.fixture
def open_api(ready_databases: ReadyDatabases, tmp_path: Path) -> Iterator[Callable[..., Api]]:
    """A function that opens the API over an empty migrated database of a kind, with settings by name."""
    opened = []

    def open_one(kind: str = "sqlite", **settings: object) -> Api:
        api = _opened_api(ready_databases, kind, tmp_path, settings)
        opened.append(api)
        return api.__enter__()

    yield open_one
    for api in reversed(opened):
        api.__exit__(None, None, None)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that is marked so on each kind of database, and any other on SQLite."""
    if "api" in metafunc.fixturenames:
        on_each = metafunc.definition.get_closest_marker("every_database")
        metafunc.parametrize("api", KINDS if on_each else KINDS[:1], indirect=True)


@pytest.fixture
def api(request: pytest.FixtureRequest, open_api: Callable[..., Api]) -> Api:
    """The API over a database, empty but for the roles: SQLite, or each where a test is marked so."""
    return open_api(request.param)


@pytest.fixture
def embedded_api(open_api: Callable[..., Api]) -> Api:
    """The API over SQLite, for what no database can change."""
    return open_api()


@pytest.fixture
def work() -> Callable[[Api, dict[str, Any]], Any]:
    """A function that does an import's job as a worker does, and answers the import."""

    def done(api: Api, shown: dict[str, Any]) -> Any:
        from foresale.service.jobs.job import JobTimings
        from foresale.service.jobs.job_types import JobContext, find_handler
        from foresale.service.jobs.leases import JobLeases

        leases, job_id = JobLeases(api.container.engine, JobTimings()), shown["job"].rpartition("/")[2]
        claim = leases.claim(job_id, "test")
        assert claim is not None
        context = JobContext(job_id)
        result = find_handler("import_sales")(api.container, claim.job.arguments, context)
        assert leases.succeed(claim, result, context.heartbeat())
        return api.as_role("admin").get(f"/api/imports/{shown['id']}").json()

    return done


@contextmanager
def _opened_api(
    databases: ReadyDatabases, kind: str, folder: Path, settings: dict[str, object]
) -> Iterator[Api]:
    with warnings.catch_warnings():
        # It would rather have another library under it than the one our client uses.
        warnings.filterwarnings("ignore", "Using `httpx` with")
        from fastapi.testclient import TestClient

    import structlog
    from argon2 import PasswordHasher

    from foresale.container import Container
    from foresale.service.accounts.passwords import Passwords
    from foresale.service.api.app import create_app
    from foresale.settings import Settings

    address = databases.open(kind)
    near, port = address, settings.pop("port_of_database", None)
    if port is not None:
        near = sqlalchemy.make_url(address).set(port=port).render_as_string(hide_password=False)
    container = Container(Settings(home=folder / "home", database_url=near, **settings))
    if not structlog.is_configured():
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    quick = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    app = create_app(container, passwords=quick)
    app.add_middleware(Marked)
    forbid_file_work(container.engine)
    seconds = allow_one_connection(container.engine)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Api(client, container, seconds)
    assert seconds == [], "one request is one connection"
    databases.put_back(address)
