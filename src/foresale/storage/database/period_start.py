"""The first day of the week or month that a date lies in, in SQL."""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import Date
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.expression import ColumnElement
from sqlalchemy.sql.functions import GenericFunction

Grain = Literal["day", "week", "month"]


class week_start(GenericFunction[Any]):  # noqa: N801 - it reads as the SQL function it is
    """The Monday of a date's week.

    Examples:
        >>> from sqlalchemy import Date, column
        >>> print(week_start(column("sold_on", Date)))
        CAST(date_trunc('week', sold_on) AS DATE)
    """

    type = Date()
    inherit_cache = True
    name = "week_start"


class month_start(GenericFunction[Any]):  # noqa: N801 - as above
    """The first of a date's month.

    Examples:
        >>> from sqlalchemy import Date, column
        >>> print(month_start(column("sold_on", Date)))
        CAST(date_trunc('month', sold_on) AS DATE)
    """

    type = Date()
    inherit_cache = True
    name = "month_start"


_Day = InstrumentedAttribute[Any] | ColumnElement[Any]


def period_start(grain: Grain, day: _Day) -> _Day:
    """The first day of the period that a date lies in.

    Args:
        grain: How long periods are; weeks begin on Mondays.
        day: The date.
    """
    if grain == "day":
        return day
    return week_start(day) if grain == "week" else month_start(day)


@compiles(week_start)
def _week(element: week_start, compiler: Any, **options: Any) -> str:
    return f"CAST(date_trunc('week', {compiler.process(element.clauses, **options)}) AS DATE)"


@compiles(month_start)
def _month(element: month_start, compiler: Any, **options: Any) -> str:
    return f"CAST(date_trunc('month', {compiler.process(element.clauses, **options)}) AS DATE)"


@compiles(week_start, "sqlite")
def _week_in_sqlite(element: week_start, compiler: Any, **options: Any) -> str:
    return f"date({compiler.process(element.clauses, **options)}, 'weekday 0', '-6 days')"


@compiles(month_start, "sqlite")
def _month_in_sqlite(element: month_start, compiler: Any, **options: Any) -> str:
    return f"date({compiler.process(element.clauses, **options)}, 'start of month')"


@compiles(week_start, "mysql")
@compiles(week_start, "mariadb")
def _week_in_mysql(element: week_start, compiler: Any, **options: Any) -> str:
    day = compiler.process(element.clauses, **options)
    return f"DATE_SUB({day}, INTERVAL WEEKDAY({day}) DAY)"


@compiles(month_start, "mysql")
@compiles(month_start, "mariadb")
def _month_in_mysql(element: month_start, compiler: Any, **options: Any) -> str:
    day = compiler.process(element.clauses, **options)
    return f"DATE_SUB({day}, INTERVAL DAYOFMONTH({day}) - 1 DAY)"
