"""What a registry says when MLflow isn't there, lets nobody in, or can't keep two names apart."""

from __future__ import annotations

import base64
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from foresale.container import Container
from foresale.errors import MissingExtraError, OptionError, RegistryError
from foresale.settings import Settings
from foresale.storage.registry.mlflow_registry import MlflowRegistry
from foresale.storage.registry.open_mlflow import hide_credentials
from foresale.workflows.ports import Scope, TrainedModel

KEY = "Basic " + base64.b64encode(b"planner:hush").decode()


@contextmanager
def asking_for_a_password(upstream: str) -> Iterator[str]:
    """The address of a proxy before MLflow that lets in only `planner` with the password `hush`."""

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.headers.get("Authorization") != KEY:
                self.told(401, b"Who are you?")
                return
            kept = {name: self.headers[name] for name in ("Content-Type", "Accept") if self.headers[name]}
            answer = httpx.request(
                self.command, upstream + self.path, content=body, headers=kept, timeout=60, trust_env=False
            )
            self.told(answer.status_code, answer.content)

        def told(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_said: object) -> None:
            """Say nothing."""

    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        setattr(Door, f"do_{method}", Door.answer)

    class Doors(ThreadingHTTPServer):
        daemon_threads = True  # a client may keep its connection

    with Doors(("127.0.0.1", 0), Door) as doors:
        threading.Thread(target=doors.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{doors.server_address[1]}"
        doors.shutdown()


def model(scope: Scope, folder: Path) -> TrainedModel:
    folder.mkdir()
    (folder / "weights.txt").write_text("1 2 3")
    return TrainedModel(scope, folder, date(2024, 5, 31), {"wape": 0.2}, {}, {})


def refusal(address: str, folder: Path) -> str:
    """What a registry there says at once, without a password."""
    begun = time.monotonic()
    with pytest.raises(RegistryError) as caught:
        MlflowRegistry(address, folder / "models", folder / "cache").versions()
    assert time.monotonic() - begun < 30  # MLflow itself would try for two minutes
    assert "hush" not in str(caught.value)
    assert "***@" in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("kind", ["http", "postgresql", "mysql"])
def test_an_mlflow_that_is_not_there_is_named_soon_and_without_its_password(kind, tmp_path, monkeypatch):
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and doesn't listen
        port = nobody.getsockname()[1]
        said = refusal(f"{kind}://planner:hush@127.0.0.1:{port}/mlflow", tmp_path)
    assert f"{kind}://planner:***@127.0.0.1:{port}/mlflow" in said
    assert "Connection refused" in said or "Can't connect" in said or "connection failed" in said
    assert len(said) < 400


def test_a_wrong_password_of_mariadb_is_told_without_it(mariadb_url, tmp_path):
    wrong = sa.make_url(mariadb_url).set(drivername="mysql", password="hush")
    assert "Access denied for user 'root'" in refusal(wrong.render_as_string(hide_password=False), tmp_path)


def test_a_user_that_postgresql_does_not_know_is_told_without_the_password(postgres_url, tmp_path):
    wrong = sa.make_url(postgres_url).set(drivername="postgresql", username="nobody", password="hush")
    said = refusal(wrong.render_as_string(hide_password=False), tmp_path)
    assert 'role "nobody" does not exist' in said


def test_a_server_behind_a_password_takes_the_right_one_and_does_not_repeat_a_wrong_one(
    mlflow_server, tmp_path
):
    scope = Scope("guarded")
    with asking_for_a_password(mlflow_server) as door:
        registry = MlflowRegistry(f"http://planner:hush@{door}", tmp_path / "models", tmp_path / "cache")
        version = registry.register(model(scope, tmp_path / "a"))
        assert (registry.fetch(version) / "weights.txt").read_text() == "1 2 3"
        assert "401" in refusal(f"http://planner:hush-hush@{door}", tmp_path)


def test_a_driver_that_is_missing_is_named(tmp_path):
    with pytest.raises(MissingExtraError, match="psycopg2"):
        MlflowRegistry("postgresql+psycopg2://db/mlflow", tmp_path, tmp_path / "cache").versions()


def test_names_that_differ_only_in_case_are_kept_apart_or_refused(mlflow_address, tmp_path):
    """MariaDB's usual collations take them for the same, and one's champion would be the other's."""
    registry = MlflowRegistry(mlflow_address, tmp_path / "models", tmp_path / "cache")
    drinks, shouted = Scope("case", "category=Drinks"), Scope("case", "category=DRINKS")
    registry.register(model(drinks, tmp_path / "a"))
    registry.point(drinks, "champion", 1)
    if mlflow_address.startswith("mysql"):
        with pytest.raises(RegistryError, match="takes 'category=DRINKS' and 'category=Drinks' for the same"):
            registry.register(model(shouted, tmp_path / "b"))
    else:
        assert registry.register(model(shouted, tmp_path / "b")).number == 1
        assert registry.at(shouted, "champion") is None
    assert registry.at(drinks, "champion").number == 1


def test_a_database_is_not_shared_with_the_system_of_record_however_it_is_written(tmp_path):
    settings = Settings(
        home=tmp_path, database_url="mysql://shop@db/shop", mlflow_url="mysql+pymysql://mlflow:x@db:3306/shop"
    )
    with pytest.raises(OptionError, match="name the same database"):
        _ = Container(settings).registry


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://planner:hush@mlflow.example.org/a?token=hush", "https://planner:***@mlflow.example.org/a"),
        ("https://planner:hu@sh/x?y@mlflow.example.org", "https://planner:***@mlflow.example.org"),
        ("planner:hush@mlflow", "…"),
    ],
)
def test_an_address_is_shown_without_secrets(address, told):
    assert hide_credentials(address) == told
