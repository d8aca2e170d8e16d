"""SQL queries."""

import sqlite3

import pytest

from foresale.data.reading.formats.sql import read_sql
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ForesaleError, MissingExtraError, OptionError, UnreadableFileError


@pytest.fixture
def url(tmp_path):
    path = tmp_path / "shop.db"
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("create table sales (day text, shop text, units real)")
        rows = [(f"2024-01-{day:02d}", "a", day / 2) for day in range(1, 21)]
        connection.executemany("insert into sales values (?, ?, ?)", rows)
    connection.close()
    return f"sqlite:///{path}"


def test_a_query_is_read_like_a_file(url):
    sales = read_sales(None, options=ReadOptions(sql_url=url, query="select day, shop, units from sales"))
    assert sales.roles.target == "units"
    assert sales.frame["units"].sum() == pytest.approx(105)


def test_an_address_without_a_query_is_an_error(url):
    with pytest.raises(OptionError, match="an address and a query"):
        read_sales(None, options=ReadOptions(sql_url=url))


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("select * from nowhere", "no such table: nowhere"),
        ("selec", "syntax error"),
        ("select * from sales where 1 = 0", "answers no rows"),
        ("update sales set units = 0", "answers no table"),
    ],
)
def test_queries_that_give_no_rows_say_why(url, query, problem):
    with pytest.raises(UnreadableFileError, match=problem):
        read_sql(url, query)


def test_a_query_that_would_change_the_table_changes_nothing(url):
    with pytest.raises(UnreadableFileError):
        read_sql(url, "delete from sales")
    assert read_sql(url, "select * from sales").frame.height == 20


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://jane:s3cret-pw@127.0.0.1:1/shop",
        "mysql+pymysql://jane:s3cret-pw@127.0.0.1:1/shop",
        "nosuch://jane:s3cret-pw@host/shop",
        "jane:s3cret-pw@host",
        "postgresql+psycopg://jane:s3cret-pw@127.0.0.1:port/shop",
    ],
)
def test_a_password_never_appears_in_an_error(url):
    with pytest.raises(ForesaleError) as error:
        read_sql(url, "select 1")
    assert "s3cret-pw" not in str(error.value)
    assert "s3cret-pw" not in repr(error.value.__dict__)
    assert error.value.__cause__ is None
    assert error.value.__suppress_context__


def test_a_database_nobody_knows_names_the_extra():
    with pytest.raises(MissingExtraError, match=r"foresale\[sql\]"):
        read_sql("nosuch://host/shop", "select 1")
