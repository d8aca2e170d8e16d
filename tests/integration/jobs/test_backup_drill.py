"""A home that was moved, and one restored to another kind of database, answer and work as before."""

from __future__ import annotations

import json
import shutil
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from daily_sales import daily_sales
from foresale.cli.app import app
from foresale.container import Container
from foresale.service.accounts.api_keys import add_key
from foresale.service.accounts.users import NewUser, add_user
from foresale.service.jobs.job_types import JobContext, find_handler
from foresale.settings import Settings
from foresale.simulation.chain import simulate_chain
from foresale.simulation.options import ChainOptions
from foresale.storage.database.engine.migrate import upgrade
from foresale.storage.database.tables.outlook import ForecastRunRow

WHAT_IF = {"year": 2026, "month": 11, "lags": [310, 290, 305]}
QUICK = {"models": ["seasonal_naive", "moving_average"], "folds": 2, "horizon": 7}

Service = Callable[[Path], Any]


@contextmanager
def service(home: Path, **settings: Any) -> Iterator[Container]:
    """A service's parts."""
    parts = Container(Settings(home=home, **settings))
    yield parts
    parts.close()


def does(parts: Container, kind: str, **arguments: Any) -> Any:
    """A job's result."""
    return find_handler(kind)(parts, arguments, JobContext(str(uuid.uuid4())))


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A home with sales and both champions, and an admin's key."""
    home = tmp_path_factory.mktemp("drill") / "home"
    with service(home) as parts:
        upgrade(parts.engine)
        chain = simulate_chain(ChainOptions(2, 3, 900, seed=3))
        parts.sales_repository.add(daily_sales(chain.sales))
        with Session(parts.engine) as session, session.begin():
            user = add_user(
                session, NewUser("ann@example.com", "Ann", "admin", "-", must_change_password=False)
            )
            _, key = add_key(session, user.id, "drill", "admin", 30)
        assert does(parts, "train", scope="daily.all", **QUICK)["promoted"]
        assert does(parts, "train", scope="monthly.all")["promoted"]
        assert len(parts.secret) > 32
    shutil.rmtree(home / "cache")
    (home / "uploads").mkdir()
    (home / "uploads" / "waiting.csv").write_text("date,units\n")
    (home / "uploads" / "arriving.part").write_text("date,un")
    return home, key


@pytest.fixture
def home(trained: tuple[Path, str], tmp_path: Path) -> Path:
    """A copy of that home, which a test may change; the other is put out of the way meanwhile."""
    copy = tmp_path / "home"
    shutil.copytree(trained[0], copy)
    with service(copy) as parts:
        parts.registry.aliases()  # a service that once ran here has its addresses here
    return copy


def answer(home: Path, key: str, **settings: Any) -> dict[str, Any]:
    """What a service answers to a what-if over HTTP, once its model is loaded."""
    with warnings.catch_warnings():
        # It would rather have another library under it than the one our client uses.
        warnings.filterwarnings("ignore", "Using `httpx` with")
        from fastapi.testclient import TestClient

    from foresale.service.api.app import create_app

    with service(home, **settings) as parts, TestClient(create_app(parts)) as client:
        client.app.state.predictor.monthly.wait(60)  # type: ignore[attr-defined]
        told = client.post("/api/predict/", json=WHAT_IF, headers={"X-API-Key": key})
        assert told.status_code == 200, told.text
        body: dict[str, Any] = told.json()
    return {name: value for name, value in body.items() if name not in ("request_id", "made_at")}


def works(home: Path, **settings: Any) -> None:
    """A forecast is made, a training ends with the next version, whose files lie in this home."""
    with service(home, **settings) as parts:
        before = runs(parts)
        does(parts, "forecast", scope="daily.all")
        assert runs(parts) == before + 1
        assert does(parts, "train", scope="daily.all", **QUICK)["version"] == "daily.all.2"


def runs(parts: Container) -> int:
    """How many forecasts are kept."""
    with Session(parts.engine) as session:
        return int(session.scalar(sa.select(sa.func.count()).select_from(ForecastRunRow)) or 0)


