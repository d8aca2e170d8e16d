"""Databases as a migration leaves them: migrated once for all tests of a process, copied or put back."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from foresale.storage.database.engine.connect import connect
from foresale.storage.database.engine.migrate import upgrade
from foresale.storage.database.tables import Table

NAME = "ready"


class ReadyDatabases:
    """One migrated database of each kind, made when first asked for.

    Args:
        folder: For the SQLite files.
        server: Answers the address of a kind's server.
    """

    def __init__(self, folder: Path, server: Callable[[str], str]) -> None:
        self._folder, self._server = folder, server
        self._addresses: dict[str, str] = {}
        self._rows: dict[str, dict[str, list[dict[str, Any]]]] = {}

    def open(self, kind: str) -> str:
        """The address of a database with all tables: a new copy on SQLite, always the same on a server."""
        if kind not in self._addresses:
            self._addresses[kind] = self._make(kind)
        if kind != "sqlite":
            return self._addresses[kind]
        copy = self._folder / f"{secrets.token_hex(6)}.db"
        shutil.copy(self._addresses[kind].removeprefix("sqlite:///"), copy)
        return f"sqlite:///{copy}"

    def put_back(self, address: str) -> None:
        """Give a server's database the rows again that it had; does nothing to a copy on SQLite."""
        if address not in self._rows:
            return
        engine = connect(address)
        with engine.begin() as connection:
            if engine.dialect.name == "mysql":
                connection.execute(sa.text("SET FOREIGN_KEY_CHECKS = 0"))
            if engine.dialect.name == "postgresql":  # looks for each row's references, one by one
                connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
            for table in reversed(_filled(connection)):
                connection.execute(table.delete())
            for name, rows in self._rows[address].items():
                connection.execute(Table.metadata.tables[name].insert(), rows)
        engine.dispose()

    def _make(self, kind: str) -> str:
        if kind == "sqlite":
            address = f"sqlite:///{self._folder / 'template.db'}"
        else:
            server = self._server(kind)
            engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.exec_driver_sql(f"CREATE DATABASE {NAME}")
            engine.dispose()
            address = sa.make_url(server).set(database=NAME).render_as_string(hide_password=False)
        engine = connect(address)
        upgrade(engine)
        if kind != "sqlite":
            with engine.connect() as connection:
                self._rows[address] = {
                    table.name: [dict(row) for row in connection.execute(sa.select(table)).mappings()]
                    for table in _filled(connection)
                }
        engine.dispose()
        return address


def _filled(connection: sa.Connection) -> list[sa.Table]:
    """The tables that have a row, those that others refer to first."""
    tables = Table.metadata.sorted_tables
    queries = [
        sa.select(sa.literal(place).label("place")).where(
            sa.exists(sa.select(sa.literal(1)).select_from(table))
        )
        for place, table in enumerate(tables)
    ]
    return [tables[place] for place in sorted(connection.scalars(sa.union_all(*queries)))]
