"""The number of days from one date to another, in SQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import ColumnElement
from sqlalchemy.sql.functions import GenericFunction


class days_between(GenericFunction[int]):  # noqa: N801 - it reads as the SQL function it is
    """Days from the first date to the second.

    Examples:
        >>> from sqlalchemy import column, Date
        >>> print(days_between(column("cutoff", Date), column("target_date", Date)))
        (target_date - cutoff)
    """

    type = Integer()
    inherit_cache = True
    name = "days_between"


def _dates(element: days_between, compiler: Any, options: Any) -> tuple[str, str]:
    first, second = (compiler.process(part, **options) for part in _parts(element))
    return first, second


def _parts(element: days_between) -> list[ColumnElement[Any]]:
    return list(element.clauses)


@compiles(days_between)
def _subtract(element: days_between, compiler: Any, **options: Any) -> str:
    first, second = _dates(element, compiler, options)
    return f"({second} - {first})"


@compiles(days_between, "sqlite")
def _by_julian_days(element: days_between, compiler: Any, **options: Any) -> str:
    first, second = _dates(element, compiler, options)
    return f"CAST(julianday({second}) - julianday({first}) AS INTEGER)"


@compiles(days_between, "mysql")
@compiles(days_between, "mariadb")
def _by_datediff(element: days_between, compiler: Any, **options: Any) -> str:
    first, second = _dates(element, compiler, options)
    return f"DATEDIFF({second}, {first})"
