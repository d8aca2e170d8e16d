"""The rows that were set aside, as a CSV file that is safe to open in a spreadsheet."""

from __future__ import annotations

from pathlib import Path

import polars as pl

_FORMULA = r"^[=@+\-\t\r]"
_NUMBER = r"^[+\-]?[\d.,\s]+%?$"


def write_rejects(rejects: pl.DataFrame, place: Path) -> None:
    """Write rejects in one step, so that an interruption leaves the old file or none.

    A value that a spreadsheet would run as a formula gets an apostrophe in front.

    Args:
        rejects: File, row, column, value and reason.
        place: Where to.
    """
    texts = [name for name, kind in rejects.schema.items() if kind == pl.String]
    guarded = rejects.with_columns(
        pl.when(pl.col(name).str.contains(_FORMULA) & ~pl.col(name).str.contains(_NUMBER))
        .then(pl.lit("'") + pl.col(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name in texts
    )
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = place.with_name(f"{place.name}.part")
    try:
        guarded.write_csv(part)
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)
