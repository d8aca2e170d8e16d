"""The first day of the week or month that a date lies in, in SQL."""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import Date
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.expression import ColumnElement
from sqlalchemy.sql.functions import GenericFunction

Grain = Literal["day", "week", "month"]


class WeekStart(GenericFunction[Any]):
    """The Monday of a date's week.

    Examples:
        >>> from sqlalchemy import Date, column
        >>> print(WeekStart(column("sold_on", Date)))
        CAST(date_trunc('week', sold_on) AS DATE)
    """

    type = Date()
    inherit_cache = True
    name = "week_start"


class MonthStart(GenericFunction[Any]):
    """The first of a date's month.

    Examples:
        >>> from sqlalchemy import Date, column
        >>> print(MonthStart(column("sold_on", Date)))
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
    return WeekStart(day) if grain == "week" else MonthStart(day)


@compiles(WeekStart)
def _week(element: WeekStart, compiler: Any, **options: Any) -> str:
    return f"CAST(date_trunc('week', {compiler.process(element.clauses, **options)}) AS DATE)"


@compiles(MonthStart)
def _month(element: MonthStart, compiler: Any, **options: Any) -> str:
    return f"CAST(date_trunc('month', {compiler.process(element.clauses, **options)}) AS DATE)"


@compiles(WeekStart, "sqlite")
def _week_in_sqlite(element: WeekStart, compiler: Any, **options: Any) -> str:
    return f"date({compiler.process(element.clauses, **options)}, 'weekday 0', '-6 days')"


@compiles(MonthStart, "sqlite")
def _month_in_sqlite(element: MonthStart, compiler: Any, **options: Any) -> str:
    return f"date({compiler.process(element.clauses, **options)}, 'start of month')"


@compiles(WeekStart, "mysql")
@compiles(WeekStart, "mariadb")
def _week_in_mysql(element: WeekStart, compiler: Any, **options: Any) -> str:
    day = compiler.process(element.clauses, **options)
    return f"DATE_SUB({day}, INTERVAL WEEKDAY({day}) DAY)"


@compiles(MonthStart, "mysql")
@compiles(MonthStart, "mariadb")
def _month_in_mysql(element: MonthStart, compiler: Any, **options: Any) -> str:
    day = compiler.process(element.clauses, **options)
    return f"DATE_SUB({day}, INTERVAL DAYOFMONTH({day}) - 1 DAY)"
