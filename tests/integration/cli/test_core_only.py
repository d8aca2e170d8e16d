"""Where only the core is installed, every command works or says what to install."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

# What the extras bring, as modules; Typer has pydantic too.
BLOCKED = (
    "alembic", "argon2", "cronsim", "distributed", "dask", "fastapi", "httptools", "httpx", "huey", "jwt",
    "mlflow", "orjson", "prometheus_client", "psycopg", "pydantic_settings", "pymysql",
    "python_multipart", "redis", "sqlalchemy", "starlette", "structlog", "uvicorn", "uvloop", "xgboost",
    "keras", "jax", "prophet", "plotly", "streamlit", "optuna",
    "statsforecast", "coreforecast", "utilsforecast", "fugue", "statsmodels", "pandas", "pyarrow",
)  # fmt: skip

SCRIPT = """
import json, sys
import typer
from typer.testing import CliRunner

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in BLOCKED:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

BLOCKED = set(json.loads(sys.argv[1]))
sys.meta_path.insert(0, Blocked())
from foresale.cli.app import app

def leaves(command, path=()):
    if hasattr(command, "commands"):
        for name, inner in command.commands.items():
            yield from leaves(inner, (*path, name))
    else:
        yield path, command

VALUES = {"role": "viewer", "email": "a@b.example", "to": "base", "version": "1"}

told = {}
for path, command in leaves(typer.main.get_command(app)):
    words = list(path)
    for parameter in command.params:
        if parameter.required:
            value = VALUES.get(parameter.name, sys.argv[2])
            words += [parameter.opts[0], value] if parameter.param_type_name == "option" else [value]
    done = CliRunner().invoke(app, words, input="")
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    told[" ".join(path)] = (done.exit_code, done.output)
print("TOLD", json.dumps(told))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, str]]:
    """Each command's exit code and output, in one Python without the extras."""
    place = tmp_path_factory.mktemp("core")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, json.dumps(BLOCKED), str(place / "nothing.csv")],
        capture_output=True, text=True, check=False, cwd=place, timeout=600,
    )  # fmt: skip
    assert "TOLD " in done.stdout, done.stderr[-2000:]
    answers: dict[str, tuple[int, str]] = json.loads(done.stdout.rpartition("TOLD ")[2])
    return answers


def test_no_command_ends_in_a_fault(told: dict[str, tuple[int, str]]) -> None:
    assert len(told) > 20
    assert {name: output for name, (code, output) in told.items() if "fault" in output or code == 70} == {}


@pytest.mark.parametrize(
    "command", ["up", "worker", "mlflow", "import", "user list", "config check", "db upgrade"]
)
def test_a_command_of_the_service_names_the_extra(told: dict[str, tuple[int, str]], command: str) -> None:
    code, output = told[command]
    assert (code, "pip install 'foresale[service]'" in output.replace("\n", " ")) == (1, True), output


@pytest.mark.parametrize("command", ["login", "remote forecast"])
def test_a_command_of_the_client_names_the_extra(told: dict[str, tuple[int, str]], command: str) -> None:
    code, output = told[command]
    assert (code, "pip install 'foresale[client]'" in output.replace("\n", " ")) == (1, True), output


FORECAST = """
import json, sys
from typer.testing import CliRunner

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in BLOCKED:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

BLOCKED = set(json.loads(sys.argv[1]))
sys.meta_path.insert(0, Blocked())
from foresale.cli.app import app

told = []
for words in json.loads(sys.argv[2]):
    done = CliRunner().invoke(app, words)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    told.append(done.output)
print("TOLD", json.dumps(told))
"""


def test_files_are_forecast_with_the_core_alone_and_the_models_left_out_name_their_extra(
    tmp_path: Path,
) -> None:
    """One Python does all of them: loading what they need takes longer than the forecasts."""
    days = pl.date_range(pl.date(2024, 1, 1), pl.date(2024, 3, 31), eager=True)
    table = pl.DataFrame({"date": days, "units": [3 + number * 5 % 7 for number in range(len(days))]})
    words = []
    for kind, write in (
        ("csv", table.write_csv),
        ("xlsx", table.write_excel),
        ("parquet", table.write_parquet),
    ):
        write(tmp_path / f"sales.{kind}")
        out = str(tmp_path / kind)
        words.append(["forecast", str(tmp_path / f"sales.{kind}"), "--json", "--folds", "1", "--out", out])
    done = subprocess.run(
        [sys.executable, "-c", FORECAST, json.dumps(BLOCKED), json.dumps(words)],
        capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert "TOLD " in done.stdout, done.stderr[-2000:]
    answers = [json.loads(output) for output in json.loads(done.stdout.rpartition("TOLD ")[2])]
    assert len(answers) == 3
    for answer in answers:
        assert "lightgbm" in [row["model"] for row in answer["leaderboard"]]
        (told,) = [note["text"] for note in answer["notes"] if "statsforecast" in note["text"]]
        assert told.startswith("Not tried: auto_ets, dynamic_theta, auto_arima.")
        assert "pip install 'foresale[statistical]'" in told


def test_models_are_listed(told: dict[str, tuple[int, str]]) -> None:
    assert told["models"][0] == 0
    assert "lightgbm" in told["models"][1]
