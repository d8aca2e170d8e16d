"""`foresale mlflow`: where the registry's pages are."""

from __future__ import annotations

import socket

import pytest
from typer.testing import CliRunner

from foresale.cli.app import app


def test_the_pages_of_a_server_are_named_without_its_password(monkeypatch, tmp_path):
    monkeypatch.setenv("FORESALE_MLFLOW_URL", "https://planner:hush@mlflow.example.org")
    told = CliRunner().invoke(app, ["mlflow", "--home", str(tmp_path)])
    assert told.exit_code == 0
    assert "https://planner:***@mlflow.example.org" in told.output


@pytest.mark.parametrize("address", ["oracle://db/mlflow", "nonsense"])
def test_an_address_that_is_no_registry_is_refused_in_two_lines(address, monkeypatch, tmp_path):
    monkeypatch.setenv("FORESALE_MLFLOW_URL", address)
    told = CliRunner().invoke(app, ["mlflow", "--home", str(tmp_path)])
    assert told.exit_code == 1
    assert "→" in told.output


def test_pages_over_the_system_of_record_are_refused_before_anything_is_made_there(monkeypatch, tmp_path):
    shared = f"sqlite:///{tmp_path}/foresale.db"
    monkeypatch.setenv("FORESALE_DATABASE_URL", shared)
    monkeypatch.setenv("FORESALE_MLFLOW_URL", shared)
    told = CliRunner().invoke(app, ["mlflow", "--home", str(tmp_path)])
    assert told.exit_code == 1
    assert "name the same database" in told.output
    assert list(tmp_path.iterdir()) == []


def test_a_port_in_use_is_told_at_once(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = CliRunner().invoke(app, ["mlflow", "--home", str(tmp_path), "--port", str(port)])
    assert told.exit_code == 1
    assert f"Port {port} of 127.0.0.1 is in use already." in told.output
