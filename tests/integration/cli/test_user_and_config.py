"""Users and settings from the command line."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from foresale.storage.database.engine.connect import connect
from foresale.storage.database.engine.migrate import upgrade
from foresale.storage.database.tables.catalog import StoreRow

ONE_TIME = re.compile(r"(?:[a-z2-9]{4}-){4}[a-z2-9]{4}")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A service's folder with an empty database and one store."""
    engine = connect(f"sqlite:///{tmp_path / 'foresale.db'}")
    upgrade(engine)
    with Session(engine) as session, session.begin():
        session.add(StoreRow(code="S1", name="S1"))
    engine.dispose()
    return tmp_path


def users(run: Any, home: Path) -> list[dict[str, Any]]:
    return json.loads(run("user", "list", "--home", home, "--json").out)["users"]


def test_a_user_is_added_changed_and_reset(run: Any, home: Path) -> None:
    added = run("user", "add", "Ada@Example.com", "planner", "--store", "S1", "--home", home)
    assert added.code == 0
    assert ONE_TIME.search(added.out)
    assert run("user", "role", "ada@example.com", "analyst", "--home", home).code == 0
    (ada,) = users(run, home)
    assert (ada["email"], ada["name"], ada["role"], ada["stores"]) == (
        "ada@example.com", "Ada", "analyst", ["S1"],
    )  # fmt: skip
    again = run("user", "reset", "ada@example.com", "--home", home, "--json")
    assert ONE_TIME.fullmatch(json.loads(again.out)["one_time_password"])
    assert "ada@example.com" in run("user", "list", "--home", home).out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("add", "ada@example.com", "boss"), "There is no role 'boss'."),
        (("add", "ada@example.com", "viewer", "--store", "S9"), "There is no store 'S9'."),
        (("add", "ada", "viewer"), "The e-mail address can't be one."),
        (("reset", "nobody@example.com"), "There is no user with this address."),
        (("role", "nobody@example.com", "viewer"), "There is no user with this address."),
    ],
)
def test_what_cannot_be_done_is_told_in_two_lines(
    run: Any, home: Path, words: tuple[str, ...], told: str
) -> None:
    ended = run("user", *words, "--home", home)
    assert ended.code == 1
    assert ended.err.startswith(f"{told}\n→ ")
    assert users(run, home) == []


def test_the_last_admin_keeps_the_role(run: Any, home: Path) -> None:
    run("user", "add", "ada@example.com", "admin", "--home", home)
    ended = run("user", "role", "ada@example.com", "viewer", "--home", home)
    assert (ended.code, ended.err.splitlines()[0]) == (1, "User 1 is the only admin.")


def test_a_database_that_is_not_there_yet_is_told(run: Any, tmp_path: Path) -> None:
    ended = run("user", "list", "--home", tmp_path / "new")
    assert ended.code == 1
    assert "foresale db upgrade" in ended.err


def test_every_setting_says_where_it_comes_from_and_hides_what_is_secret(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "shop.toml"
    file.write_text(
        '[service]\nport = 9000\nhost = "0.0.0.0"\n'
        'database_url = "postgresql://ada:hunter2@db.example/shop?password=hunter3"\n'
    )
    monkeypatch.setenv("FORESALE_PORT", "9001")
    monkeypatch.setenv("FORESALE_SECRET_KEY", "hunter4-" * 8)
    ended = run("config", "check", "--config", file, "--home", tmp_path, "--json")
    assert ended.code == 0
    assert "hunter" not in ended.out
    found = {item["name"]: item for item in json.loads(ended.out)["settings"]}
    assert (found["port"]["value"], found["port"]["origin"]) == ("9001", "FORESALE_PORT")
    assert (found["host"]["value"], found["host"]["origin"]) == ("0.0.0.0", str(file))  # noqa: S104
    assert found["home"]["origin"] == "option"
    assert found["log_level"]["origin"] == "default"
    assert found["database_url"]["value"] == "postgresql://…@db.example/shop"
    assert all(item["meaning"] for item in found.values())
    assert "9001" in run("config", "check", "--config", file).out


def test_a_misspelled_variable_is_told_with_the_one_that_was_meant(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORESALE_DATABSE_URL", "sqlite:///x.db")
    ended = run("config", "check")
    assert ended.code == 1
    assert ended.err == "FORESALE_DATABSE_URL is no setting.\n→ Did you mean FORESALE_DATABASE_URL?\n"


def test_a_schema_goes_back_only_where_somebody_means_it(run: Any, home: Path) -> None:
    asked = run("db", "downgrade", "--to", "0013", "--home", home)
    assert asked.code == 1
    assert "loses what newer tables hold" in asked.err
    assert "--yes" in asked.err
    assert json.loads(run("db", "upgrade", "--home", home, "--json").out)["before"] != "0013"
    done = json.loads(run("db", "downgrade", "--to", "0013", "--yes", "--home", home, "--json").out)
    assert done["now"] == "0013"
