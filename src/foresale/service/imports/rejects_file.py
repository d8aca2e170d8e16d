"""The rows that were set aside, as a CSV file that is safe to open in a spreadsheet."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from foresale.writing.spreadsheet_text import guard_formulas


def write_rejects(rejects: pl.DataFrame, place: Path) -> None:
    """Write rejects in one step, so that an interruption leaves the old file or none.

    A value that a spreadsheet would run as a formula gets an apostrophe in front.

    Args:
        rejects: File, row, column, value and reason.
        place: Where to.
    """
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = place.with_name(f"{place.name}.part")
    try:
        guard_formulas(rejects).write_csv(part)
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)
