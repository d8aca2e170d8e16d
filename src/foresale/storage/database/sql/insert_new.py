"""Inserting rows that others may insert in the same moment: theirs stay."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql, sqlite


def insert_new(kind: str, table: sa.Table) -> sa.Insert:
    """An insert that leaves rows alone whose unique names are there already.

    Args:
        kind: The database's dialect.
        table: Where to.
    """
    if kind == "mysql":  # INSERT IGNORE would also ignore values that don't fit
        key = next(iter(table.primary_key.columns))
        return mysql.insert(table).on_duplicate_key_update({key.name: key})
    if kind == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()
