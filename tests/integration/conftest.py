"""Real database servers, started for the tests on a free port and thrown away after."""

from __future__ import annotations

import importlib.util
import io
import os
import pwd
import select
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from service_log import capture_log

if TYPE_CHECKING:
    from ready_databases import ReadyDatabases

Need = Callable[[object, str], None]


def free_port() -> int:
    """A port nobody listens on, below those the system hands out to clients."""
    for port in range(20_000 + os.getpid() % 5_000, 32_000):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise OSError("no free port")


def program(*names: str, places: tuple[str, ...] = ()) -> str | None:
    """Where the first of `names` is, on the path or in one of Debian's own `places`."""
    found = (path for name in names if (path := shutil.which(name)))
    inside = (
        str(path) for place in places for name in names for path in sorted(Path("/").glob(f"{place}/{name}"))
    )
    return next(found, None) or next(inside, None)


@contextmanager
def server(command: list[str], port: int, user: str | None, seconds: float = 120) -> Iterator[None]:
    """Run `command` until the block ends; the block begins once `port` answers, within `seconds`."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, user=user)
        try:
            deadline = time.monotonic() + seconds
            while time.monotonic() < deadline and process.poll() is None:
                with socket.socket() as probe:
                    if not probe.connect_ex(("127.0.0.1", port)):
                        break
                time.sleep(0.05)
            else:
                log.seek(0)
                pytest.fail(f"{command[0]} didn't start:\n{log.read().decode(errors='replace')}")
            yield
        finally:
            process.terminate()
            process.wait(timeout=120)


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the service logs meanwhile, as JSON lines."""
    with capture_log(monkeypatch) as stream:
        yield stream


@pytest.fixture
def read_until() -> Callable[[int, str | None], str]:
    """A function that reads what is written on a terminal, up to some words or its end."""
    return _read_until


def _read_until(terminal: int, words: str | None) -> str:
    """What is written on a terminal, up to `words` or its end."""
    seen, deadline = b"", time.monotonic() + 120
    while time.monotonic() < deadline and (words is None or words.encode() not in seen):
        if not select.select([terminal], [], [], 0.1)[0]:
            continue
        try:
            read = os.read(terminal, 4096)
        except OSError:  # Linux says so where nobody holds the other end any more
            break
        if not read:
            break
        seen += read
    return seen.decode()


@pytest.fixture(scope="session")
def postgres_url(need: Need) -> Iterator[str]:
    """An empty PostgreSQL database."""
    place = "usr/lib/postgresql/*/bin"
    # Debian's initdb finds its share folder from its own place, so it is looked for there first.
    initdb = next((str(path) for path in sorted(Path("/").glob(f"{place}/initdb"))), None) or program(
        "initdb"
    )
    need(initdb, "PostgreSQL")
    binaries = Path(str(initdb)).parent
    user = "postgres" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="foresale-postgres-") as folder:
        if user:  # PostgreSQL refuses to run as root
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
        data, port = f"{folder}/data", free_port()
        subprocess.run(
            [
                str(initdb),
                "-D",
                data,
                "-U",
                "reader",
                "--auth=trust",
                "--no-sync",
                "--locale=C",
                "-E",
                "UTF8",
            ],
            check=True,
            capture_output=True,
            user=user,
            cwd=folder,
        )
        options = ["-h", "127.0.0.1", "-p", str(port), "-k", folder, "-c", "fsync=off"]
        with server([str(binaries / "postgres"), "-D", data, *options], port, user):
            wait_for_postgres(port)
            yield f"postgresql+psycopg://reader@127.0.0.1:{port}/postgres"


def wait_for_postgres(port: int) -> None:
    """Wait until PostgreSQL lets somebody in: its port answers while it is still starting."""
    import psycopg

    deadline = time.monotonic() + 120
    while True:
        try:
            psycopg.connect(host="127.0.0.1", port=port, user="reader", dbname="postgres").close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


@pytest.fixture(scope="session")
def mariadb_url(need: Need) -> Iterator[str]:
    """An empty MariaDB database."""
    install = program("mariadb-install-db")
    daemon = program("mariadbd", places=("usr/sbin",))
    need(install and daemon, "MariaDB")
    user = pwd.getpwuid(os.geteuid()).pw_name
    with tempfile.TemporaryDirectory(prefix="foresale-mariadb-") as folder:
        data, port = f"{folder}/data", free_port()
        common = ["--no-defaults", f"--user={user}", f"--datadir={data}"]
        subprocess.run(
            [str(install), *common, "--auth-root-authentication-method=normal", "--skip-test-db"],
            check=True,
            capture_output=True,
        )
        options = ["--bind-address=127.0.0.1", f"--port={port}", f"--socket={folder}/s.sock"]
        options += [f"--tmpdir={folder}"]  # one that starts clears away others' files in a shared one
        options += ["--innodb-flush-method=nosync", "--innodb-flush-log-at-trx-commit=0"]
        with server([str(daemon), *common, *options], port, None):
            import pymysql

            with pymysql.connect(host="127.0.0.1", port=port, user="root") as connection:
                connection.cursor().execute("CREATE DATABASE shop CHARACTER SET utf8mb4")
            yield f"mysql+pymysql://root@127.0.0.1:{port}/shop"


