"""Opening the system of record, with what each database needs to be safe and fast."""

from __future__ import annotations

import sqlite3
import time
from datetime import date
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from foresale.errors import MissingExtraError, OptionError
from foresale.storage.database.engine.writer_queue import BUSY_SECONDS, queue_writers

_DRIVERS = {
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mysql+pymysql",
}
_POSTGRES_PATIENCE = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""Seconds, the last in milliseconds: a server gone without a word is missed, however long queries take."""
MAX_CONNECTIONS = 20
"""Of a process that isn't told another number. Whoever has one never waits for a second, so that fewer than
there are threads do no harm."""
_KEPT_OF_FILE = 8
"""Connections to an SQLite file that stay open, each with its own cache of pages."""
_CACHE_KIB = 4_096
"""Of a connection to an SQLite file. What isn't in it mostly lies in the system's cache, which all share:
32 clients were answered no slower than with four times as much."""
_PORTS = {"postgresql": 5432, "mysql": 3306}


def connect(address: str, *, max_connections: int = MAX_CONNECTIONS) -> Engine:
    """Open a database.

    Args:
        address: `sqlite:///…`, `postgresql://…` or `mysql://…` (MySQL and MariaDB).
        max_connections: The most that are open at once; who finds none free waits.

    Raises:
        OptionError: The address can't be read, or names a database that Foresale doesn't know.
        MissingExtraError: The database's driver isn't installed.
    """
    url = driver_address(address)
    options: dict[str, Any] = {"pool_pre_ping": True}
    if url.get_backend_name() == "mysql":
        options["connect_args"] = {"charset": "utf8mb4"}
    if url.get_backend_name() == "sqlite":
        options["connect_args"] = {"timeout": 30}
    else:
        if url.get_backend_name() == "postgresql":
            options["connect_args"] = dict(_POSTGRES_PATIENCE)
        options["pool_recycle"] = 1800
    if url.get_backend_name() != "sqlite" or url.database not in (None, "", ":memory:"):
        kept = min(_KEPT_OF_FILE, max_connections) if url.get_backend_name() == "sqlite" else max_connections
        # The last one given back is the next one taken: a server may close those that lie idle.
        options |= {"pool_size": kept, "max_overflow": max_connections - kept, "pool_use_lifo": True}
    try:
        engine = create_engine(url, **options)
    except ModuleNotFoundError as error:
        raise MissingExtraError(str(error.name), "service") from None
    if engine.dialect.name == "sqlite":
        sqlite3.register_adapter(date, date.isoformat)  # the driver's own is deprecated
        event.listen(engine, "connect", _prepare_sqlite)
        queue_writers(engine)
    if engine.dialect.name == "postgresql":
        event.listen(engine, "do_connect", _connect_postgres)
    if engine.dialect.name == "mysql":
        event.listen(engine, "do_connect", _connect_mysql)
        event.listen(engine, "connect", _prepare_mysql)
    return engine


def driver_address(address: str) -> URL:
    """The address with the driver that Foresale installs for its database.

    Raises:
        OptionError: It can't be read, or names a database that Foresale doesn't know.
    """
    try:
        url = make_url(address)
    except ArgumentError:
        raise OptionError(
            "The database address can't be read.",
            fix="Give sqlite:///file.db, postgresql://user:password@host/name or mysql://user:password@host/name.",
        ) from None
    name = url.drivername.partition("+")[0]
    if name == "sqlite":
        return url
    if name not in _DRIVERS:
        raise OptionError(
            f"The database '{name}' isn't known.", fix="Use sqlite, postgresql, mysql or mariadb."
        )
    return url.set(drivername=_DRIVERS[name]) if "+" not in url.drivername else url


def same_database(one: str, other: str) -> bool:
    """Whether two addresses name the same database, whoever logs in and by whichever driver.

    Examples:
        >>> same_database("mysql://shop@db/shop", "mysql+pymysql://mlflow:secret@db:3306/shop")
        True
        >>> same_database("postgresql://db/shop", "postgresql://db/mlflow")
        False
    """
    return _place(driver_address(one)) == _place(driver_address(other))


def same_server(one: str, other: str) -> bool:
    """Whether two addresses are of databases of one server.

    Examples:
        >>> same_server("postgresql://shop@db/shop", "postgresql+psycopg://mlflow:secret@db:5432/mlflow")
        True
        >>> same_server("sqlite:///shop.db", "sqlite:///mlflow.db")
        False
    """
    *first, _ = _place(driver_address(one))
    *second, _ = _place(driver_address(other))
    return first == second and first[0] in _PORTS


def _place(url: URL) -> tuple[str, str | None, int | None, str | None]:
    kind = url.get_backend_name()
    return kind, url.host, url.port or _PORTS.get(kind), url.database


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Readers beside a writer, foreign keys held, and transactions begun by SQLAlchemy, not by the driver."""
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout={1000 * BUSY_SECONDS}")
    _use_wal(connection)
    for pragma in ("synchronous=NORMAL", "foreign_keys=ON", f"cache_size=-{_CACHE_KIB}", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")


def _use_wal(connection: Any) -> None:
    """Let readers go beside a writer; SQLite itself doesn't wait for others who change to this mode too."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() >= until:
                raise
            time.sleep(0.01)
        else:
            return


def _connect_postgres(dialect: Any, _record: Any, arguments: Any, options: Any) -> Any:
    """A connection to a database that can hold every name there is.

    Raises:
        OptionError: It can't.
    """
    connection = dialect.connect(*arguments, **options)
    try:
        encoding = connection.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            raise OptionError(
                f"The database's encoding is {encoding}; it can't hold every name of a shop or product.",
                fix="Make one in UTF-8: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0.",
            )
        # Compiling a query of a page takes longer than the query, whose cost is guessed too high.
        connection.execute("SET jit = off")
        connection.commit()
    except BaseException:
        connection.close()  # nobody else knows of it yet
        raise
    return connection


def _connect_mysql(_dialect: Any, _record: Any, arguments: Any, options: Any) -> Any:
    """A connection on which the server may ask for no file but the one that is being loaded."""
    from foresale.storage.database.engine.local_files import GuardedConnection

    return GuardedConnection(*arguments, **options)


def _prepare_mysql(connection: Any, _record: Any) -> None:
    """UTC, and bad values refused instead of bent."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SET SESSION time_zone = '+00:00', sql_mode = "
            "'STRICT_ALL_TABLES,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'"
        )
