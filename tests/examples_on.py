"""How many drawn examples a database is tried with: logic is searched on one, SQL is proven on all."""

from __future__ import annotations

import sqlalchemy as sa


def examples_on(database: sa.Engine, count: int) -> int:
    """All examples on SQLite, a third on a server: there each statement costs ten times as much.

    What a sequence of changes does wrong, it does wrong on every database; what a server alone does otherwise
    shows in few sequences, as each runs all statements.

    Args:
        database: An open one.
        count: How many SQLite is tried with.
    """
    return count if database.dialect.name == "sqlite" else max(1, count // 3)
