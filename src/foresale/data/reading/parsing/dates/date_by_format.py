"""Dates by a format that the caller gives, with months in any language and periods without a day."""

from __future__ import annotations

import re

import polars as pl

from foresale.data.reading.parsing.dates.month_names import months_by_name
from foresale.data.reading.parsing.plain_text import plain_text
from foresale.errors import OptionError

_ENGLISH = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_TIMED = ("%H", "%I", "%T", "%R", "%X", "%k", "%l", "%s")
_DAY = ("%d", "%e", "%j", "%D", "%F", "%x", "%s", "%c", "%v")
_WEEK = ("%V", "%W", "%U")


def parse_by_format(cells: pl.Series, date_format: str) -> pl.Series:
    """Each cell as a Date, or as a Datetime where the format tells times; null where it doesn't fit.

    A month without a day begins on its first one, a week without one on its Monday.

    Args:
        cells: Distinct text cells.
        date_format: A strptime format.

    Raises:
        OptionError: The format can't be used.
    """
    text, written = plain_text(cells), date_format
    if "%b" in written or "%B" in written:
        text = _with_english_months(text, written)
    text, written = text.str.to_uppercase(), _upper_outside(written)
    if not any(mark in written for mark in _DAY):
        ending = ("1", "%u") if any(mark in written for mark in _WEEK) else ("1", "%d")
        if "%u" not in written and "%a" not in written and "%A" not in written:
            text, written = text + f" {ending[0]}", f"{written} {ending[1]}"
    try:
        if any(mark in written for mark in _TIMED):
            parsed = text.str.to_datetime(written, strict=False, time_unit="us")
            return parsed.dt.replace_time_zone(None)
        return text.str.to_date(written, strict=False)
    except pl.exceptions.PolarsError:
        raise OptionError(
            f"Date format '{date_format}' can't be used.", fix="Write it as %d.%m.%Y or %Y-%m-%d %H:%M."
        ) from None


def _upper_outside(written: str) -> str:
    """The format with its own letters in capitals, its directives as they are."""
    return re.sub(r"(%[-_0^#]?\.?\d*[A-Za-z%])|([a-z])", lambda hit: hit[1] or hit[2].upper(), written)


def _with_english_months(text: pl.Series, written: str) -> pl.Series:
    words = text.str.extract(r"([\p{L}\p{M}]{3,14})", 1)
    numbers = months_by_name(words.drop_nulls().unique(maintain_order=True).to_list())
    dot = "" if re.search(r"%[bB]\.", written) else r"\.?"
    for word, number in numbers.items():
        pattern = rf"(^|[^\p{{L}}]){word}{dot}($|[^\p{{L}}])"
        text = text.str.replace(pattern, f"${{1}}{_ENGLISH[number - 1]}${{2}}")
    return text
