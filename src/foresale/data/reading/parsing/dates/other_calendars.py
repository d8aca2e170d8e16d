"""Recognises years of calendars that aren't read: Buddhist, Islamic, Persian, Japanese eras, Minguo."""

from __future__ import annotations

import polars as pl

from foresale.data.reading.parsing.plain_text import latin_digits
from foresale.errors import ColumnsError
from foresale.messages import option

_YEARS = (
    (1300, 1420, "Persian (solar Hijri) or Islamic calendar"),
    (1421, 1500, "Islamic calendar"),
    (2500, 2610, "Buddhist calendar"),
)
_ERAS = (
    (r"^\s*(?:令和|平成|昭和|[RHS])\s*(?:\d{1,2}|元)\s*[./年-]\s*\d{1,2}", "eras of Japanese emperors"),
    (r"\p{L}[^\d]*(?:25\d\d|260\d)\s*$", "Buddhist calendar"),
    (r"^\s*(?:民國|民国)?\s*1[01]\d\s*[./年-]\s*\d{1,2}\s*[./月-]\s*\d{1,2}", "Minguo calendar of Taiwan"),
)
_FIX = (
    "Add a column with the same days of the Gregorian calendar (2024-01-31), and name it with "
    f"{option('date')}."
)


def refuse_other_calendars(found: pl.DataFrame, column: str) -> None:
    """Stop where most dates are written in years of another calendar.

    Args:
        found: What `match_dates` says of the column's distinct cells.
        column: Its name.

    Raises:
        ColumnsError: With the calendar that the years are those of.
    """
    dated = found.filter(pl.col("family").is_not_null() & (pl.col("y").str.len_chars() == 4))
    years = dated["y"].cast(pl.Int64)
    for first, last, calendar in _YEARS:
        inside = years.is_between(first, last)
        if inside.sum() > 0.5 * found.height:
            raise ColumnsError(
                f"{column} has years such as {years.filter(inside)[0]} "
                f"('{dated['cell'].filter(inside)[0]}'): that is the {calendar}, which isn't supported.",
                fix=_FIX,
            )


def era_of(cells: pl.Series) -> ColumnsError | None:
    """The error for a column whose years count from an era; None where they don't.

    Args:
        cells: Distinct text cells that no pattern fitted.
    """
    plain = latin_digits(cells)
    for pattern, calendar in _ERAS:
        hits = plain.str.contains(pattern)
        if len(cells) and hits.sum() > 0.5 * len(cells):
            return ColumnsError(
                f"{cells.name} counts years of the {calendar} ('{cells.filter(hits)[0]}'), which isn't "
                "supported.",
                fix=_FIX,
            )
    return None
