"""Says why no column of a table holds dates, and the way out that works."""

from __future__ import annotations

import re

import polars as pl

from foresale.data.reading.columns.dates.date_parts import part_numbers, year_numbers
from foresale.data.reading.columns.words.names import date_rank
from foresale.data.reading.columns.words.period_words import period_words
from foresale.data.reading.parsing.dates.other_calendars import era_of
from foresale.data.reading.parsing.dates.parse_dates import date_share
from foresale.data.reading.parsing.numbers.parse_numbers import is_missing
from foresale.errors import ColumnsError
from foresale.messages import option

_MOST_NAMES = 12
_YEARS_SHARE = 0.9
_SAMPLE = 1000
#: 31.12., 12/31 and 3112, as accounting writes it.
_NO_YEAR = (
    r"^(?:[0-3]?\d[./-][0-3]?\d[./]?|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])|"
    r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))$"
)
_HALF_NAMES = r"(?:[hs][12]|[12]h|hj\s?[12]|[12]\.?\s?hj|[12]\.\s?halbjahr|上半年|下半年)"
_HALF = rf"(?i)^(?:(?:19|20)\d\d[\s/年-]*{_HALF_NAMES}|{_HALF_NAMES}[\s/-]*(?:19|20)?\d\d)$"


def no_dates(frame: pl.DataFrame, file: str) -> ColumnsError:
    """The error for a table without dates: its cause where one shows, else its columns.

    Args:
        frame: The table.
        file: What to call it.
    """
    names = [name for name in frame.columns if not name.startswith("__")]
    samples = {name: _distinct(frame[name]) for name in names}
    near = [name for name in names if date_rank(name) > 0 or period_words(name)]
    for name in [*near, *(n for n in names if n not in near)]:
        era = era_of(samples[name])
        if era is not None:
            return era
    years = [name for name in names if _are_years(samples[name]) and (name in near or len(names) <= 3)]
    if years:
        return ColumnsError(
            f"{file} has only years ('{years[0]}': {', '.join(samples[years[0]].head(3))} …), and yearly "
            "sums can't be forecast: there is no season in them.",
            fix="Give the sales by day, week, month or quarter; a month in a column of its own will do "
            "(call it month).",
        )
    halves = next((name for name in names if len(samples[name]) and _are_halves(samples[name])), None)
    if halves is not None:
        return ColumnsError(
            f"{halves} names half-years ({_quote(samples[halves])}), which are too few to show a season.",
            fix="Give the sales by day, week, month or quarter.",
        )
    shown = ", ".join(names[:_MOST_NAMES]) + (" …" if len(names) > _MOST_NAMES else "")
    text = f"No column of {file} holds dates. Its columns are: {shown}."
    fix = (
        f"Name the date column with {option('date')}, and its format with {option('date_format')} if "
        "it is unusual."
    )
    nearest = next((name for name in near if len(samples[name])), None)
    if nearest is not None:
        text += f" The nearest is {nearest}, with cells such as {_quote(samples[nearest])}."
        fix = (
            f"If {nearest} is the date, say how it is written: {option('date', nearest)} "
            f"{option('date_format', '%d.%m.%Y')}, with %Y or %y for the year, %m for the month (%b for "
            "its name), %d for the day. A year and a "
            "month may also stand in two columns called year and month."
        )
        if "month" in period_words(nearest) and part_numbers(samples[nearest], "month").count():
            fix = (
                f"Say which year it was, such as {option('year', 2024)}; or write it into each cell, or "
                "into a column of its own called Year."
            )
    elif any(date_share(pl.Series([name]), named_so=False) for name in names):
        dated = next(name for name in names if date_share(pl.Series([name]), named_so=False))
        fix = f"'{dated}' is a date above a column: add a first row with names if there is no header."
    return ColumnsError(text, fix=fix)


def unread_dates(cells: pl.Series, date_format: str | None) -> ColumnsError:
    """The error for a column that should hold dates, where no cell could be read.

    Args:
        cells: Its cells as they were.
        date_format: The format that the caller gave.
    """
    sample = _distinct(cells).alias(cells.name)
    era = era_of(sample)
    if era is not None:
        return era
    if len(sample) and sample.str.contains(_NO_YEAR).all():
        mark = re.sub(r"\d", "", sample[0])[:1]
        months = sample.str.contains(r"^(?:0?[1-9]|1[0-2])[./-](?:1[3-9]|[2-9]\d)$").all()
        also = f"; or, if these are months, {option('date_format', f'%m{mark}%y')}" if months and mark else ""
        return ColumnsError(
            f"{cells.name} says days and months, but no year: its cells are such as {_quote(sample)}.",
            fix=f"Say which, such as {option('year', 2024)}{also}; or write it into the cells, such as "
            "2024-01-31.",
        )
    if date_format is not None:
        return ColumnsError(
            f"No cell of {cells.name} fits the format '{date_format}': they are such as {_quote(sample)}.",
            fix=f"Give {option('date_format')} as the cells are written, or leave it out.",
        )
    return ColumnsError(
        f"No cell of {cells.name} is a date that can be read: they are such as {_quote(sample)}.",
        fix=f"Say how they are written, such as {option('date_format', '%d.%m.%Y')}, or name another "
        f"column with {option('date')}.",
    )


def _distinct(cells: pl.Series) -> pl.Series:
    text = cells.head(_SAMPLE).cast(pl.String)
    return text.filter(~is_missing(text)).str.strip_chars().unique(maintain_order=True)


def _are_years(cells: pl.Series) -> bool:
    years = year_numbers(cells).drop_nulls()
    return (
        len(cells) > 0
        and len(years) >= _YEARS_SHARE * len(cells)
        and bool(years.is_between(1950, 2100).all())
    )


def _are_halves(cells: pl.Series) -> bool:
    return bool(cells.str.contains(_HALF).all())


def _quote(cells: pl.Series) -> str:
    return ", ".join(f"'{cell[:40]}'" for cell in cells.head(3))
