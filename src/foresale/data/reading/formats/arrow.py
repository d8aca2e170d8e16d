"""Reads Arrow's own files: Feather and IPC."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.formats.typed_file import as_raw_table, read_edges
from foresale.errors import UnreadableFileError

_FILE, _OLD_FEATHER = b"ARROW1", b"FEA1"


def read_arrow(path: Path) -> RawTable:
    """Read a Feather or Arrow file, or a stream of Arrow's; rows are numbered from 1.

    Raises:
        UnreadableFileError: The file can't be opened, isn't Arrow's or is damaged, or has no rows.
    """
    start, _ = read_edges(path, 8)
    if start.startswith(_OLD_FEATHER):
        raise UnreadableFileError(
            f"{path.name} is Feather of version 1.", fix="Save it as Feather of version 2, Parquet or CSV."
        )
    try:
        is_file = start.startswith(_FILE)
        frame = pl.read_ipc(path) if is_file else pl.read_ipc_stream(path)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        raise UnreadableFileError(
            f"{path.name} is no Arrow file, or a damaged one.",
            fix="Copy or download it again, or give it the extension of what it holds.",
        ) from None
    return as_raw_table(frame, path.name)
