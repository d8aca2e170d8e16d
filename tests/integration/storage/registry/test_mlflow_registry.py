"""The registry in MLflow of each kind: its promises, two processes at once, and in step with who serves."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from foresale.errors import OptionError, RegistryError
from foresale.storage.database.engine import migrate
from foresale.storage.database.engine.connect import connect
from foresale.storage.database.forecasts.promotions import DatabasePromotionLedger, DatabasePromotions
from foresale.storage.database.tables.operations import AuditRow
from foresale.storage.registry.mlflow_registry import MlflowRegistry
from foresale.storage.registry.serving_sync import sync_serving
from foresale.workflows.ports import Scope, TrainedModel
from foresale.workflows.promotion.consider import consider
from foresale.workflows.promotion.follow_log import ELSEWHERE, PromotionContext, tell_registry
from foresale.workflows.promotion.promote import Actor, promote, retire, rollback

SOMEBODY = Actor(None, "request-1")


def written(folder: Path, text: str = "{}") -> Path:
    (folder / "learned").mkdir(parents=True)
    (folder / "forecaster.json").write_text(text)
    (folder / "learned" / "weights.txt").write_text("1 2 3")
    return folder


def trained(scope: Scope, folder: Path, text: str = "{}") -> TrainedModel:
    """A model of two files with a report."""
    report = folder.parent / "report.html"
    report.write_text("<p>Good</p>")
    return TrainedModel(
        scope=scope, folder=written(folder, text), cutoff=date(2024, 5, 31),
        metrics={"wape": 0.2, "coverage_80": 0.81, "score": 0.9},
        parameters={"horizon": "28", "reason": "x" * 500} | {f"p{n}": str(n) for n in range(150)},
        fingerprint={"digest": "0123abcd", "rows": "1000"}, pages={"report": report},
    )  # fmt: skip


@pytest.fixture
def registry(mlflow_address: str, tmp_path: Path) -> MlflowRegistry:
    """A registry in an MLflow of each kind."""
    return opened(mlflow_address, tmp_path)


@pytest.fixture
def sqlite_registry(mlflow_sqlite: str, tmp_path: Path) -> MlflowRegistry:
    """A registry on this machine."""
    return opened(mlflow_sqlite, tmp_path)


def opened(address: str, home: Path) -> MlflowRegistry:
    return MlflowRegistry(address, home / "models", home / "cache")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    """A migrated system of record."""
    engine = connect(f"sqlite:///{tmp_path}/foresale.db")
    migrate.upgrade(engine)
    yield engine
    engine.dispose()


def keeps_its_promises(registry: MlflowRegistry, scope: Scope, folder: Path) -> None:
    first = registry.register(trained(scope, folder / "a", "first"))
    second = registry.register(trained(scope, folder / "b", "second"))
    assert [version.number for version in registry.versions(scope)] == [2, 1]
    assert first == registry.version(scope, 1)
    assert (first.name, first.cutoff, first.metrics["wape"]) == (f"{scope}.1", date(2024, 5, 31), 0.2)
    assert first.about["parameter.p149"] == "149"
    assert first.about["data.digest"] == "0123abcd"
    assert first.about["environment.python"] == sys.version.split()[0]
    assert registry.at(scope, "champion") is None
    registry.point(scope, "champion", 1)
    assert registry.at(scope, "champion") == replace(first, aliases=("champion",))
    registry.point(scope, "champion", 2)
    assert registry.at(scope, "champion").number == 2
    registry.point(scope, "champion", None)
    registry.point(scope, "champion", None)
    assert registry.at(scope, "champion") is None
    registry.note(second, "gate", "passed: better")
    assert registry.version(scope, 2).about["gate"] == "passed: better"
    for version, text in ((first, "first"), (second, "second")):
        place = registry.fetch(version)
        assert (place / "forecaster.json").read_text() == text
        assert (place / "learned" / "weights.txt").read_text() == "1 2 3"
    assert registry.page(first, "report.html").read_text() == "<p>Good</p>"
    assert registry.page(first, "other.html") is None
    with pytest.raises(OptionError, match="There is no version"):
        registry.version(scope, 3)
    with pytest.raises(OptionError, match="There is no version"):
        registry.point(scope, "champion", 3)


@pytest.mark.parametrize("segment", ["all", "category=Ice/Cream: 50 % 'off' & Süß"])
def test_a_registry_of_each_kind_keeps_its_promises(registry, segment, tmp_path):
    keeps_its_promises(registry, Scope("contract", segment), tmp_path)
    assert Scope("contract", segment) in {version.scope for version in registry.versions()}


def test_a_run_holds_metrics_parameters_fingerprint_and_files_for_mlflows_own_pages(
    sqlite_registry, tmp_path
):
    version = sqlite_registry.register(trained(Scope("pages"), tmp_path / "a"))
    client = sqlite_registry._client
    run = client.get_run(version.run_id)
    assert run.info.status == "FINISHED"
    assert run.info.run_name == "pages.all 2024-05-31"
    assert run.data.metrics == {"wape": 0.2, "coverage_80": 0.81, "score": 0.9}
    assert run.data.params["horizon"] == "28"
    assert run.data.tags["data.rows"] == "1000"
    assert run.inputs.dataset_inputs[0].dataset.digest == "0123abcd"
    assert {item.path for item in client.list_artifacts(version.run_id)} == {"model", "pages"}


def test_a_copy_that_was_changed_is_fetched_again_and_changed_artifacts_are_refused(registry, tmp_path):
    version = registry.register(trained(Scope("digests"), tmp_path / "a", "right"))
    copy = registry.fetch(version)
    (copy / "forecaster.json").write_text("wrong")
    assert (registry.fetch(version) / "forecaster.json").read_text() == "right"
    (tmp_path / "forecaster.json").write_text("wrong")
    registry._client.log_artifact(version.run_id, str(tmp_path / "forecaster.json"), "model")
    assert registry.fetch(version) == copy  # the good copy needs no download
    (copy / "learned" / "weights.txt").unlink()
    with pytest.raises(RegistryError, match="aren't those that were registered"):
        registry.fetch(version)


def test_an_empty_model_is_refused_and_a_failed_upload_leaves_no_version(sqlite_registry, tmp_path):
    scope = Scope("failures")
    (tmp_path / "empty").mkdir()
    with pytest.raises(RegistryError, match="is empty"):
        sqlite_registry.register(replace(trained(scope, tmp_path / "a"), folder=tmp_path / "empty"))
    gone = replace(trained(scope, tmp_path / "b"), pages={"report": tmp_path / "gone.html"})
    with pytest.raises(RegistryError, match="didn't do its part"):
        sqlite_registry.register(gone)
    assert sqlite_registry.versions(scope) == []


REGISTER = """
import sys
from datetime import date
from pathlib import Path
from foresale.storage.registry.mlflow_registry import MlflowRegistry
from foresale.workflows.ports import Scope, TrainedModel
home, name = Path(sys.argv[1]), sys.argv[2]
folder = home / name
folder.mkdir()
(folder / "forecaster.json").write_text(name)
registry = MlflowRegistry(f"sqlite:///{home}/mlflow.db", home / "models", home / "cache")
for _ in range(3):
    version = registry.register(TrainedModel(Scope(), folder, date(2024, 5, 31), {"wape": 0.1}, {}, {}))
    registry.point(Scope(), "champion", version.number)
    assert (registry.fetch(version) / "forecaster.json").read_text() == name
