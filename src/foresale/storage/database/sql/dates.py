"""Dates in SQL, alike on every database: days between two, the period or quarter of an hour they lie in."""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import BigInteger, Date, Integer
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
