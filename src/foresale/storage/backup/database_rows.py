"""All rows of the system of record in a backup, which any of its databases can restore."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from foresale.errors import OptionError, UnreadableFileError
from foresale.messages import option
from foresale.progress import Progress
from foresale.storage.backup.archive import BackupReader, BackupWriter, Manifest, TableParts
from foresale.storage.database.bulk.known_references import references_known_to_hold
from foresale.storage.database.bulk.load_rows import load_rows
from foresale.storage.database.bulk.portable import (
    kinds_of,
    parse_portable,
    portable_query,
    raw_schema,
    table_of,
)
from foresale.storage.database.bulk.read_rows import read_parts
from foresale.storage.database.engine import migrate
from foresale.storage.database.engine.transactions import connect_at_one_moment
from foresale.storage.database.event_log.retention import begin_epoch
from foresale.storage.database.tables import Table

_SEEDED = frozenset({"roles", "alembic_version", "event_log_head", "series_summary_state"})
_LEFT_OUT = frozenset(
    {"live_leases", "live_tickets", "packed_days", "product_accuracy", "store_accuracy", "summed_periods"}
)
"""Tables whose rows mean nothing a minute later, or are made again from the others."""


def list_kept_tables() -> list[sa.Table]:
    """The tables whose rows are in a backup."""
    return [table for table in Table.metadata.sorted_tables if table.name not in _LEFT_OUT]


def manifest_of(engine: sa.Engine) -> Manifest:
    """What is known of a backup before its first row.

    Raises:
        OptionError: The database isn't at the newest revision.
    """
    migrate.check_current(engine)
    return Manifest(migrate.newest(), engine.dialect.name, datetime.now(UTC))


def write_tables(engine: sa.Engine, writer: BackupWriter, progress: Progress) -> None:
    """Write all rows of a database, as it is at one moment, to a backup; others go on working.

    Args:
        engine: The database, at the newest revision.
        writer: Of the backup.
        progress: Advances with each table.
    """
    kind = engine.dialect.name
    with connect_at_one_moment(engine) as connection:
        for table in list_kept_tables():
            kinds = kinds_of(table)
            writer.manifest.tables[table.name] = TableParts(kinds)
            query, schema = portable_query(table, kinds, kind), raw_schema(kinds, kind)
            for part in read_parts(connection, query, schema):
                writer.add(table.name, parse_portable(part, kinds))
            progress.advance()


def read_tables(engine: sa.Engine, backup: BackupReader, progress: Progress) -> None:
    """Fill a database with a backup's rows and bring it to the newest revision; what it held is lost.

    Where the database has tables of the backup's revision, all is one transaction.

    Args:
        engine: A database of any kind.
        backup: The backup.
        progress: Hears of each table.

    Raises:
        OptionError: The backup is of a newer program.
        UnreadableFileError: Its tables aren't those of its revision.
    """
    manifest = backup.manifest
    migrate.check_known(manifest.revision)
    found = migrate.revision(engine)
    if found != manifest.revision:
        if found is not None:
            migrate.downgrade(engine, migrate.NOTHING)
        migrate.upgrade(engine, manifest.revision)
    _refuse_strange(engine, manifest)
    progress.start("Restoring", len(manifest.tables))
    with engine.begin() as connection:
        tables = {name: table_of(name, about.kinds) for name, about in manifest.tables.items()}
        for table in reversed(tables.values()):
            connection.execute(table.delete())
        for name, table in tables.items():
            with references_known_to_hold(connection):
                for part in backup.parts(name):
                    load_rows(connection, table, part)
            _check_count(connection, table, manifest.tables[name].rows)
            _count_on(connection, table)
            progress.advance()
    migrate.upgrade(engine)
    with engine.begin() as connection:
        begin_epoch(connection)


def refuse_rows(engine: sa.Engine) -> None:
    """Stop where a database has rows already.

    Raises:
        OptionError: It has.
    """
    with engine.connect().execution_options(writes=False) as connection:
        for name in sa.inspect(connection).get_table_names():
            if name in _SEEDED:
                continue
            if connection.execute(sa.select(sa.literal(1)).select_from(sa.table(name)).limit(1)).first():
                raise OptionError(
                    f"The database isn't empty: table '{name}' has rows.",
                    fix=f"Restore to a new database, or say {option('replace', True)} to lose what this "
                    "one holds.",
                )


def _refuse_strange(engine: sa.Engine, manifest: Manifest) -> None:
    there = sa.inspect(engine)
    names = set(there.get_table_names())
    for table, about in manifest.tables.items():
        columns = {column["name"] for column in there.get_columns(table)} if table in names else set()
        if columns != set(about.kinds):
            raise UnreadableFileError(
                f"The backup's table '{table}' isn't that of revision {manifest.revision}.",
                fix="Restore it with the version that made it.",
            )


def _check_count(connection: sa.Connection, table: sa.Table, rows: int) -> None:
    found = connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
    if found != rows:
        raise UnreadableFileError(
            f"Table '{table.name}' got {found} of {rows} rows.", fix="Take another backup."
        )


def _count_on(connection: sa.Connection, table: sa.Table) -> None:
    """Let new rows count on after the restored ones; the others do so by themselves."""
    if connection.dialect.name != "postgresql" or "id" not in table.c:
        return
    sequence = connection.execute(sa.select(sa.func.pg_get_serial_sequence(table.name, "id"))).scalar_one()
    if sequence is not None:
        newest = sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0) + 1).scalar_subquery()
        connection.execute(sa.select(sa.func.setval(sequence, newest, sa.false())))
