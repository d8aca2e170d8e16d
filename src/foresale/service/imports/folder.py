"""The folder of uploaded files: names of our own, kinds told by content, old ones cleared away."""

from __future__ import annotations

import hashlib
import time
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath

import polars as pl

from foresale.errors import UnreadableFileError
from foresale.workflows.importing.upload import Upload

KEPT_DAYS = 7
ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".json", ".jsonl", ".ndjson", ".parquet")
_LONGEST_NAME = 200
_MOST_UNPACKED = 2 * 1024**3
_PIECE = 1024**2
_MOST_ROWS = 100_000_000
_PARQUET, _ZIP = b"PAR1", b"PK\x03\x04"
_TEXT_HEAD = 4096


class UploadFolder:
    """Where uploads lie until they are imported.

    Args:
        home: The service's folder.
    """

    def __init__(self, home: Path) -> None:
        self._folder = home / "uploads"

    def incoming(self, import_id: str) -> Path:
        """Where a file arrives; the folder is made if it isn't there."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self._folder / f"{import_id}.part"

    def accept(self, import_id: str, name: str) -> Upload:
        """Give a file that has arrived the ending of what it holds.

        Args:
            import_id: Its import.
            name: What its owner calls it; only its ending counts.

        Raises:
            UnreadableFileError: It is empty, of no kind that is read here, or would unpack to too much.
        """
        part = self.incoming(import_id)
        ending = _kind_of(part, name)
        place = self._folder / f"{import_id}{ending}"
        part.replace(place)
        return Upload(place, name)

    def find(self, import_id: str, name: str) -> Upload | None:
        """The file of an import; None if it was cleared away."""
        found = (self._folder / f"{import_id}{ending}" for ending in ENDINGS)
        place = next((path for path in found if path.exists()), None)
        return None if place is None else Upload(place, name)

    def rejects(self, import_id: str) -> Path:
        """Where the rows are listed that were set aside."""
        return self._folder / f"{import_id}.rejects.csv"

    def remove(self, import_id: str) -> None:
        """Clear an upload away, its rejects apart."""
        for ending in (*ENDINGS, ".part"):
            (self._folder / f"{import_id}{ending}").unlink(missing_ok=True)

    def clear_old(self, days: int = KEPT_DAYS) -> list[str]:
        """Clear away what is older than some days, and answer whose it was."""
        if not self._folder.is_dir():
            return []
        oldest = time.time() - days * 86_400
        gone = []
        for path in self._folder.iterdir():
            if path.is_file() and path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)
                gone.append(path.name.partition(".")[0])
        return gone


def plain_name(name: str) -> str:
    r"""A file's own name, without folders and signs that can't be shown.

    Examples:
        >>> plain_name("../../etc/pass\x07wd.csv"), plain_name("C:\\sales\\May.csv"), plain_name("")
        ('passwd.csv', 'May.csv', 'upload')
    """
    last = PurePosixPath(PureWindowsPath(name).name).name
    shown = "".join(letter for letter in last if letter.isprintable()).strip()
    return shown[-_LONGEST_NAME:] or "upload"


def digest_of(path: Path) -> str:
    """A file's SHA-256."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _kind_of(path: Path, name: str) -> str:
    """The ending a file should have, by its content where that is plain, else by its name.

    Raises:
        UnreadableFileError: It is empty or holds no table, or name and content disagree.
    """
    with path.open("rb") as file:
        head = file.read(_TEXT_HEAD)
    if not head.strip():
        raise UnreadableFileError(f"{name} is empty.", fix="Upload a file with a header and rows.")
    told = Path(name).suffix.lower()
    if head.startswith(_PARQUET):
        _refuse_long(path, name)
        return _agreed(".parquet", (".parquet", ".pq"), told, name)
    if head.startswith(_ZIP):
        _refuse_bomb(path, name)
        return _agreed(".xlsx", (".xlsx", ".xlsm"), told, name)
    if told and told not in ENDINGS:
        raise UnreadableFileError(
            f"{name} has an ending that isn't read here.",
            fix=f"Upload a file that ends in {', '.join(ENDINGS)}.",
        )
    if told in (".parquet", ".xlsx"):
        raise UnreadableFileError(
            f"{name} isn't a whole {told[1:]} file despite its name.",
            fix="Export it again, or correct its name.",
        )
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFileError(
            f"{name} holds no text.", fix="Export the sales as CSV, XLSX, JSON or Parquet."
        )
    if told:
        return told
    return ".json" if head.lstrip()[:1] in (b"[", b"{") else ".csv"


def _agreed(ending: str, endings: tuple[str, ...], told: str, name: str) -> str:
    if told and told not in endings:
        raise UnreadableFileError(
            f"{name} is {ending[1:]} by its content, not {told[1:]}.", fix=f"Rename it to end in {ending}."
        )
    return ending


def _refuse_bomb(path: Path, name: str) -> None:
    """Workbooks are zip archives: a small one can unpack to more than the machine holds."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if not any(part.filename.startswith("xl/") for part in parts):
                raise UnreadableFileError(f"{name} is a zip archive.", fix="Upload the file that is inside.")
            is_bomb = _unpacks_to_more(archive, parts, _MOST_UNPACKED)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, EOFError):
        raise UnreadableFileError(
            f"{name} is cut off, locked by a password, or no workbook.",
            fix="Export it again without a password, and upload the whole file.",
        ) from None
    if is_bomb:
        raise UnreadableFileError(
            f"{name} unpacks to more than {_MOST_UNPACKED // 1024**3} GB.", fix="Upload it as CSV or Parquet."
        )


def _unpacks_to_more(archive: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo], most: int) -> bool:
    """Whether an archive's parts are larger than this, by what they hold and not by what they say."""
    if sum(part.file_size for part in parts) > most:
        return True
    unpacked = 0
    for part in parts:
        part.file_size = most + 2 * _PIECE  # so that reading ends by what is there, or by us
        with archive.open(part) as inside:
            while piece := inside.read(_PIECE):
                unpacked += len(piece)
                if unpacked > most:
                    return True
    return False


def _refuse_long(path: Path, name: str) -> None:
    """Parquet packs equal values into nothing: its rows are counted before they are read."""
    try:
        rows = pl.scan_parquet(path).select(pl.len()).collect().item()
    except (pl.exceptions.PolarsError, OSError):
        raise UnreadableFileError(
            f"{name} isn't a whole Parquet file.", fix="Copy or export it again."
        ) from None
    if rows > _MOST_ROWS:
        raise UnreadableFileError(
            f"{name} has {rows:,} rows, more than {_MOST_ROWS:,}.", fix="Upload it in several parts."
        )
