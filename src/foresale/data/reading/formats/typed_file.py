"""What files of typed columns share: how they begin and end, and which columns can be read."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.provenance import with_origin
from foresale.errors import UnreadableFileError
from foresale.notes import Note


def read_edges(path: Path, count: int) -> tuple[bytes, bytes]:
    """A file's first and last bytes, by which its format is told; no last ones where these are the first.

    Args:
        path: The file.
        count: How many of each.

    Raises:
        UnreadableFileError: The file can't be opened, or is empty.
    """
    try:
        with path.open("rb") as file:
            start, size = file.read(count), file.seek(0, 2)
            file.seek(max(size - count, 0))
            end = file.read(count) if size >= 2 * count else b""
    except OSError as error:
        raise UnreadableFileError(
            f"{path.name} can't be opened: {error.strerror}.", fix="Check the path and who may read it."
        ) from None
    if not size:
        raise UnreadableFileError(f"{path.name} is empty.", fix="Give a file with rows.")
    return start, end


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
