"""MLflow's runs and versions in one SQLite file, whatever database they are in, and back."""

from __future__ import annotations

import json
import sqlite3
import warnings
from contextlib import closing
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from foresale.errors import OptionError, RegistryError
from foresale.messages import option
from foresale.storage.registry.open_mlflow import (
    hide_credentials,
    is_server,
    mlflow_uri,
    open_mlflow,
    report_failures,
)

_BATCH = 2000
_REVISION = "alembic_version"


def save_registry(address: str, file: Path) -> bool:
    """Copy MLflow's database into an SQLite file as it is at one moment, while others go on writing.

    Args:
        address: Of MLflow's database.
        file: Not there yet.

    Returns:
        Whether there is something to copy: nothing was ever trained, or a server keeps it.

    Raises:
        RegistryError: The database can't be read.
    """
    if is_server(address):
        return False
    own = sqlite_file(address)
    if own is not None:
        if not own.exists():
            return False
        with (
            closing(sqlite3.connect(f"{own.absolute().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(file)) as copy,
        ):
            source.backup(copy)
        return True
    open_mlflow(address)
    open_mlflow(f"sqlite:///{file}")
    _copy_rows(address, f"sqlite:///{file}")
    return True


def fill_registry(file: Path, address: str) -> None:
    """Fill MLflow's database with a copy's rows; what it held is lost.

    Args:
        file: A copy by `save_registry`; moved away where the database is an SQLite file itself.
        address: Of MLflow's database.

    Raises:
        RegistryError: The database can't be reached, or is of another version of MLflow.
    """
    own = sqlite_file(address)
    if own is None:
        open_mlflow(address)
        open_mlflow(f"sqlite:///{file}")
        _copy_rows(f"sqlite:///{file}", address)
        return
    for further in ("-wal", "-shm"):
        own.with_name(own.name + further).unlink(missing_ok=True)
    own.parent.mkdir(parents=True, exist_ok=True)
    file.replace(own)


def refuse_models(address: str) -> None:
    """Stop where MLflow's database has models already.

    Raises:
        OptionError: It has.
    """
    own = sqlite_file(address)
    if is_server(address) or (own is not None and not own.exists()):
        return
    with report_failures(address):
        engine = sa.create_engine(mlflow_uri(address), poolclass=sa.NullPool)
        with engine.connect() as connection:
            if "model_versions" not in sa.inspect(connection).get_table_names():
                return
            count = connection.execute(sa.text("SELECT count(*) FROM model_versions")).scalar_one()
    if count:
        raise OptionError(
            f"MLflow at {hide_credentials(address)} has {count} versions of models.",
            fix=f"Restore to a new home, or say {option('replace', True)} to lose what this one holds.",
        )


def sqlite_file(address: str) -> Path | None:
    """The file of an SQLite database; None where it's another kind."""
    if is_server(address):
        return None
    url = sa.make_url(address)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def _copy_rows(source: str, target: str) -> None:
    with report_failures(target):
        engines = [
            sa.create_engine(mlflow_uri(address), poolclass=sa.NullPool) for address in (source, target)
        ]
        with _one_moment(engines[0]) as reading, engines[1].begin() as writing:
            tables, wanted = _tables(reading), _tables(writing)
            _refuse_other_version(reading, writing, tables, wanted)
            for table in reversed(wanted.sorted_tables):
                if table.name != _REVISION:
                    writing.execute(table.delete())
            for table in wanted.sorted_tables:
                if table.name != _REVISION and table.name in tables.tables:
                    _copy_table(reading, tables.tables[table.name], writing, table)


def _copy_table(reading: sa.Connection, held: sa.Table, writing: sa.Connection, table: sa.Table) -> None:
    names = [column.name for column in table.columns if column.name in held.c]
    rows = reading.execute(sa.select(*(held.c[name] for name in names)))
    kinds = [table.c[name].type for name in names]
    for batch in rows.partitions(_BATCH):
        meant = [tuple(map(_parse_value, row, kinds)) for row in batch]
        writing.execute(table.insert(), [dict(zip(names, row, strict=True)) for row in meant])
    if writing.dialect.name == "postgresql":
        _count_on(writing, table)


def _parse_value(value: Any, kind: sa.types.TypeEngine[Any]) -> Any:
    """A value as another database's column takes it: databases differ in flags and JSON."""
    if value is None:
        return None
    if isinstance(kind, sa.Boolean):
        return bool(value)
    if isinstance(kind, sa.JSON):
        return json.loads(value) if isinstance(value, str) else value
    return json.dumps(value) if isinstance(value, dict | list) else value


def _count_on(connection: sa.Connection, table: sa.Table) -> None:
    """Let PostgreSQL number new rows after the copied ones."""
    for column in table.primary_key.columns:
        if not isinstance(column.type, sa.Integer):
            continue
        sequence = connection.execute(
            sa.select(sa.func.pg_get_serial_sequence(f'"{table.name}"', column.name))
        ).scalar_one()
        if sequence is not None:
            newest = sa.select(sa.func.coalesce(sa.func.max(column), 0) + 1).scalar_subquery()
            connection.execute(sa.select(sa.func.setval(sequence, newest, sa.false())))


def _tables(connection: sa.Connection) -> sa.MetaData:
    found = sa.MetaData()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", sa.exc.SAWarning)  # MLflow's own indexes on expressions
        found.reflect(connection)
    return found


def _one_moment(engine: sa.Engine) -> sa.Connection:
    """A connection whose reads all see the database as it is at the first."""
    if engine.dialect.name == "sqlite":
        return engine.connect()
    return engine.connect().execution_options(isolation_level="REPEATABLE READ")


def _refuse_other_version(
    reading: sa.Connection, writing: sa.Connection, tables: sa.MetaData, wanted: sa.MetaData
) -> None:
    found, needed = (
        connection.execute(sa.select(known.tables[_REVISION].c.version_num)).scalar_one()
        for connection, known in ((reading, tables), (writing, wanted))
    )
    if found != needed:
        raise RegistryError(
            f"MLflow's schema is at {found} on one side and at {needed} on the other.",
            fix="Use the version of MLflow that made the backup.",
        )
