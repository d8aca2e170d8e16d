"""Which engine a word names."""

from __future__ import annotations

import sys

import pytest

from foresale.errors import MissingExtraError, OptionError
from foresale.forecasting.engines.engine import LOCAL
from foresale.forecasting.engines.open_engine import open_engine, scheduler_address


def test_work_is_done_here_unless_said_otherwise() -> None:
    with open_engine() as engine:
        assert engine is LOCAL


@pytest.mark.parametrize(
    ("engine", "address"),
    [
        ("dask://scheduler:8786", "tcp://scheduler:8786"),
        ("dask://10.0.0.7", "tcp://10.0.0.7:8786"),
        ("dask+tls://scheduler:9000/", "tls://scheduler:9000"),
        ("dask://[::1]:8786", "tcp://[::1]:8786"),
    ],
)
def test_a_cluster_is_named_by_its_scheduler(engine: str, address: str) -> None:
    assert scheduler_address(engine) == address


@pytest.mark.parametrize(
    "engine", ["", "spark://host:1", "dask:8786", "dask://", "dask://host:port", "Local"]
)
def test_anything_else_is_refused_with_what_there_is(engine: str) -> None:
    with pytest.raises(OptionError, match="is no engine") as error, open_engine(engine):
        pass
    assert "dask://scheduler:8786" in error.value.fix


def test_without_dask_the_extra_to_install_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtraError) as error, open_engine("dask://scheduler:8786"):
        pass
    assert "foresale[dask]" in error.value.fix
