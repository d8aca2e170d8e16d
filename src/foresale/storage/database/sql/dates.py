"""Dates in SQL, alike on every database: days between two, the period or quarter of an hour they lie in."""

from __future__ import annotations

from functools import partial
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


_SQL = {
    WeekStart: (
        "CAST(date_trunc('week', {0}) AS DATE)",
        "date({0}, 'weekday 0', '-6 days')",
        "DATE_SUB({0}, INTERVAL WEEKDAY({0}) DAY)",
    ),
    MonthStart: (
        "CAST(date_trunc('month', {0}) AS DATE)",
        "date({0}, 'start of month')",
        "DATE_SUB({0}, INTERVAL DAYOFMONTH({0}) - 1 DAY)",
    ),
    days_between: (
        "({1} - {0})",
        "CAST(julianday({1}) - julianday({0}) AS INTEGER)",
        "DATEDIFF({1}, {0})",
    ),
    QuarterHour: (
        "CAST(floor(extract(epoch FROM {0}) / 900) AS BIGINT)",
        "(CAST(strftime('%s', {0}) AS INTEGER) / 900)",
        "(TIMESTAMPDIFF(MINUTE, '1970-01-01', {0}) DIV 15)",
    ),
}
"""Each function as PostgreSQL writes it, as SQLite does, and as MySQL and MariaDB do."""


def _write(form: str, element: GenericFunction[Any], compiler: Any, **options: Any) -> str:
    return form.format(*(compiler.process(part, **options) for part in element.clauses))


for _function, (_standard, _in_sqlite, _in_mysql) in _SQL.items():
    compiles(_function)(partial(_write, _standard))
    compiles(_function, "sqlite")(partial(_write, _in_sqlite))
    compiles(_function, "mysql", "mariadb")(partial(_write, _in_mysql))
