"""Databases for the tests of storage: without tables, or with all of them and no rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from foresale.storage.database.engine import migrate
from foresale.storage.database.engine.connect import connect
from foresale.storage.database.migrations.versions.r0002_people import FIRST_ROLES
from foresale.storage.database.tables import Table

READY = "foresale_ready"


@pytest.fixture
def engine(database_address: str) -> Iterator[sa.Engine]:
    """An open database without tables, of each kind."""
    engine = connect(database_address)
    yield engine
    engine.dispose()


def _beside(url: str) -> str:
    """The address of a further database on a server, made if need be."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        names = {
            "postgresql": "SELECT datname FROM pg_database",
            "mysql": "SELECT schema_name FROM information_schema.schemata",
        }
        if READY not in connection.scalars(sa.text(names[engine.dialect.name])).all():
            connection.exec_driver_sql(f"CREATE DATABASE {READY}")
    engine.dispose()
    return str(sa.make_url(url).set(database=READY).render_as_string(hide_password=False))


@pytest.fixture(params=["sqlite", "postgres", "mariadb"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """An open database with all tables and no sales, of each kind; on servers it is made once and emptied."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'ready.db'}"
    else:
        address = _beside(request.getfixturevalue(f"{request.param}_url"))
    engine = connect(address)
    migrate.upgrade(engine)
    yield engine
    with engine.begin() as connection:
        for table in reversed(Table.metadata.sorted_tables):
            connection.execute(table.delete())
        roles = [{"name": name, "description": text} for name, text in FIRST_ROLES.items()]
        connection.execute(Table.metadata.tables["roles"].insert(), roles)
    engine.dispose()
