"""Days of a year behind its two last digits, as mainframes write them: 24001 is 1 January 2024."""

from __future__ import annotations

import polars as pl

from foresale.aggregates import number_of
from foresale.notes import Evidence, Note, Reading

_DIGITS = r"^([0-3]\d)(\d{3})(?:\.0)?$"
_FEWEST = 8  # different days by which such numbers are told from day numbers of a spreadsheet
_LAST_SERIAL = 29_220  # the last day of 1979: so old are few sales that a spreadsheet numbers


def read_short_ordinals(
    found: pl.DataFrame, column: str, last_year: int
) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """Cells such as 24001 as days of years, where all are and a spreadsheet's would lie before 1980.

    Args:
        found: What `match_dates` says of a column's distinct cells.
        column: Its name.
        last_year: No year lies after it.
    """
    if found.height < _FEWEST or not found["family"].is_in(["serial"]).any():
        return found, ()
    parts = found["text"].str.extract_groups(_DIGITS).struct.unnest()
    year = parts["1"].cast(pl.Int64, strict=False) + 2000
    day = parts["2"].cast(pl.Int64, strict=False)
    largest = number_of(found["text"].str.slice(0, 5).cast(pl.Int64, strict=False).max(), empty=0)
    fits = day.is_between(1, 366) & (year <= last_year)
    if day.null_count() or not fits.all() or not largest <= _LAST_SERIAL:
        return found, ()
    first = found["text"][0]
    text = f"{column} writes a year and a day of it: {first} is day {int(day[0])} of {year[0]}."
    seen = "As day numbers of a spreadsheet all would lie before 1980."
    note = Note("days_of_years", found.height, text, Evidence(seen, (Reading("days of years"),)))
    changed = (pl.lit("ordinal").alias("family"), year.cast(pl.String).alias("y"), parts["2"].alias("yd"))
    return found.with_columns(*changed), (note,)
