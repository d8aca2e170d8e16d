"""What is restored is what was backed up, on every database and from one kind to another."""

from __future__ import annotations

import io
import json
import stat
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from foresale.cli.app import app
from foresale.errors import OptionError, UnreadableFileError
from foresale.progress import Progress, SilentProgress
from foresale.storage.backup.archive import BackupReader, Manifest, new_backup
from foresale.storage.backup.database_rows import (
    list_kept_tables,
    manifest_of,
    read_tables,
    refuse_rows,
    write_tables,
)
from foresale.storage.database.bulk.portable import kinds_of
from foresale.storage.database.engine import migrate
from foresale.storage.database.engine.connect import connect
from foresale.storage.database.tables import Table
from foresale.storage.database.tables.catalog import StockBaseRow, StoreRow

TABLES = list_kept_tables()
ROWS = 3
HEAD = Table.metadata.tables["event_log_head"]
"""Its epoch is another one after a backup was restored."""


def value(column: sa.Column[Any], kind: str, number: int) -> Any:
    """A value that is hard to carry, and another for every row."""
    if column.foreign_keys:
        (key,) = column.foreign_keys
        return value(key.column, kinds_of(key.column.table)[key.column.name], number)
    if column.nullable and number == 0:
        return None
    values: dict[str, Any] = {
        "time": datetime(2024, 2, 29, 23, 59, number, 1, tzinfo=UTC),
        "day": date(2024, 2, 27 + number),
        "money": Decimal("-12345678901.0001") + number,
        "flag": number == 1,
        "json": [{"ä": [1, None, "\\N"]}, [0.1, 1e-300], None][number],
        "number": number + 1,
        "float": [0.1 + 0.2, -1e300, 5e-324][number],
    }
    text = ['"a,\nb\t\\N', "NULL", "Ä'%s"][number]
    return values[kind] if kind in values else text[: getattr(column.type, "length", None) or 100]


def fill(engine: sa.Engine) -> None:
    """Put rows into every table."""
    with engine.begin() as connection:
        for table in TABLES:
            kinds = kinds_of(table)
            rows = [
                {column.name: value(column, kinds[column.name], number) for column in table.columns}
                for number in range(ROWS)
            ]
            if table is HEAD or table.name == "series_summary_state":  # a migration gave them their row
                connection.execute(table.delete())
            connection.execute(table.insert(), rows)


def back_up(engine: sa.Engine, file: Path, progress: Progress | None = None) -> Manifest:
    """Write a database's rows to a file."""
    with new_backup(file, manifest_of(engine)) as writer:
        write_tables(engine, writer, progress or SilentProgress())
    return writer.manifest


def restore(engine: sa.Engine, file: Path, *, replace: bool = False) -> None:
    """Fill a database with a backup's rows."""
    with BackupReader.open(file) as backup:
        if not replace:
            refuse_rows(engine)
        read_tables(engine, backup, SilentProgress())


def columns(table: sa.Table) -> list[sa.Column[Any]]:
    """What a restored row has in common with its original."""
    return [column for column in table.columns if column is not HEAD.c.epoch]


