"""A registry whose folder was moved, copied or renamed finds its models, and adds new ones where it is."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from foresale.storage.registry.mlflow_registry import MlflowRegistry
from foresale.workflows.ports import ModelVersion, Scope, TrainedModel

SCOPE = Scope("daily")


def opened(home: Path) -> MlflowRegistry:
    """The registry of a home, as a process that starts there opens it."""
    return MlflowRegistry(f"sqlite:///{home / 'mlflow.db'}", home / "models", home / "cache")


def train(registry: MlflowRegistry, folder: Path, text: str) -> ModelVersion:
    """Register a model of one file, with a report."""
    (folder / "model").mkdir(parents=True)
    (folder / "model" / "weights.txt").write_text(text)
    (folder / "report.html").write_text(f"<p>{text}</p>")
    return registry.register(
        TrainedModel(
            scope=SCOPE, folder=folder / "model", cutoff=date(2024, 5, 31), metrics={"wape": 0.2},
            parameters={}, fingerprint={"digest": "0"}, pages={"report": folder / "report.html"},
        )
    )  # fmt: skip


def files_of(home: Path) -> list[str]:
    """The files of runs that lie in a home, without their runs' names."""
    return sorted(
        "/".join(path.relative_to(home / "models").parts[1:])
        for path in (home / "models").rglob("*")
        if path.is_file()
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with one version whose local copy was never made, in a folder with a space and an umlaut."""
    place = tmp_path / "old höme"
    train(opened(place), tmp_path / "first", "first")
    shutil.rmtree(place / "cache")
    return place


def test_a_moved_home_serves_its_models_and_their_reports(home: Path, tmp_path: Path) -> None:
    moved = home.rename(tmp_path / "new place")
    registry = opened(moved)
    (version,) = registry.versions(SCOPE)
    assert (registry.fetch(version) / "weights.txt").read_text() == "first"
    report = registry.page(version, "report.html")
    assert report is not None
    assert report.read_text() == "<p>first</p>"


def test_a_moved_home_trains_where_it_is_now(home: Path, tmp_path: Path) -> None:
    moved = home.rename(tmp_path / "new place")
    version = train(opened(moved), tmp_path / "second", "second")
    assert version.number == 2
    assert files_of(moved) == 2 * ["artifacts/model/weights.txt"] + 2 * ["artifacts/pages/report.html"]
    assert not home.exists()
    shutil.rmtree(moved / "cache")
    assert (opened(moved).fetch(version) / "weights.txt").read_text() == "second"


def test_a_copied_home_leaves_the_one_it_was_copied_from_alone(home: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(home, tmp_path / "copy"))
    train(opened(copy), tmp_path / "second", "second")
    assert len(files_of(copy)) == 4
    assert len(files_of(home)) == 2
    assert len(opened(home).versions(SCOPE)) == 1


def test_a_home_reached_by_another_name_keeps_its_addresses(home: Path, tmp_path: Path) -> None:
    database = (home / "mlflow.db").read_bytes()
    (tmp_path / "link").symlink_to(home)
    registry = opened(tmp_path / "link")
    (version,) = registry.versions(SCOPE)
    assert (registry.fetch(version) / "weights.txt").read_text() == "first"
    assert home.as_uri().encode() in (home / "mlflow.db").read_bytes()
    assert len((home / "mlflow.db").read_bytes()) == len(database)
