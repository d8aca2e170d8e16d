"""Lines of labels and values above a table (Store, North; From, 1 Jan), which are no header and no rows."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from foresale.data.reading.parsing.dates.date_formats import match_dates
from foresale.data.reading.vocabulary.column_words import cut_unspaced, split_words, words_for

_FEWEST = 8  # rows whose dates show which column holds them
_DATED = 0.9  # share of the rows from the first date on
_YEAR = r"^(?:19|20)\d\d$"
_FEWEST_LABELS = 3  # lines of a label and a value that prove that none of them is a header


def find_header_below(rows: Sequence[Sequence[str]]) -> int | None:
    """The row that names the columns, below lines of labels and values as wide as the table.

    It stands just above the first date, or above the heading of the first section, and names the column of
    dates; the first line doesn't. Where no row names it, the last of the lines, so that only rows of the
    table lie below.

    Args:
        rows: The first rows, equally wide.

    Returns:
        Its place; None where the first row may well be the header.

    Examples:
        >>> days = [[f"2024-01-{day:02d}", "3"] for day in range(1, 11)]
        >>> find_header_below([["Store", "North"], ["From", "1 January"], ["Date", "Units"], *days])
        2
        >>> find_header_below([["Date", "Units"], *days]) is None
        True
    """
    if not rows or len(rows) < _FEWEST + 2:
        return None
    dates = _find_dates(rows)
    for column in range(len(rows[0])):
        cells = [row[column].strip() for row in rows]
        dated = [cell in dates for cell in cells]
        first = dated.index(True) if True in dated else 0
        below = dated[first:]
        if first < 2 or len(below) < _FEWEST or sum(below) < _DATED * len(below):
            continue
        if _names_dates(rows[0][column]):
            return None
        header = _skip_headings(rows, first - 1)
        if header and _names_dates(cells[header]) and _are_names(rows[header], blanks=header < first - 1):
            return header
        if len(rows[0]) == 2 and column == 0 and first >= _FEWEST_LABELS and all(cells[:first]):
            return first - 1
    return None


def _find_dates(rows: Sequence[Sequence[str]]) -> set[str]:
    """The cells that are dates or years, each form of a cell tried once."""
    cells = pl.Series("cells", sorted({cell.strip() for row in rows for cell in row}))
    family = match_dates(cells)["family"]
    return set(cells.filter(family.is_not_null() | cells.str.contains(_YEAR)))


def _skip_headings(rows: Sequence[Sequence[str]], last: int) -> int:
    """The lowest row up to `last` with more than one cell: headings of sections have one."""
    while last > 0 and sum(bool(cell.strip()) for cell in rows[last]) <= 1:
        last -= 1
    return last


def _are_names(cells: Sequence[str], *, blanks: bool) -> bool:
    """Whether cells are names of columns; above headings of sections, the sections' own may lack one."""
    named = [cell for cell in cells if cell.strip()]
    return (len(named) == len(cells) or (blanks and len(named) > 1)) and all(map(_is_name, named))


def _is_name(cell: str) -> bool:
    return bool(cell.strip()) and not re.fullmatch(r"[\d\s.,:/-]+", cell.strip())


def _names_dates(cell: str) -> bool:
    words = set(cut_unspaced(split_words(cell)))
    return bool(words & (words_for("date") | words_for("plain date") | words_for("period")))