"""


@pytest.mark.slow
def test_two_processes_that_begin_and_register_at_once_both_succeed_silently(tmp_path):
    """Both find no tables, and both register three versions of one model; MLflow says nothing."""
    command = [sys.executable, "-W", "error", "-c", REGISTER, str(tmp_path)]
    begun = [
        subprocess.Popen([*command, name], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for name in ("one", "two")
    ]
    said = [process.communicate(timeout=600)[0] for process in begun]
    assert [(process.returncode, text) for process, text in zip(begun, said, strict=True)] == [(0, "")] * 2
    registry = MlflowRegistry(f"sqlite:///{tmp_path}/mlflow.db", tmp_path / "models", tmp_path / "cache")
    assert sorted(version.number for version in registry.versions()) == [1, 2, 3, 4, 5, 6]


def test_many_threads_register_at_once_with_the_few_connections_of_a_process(tmp_path):
    registry = MlflowRegistry(f"sqlite:///{tmp_path}/mlflow.db", tmp_path / "models", tmp_path / "cache")
    models = [trained(Scope(f"part{number}"), tmp_path / f"model{number}") for number in range(6)]
    with ThreadPoolExecutor(len(models)) as threads:
        versions = list(threads.map(registry.register, models))
    assert [version.number for version in versions] == [1] * 6


def not_compared(_rival):
    """There is no honest comparison."""


def test_promotion_and_rollback_reach_aliases_serving_table_history_and_audit_log(registry, engine, tmp_path):
    scope = Scope("promoted")
    elsewhere = opened(registry.address, tmp_path / "elsewhere")
    for name in "ab":
        registry.register(trained(scope, tmp_path / name))
    book = DatabasePromotions(engine)
    promotion = PromotionContext(registry, book)
    assert consider(promotion, registry.version(scope, 1), not_compared).promote
    consider(promotion, registry.version(scope, 2), not_compared)
    assert registry.at(scope, "challenger").number == 2
    with book.change() as log:
        promote(log, registry.version(scope, 2), SOMEBODY, "Needed for the fair")
        assert log.serving(scope) == 2
    tell_registry(promotion, scope)
    assert registry.at(scope, "challenger") is None
    assert elsewhere.at(scope, "champion").number == 2
    assert (elsewhere.fetch(elsewhere.at(scope, "champion")) / "learned" / "weights.txt").is_file()
    with book.change() as log:
        rollback(log, registry.version(scope, 2), registry.version(scope, 1), SOMEBODY)
        assert log.serving(scope) == 1
    tell_registry(promotion, scope)
    with Session(engine) as session, session.begin():
        history = DatabasePromotionLedger(session).history(scope)
        told = [(change.before, change.after, change.action) for change in history]
        audited = [
            (row.action, row.subject, row.request_id)
            for row in session.scalars(sa.select(AuditRow).order_by(AuditRow.id))
        ]
    assert told == [(None, 1, "promoted"), (1, 2, "overridden"), (2, 1, "rolled_back")]
    assert elsewhere.at(scope, "champion").number == 1
    assert audited == [
        ("model.promoted", "promoted.all.1", None),
        ("model.overridden", "promoted.all.2", "request-1"),
        ("model.rolled_back", "promoted.all.1", "request-1"),
    ]
    assert "Needed for the fair" in registry.version(scope, 2).about["overridden"]


def test_an_alias_set_in_mlflows_own_pages_is_served_within_one_look(sqlite_registry, engine, tmp_path):
    scope = Scope("elsewhere")
    for name in "ab":
        sqlite_registry.register(trained(scope, tmp_path / name))
    sync_serving(engine, sqlite_registry)
    sqlite_registry.point(scope, "champion", 2)
    (change,) = sync_serving(engine, sqlite_registry)
    assert (change.scope, change.before, change.after, change.reason) == (scope, None, 2, ELSEWHERE)
    assert sync_serving(engine, sqlite_registry) == []
    sqlite_registry.point(scope, "champion", None)
    assert sync_serving(engine, sqlite_registry) == []
    with Session(engine) as session:
        assert DatabasePromotionLedger(session).serving(scope) == 2


def test_a_change_that_the_registry_has_not_heard_of_is_told_by_the_next_look(
    sqlite_registry, engine, tmp_path
):
    """Its process died, or MLflow was away, once the change was written down."""
    scope, book = Scope("untold", "store=S1"), DatabasePromotions(engine)
    for name in "ab":
        sqlite_registry.register(trained(scope, tmp_path / name))
    sync_serving(engine, sqlite_registry)  # what other tests left there
    versions = [sqlite_registry.version(scope, number) for number in (1, 2)]
    for version in versions:
        with book.change() as log:
            promote(log, version, SOMEBODY, f"Because of {version.number}")
        assert sync_serving(engine, sqlite_registry) == []
        assert sqlite_registry.at(scope, "champion").number == version.number
        assert "Because of" in sqlite_registry.version(scope, version.number).about["overridden"]
    with book.change() as log:
        retire(log, versions[1], SOMEBODY)
    assert sync_serving(engine, sqlite_registry) == []
    assert sqlite_registry.at(scope, "champion") is None
    with book.read() as log:
        assert (log.serving(scope), log.seen(scope)) == (None, None)


def test_a_database_of_an_earlier_release_is_taken_at_its_word(sqlite_registry, engine, tmp_path):
    """It doesn't hold what the alias named; the first change must not be taken for one made elsewhere."""
    scope, book = Scope("earlier"), DatabasePromotions(engine)
    for name in "abc":
        sqlite_registry.register(trained(scope, tmp_path / name))
    sync_serving(engine, sqlite_registry)  # what other tests left there
    with book.change() as log:
        log.serve(scope, "champion", 1)
    sqlite_registry.point(scope, "champion", 1)
    with book.change() as log:
        promote(log, sqlite_registry.version(scope, 2), SOMEBODY, "New shop")
    assert sync_serving(engine, sqlite_registry) == []
    assert sqlite_registry.at(scope, "champion").number == 2


def test_a_champion_that_is_gone_from_the_registry_serves_on_quietly(sqlite_registry, engine):
    scope, book = Scope("gone"), DatabasePromotions(engine)
    sync_serving(engine, sqlite_registry)  # what other tests left there
    with book.change() as log:
        log.serve(scope, "champion", 7)
    for _ in range(2):
        assert sync_serving(engine, sqlite_registry) == []
    with book.read() as log:
        assert (log.serving(scope), log.seen(scope)) == (7, 7)
