"""The SQL reader against the servers people really have."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from foresale.cli.app import app
from foresale.data.reading.formats.sql import read_sql
from foresale.errors import UnreadableFileError

ROWS = [
    {"day": dt.date(2024, 1, 1), "shop": "Köln", "units": 3, "price": "1.50"},
    {"day": dt.date(2024, 1, 2), "shop": "Köln", "units": None, "price": "1.75"},
    {"day": dt.date(2024, 1, 3), "shop": "Łódź", "units": 7, "price": "12.00"},
]


@pytest.fixture(params=["postgres_url", "mariadb_url"])
def url(request: pytest.FixtureRequest) -> str:
    """A database that holds the table `sold`."""
    import sqlalchemy

    address: str = request.getfixturevalue(request.param)
    engine = sqlalchemy.create_engine(address)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("DROP TABLE IF EXISTS sold"))
        connection.execute(
            sqlalchemy.text(
                "CREATE TABLE sold (day DATE, shop VARCHAR(20), units INTEGER, price DECIMAL(8, 2))"
            )
        )
        connection.execute(sqlalchemy.text("INSERT INTO sold VALUES (:day, :shop, :units, :price)"), ROWS)
    engine.dispose()
    return address


def test_a_query_answers_its_rows_with_dates_gaps_and_decimals(url: str) -> None:
    frame = read_sql(url, "SELECT day, shop, units, price FROM sold ORDER BY day").frame
    assert frame["day"].cast(pl.String).to_list() == ["2024-01-01", "2024-01-02", "2024-01-03"]
    assert frame["shop"].to_list() == ["Köln", "Köln", "Łódź"]
    assert frame["units"].cast(pl.Float64).to_list() == [3.0, None, 7.0]
    assert frame["price"].cast(pl.Float64).to_list() == [1.5, 1.75, 12.0]


@pytest.fixture
def without_encoding(postgres_url: str) -> str:
    """A PostgreSQL database that takes any bytes for text."""
    import sqlalchemy

    engine = sqlalchemy.create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE IF EXISTS bytes")
        connection.exec_driver_sql("CREATE DATABASE bytes ENCODING 'SQL_ASCII' TEMPLATE template0")
    engine.dispose()
    return postgres_url.rpartition("/")[0] + "/bytes"


def test_a_database_without_an_encoding_is_read_as_utf_8_or_says_what_it_holds(without_encoding: str) -> None:
    frame = read_sql(without_encoding, "SELECT 'Łódź' AS shop, 3 AS units").frame
    assert frame["shop"].to_list() == ["Łódź"]

    with pytest.raises(UnreadableFileError, match="isn't UTF-8") as refused:
        read_sql(without_encoding, r"SELECT E'K\xf6ln' AS shop")
    assert "0xf6" in refused.value.problem
    assert "CSV" in refused.value.fix


def test_the_service_refuses_a_database_without_an_encoding(
    without_encoding: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FORESALE_DATABASE_URL", without_encoding)
    done = CliRunner().invoke(app, ["db", "upgrade", "--home", str(tmp_path)])
    assert done.exit_code == 1
    assert "encoding is SQL_ASCII" in done.stderr
    assert "ENCODING 'UTF8'" in done.stderr


def test_a_refused_query_says_what_the_server_said(url: str) -> None:
    with pytest.raises(UnreadableFileError, match="nowhere") as refused:
        read_sql(url, "SELECT * FROM nowhere")
    assert "query=" in refused.value.fix


def test_a_query_without_rows_says_so(url: str) -> None:
    with pytest.raises(UnreadableFileError, match="no rows"):
        read_sql(url, "SELECT * FROM sold WHERE units > 1000")