@pytest.fixture(scope="session")
def ready_databases(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> ReadyDatabases:
    """Databases with all tables and no rows but the first ones."""
    from ready_databases import ReadyDatabases

    folder = tmp_path_factory.mktemp("ready")
    return ReadyDatabases(folder, lambda kind: request.getfixturevalue(f"{kind}_url"))


@pytest.fixture(scope="session", autouse=True)
def mlflow_tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """MLflow makes its tables in a new SQLite file once, which takes a second; later new files are copies."""
    from foresale.storage.registry import mlflow_registry

    template, first = tmp_path_factory.mktemp("mlflow") / "template.db", mlflow_registry.open_mlflow

    def open_or_copy(address: str) -> object:
        place = Path(address.removeprefix("sqlite:///"))
        is_new = address.startswith("sqlite:///") and place.parent.is_dir()
        is_new = is_new and not (place.exists() and place.stat().st_size)  # a home's is empty at first
        if is_new and template.exists():
            shutil.copyfile(template, place)
        client = first(address)
        if is_new and not template.exists():
            with closing(sqlite3.connect(place)) as made, closing(sqlite3.connect(template)) as kept:
                made.backup(kept)  # what it wrote last still lies beside the file
        return client

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mlflow_registry, "open_mlflow", open_or_copy)
        yield


@pytest.fixture(scope="session")
def mlflow_server(need: Need, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """MLflow's own server, with runs and versions in an SQLite file, that serves the models' files."""
    need(importlib.util.find_spec("mlflow"), "MLflow")
    home, port = tmp_path_factory.mktemp("mlflow"), free_port()
    command = [sys.executable, "-m", "mlflow", "server", "--host=127.0.0.1", f"--port={port}", "--workers=1"]
    places = [
        f"--backend-store-uri=sqlite:///{home}/mlflow.db",
        f"--artifacts-destination=file://{home}/files",
    ]
    spare = ["env", "MLFLOW_SERVER_ENABLE_JOB_EXECUTION=false", "MLFLOW_DISABLE_TELEMETRY=true"]
    with server([*spare, *command, *places], port, None, seconds=300):  # it imports for long
        yield f"http://127.0.0.1:{port}"
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)), "MLflow's server outlived the tests."


@pytest.fixture(scope="session")
def mlflow_sqlite(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An SQLite file for MLflow on this machine."""
    return f"sqlite:///{tmp_path_factory.mktemp('registry')}/mlflow.db"


@pytest.fixture(scope="session")
def mlflow_postgres(postgres_url: str) -> Iterator[str]:
    """A PostgreSQL database for MLflow."""
    with mlflow_database(postgres_url) as address:
        yield address


@pytest.fixture(scope="session")
def mlflow_mariadb(mariadb_url: str) -> Iterator[str]:
    """A MariaDB database for MLflow."""
    with mlflow_database(mariadb_url) as address:
        yield address


@pytest.fixture(params=["sqlite", "server", "postgres", "mariadb"])
def mlflow_address(request: pytest.FixtureRequest) -> str:
    """An MLflow of each kind, made once: its tables take seconds. Tests use scopes of their own."""
    return str(request.getfixturevalue(f"mlflow_{request.param}"))


@contextmanager
def mlflow_database(url: str) -> Iterator[str]:
    """A database of its own on a server, for as long as the block lasts."""
    import sqlalchemy

    beside = sqlalchemy.make_url(url)
    engine = sqlalchemy.create_engine(beside, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE mlflow")
    kind = beside.get_backend_name()
    yield beside.set(drivername=kind, database="mlflow").render_as_string(hide_password=False)
    with engine.connect() as connection:  # PostgreSQL stops only once MLflow's connections have ended
        connection.exec_driver_sql("DROP DATABASE mlflow" + (" WITH (FORCE)" if kind == "postgresql" else ""))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgres", "mariadb"])
def database_address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind, emptied again after the test."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'foresale.db'}"
        return
    address: str = request.getfixturevalue(f"{request.param}_url")
    empty(address)  # of what other tests left there, such as a queue's tables
    yield address
    empty(address)


def empty(address: str) -> None:
    """Drop all tables of a database."""
    import sqlalchemy

    from foresale.storage.database.engine.connect import connect

    engine = connect(address)
    with engine.begin() as connection:
        if engine.dialect.name == "mysql":
            connection.execute(sqlalchemy.text("SET FOREIGN_KEY_CHECKS = 0"))
        found = sqlalchemy.MetaData()
        found.reflect(connection)
        found.drop_all(connection)
    engine.dispose()
