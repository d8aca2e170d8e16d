"""Databases for the tests of storage: without tables, or with all of them and no rows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from foresale.storage.database.engine.connect import connect
from ready_databases import ReadyDatabases

READY = "foresale_ready"


@pytest.fixture
def engine(database_address: str) -> Iterator[sa.Engine]:
    """An open database without tables, of each kind."""
    engine = connect(database_address)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgres", "mariadb"])
def database(request: pytest.FixtureRequest, ready_databases: ReadyDatabases) -> Iterator[sa.Engine]:
    """An open database with all tables and no sales, of each kind; on servers made once and put back."""
    address = ready_databases.open(request.param)
    engine = connect(address)
    yield engine
    engine.dispose()
    ready_databases.put_back(address)
