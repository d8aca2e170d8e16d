"""A real Dask cluster of separate processes: the same forecasts, a worker killed, and what can go wrong."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from typer.testing import CliRunner

import foresale as fs
from foresale.cli.app import app
from foresale.errors import EngineError
from foresale.forecasting.engines import dask_cluster, dask_engine
from foresale.forecasting.engines.dask_cluster import SAME, check_folder, check_versions
from foresale.forecasting.engines.dask_engine import DaskEngine, run_task
from foresale.workflows.files.forecast_options import ForecastOptions
from foresale.workflows.files.make_forecast import make_backtest, make_forecast, prepare
from optional_library import needs

pytestmark = needs("distributed")


class Cluster:
    """A scheduler and workers, each a process of its own, as Dask's command line starts them."""

    def __init__(self, workers: int) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.tcp, self.engine = f"tcp://127.0.0.1:{self.port}", f"dask://127.0.0.1:{self.port}"
        self.scheduler = self._started("scheduler", "--port", str(self.port))
        self.workers: list[subprocess.Popen[bytes]] = []
        self.hire(workers)

    @staticmethod
    def _started(*words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *words, "--host", "127.0.0.1", "--no-dashboard"]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def hire(self, count: int) -> None:
        """Start so many more workers, and wait until the scheduler knows all that live."""
        self.workers = [worker for worker in self.workers if worker.poll() is None]
        words = ("worker", self.tcp, "--nthreads", "1", "--no-nanny")
        self.workers += [self._started(*words) for _ in range(count)]
        with self.client() as client:
            if self.workers:
                client.wait_for_workers(len(self.workers), timeout=240)

    def client(self) -> Any:
        """Another client than that of the run, to look at the cluster."""
        from distributed import Client

        return Client(self.tcp, timeout=240, set_as_default=False)

    def end(self) -> None:
        """Kill what is left of it."""
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait(timeout=30)


