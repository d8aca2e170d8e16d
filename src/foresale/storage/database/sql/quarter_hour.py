"""The quarter of an hour that a moment lies in, in SQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction


class QuarterHour(GenericFunction[int]):
    """Quarters of an hour from the beginning of 1970, UTC, to a moment kept as `UtcTime`.

    Examples:
        >>> from sqlalchemy import column
        >>> print(QuarterHour(column("sold_at")))
        CAST(floor(extract(epoch FROM sold_at) / 900) AS BIGINT)
    """

    type = BigInteger()
    inherit_cache = True
    name = "quarter_hour"


@compiles(QuarterHour)
def _by_epoch(element: QuarterHour, compiler: Any, **options: Any) -> str:
    return f"CAST(floor(extract(epoch FROM {compiler.process(element.clauses, **options)}) / 900) AS BIGINT)"


@compiles(QuarterHour, "sqlite")
def _in_sqlite(element: QuarterHour, compiler: Any, **options: Any) -> str:
    return f"(CAST(strftime('%s', {compiler.process(element.clauses, **options)}) AS INTEGER) / 900)"


@compiles(QuarterHour, "mysql")
@compiles(QuarterHour, "mariadb")
def _in_mysql(element: QuarterHour, compiler: Any, **options: Any) -> str:
    moment = compiler.process(element.clauses, **options)
    return f"(TIMESTAMPDIFF(MINUTE, '1970-01-01', {moment}) DIV 15)"
