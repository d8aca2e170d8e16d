"""Which rows of a sheet or text are headers of periods, such as `Product, 2024-03-01, 2024-03-02 …`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

import polars as pl

from foresale.data.reading.parsing.dates.date_formats import NUMERIC_LOOKS, match_dates
from foresale.data.reading.parsing.dates.month_names import months_by_name
from foresale.data.reading.parsing.plain_text import plain_word

Row = Sequence[str | None]

_FEWEST, _FEWEST_NUMBERED = 3, 20
_GAPS = ((1, 1), (7, 7), (28, 31))  # between the day numbers of days, weeks and months
_COMPACT = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_NUMBER = re.compile(r"^[-+]?\d[\d.,' ]*$")
_DAY = re.compile(r"(?:[^\W\d_]{2,9}\.?,?\s+)?(?:\d{1,2}\.\s?\d{1,2}\.|\d{1,2}/\d{1,2})$")
_WEEK = re.compile(r"(?i:w|wk|week|kw|cw|woche)\.?\s?\d{1,2}$")


def find_period_headers(rows: Sequence[Row]) -> list[int]:
    """Places of the rows that name three periods or more and otherwise words alone, none of them twice.

    Days that are only numbered are periods where 1 to 20 and more follow each other.

    Args:
        rows: Rows of cells, equally wide or not.

    Examples:
        >>> find_period_headers([["Item", "Jan", "Feb", "Mar"], ["Tea", "1", "2", "3"], ["Store: South"]])
        [0]
    """
    filled = [[(cell or "").strip() for cell in row] for row in rows]
    months = _months_among({cell for row in filled for cell in row if cell.isalpha() or cell[-1:] == "."})
    likely = {place: row for place, row in enumerate(filled) if _is_likely(row, months)}
    periods = _periods_among(sorted({cell for row in likely.values() for cell in row if cell}))
    return [place for place, row in likely.items() if _is_header(row, periods)]


def periods_of(row: Row) -> list[str]:
    """The cells of a header that are its periods, in their order.

    Args:
        row: A header of periods.
    """
    cells = [(cell or "").strip() for cell in row]
    periods = _periods_among(sorted(set(cells)))
    return _numbered(cells) or [cell for cell in cells if cell in periods]


def labels_of(row: Row) -> tuple[str, ...]:
    """The names of a header before its first period, in small letters.

    Args:
        row: A header of periods.
    """
    cells, periods = [(cell or "").strip() for cell in row], set(periods_of(row))
    first = next((place for place, cell in enumerate(cells) if cell in periods), 0)
    return tuple(cell.casefold() for cell in cells[:first])


def _periods_among(cells: Sequence[str]) -> frozenset[str]:
    known = pl.Series("cells", [cell for cell in cells if any(map(str.isdigit, cell))], dtype=pl.String)
    family = match_dates(known)["family"]
    dated = family.is_not_null() & (~family.is_in(list(NUMERIC_LOOKS)) | (family == "compact"))
    numbered = {cell for cell in known if _DAY.match(cell) or _WEEK.match(cell)}
    return frozenset(known.filter(dated)) | numbered | _months_among(cells)


def _months_among(cells: Iterable[str]) -> frozenset[str]:
    words = {cell: plain_word(cell).strip(" .") for cell in cells if not any(map(str.isdigit, cell))}
    months = months_by_name(words.values())
    return frozenset(cell for cell, word in words.items() if word in months)


def _is_likely(row: Sequence[str], months: frozenset[str]) -> bool:
    """Whether three cells of a row are months, or words with digits, and no more are plain numbers."""
    named = [cell for cell in row if cell]
    if len(named) <= _FEWEST:
        return False
    numbers = [cell for cell in named if _NUMBER.match(cell) and not _DAY.match(cell)]
    digits = sum(any(map(str.isdigit, cell)) for cell in named) - len(numbers)
    some = digits >= _FEWEST or sum(cell in months for cell in named) >= _FEWEST
    return (some and 2 * len(numbers) <= len(named)) or bool(_numbered(row))


def _is_header(row: Sequence[str], periods: frozenset[str]) -> bool:
    named = _numbered(row) or [cell for cell in row if cell in periods]
    filled = [cell for cell in row if cell]
    others = [cell for cell in filled if cell not in named]
    first = next((place for place, cell in enumerate(row) if cell in named), 0)
    return (
        len(named) >= _FEWEST
        and first > 0
        and 2 * len(named) >= len(filled)
        and len(set(named)) == len(named)
        and not any(_NUMBER.match(cell) for cell in others)
    )


def _numbered(row: Sequence[str]) -> list[str]:
    """Cells that number days, from 1 to 20 and more, as sheets do or in eight digits, one after the other."""
    serials = [cell for cell in row if re.fullmatch(r"[2-7]\d{4}(?:\.0)?", cell)]
    gaps = [int(float(b)) - int(float(a)) for a, b in pairwise(serials)]
    if len(serials) >= _FEWEST and any(all(low <= gap <= high for gap in gaps) for low, high in _GAPS):
        return serials
    compact = [cell for cell in row if _COMPACT.fullmatch(cell)]
    if len(compact) >= _FEWEST and all(a < b for a, b in pairwise(compact)):
        return compact
    numbers = [cell for cell in row if re.fullmatch(r"\d{1,2}\.?", cell)]
    counted = [int(cell.rstrip(".")) for cell in numbers]
    whole = len(numbers) >= _FEWEST_NUMBERED and counted == list(range(1, len(numbers) + 1))
    return numbers if whole else []
