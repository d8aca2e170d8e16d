"""Rows whose references were looked up before: the database needn't do it again for each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa


@contextmanager
def references_known_to_hold(connection: sa.Connection) -> Iterator[None]:
    """Let the database not look up what every row refers to.

    The caller found these ids in this transaction and holds these rows, so none can be missing. PostgreSQL
    allows this to some users only; for others it looks them up.

    Args:
        connection: An open transaction.
    """
    kind = connection.dialect.name
    if kind == "mysql":
        connection.exec_driver_sql("SET SESSION foreign_key_checks = 0")
        try:
            yield
        finally:
            connection.exec_driver_sql("SET SESSION foreign_key_checks = 1")
    elif kind == "postgresql" and _may_skip(connection):
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        yield
        connection.exec_driver_sql("SET LOCAL session_replication_role = origin")
    else:
        yield


def _may_skip(connection: sa.Connection) -> bool:
    if (connection.dialect.server_version_info or (0,)) >= (15,):
        may = "SELECT has_parameter_privilege('session_replication_role', 'SET')"
    else:
        may = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
    return bool(connection.exec_driver_sql(may).scalar_one())