class Strikes:
    """Progress that does something the first time a model was tried at a cutoff."""

    def __init__(self, strike: Callable[[], None]) -> None:
        self.strike, self.stage, self.done = strike, "", False

    def start(self, stage: str, total: int) -> None:
        self.stage = stage

    def advance(self, steps: int = 1) -> None:
        if not self.done and self.stage == "Testing models on the past":
            self.done = True
            self.strike()


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sales of a simulated chain as a folder of Parquet parts, one for each store."""
    folder = tmp_path_factory.mktemp("chain") / "sales"
    made = fs.simulate(stores=2, products=4, days=150, seed=4)
    for (store,), rows in made.sales.group_by("store", maintain_order=True):
        (folder / f"store={store}").mkdir(parents=True)
        rows.drop("store").write_parquet(folder / f"store={store}" / "part-00000.parquet")
    return folder


@pytest.fixture(scope="module")
def two() -> Iterator[Cluster]:
    """A cluster of two worker processes."""
    cluster = Cluster(2)
    yield cluster
    cluster.end()


def test_the_same_command_gives_the_same_forecast_and_writes_it_in_parts(two, chain, tmp_path) -> None:
    words = ["forecast", str(chain), "--models", "linear,tsb", "--folds", "1", "--horizon", "7", "--quiet"]
    for name, more in (("here", []), ("there", ["--engine", two.engine])):
        ended = CliRunner().invoke(app, [*words, "--out", str(tmp_path / name), *more])
        assert ended.exit_code == 0, ended.output
    here, there = (tmp_path / name / "forecast.parquet" for name in ("here", "there"))
    # Linear algebra adds up in another order on another number of threads.
    assert_frame_equal(pl.read_parquet(there), pl.read_parquet(here), rel_tol=1e-9, abs_tol=1e-9)
    parts = tmp_path / "there" / "forecast_parts" / "*.parquet"
    assert pl.read_parquet(parts).equals(pl.read_parquet(there))
    assert not (tmp_path / "here" / "forecast_parts").exists()


def test_a_worker_killed_in_the_middle_changes_nothing_but_the_time(two, chain, tmp_path) -> None:
    sales = fs.read(chain)
    options = ForecastOptions(7, models=("lightgbm", "profile_smoothing", "croston"), folds=1)
    here, _ = make_forecast(prepare(sales, options), options)
    lost: list[str] = []

    def kill_the_busier() -> None:
        with two.client() as client:
            pids, busy = client.run(os.getpid), client.processing()
        worker = max(busy, key=lambda worker: len(busy[worker]))
        lost.extend(busy[worker])
        os.kill(pids[worker], signal.SIGKILL)

    shared = replace(options, engine=two.engine, engine_folder=tmp_path)
    there, _ = make_forecast(prepare(sales, shared), shared, Strikes(kill_the_busier))
    assert lost  # it died with work in its hands
    assert [worker.poll() for worker in two.workers].count(None) == 1
    two.hire(1)
    np.testing.assert_array_equal(there.mean, here.mean)
    np.testing.assert_array_equal(there.quantiles, here.quantiles)
    assert there.backtest.champion == here.backtest.champion
    for mine, theirs in zip(there.backtest.folds, here.backtest.folds, strict=True):
        for model, mean in theirs.means.items():
            np.testing.assert_array_equal(mine.means[model], mean, err_msg=model)
    assert list(tmp_path.iterdir()) == []  # what was written for the workers is gone


def test_an_error_on_a_worker_is_the_same_error_here(two) -> None:
    with closing(DaskEngine(two.tcp)) as engine:
        assert dict(engine.map_unordered(int, ["1", "2"])) == {0: 1, 1: 2}
        with pytest.raises(ValueError, match="invalid literal"):
            list(engine.map_unordered(int, ["1", "x"]))


def test_a_worker_that_does_not_see_the_folder_is_named(two, tmp_path, monkeypatch) -> None:
    place = Path("/proc/self/cwd")  # the same path, and in each process another folder
    if not place.exists():
        pytest.skip("This system has no /proc.")
    monkeypatch.chdir(tmp_path)
    with two.client() as client, pytest.raises(EngineError, match="can't read") as error:
        check_folder(client, place)
    assert "engine_folder=" in error.value.fix


def test_other_versions_than_here_are_refused(two) -> None:
    with two.client() as client:
        found = client.get_versions(packages=SAME)
    check_versions(found)
    (first, *_), other = found["workers"], found["client"]["packages"]["lightgbm"]
    found["workers"][first]["packages"]["lightgbm"] = "0.1"
    with pytest.raises(EngineError, match=rf"{first} has lightgbm 0\.1, this machine lightgbm {other}"):
        check_versions(found)
    found["scheduler"]["packages"]["foresale"] = None
    with pytest.raises(EngineError, match="The scheduler has no foresale"):
        check_versions(found)
    with pytest.raises(EngineError, match=r"A worker runs Foresale .* this machine 0\.0\.1"):
        run_task(int, "1", "0.0.1")  # one that came later


def test_a_cluster_that_lacks_workers_or_goes_away_is_told_in_two_lines(chain, monkeypatch) -> None:
    monkeypatch.setattr(dask_cluster, "CONNECT_SECONDS", 1)
    monkeypatch.setattr(dask_engine, "WITHOUT_WORKERS_SECONDS", 1.0)
    monkeypatch.setattr(dask_engine, "ANSWER_SECONDS", 2.0)
    cluster, sales = Cluster(0), fs.read(chain)
    options = ForecastOptions(7, models=("tsb",), folds=1, engine=cluster.engine)
    with pytest.raises(EngineError, match="has no worker") as error:
        make_backtest(prepare(sales, options), options)
    assert f"dask worker {cluster.tcp}" in error.value.fix
    cluster.hire(1)
    with pytest.raises(EngineError, match=r"last worker .* is gone"):
        make_backtest(prepare(sales, options), options, Strikes(cluster.workers[0].kill))
    cluster.hire(1)
    with pytest.raises(EngineError, match="no longer answers"):
        make_backtest(prepare(sales, options), options, Strikes(cluster.scheduler.kill))
    cluster.end()
    with pytest.raises(EngineError, match="No Dask scheduler answers"):
        make_backtest(prepare(sales, options), options)


def test_a_cluster_with_certificates_is_not_tried_without() -> None:
    with pytest.raises(EngineError, match="no certificates") as error:
        DaskEngine("tls://127.0.0.1:8786")
    assert "distributed.comm.tls" in error.value.fix
