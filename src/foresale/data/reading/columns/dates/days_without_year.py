"""Cells that are days of a month without a year, such as 5 Jan or 31.1., and the year put to them."""

from __future__ import annotations

import polars as pl

from foresale.data.reading.parsing.dates.month_names import months_by_name

DAY = r"^\s*(?:\d{1,2}[ .\-/]{0,2}\p{L}{3,}\.?|\p{L}{3,}\.?[ .\-]{0,2}\d{1,2}|\d{1,2}[./\-]\d{1,2}[.]?)\s*$"
_HALF = r"(?:\d{1,2}[ .\-/]{0,2}\p{L}{3,}\.?|\p{L}{3,}\.?[ .\-]{0,2}\d{1,2})"
RANGE = rf"^\s*({_HALF})\s*[-–—]\s*({_HALF}|\d{{1,2}})\s*$"
"""First and last day of a week, such as Jan 2 - Jan 8."""


def are_days(cells: pl.Series, form: str) -> bool:
    """Whether all cells are days, their months named or numbered.

    Args:
        cells: Filled cells.
        form: `DAY` or `RANGE`.

    Examples:
        >>> are_days(pl.Series(["5 Jan", "6 Jan"]), DAY), are_days(pl.Series(["5 Jan", "6 pcs"]), DAY)
        (True, False)
    """
    if not len(cells) or not cells.str.contains(form).all():
        return False
    return not cells.str.contains(r"\p{L}").all() or names_months(cells)


def names_months(cells: pl.Series) -> bool:
    """Whether the words of cells are all months.

    Args:
        cells: Days with a word each.
    """
    words = cells.str.extract(r"(\p{L}+)").unique().drop_nulls().to_list()
    return len(months_by_name(words)) == len(words)


def with_year(days: pl.Expr, year: pl.Expr) -> pl.Expr:
    """Days with their year behind them.

    Args:
        days: Cells without one.
        year: The year of each, as text.
    """
    spelt = days.str.strip_chars().str.strip_chars_end(".").str.replace(r"^(\p{L}+)[.\-]\s*(\d)", "$1 $2")
    return pl.concat_str(spelt, year, separator=" ")
