"""What packed files would unpack to: small ones can hold more than the machine does."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import polars as pl

from foresale.data.reading.formats.content import content_of
from foresale.data.reading.formats.read_file import ARROW
from foresale.errors import UnreadableFileError
from foresale.workflows.importing.file_sample import scan_columns
from foresale.workflows.importing.upload import Upload
from foresale.workflows.importing.workbook_sample import sheet_prefix

MAX_UNPACKED = 2 * 1024**3
MAX_PARQUET_ROWS = 100_000_000
MAX_SHEET_ROWS = 1_048_576
"""No spreadsheet has more."""

MAX_SHEET_CELLS = 30_000_000
_PIECE = 1024**2
_COLUMNS = (".parquet", *ARROW)
_PACKED = (".xlsx", ".xlsm", ".xlsb", ".ods", *_COLUMNS)
_DAMAGES = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, ValueError, RuntimeError, EOFError)


def check_packed(upload: Upload) -> None:
    """Refuse a workbook, a Parquet or Arrow file or an archive that isn't whole, or holds too much.

    Args:
        upload: The file, with the ending of what it holds.

    Raises:
        UnreadableFileError: Why.
    """
    if upload.path.suffix in _COLUMNS:
        _refuse_long(upload.path, upload.name)
    elif _starts_as_zip(upload.path):
        if content_of(upload.path) == "archive":
            _check_archive(upload.path, upload.name)
        else:
            _refuse_bomb(upload.path, upload.name)


def _starts_as_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"PK"


def _check_archive(path: Path, name: str) -> None:
    """Refuse an archive that unpacks to too much, or holds a packed file that does."""
    try:
        with zipfile.ZipFile(path) as archive, TemporaryDirectory() as folder:
            unpacked = 0
            for place, part in enumerate(archive.infolist()):
                suffix = PurePosixPath(part.filename).suffix.lower()
                copy = Path(folder) / f"{place}{suffix}"
                part.file_size = MAX_UNPACKED + 2 * _PIECE  # so that reading ends by what is there, or by us
                with archive.open(part) as inside, copy.open("wb") as target:
                    while piece := inside.read(_PIECE):
                        unpacked += len(piece)
                        if unpacked > MAX_UNPACKED:
                            raise _too_large(name, f"unpacks to more than {MAX_UNPACKED / 1024**3:g} GB")
                        target.write(piece if suffix in _PACKED else b"")
                if suffix in _PACKED:
                    check_packed(Upload(copy, f"{PurePosixPath(part.filename).name} in {name}"))
                copy.unlink()
    except _DAMAGES:
        raise UnreadableFileError(
            f"{name} is cut off or locked by a password.", fix="Unpack it, and upload the files one by one."
        ) from None


def _refuse_bomb(path: Path, name: str) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            too_much = _too_much_in(archive, archive.infolist())
    except _DAMAGES:
        raise UnreadableFileError(
            f"{name} is cut off, locked by a password, or no workbook.",
            fix="Export it again without a password, and upload the whole file.",
        ) from None
    if too_much is not None:
        raise _too_large(name, too_much)


def _too_large(name: str, too_much: str) -> UnreadableFileError:
    return UnreadableFileError(f"{name} {too_much}.", fix="Upload it as CSV or Parquet, in several parts.")


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
    """Parquet and Arrow pack equal values into nothing: their rows are counted before they are read."""
    kind = "Parquet" if path.suffix == ".parquet" else "Arrow"
    try:
        rows = scan_columns(path).select(pl.len()).collect().item()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        raise UnreadableFileError(
            f"{name} isn't a whole {kind} file.", fix="Copy or export it again."
        ) from None
    if rows > MAX_PARQUET_ROWS:
        raise UnreadableFileError(
            f"{name} has {rows:,} rows, more than {MAX_PARQUET_ROWS:,}.", fix="Upload it in several parts."
        )
