"""A table with other columns below the first: its header would be a row, and its numbers the first one's."""

from __future__ import annotations

import polars as pl

from foresale.data.reading.columns.words.names import date_rank
from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.provenance import FILE, ROW
from foresale.errors import ColumnsError

_WORD = r"^\D*\p{L}\D*$"
_FEWEST = 2


def refuse_other_header(raw: RawTable) -> None:
    """Stop where a row repeats the name of the column of dates and names others otherwise.

    Args:
        raw: The table as read, without rows that repeat its whole header.

    Raises:
        ColumnsError: With the rows and both headers.
    """
    names = [name for name in raw.columns if raw.frame[name].dtype == pl.String]
    dated = [name for name in names if date_rank(name) > 0]
    if not dated or len(names) < _FEWEST:
        return
    again = raw.frame[1:].filter(  # what stands right below the header may be types or units
        pl.any_horizontal(
            pl.col(name).is_in([name, name.upper(), name.lower(), name.title()]) for name in dated
        )
    )
    if again.is_empty():
        return
    filled = pl.sum_horizontal(pl.col(name).is_not_null() for name in names)
    words = pl.all_horizontal(pl.col(name).str.contains(_WORD).fill_null(value=True) for name in names)
    headers = again.filter(words & (filled >= _FEWEST))
    if headers.is_empty():
        return
    first = headers.row(0, named=True)
    theirs = ", ".join(str(first[name]) for name in names if first[name] is not None)
    raise ColumnsError(
        f"Another table begins on row {first[ROW]} of {first[FILE]}: its header is {theirs}, where the first "
        f"one's is {', '.join(raw.columns)}.",
        fix="Give each table a file or a sheet of its own, or leave out what isn't sales.",
    )