def told(*words: str) -> dict[str, Any]:
    """What a command prints as JSON."""
    done = CliRunner().invoke(app, [*words, "--json"])
    assert done.exit_code == 0, done.output
    body: dict[str, Any] = json.loads(done.output)
    return body


@pytest.fixture
def beside(request: pytest.FixtureRequest) -> Iterator[Callable[[str, str], str]]:
    """A function that makes an empty database on a server of a kind."""
    made: list[tuple[str, str]] = []

    def run(server: str, statement: str) -> None:
        engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()

    def make(kind: str, name: str) -> str:
        server = str(request.getfixturevalue(f"{kind}_url"))
        run(server, f"CREATE DATABASE {name}")
        made.append((server, name))
        return sa.make_url(server).set(database=name).render_as_string(hide_password=False)

    yield make
    for server, name in made:
        run(server, f"DROP DATABASE {name}" + (" WITH (FORCE)" if server.startswith("postgresql") else ""))


def test_a_moved_home_answers_and_works_as_before(
    home: Path, trained: tuple[Path, str], tmp_path: Path
) -> None:
    before = answer(home, trained[1])
    shutil.rmtree(home / "cache")
    moved = home.rename(tmp_path / "elsewhere")
    assert answer(moved, trained[1]) == before
    works(moved)
    assert not home.exists()


def test_a_backup_restores_to_other_databases_with_the_same_answers(
    home: Path, trained: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, beside: Any
) -> None:
    before = answer(home, trained[1])
    made = told("backup", str(tmp_path / "a.zip"), "--home", str(home))
    assert (made["has_secret"], made["rows"]["users"]) == (False, 1)
    home.rename(tmp_path / "gone")
    postgres = {"database_url": beside("postgres", "drill"), "mlflow_url": beside("postgres", "drill_mlflow")}
    for name, address in postgres.items():
        monkeypatch.setenv(f"FORESALE_{name.upper()}", address)
    told("restore", str(tmp_path / "a.zip"), "--home", str(tmp_path / "b"))
    assert (tmp_path / "b" / "uploads" / "waiting.csv").read_text() == "date,units\n"
    assert not (tmp_path / "b" / "uploads" / "arriving.part").exists()
    assert answer(tmp_path / "b", trained[1], **postgres) == before
    told("backup", str(tmp_path / "b.zip"), "--home", str(tmp_path / "b"))
    works(tmp_path / "b", **postgres)
    (tmp_path / "b").rename(tmp_path / "gone b")
    monkeypatch.delenv("FORESALE_MLFLOW_URL")
    maria = {"database_url": beside("mariadb", "drill")}
    monkeypatch.setenv("FORESALE_DATABASE_URL", maria["database_url"])
    told("restore", str(tmp_path / "b.zip"), "--home", str(tmp_path / "c"))
    assert answer(tmp_path / "c", trained[1], **maria) == before
    works(tmp_path / "c", **maria)


def test_a_restore_replaces_only_what_it_is_told_to_and_only_where_nothing_runs(
    home: Path, trained: tuple[Path, str], tmp_path: Path
) -> None:
    from foresale.storage.home_lock import hold_home

    file = str(tmp_path / "a.zip")
    assert told("backup", file, "--home", str(home), "--with-secret")["has_secret"]
    secret = (home / "secret.key").read_text()
    (home / "secret.key").write_text("x" * 40)
    (home / "models" / "later.txt").write_text("of a later training")
    refused = CliRunner().invoke(app, ["restore", file, "--home", str(home)])
    assert (refused.exit_code, "--replace" in refused.output) == (1, True)
    with hold_home(home):
        refused = CliRunner().invoke(app, ["restore", file, "--home", str(home), "--replace"])
        assert (refused.exit_code, "Another service runs in" in refused.output) == (1, True)
    assert (home / "models" / "later.txt").exists()
    told("restore", file, "--home", str(home), "--replace")
    assert not (home / "models" / "later.txt").exists()
    assert (home / "secret.key").read_text() == secret
    assert {path.name for path in home.iterdir() if path.name.startswith(".")} == set()
    works(home.rename(tmp_path / "restored"))  # this process has the old file of MLflow open
