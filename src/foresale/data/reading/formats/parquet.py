"""Reads Parquet files."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.formats.typed_file import as_raw_table, read_edges
from foresale.errors import UnreadableFileError


def read_parquet(path: Path) -> RawTable:
    """Read a Parquet file; rows are numbered from 1.

    Raises:
        UnreadableFileError: The file can't be opened, isn't Parquet, is cut off, or has no rows.
    """
    start, end = read_edges(path, 4)
    if start != b"PAR1":
        raise UnreadableFileError(
            f"{path.name} isn't a Parquet file despite its name.",
            fix="Give it the extension of what it holds.",
        )
    if end != b"PAR1":
        raise UnreadableFileError(
            f"{path.name} is cut off: its end is missing.", fix="Copy or download it again."
        )
    try:
        frame = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        raise UnreadableFileError(
            f"{path.name} is damaged and can't be read.", fix="Copy or download it again."
        ) from None
    return as_raw_table(frame, path.name)
