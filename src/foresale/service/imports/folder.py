"""The folder of uploaded files: names of our own, kinds told by content, old ones cleared away."""

from __future__ import annotations

import hashlib
import time
import uuid
from pathlib import Path, PurePosixPath, PureWindowsPath

from foresale.data.reading.formats.content import content_of
from foresale.data.reading.formats.read_file import ARCHIVES, ARROW, JSON, PAGES, TEXT, WORKBOOKS
from foresale.errors import NotFoundError, UnreadableFileError
from foresale.workflows.importing.upload import Upload

KEPT_DAYS = 7
_TABLES = (*TEXT, *WORKBOOKS, *PAGES, *ARCHIVES)
ENDINGS = (*_TABLES, *JSON, ".parquet", *ARROW)
_LONGEST_NAME = 200
_PARQUET, _ARROW, _ZIP = b"PAR1", b"ARROW1", b"PK\x03\x04"
_ENDING_OF = {"workbook": ".xlsx", "page": ".html", "archive": ".zip"}
_TEXT_HEAD = 4096


class UploadFolder:
    """Where uploads lie until they are imported.

    Args:
        home: The service's folder.
        name: Of the folder there.
    """

    def __init__(self, home: Path, name: str = "uploads") -> None:
        self._folder = home / name

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
            UnreadableFileError: It is empty, or of no kind that is read here.
        """
        part = self.incoming(import_id)
        ending = _kind_of(part, name)
        place = self._folder / f"{import_id}{ending}"
        part.replace(place)
        return Upload(place, name)

    def find(self, import_id: str, name: str) -> Upload:
        """The file of an import.

        Raises:
            NotFoundError: It was cleared away.
        """
        found = (self._folder / f"{import_id}{ending}" for ending in ENDINGS)
        place = next((path for path in found if path.exists()), None)
        if place is None:
            raise NotFoundError(f"The file '{name}' was cleared away.", fix="Upload it again.")
        return Upload(place, name)

    def rejects(self, import_id: str) -> Path:
        """Where the rows are listed that were set aside."""
        return self._folder / f"{import_id}.rejects.csv"

    def new_rejects(self, import_id: str) -> Path:
        """Where such rows are listed by a look that isn't on record yet."""
        return self._folder / f"{import_id}.rejects.{uuid.uuid4().hex}"

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
        return _check_kind(".parquet", (".parquet", ".pq"), told, name)
    if head.startswith(_ARROW):
        return _check_kind(".arrow", ARROW, told, name)
    if told and told not in ENDINGS:
        raise UnreadableFileError(
            f"{name} has an ending that isn't read here.",
            fix=f"Upload a file that ends in {', '.join(ENDINGS)}.",
        )
    content = content_of(path) or ("workbook" if head.startswith(_ZIP) else None)
    if content in _ENDING_OF:
        # The reader goes by content too, and says where a name tells otherwise.
        return told if told in _TABLES else _ENDING_OF[content]
    if told in (".parquet", ".xlsx", *ARROW):
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


def _check_kind(ending: str, endings: tuple[str, ...], told: str, name: str) -> str:
    if told and told not in endings:
        raise UnreadableFileError(
            f"{name} is {ending[1:]} by its content, not {told[1:]}.", fix=f"Rename it to end in {ending}."
        )
    return ending
