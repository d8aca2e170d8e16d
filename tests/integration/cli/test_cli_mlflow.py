"""`foresale mlflow`: where the registry's pages are."""

from __future__ import annotations

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
