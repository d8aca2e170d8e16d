"""What packed files would unpack to: small ones can hold more than the machine does."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from foresale.errors import UnreadableFileError
from foresale.workflows.importing.upload import Upload
from foresale.workflows.importing.workbook_beginning import sheet_prefix

MAX_UNPACKED = 2 * 1024**3
MAX_PARQUET_ROWS = 100_000_000
MAX_SHEET_ROWS = 1_048_576
"""No spreadsheet has more."""

MAX_SHEET_CELLS = 30_000_000
_PIECE = 1024**2


def check_packed(upload: Upload) -> None:
    """Refuse a workbook or a Parquet file that isn't whole, or holds too much.

    Args:
        upload: The file, with the ending of what it holds.

    Raises:
        UnreadableFileError: Why.
    """
    if upload.path.suffix == ".parquet":
        _refuse_long(upload.path, upload.name)
    elif upload.path.suffix == ".xlsx":
        _refuse_bomb(upload.path, upload.name)


def _refuse_bomb(path: Path, name: str) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if not any(part.filename.startswith("xl/") for part in parts):
                raise UnreadableFileError(f"{name} is a zip archive.", fix="Upload the file that is inside.")
            too_much = _too_much_in(archive, parts)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, EOFError):
        raise UnreadableFileError(
            f"{name} is cut off, locked by a password, or no workbook.",
            fix="Export it again without a password, and upload the whole file.",
        ) from None
    if too_much is not None:
        raise UnreadableFileError(f"{name} {too_much}.", fix="Upload it as CSV or Parquet.")


def _too_much_in(archive: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo]) -> str | None:
    """What an archive's parts hold too much of, by what is there and not by what they say."""
    too_large = f"unpacks to more than {MAX_UNPACKED / 1024**3:g} GB"
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        return too_large
    unpacked = cells = 0
    for part in parts:
        part.file_size = MAX_UNPACKED + 2 * _PIECE  # so that reading ends by what is there, or by us
        is_sheet, rows = part.filename.startswith("xl/worksheets/"), 0
        with archive.open(part) as inside:
            piece = inside.read(_PIECE)
            row, cell = (b"<" + sheet_prefix(piece) + name for name in (b"row", b"c"))
            while piece:
                unpacked += len(piece)
                if unpacked > MAX_UNPACKED:
                    return too_large
                if is_sheet:
                    rows += piece.count(row)
                    cells += piece.count(cell + b" ") + piece.count(cell + b">")
                if rows > MAX_SHEET_ROWS:
                    return f"has a sheet of more than {MAX_SHEET_ROWS:,} rows"
                if cells > MAX_SHEET_CELLS:
                    return f"has more than {MAX_SHEET_CELLS:,} cells"
                piece = inside.read(_PIECE)
    return None


def _refuse_long(path: Path, name: str) -> None:
    """Parquet packs equal values into nothing: its rows are counted before they are read."""
    try:
        rows = pl.scan_parquet(path).select(pl.len()).collect().item()
    except (pl.exceptions.PolarsError, OSError):
        raise UnreadableFileError(
            f"{name} isn't a whole Parquet file.", fix="Copy or export it again."
        ) from None
    if rows > MAX_PARQUET_ROWS:
        raise UnreadableFileError(
            f"{name} has {rows:,} rows, more than {MAX_PARQUET_ROWS:,}.", fix="Upload it in several parts."
        )
