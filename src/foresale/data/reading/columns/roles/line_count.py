"""Counts lines as pieces sold, for exports in which every line is one piece."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.options import ReadOptions
from foresale.notes import Evidence, Note

LINES = "rows"
"""The target that stands for the number of lines."""


def count_lines(raw: RawTable, options: ReadOptions) -> RawTable:
    """`raw` with a column of ones, where the reader asks for the number of its lines.

    Args:
        raw: The table as read.
        options: `target` is "rows" where lines are to be counted.
    """
    if options.target != LINES or LINES in raw.columns:
        return raw
    text = f"Each of the {raw.frame.height:,} lines counts as one piece sold."
    note = Note("lines_counted", raw.frame.height, text, Evidence("It was said so.", (), "told"))
    frame = raw.frame.with_columns(pl.lit(1.0).alias(LINES))
    return replace(raw, frame=frame, notes=(*raw.notes, note))
