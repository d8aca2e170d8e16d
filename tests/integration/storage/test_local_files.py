"""A MySQL or MariaDB server gets the file that is loaded, and no other of this machine."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from foresale.errors import EngineError
from foresale.storage.database.engine.connect import connect

LOAD = "LOAD DATA LOCAL INFILE '{}' INTO TABLE lines LINES TERMINATED BY '\\n' (text)"


@pytest.fixture
def engine(mariadb_url: str):
    """An open MariaDB with a table of lines."""
    engine = connect(mariadb_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("SET GLOBAL local_infile = ON")
        connection.exec_driver_sql("CREATE OR REPLACE TABLE `lines` (text VARCHAR(100))")
    yield engine
    engine.dispose()


def load(engine: sa.Engine, own: Path | None, asked: Path) -> None:
    """Load a file, while the connection may give `own`."""
    statement = LOAD.format(asked).replace("lines", "`lines`")
    if own is not None:
        with engine.begin() as connection:
            driver = connection.connection.driver_connection
            with driver.load_own(own):
                driver.cursor().execute(statement)
        return
    raw = engine.raw_connection()
    try:
        raw.cursor().execute(statement)
    finally:
        raw.invalidate()  # a server that asks for what it may not have isn't talked to any more


def lines(engine: sa.Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(sa.text("SELECT text FROM `lines`")))


def test_only_the_file_that_is_loaded_is_given(engine: sa.Engine, tmp_path: Path) -> None:
    own, secret = tmp_path / "rows.csv", tmp_path / "secret.key"
    own.write_text("a\nb\n")
    secret.write_text("secret\n")
    with pytest.raises(RuntimeError, match="LOAD_LOCAL"):
        load(engine, None, own)
    with pytest.raises(EngineError, match="another file"):
        load(engine, own, secret)
    assert lines(engine) == []
    load(engine, own, own)
    assert lines(engine) == ["a", "b"]
    with pytest.raises(RuntimeError, match="LOAD_LOCAL"):
        load(engine, None, own)
