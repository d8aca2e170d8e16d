"""A column that no index is used for: SQLite's guess, without statistics, may read all that was ever kept."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction


class without_index(GenericFunction[Any]):  # noqa: N801 - it reads as a function
    """The same value; servers, which know how often each occurs, choose for themselves.

    Examples:
        >>> from sqlalchemy import column
        >>> print(without_index(column("grain")))
        grain
    """

    inherit_cache = True
    name = "without_index"


@compiles(without_index)
def _write(element: without_index, compiler: Any, **options: Any) -> str:
    return str(compiler.process(next(iter(element.clauses)), **options))


@compiles(without_index, "sqlite")
def _write_for_sqlite(element: without_index, compiler: Any, **options: Any) -> str:
    return f"+{compiler.process(next(iter(element.clauses)), **options)}"
