"""How many connections a database's server allows."""

from __future__ import annotations

import sqlalchemy as sa

_POSTGRES = """
SELECT least(
    current_setting('max_connections')::int
        - current_setting('superuser_reserved_connections')::int
        - coalesce(current_setting('reserved_connections', true)::int, 0),
    (SELECT nullif(rolconnlimit, -1) FROM pg_roles WHERE rolname = current_user),
    (SELECT nullif(datconnlimit, -1) FROM pg_database WHERE datname = current_database())
)
"""
_MYSQL = """
SELECT CASE WHEN @@max_user_connections > 0 THEN least(@@max_connections, @@max_user_connections)
    ELSE @@max_connections END
"""


def read_allowed_connections(engine: sa.Engine) -> int | None:
    """Connections at once that the server allows this user to this database; None where there is no server.

    Those that others have are among them.

    Args:
        engine: A database.
    """
    query = {"postgresql": _POSTGRES, "mysql": _MYSQL, "mariadb": _MYSQL}.get(engine.dialect.name)
    if query is None:
        return None
    with engine.connect().execution_options(writes=False) as connection:
        return int(connection.scalar(sa.text(query)) or 0)
