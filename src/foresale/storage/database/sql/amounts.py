"""Sums of what units cost, the same on every database."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from foresale.storage.database.sql.column_types import MONEY_DIGITS, Money

UNIT_DIGITS = 6
"""Decimals of units that count in an amount of money."""


def sum_amounts(
    dialect: str, cost: sa.ColumnElement[Any] | Any, units: sa.ColumnElement[Any] | Any
) -> sa.ColumnElement[Decimal]:
    """The sum of costs times units, each rounded to four decimals; null where no cost is known.

    Args:
        dialect: The database's.
        cost: A column of `Money`.
        units: A column of numbers.
    """
    # SQLite keeps ten-thousandths as whole numbers.
    digits = 0 if dialect == "sqlite" else MONEY_DIGITS
    exact = sa.cast(units, sa.Numeric(20, UNIT_DIGITS))
    each = sa.func.round(sa.type_coerce(cost, sa.Numeric()) * exact, sa.literal_column(str(digits)))
    return sa.type_coerce(sa.func.sum(each), Money())
