"""Reads the answer to a SQL query."""

from __future__ import annotations

import polars as pl

from foresale.data.reading.formats.raw_table import RawTable, clean_header
from foresale.data.reading.provenance import with_origin
from foresale.errors import ForesaleError, MissingExtraError, UnreadableFileError
from foresale.messages import option

SQL_SOURCE = "query"
_NOT_TEXT = "invalid byte sequence for encoding"
"""What PostgreSQL says of bytes that it took for text unseen."""


def read_sql(url: str, query: str) -> RawTable:
    """Run `query` on the database at `url` and read its answer; rows are numbered from 1.

    The password never appears in an error.

    Args:
        url: The database's address as SQLAlchemy writes it, such as `sqlite:///sales.db`.
        query: One SELECT.

    Raises:
        UnreadableFileError: The database can't be reached, refuses the query, or answers no rows.
        MissingExtraError: SQLAlchemy or the database's driver isn't installed.
    """
    try:
        import sqlalchemy
        from sqlalchemy import exc
    except ModuleNotFoundError:
        raise MissingExtraError("SQLAlchemy", "sql") from None
    try:
        address = sqlalchemy.make_url(url)
    except (exc.ArgumentError, ValueError):
        raise UnreadableFileError(
            "The database address can't be understood.",
            fix=f"Write {option('sql_url')} as dialect://user:password@host/database, such as sqlite:///sales.db.",
        ) from None
    safe = address.render_as_string(hide_password=True)
    secret = str(address.password) if address.password else ""
    try:
        # One without an encoding of its own gives bytes, unless it is asked for text.
        is_postgres = address.get_driver_name() in ("psycopg", "psycopg2")
        as_text = {"client_encoding": "utf8"} if is_postgres else {}
        engine = sqlalchemy.create_engine(address, connect_args=as_text)
    except (ModuleNotFoundError, exc.NoSuchModuleError):
        raise MissingExtraError(f"a driver for {address.drivername}", "sql") from None
    except exc.ArgumentError:
        raise UnreadableFileError(
            f"{safe} can't be used as an address.", fix=f"Check {option('sql_url')}."
        ) from None
    try:
        with engine.connect() as connection:
            answer = connection.execute(sqlalchemy.text(query))
            if not answer.returns_rows:
                raise UnreadableFileError(
                    "The query answers no table.", fix=f"Give {option('query')} a SELECT."
                )
            names = clean_header(list(answer.keys()))
            rows = [tuple(row) for row in answer.fetchall()]
    except exc.SQLAlchemyError as error:
        raise _refusal(error, safe, secret) from None
    finally:
        engine.dispose()
    if not rows:
        raise UnreadableFileError("The query answers no rows.", fix="Check the query's conditions.")
    frame = pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None, strict=False)
    return RawTable(with_origin(frame.with_columns(pl.col(pl.Decimal).cast(pl.Float64)), SQL_SOURCE))


def _refusal(error: Exception, safe: str, secret: str) -> ForesaleError:
    """What the database said, without its address's password."""
    reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
    if secret:
        reason = reason.replace(secret, "***")
    if _NOT_TEXT in reason:
        return UnreadableFileError(
            f"{safe} holds text that isn't UTF-8: {reason}.",
            fix="Its encoding says nothing of what was stored: export the query to a CSV file and read that.",
        )
    return UnreadableFileError(
        f"{safe} refused: {reason}.",
        fix=f"Check {option('sql_url')} (host, name, password) and the {option('query')}.",
    )
