"""Every writer with somebody else's files in the way: nothing of theirs changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

import foresale as fs
from foresale.errors import OptionError
from foresale.library.results import ForecastResult
from foresale.service.api.middleware.multiprocess_metrics import share_counts
from foresale.simulation.writing import chain_files
from foresale.workflows.files.make_profile import PROFILE_FILES
from foresale.workflows.files.write_forecast import BACKTEST_FILES, FORECAST_FILES, PREDICTION_FILES

COMMANDS = {
    "forecast": FORECAST_FILES,
    "backtest": BACKTEST_FILES,
    "profile": PROFILE_FILES,
    "predict": PREDICTION_FILES,
    "simulate": chain_files("csv"),
}


def state(folder: Path) -> dict[str, str]:
    """What stands in a folder, to the byte."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in sorted(folder.rglob("*"))
    }


@pytest.fixture(scope="module")
def sales(tmp_path_factory: pytest.TempPathFactory) -> Path:
    days = [date(2024, 1, 1) + timedelta(days=day) for day in range(60)]
    place = tmp_path_factory.mktemp("sales") / "sales.csv"
    pl.DataFrame(
        {"date": days * 2, "item": ["a"] * 60 + ["b"] * 60, "units": [n % 7 for n in range(120)]}
    ).write_csv(place)
    return place


@pytest.fixture(scope="module")
def result(sales: Path) -> ForecastResult:
    return fs.forecast(fs.read(sales), 7, models=["moving_average"])


@pytest.fixture(scope="module")
def command(run: Callable, sales: Path, result: ForecastResult) -> Callable:
    """Runs a command so that it writes into a folder."""
    model = result.save(sales.parent / "model")
    words = {
        "forecast": (sales, "--models", "moving_average", "--horizon", 7, "--folds", 2),
        "backtest": (sales, "--models", "moving_average", "--horizon", 7, "--folds", 2),
        "profile": (sales,),
        "predict": ("--model", model),
        "simulate": ("--stores", 1, "--products", 2, "--days", 40, "--seed", 1),
    }
    return lambda name, out: run(name, *words[name], "--out", out, "--quiet")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_writes_again_over_its_own_files_and_beside_others(command, tmp_path, name):
    (tmp_path / "mine.txt").write_text("mine")
    for _ in range(2):
        ended = command(name, tmp_path)
        assert ended.code == 0, ended.err
    assert {"mine.txt", *COMMANDS[name].values()} <= {path.name for path in tmp_path.iterdir()}
    assert (tmp_path / "mine.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("name", "file"), [(name, file) for name in COMMANDS for file in COMMANDS[name].values()]
)
def test_a_command_leaves_a_foreign_file_of_that_name_and_says_which(command, tmp_path, name, file):
    if file == "model":
        (tmp_path / "model").mkdir()
        file = "model/my_other_model.pkl"
    (tmp_path / file).write_text("mine")
    before = state(tmp_path)
    ended = command(name, tmp_path)
    assert ended.code == 1
    assert file in ended.err.replace("\n", "")
    assert "--out" in ended.err
    assert state(tmp_path) == before


def test_a_model_added_beside_ours_survives_the_next_forecast(command, tmp_path):
    assert command("forecast", tmp_path).code == 0
    (tmp_path / "model" / "my_other_model.pkl").write_text("mine")
    before = state(tmp_path)
    ended = command("forecast", tmp_path)
    assert (ended.code, state(tmp_path)) == (1, before)
    assert "model/my_other_model.pkl" in ended.err.replace("\n", "")


def test_saving_a_model_leaves_the_rest_of_a_folder(result, tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one.jpg").write_text("mine")
    before = state(tmp_path)
    result.save(tmp_path)
    result.save(tmp_path)
    assert before.items() <= state(tmp_path).items()
    assert fs.load(tmp_path).predict().to_frame().height == 14


@pytest.mark.parametrize(
    "name", ["forecaster.json", "learned/mine.bin", "history/mine.txt", "calibration.npz"]
)
def test_saving_a_model_leaves_foreign_files_in_its_way(result, tmp_path, name):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("mine")
    before = state(tmp_path)
    for write in (result.save, result.forecaster.save):
        with pytest.raises(OptionError, match=name):
            write(tmp_path)
    assert state(tmp_path) == before


def test_writing_a_forecast_from_python_leaves_foreign_files(result, tmp_path):
    (tmp_path / "report.html").write_text("mine")
    with pytest.raises(OptionError, match=r"report\.html"):
        result.write(tmp_path)
    assert (tmp_path / "report.html").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_a_report_replaces_only_a_report(result, tmp_path):
    mine = tmp_path / "thesis.html"
    mine.write_text("<html>mine</html>")
    with pytest.raises(OptionError, match=r"thesis\.html"):
        result.report(mine)
    assert mine.read_text() == "<html>mine</html>"
    for _ in range(2):
        assert result.report(tmp_path / "report.html").stat().st_size > 10_000


def test_a_service_drops_only_its_own_counts(tmp_path, monkeypatch):
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    for name, file in (("mine", "figures.csv"), ("12", "figures.csv"), ("13", "counter_13.db")):
        (tmp_path / "metrics" / name).mkdir(parents=True)
        (tmp_path / "metrics" / name / file).write_text("mine")
    share_counts(tmp_path)
    left = state(tmp_path / "metrics")
    assert {"mine/figures.csv", "12/figures.csv"} <= set(left)
    assert "13" not in left


def test_a_backup_replaces_nothing(tmp_path):
    from foresale.storage.backup.archive import Manifest, new_backup

    manifest = Manifest.__new__(Manifest)  # never looked at
    place = tmp_path / "monday.zip"
    place.write_text("mine")
    with pytest.raises(OptionError, match=r"monday\.zip"), new_backup(place, manifest):
        pytest.fail("nothing may be written")
    assert place.read_text() == "mine"