def content(engine: sa.Engine) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables."""
    with engine.connect() as connection:
        return {
            table.name: sorted(
                (tuple(row) for row in connection.execute(sa.select(*columns(table)))), key=repr
            )
            for table in TABLES
        }


@pytest.fixture
def other(tmp_path: Path) -> Iterator[sa.Engine]:
    """A further database, of SQLite, without tables."""
    engine = connect(f"sqlite:///{tmp_path / 'other.db'}")
    yield engine
    engine.dispose()


def test_a_restored_database_equals_the_original(
    database: sa.Engine, other: sa.Engine, tmp_path: Path
) -> None:
    fill(database)
    before = content(database)
    assert {name for name, rows in before.items() if len(rows) < ROWS} == set()
    made = back_up(database, tmp_path / "a.zip")
    assert made.rows == sum(map(len, before.values()))
    restore(other, tmp_path / "a.zip")
    assert content(other) == before
    back_up(other, tmp_path / "b.zip")
    with database.begin() as connection:
        connection.execute(sa.text("UPDATE sales SET quantity = 7"))
        connection.execute(sa.text("DELETE FROM alerts"))
    assert content(database) != before
    restore(database, tmp_path / "b.zip", replace=True)
    assert content(database) == before


def test_new_rows_count_on_after_the_restored(database: sa.Engine, other: sa.Engine, tmp_path: Path) -> None:
    migrate.upgrade(other)
    fill(other)
    back_up(other, tmp_path / "a.zip")
    restore(database, tmp_path / "a.zip")
    with database.begin() as connection:
        added = connection.execute(sa.insert(StoreRow).values(code="new", name="New"))
        assert tuple(added.inserted_primary_key or ()) > (ROWS,)


def test_a_database_with_rows_is_left_alone_unless_told(database: sa.Engine, tmp_path: Path) -> None:
    back_up(database, tmp_path / "empty.zip")
    with database.begin() as connection:
        connection.execute(sa.insert(StoreRow).values(code="S1", name="S1"))
    with pytest.raises(OptionError, match=r"table 'stores' has rows.*\n.*replace"):
        restore(database, tmp_path / "empty.zip")
    restore(database, tmp_path / "empty.zip", replace=True)
    assert content(database)["stores"] == []
    assert len(content(database)["roles"]) == 4


def test_a_backup_is_of_one_moment(database: sa.Engine, tmp_path: Path) -> None:
    address = database.url.render_as_string(hide_password=False)

    class AddsMeanwhile:
        """Adds a store as soon as the first table was read."""

        def __init__(self) -> None:
            self.added = False

        def start(self, stage: str, total: int) -> None:
            pass

        def advance(self, steps: int = 1) -> None:
            if self.added:
                return
            self.added, own = True, connect(address)
            with own.begin() as connection:
                for code in ("late", "later"):
                    connection.execute(sa.insert(StoreRow).values(code=code, name=code))
            own.dispose()

    watcher = AddsMeanwhile()
    assert TABLES[0].name != "stores"
    made = back_up(database, tmp_path / "a.zip", watcher)
    assert watcher.added
    assert made.tables["stores"].rows == 0


def test_a_backup_of_an_older_schema_is_restored_and_brought_up(
    database: sa.Engine, other: sa.Engine, tmp_path: Path
) -> None:
    fill(database)
    file, older = tmp_path / "a.zip", tmp_path / "older.zip"
    back_up(database, file)
    kept = {"stores", "products", "events", "stock_movements"}
    with zipfile.ZipFile(file) as whole, zipfile.ZipFile(older, "w") as part:
        manifest = json.loads(whole.read("manifest.json"))
        manifest["revision"] = "0001"
        manifest["tables"] = {name: about for name, about in manifest["tables"].items() if name in kept}
        manifest["tables"]["products"]["kinds"]["stock"] = "float"  # which products had of their own then
        part.writestr("manifest.json", json.dumps(manifest))
        for name in whole.namelist():
            if name.startswith("products."):
                frame = pl.read_parquet(io.BytesIO(whole.read(name))).with_columns(stock=pl.lit(2.5))
                frame.write_parquet(text := io.BytesIO())
                part.writestr(name, text.getvalue())
            elif name.partition(".")[0] in kept:
                part.writestr(name, whole.read(name))
    restore(other, older)
    assert migrate.revision(other) == migrate.newest()
    assert content(other)["products"] == content(database)["products"]
    with Session(other) as session:
        assert session.scalars(sa.select(StockBaseRow.units)).all() == [2.5] * ROWS


def test_a_backup_of_a_newer_program_takes_nothing_away(other: sa.Engine, tmp_path: Path) -> None:
    migrate.upgrade(other)
    fill(other)
    before = content(other)
    file, newer = tmp_path / "a.zip", tmp_path / "newer.zip"
    back_up(other, file)
    with zipfile.ZipFile(file) as whole, zipfile.ZipFile(newer, "w") as part:
        for name in whole.namelist():
            held = whole.read(name)
            if name == "manifest.json":
                held = json.dumps(json.loads(held) | {"revision": "9999"}).encode()
            part.writestr(name, held)
    with pytest.raises(OptionError, match="doesn't know"):
        restore(other, newer, replace=True)
    assert content(other) == before


def test_a_file_that_is_no_whole_backup_changes_nothing(other: sa.Engine, tmp_path: Path) -> None:
    migrate.upgrade(other)
    fill(other)
    before = content(other)
    file = tmp_path / "a.zip"
    back_up(other, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(OptionError, match="exists already"):
        back_up(other, file)
    whole = file.read_bytes()
    middle = len(whole) // 3
    (tmp_path / "cut.zip").write_bytes(whole[:-100])
    (tmp_path / "bent.zip").write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
    (tmp_path / "text.zip").write_text("no zip")
    for name in ("cut.zip", "bent.zip", "text.zip", "none.zip"):
        with pytest.raises(UnreadableFileError):
            restore(other, tmp_path / name, replace=True)
    assert content(other) == before
    assert sorted(path.name for path in tmp_path.glob("*.zip*")) == [
        "a.zip",
        "bent.zip",
        "cut.zip",
        "text.zip",
    ]


def test_the_command_line_upgrades_backs_up_and_restores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORESALE_DATABASE_URL", raising=False)

    def run(*words: str) -> str:
        done = CliRunner().invoke(app, [*words])
        assert done.exit_code == 0, done.output
        return done.output

    assert f"at {migrate.newest()} now" in run("db", "upgrade", "--home", "one")
    assert "as before" in run("db", "upgrade", "--home", "one")
    engine = connect(f"sqlite:///{tmp_path / 'one' / 'foresale.db'}")
    fill(engine)
    assert "Backed up" in run("backup", "monday.zip", "--home", "one")
    assert '"sales": 3' in run("restore", "monday.zip", "--home", "two", "--json")
    restored = connect(f"sqlite:///{tmp_path / 'two' / 'foresale.db'}")
    assert content(restored) == content(engine)
    assert "at 0001 now" in run("db", "downgrade", "--to", "0001", "--home", "two", "--yes")
    refused = CliRunner().invoke(app, ["restore", "monday.zip", "--home", "one"])
    assert refused.exit_code == 1
    assert "--replace" in refused.output
    engine.dispose()
    restored.dispose()
