"""Reads Parquet files."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.provenance import with_origin
from foresale.errors import UnreadableFileError
from foresale.notes import Note


def read_parquet(path: Path) -> RawTable:
    """Read a Parquet file; rows are numbered from 1.

    Raises:
        UnreadableFileError: The file can't be opened, isn't Parquet, is cut off, or has no rows.
    """
    try:
        with path.open("rb") as file:
            start = file.read(4)
            size = file.seek(0, 2)
            end = file.read(4) if size < 8 else (file.seek(-4, 2), file.read(4))[1]
    except OSError as error:
        raise UnreadableFileError(
            f"{path.name} can't be opened: {error.strerror}.", fix="Check the path and who may read it."
        ) from None
    if not size:
        raise UnreadableFileError(f"{path.name} is empty.", fix="Give a file with rows.")
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


def as_raw_table(frame: pl.DataFrame, file: str) -> RawTable:
    """The columns of a typed file that can be read, and a note of those that can't.

    Args:
        frame: What the file holds.
        file: Its name.

    Raises:
        UnreadableFileError: It has no rows.
    """
    if not frame.height:
        raise UnreadableFileError(f"{file} has no rows.", fix="Give a file with rows.")
    nested = [name for name, dtype in frame.schema.items() if dtype.is_nested() or dtype == pl.Binary]
    notes: tuple[Note, ...] = ()
    if nested:
        text = f"{file}: {', '.join(nested)} hold lists or bytes and are left out."
        notes = (Note("nested_columns", len(nested), text),)
    return RawTable(with_origin(frame.drop(nested), file), notes=notes)
