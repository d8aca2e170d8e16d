"""How many connections a service may want is bounded, and what the documentation says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from foresale.service.processes.needed_connections import count_connections, count_processes, own_connections
from foresale.settings import Settings
from foresale.storage.registry.open_mlflow import MAX_CONNECTIONS, QUIET

DOCS = Path(__file__).parents[4] / "docs" / "database.md"
AT_SERVER = {"database_url": "postgresql://shop@db/shop"}
USUAL_POSTGRES, USUAL_MARIADB = 97, 151


def needed(api_workers: int, **settings: Any) -> int:
    whole = Settings(**(AT_SERVER | settings))
    return count_connections(whole, count_processes(whole) | {"api": api_workers})


def test_two_api_processes_and_all_else_fit_into_a_usual_server() -> None:
    kafka = {"kafka_servers": "kafka:9092", "mlflow_url": "postgresql://mlflow@db:5432/mlflow"}
    assert needed(2, **kafka) <= USUAL_POSTGRES < USUAL_MARIADB


def test_the_documentation_has_the_sums() -> None:
    rows = re.findall(r"^\| (\d+) \| (\d+) \| (\d+) \|$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert [int(row[0]) for row in rows] == [1, 2, 4, 8]
    for count, elsewhere, beside in rows:
        assert needed(int(count)) == needed(int(count), mlflow_url="http://mlflow:5000") == int(elsewhere)
        assert needed(int(count), mlflow_url="postgresql://mlflow@db/mlflow") == int(beside)


def test_the_tills_of_the_demo_are_counted_where_they_ring() -> None:
    whole = Settings(**AT_SERVER)
    silent, ringing = (count_processes(whole, with_tills=ring) for ring in (False, True))
    assert silent["worker"] == whole.job_workers
    assert count_connections(whole, ringing) == count_connections(whole, silent) + 2


def test_each_consumer_has_a_connection_of_its_own() -> None:
    few, many = (
        own_connections("live", Settings(kafka_servers="kafka:9092", kafka_consumers=count))
        for count in (1, 40)
    )
    assert many == few + 39


def test_mlflow_is_told_how_many_it_may_have() -> None:
    of_a_store = sum(int(QUIET[f"MLFLOW_SQLALCHEMYSTORE_{name}"]) for name in ("POOL_SIZE", "MAX_OVERFLOW"))
    assert 2 * of_a_store == MAX_CONNECTIONS


@pytest.mark.parametrize(
    "other", ["http://db:5000", "mysql://mlflow@db/mlflow", "postgresql://mlflow@other/mlflow"]
)
def test_mlflow_elsewhere_takes_none_of_them(other: str) -> None:
    assert needed(1, mlflow_url=other) == needed(1)
