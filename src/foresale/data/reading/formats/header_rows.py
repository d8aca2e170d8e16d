"""Headers of several rows, such as a year above its months, as one name a column."""

from __future__ import annotations

import re
from collections.abc import Sequence

from foresale.data.reading.parsing.dates.month_names import months_by_name
from foresale.data.reading.parsing.plain_text import plain_word

Row = Sequence[str | None]

MAX_ROWS = 3
_NUMBER = re.compile(r"^\s*[-+−(]?[^\w\s]{0,3}\s?\d[\d.,'\s]*[%)]?\s*$")
_YEAR = re.compile(r"^\s*(?:FY\s?)?(?:19|20)\d\d(?:\.0)?\s*$")
_COVERED = 0.8  # share of the columns that the rows together name


def last_header_row(rows: Sequence[Row], first: int) -> int:
    """The last row of the header that begins at `first`; `first` itself where it has one row.

    A further row of names stands below blanks of the one above, and above numbers.

    Args:
        rows: The first rows of the table, equally wide or not.
        first: Where the header begins.
    """
    last = first
    while last + 2 < len(rows) and last + 1 - first < MAX_ROWS and _continues(rows, first, last):
        last += 1
    return last


def join_header(rows: Sequence[Row]) -> list[str | None]:
    """One name a column: the groups above, each over the blanks to its right, and what stands below them.

    Args:
        rows: The header's rows, the lowest last.

    Examples:
        >>> join_header([["", "2023", "", "2024"], ["Item", "Jan", "Feb", "Jan"]])
        ['Item', '2023 Jan', '2023 Feb', '2024 Jan']
    """
    width = max(len(row) for row in rows)
    names: list[str | None] = [None] * width
    for place, row in enumerate(rows):
        cells = [_clean(row[i]) if i < len(row) else None for i in range(width)]
        if place < len(rows) - 1:
            cells = _spread(cells, rows[place + 1 :])
        names = [
            " ".join(part for part in (name, cell) if part) or None
            for name, cell in zip(names, cells, strict=True)
        ]
    return names


def rows_above(rows: Sequence[Row], lowest: int) -> int:
    """How many rows above the lowest header row name its groups.

    Args:
        rows: The first rows of the table.
        lowest: The row that was taken for the header.
    """
    used = 0
    while used + 1 < MAX_ROWS and lowest - used > 0:
        below = join_header(rows[lowest - used : lowest + 1])
        above = rows[lowest - used - 1]
        if not _needs_groups(below) or not _names_groups(above, below):
            break
        used += 1
    return used if used and not _repeats_itself(join_header(rows[lowest - used : lowest + 1])) else 0


def _continues(rows: Sequence[Row], first: int, last: int) -> bool:
    """Whether the row below `last` holds names that the rows above leave open."""
    above, below, body = rows[last], rows[last + 1], rows[last + 2]
    width = min(len(above), len(below), len(body))
    filled = [i for i in range(width) if _clean(below[i])]
    if sum(_clean(cell) is not None for cell in above) < 2 or len(filled) < 2:
        return False
    if _repeats_below(above, below):
        return not _repeats_below(above, body)
    fills = [i for i in filled if not _clean(above[i])]
    numbers = [i for i in filled if _NUMBER.match(body[i] or "") and not _NUMBER.match(below[i] or "")]
    plain = [i for i in filled if _NUMBER.match(below[i] or "") and not _YEAR.match(below[i] or "")]
    joined = join_header(rows[first : last + 2])
    named = sum(name is not None for name in joined)
    return (
        bool(fills)
        and len(numbers) >= 0.5 * len(filled)
        and not plain
        and not _repeats_itself(joined)
        and named >= _COVERED * len(joined)
    )


def _repeats_below(above: Row, below: Row) -> bool:
    """Whether the same names without digits stand below each heading, as above tables side by side."""
    starts = [i for i, cell in enumerate(above) if _clean(cell)]
    groups = [
        tuple(name for name in map(_clean, below[start:end]) if name)
        for start, end in zip(starts, [*starts[1:], len(below)], strict=True)
    ]
    alike = len(groups) > 1 and len(set(groups)) == 1
    return alike and len(groups[0]) > 1 and not any(re.search(r"\d", name) for name in groups[0])


def _needs_groups(names: Sequence[str | None]) -> bool:
    """Whether names are doubled, or months without a year."""
    known = [name for name in names if name]
    if len(set(known)) < len(known):
        return True
    words = [plain_word(name).strip(" .") for name in known]
    return len(months_by_name(words)) >= 3


def _names_groups(above: Row, below: Sequence[str | None]) -> bool:
    cells = [cell for cell in map(_clean, above) if cell]
    spread = _spread([_clean(cell) for cell in [*above, *[None] * (len(below) - len(above))]], [below])
    covered = sum(cell is not None for cell in spread[: len(below)])
    known = [name for name in below if name]
    if len(set(known)) == len(known):  # months without a year: only a year helps
        return any(_YEAR.match(cell) for cell in cells)
    return (
        len(cells) >= 2
        and covered >= 0.5 * len(known)
        and not all(_NUMBER.match(c) and not _YEAR.match(c) for c in cells)
    )


def _spread(cells: Sequence[str | None], below: Sequence[Row]) -> list[str | None]:
    """Each group over the blanks to its right, as far as something stands below them."""
    found: list[str | None] = []
    group: str | None = None
    for i, cell in enumerate(cells):
        group = cell or group
        named = any(i < len(row) and _clean(row[i]) for row in below)
        found.append(cell or (group if named else None))
    return found


def _repeats_itself(names: Sequence[str | None]) -> bool:
    known = [name for name in names if name]
    return len(set(known)) < len(known)


def _clean(cell: str | None) -> str | None:
    text = (cell or "").strip()
    return text.removesuffix(".0") if _YEAR.match(text) else text or None
