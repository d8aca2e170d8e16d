"""A backup's file: a zip of Parquet parts, files, and a manifest that says what they are."""

from __future__ import annotations

import io
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import IO, Any, Self

import polars as pl

from foresale.errors import OptionError, UnreadableFileError
from foresale.storage.secret import FILE as SECRET

FORMAT = 2
_READABLE = (1, FORMAT)
_MANIFEST = "manifest.json"
_LONGEST_MANIFEST = 50_000_000
_FILES = "files/"


@dataclass
class TableParts:
    """A table in a backup.

    Attributes:
        kinds: Its columns' kinds of values (`portable`).
        rows: How many rows it has.
        parts: How many files.
    """

    kinds: dict[str, str]
    rows: int = 0
    parts: int = 0


@dataclass
class Manifest:
    """What a backup holds.

    Attributes:
        revision: The schema's revision.
        database: The kind of database it came from.
        made_at: When, UTC.
        tables: In an order in which rows come after those they refer to.
        files: Of the service's folder, with their bytes, by their path within it.
        format: Of the file.
        version: Of the program that made it.
    """

    revision: str
    database: str
    made_at: datetime
    tables: dict[str, TableParts] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)
    format: int = FORMAT
    version: str = field(default_factory=lambda: version("foresale"))

    @property
    def has_secret(self) -> bool:
        """Whether it holds the key that signs tokens."""
        return SECRET in self.files

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(table.rows for table in self.tables.values())


class BackupWriter:
    """Writes a backup's parts.

    Args:
        archive: An open zip.
        manifest: Gains tables as they are written.
    """

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self._archive, self.manifest = archive, manifest

    def add(self, table: str, frame: pl.DataFrame) -> None:
        """Write more rows of a table that the manifest names."""
        about = self.manifest.tables[table]
        about.parts += 1
        about.rows += frame.height
        text = io.BytesIO()
        frame.write_parquet(text, compression="zstd")
        self._archive.writestr(_part(table, about.parts), text.getbuffer())

    def add_file(self, name: str, place: Path) -> None:
        """Write a file of the service's folder.

        Args:
            name: Its path within the folder, with slashes.
            place: Where it is.
        """
        self._archive.write(place, f"{_FILES}{name}", zipfile.ZIP_DEFLATED, compresslevel=1)
        self.manifest.files[name] = self._archive.getinfo(f"{_FILES}{name}").file_size

    def close(self) -> None:
        """Write the manifest."""
        self._archive.writestr(_MANIFEST, json.dumps(asdict(self.manifest), default=str, indent=1))


@contextmanager
def new_backup(file: Path, manifest: Manifest) -> Iterator[BackupWriter]:
    """Write a backup that is there whole or not at all, readable by its owner only: it holds password hashes.

    Args:
        file: Where it goes; not there yet.
        manifest: What is known before.

    Raises:
        OptionError: The file exists, or can't be written.
    """
    if file.exists():
        raise OptionError(f"{file} exists already.", fix="Give another name, or move it away.")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        number, place = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
    except OSError as error:
        raise OptionError(
            f"{file} can't be written: {error.strerror or error}.", fix="Give a folder of your own."
        ) from None
    try:
        with os.fdopen(number, "wb") as stream, _new_zip(stream) as archive:
            writer = BackupWriter(archive, manifest)
            yield writer
            writer.close()
        Path(place).replace(file)
    finally:
        Path(place).unlink(missing_ok=True)


class BackupReader:
    """Reads a backup.

    Args:
        archive: An open zip.
        manifest: What it says it holds.
    """

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self._archive, self.manifest = archive, manifest

    def parts(self, table: str) -> Iterator[pl.DataFrame]:
        """The rows of a table, a part at a time."""
        for number in range(1, self.manifest.tables[table].parts + 1):
            yield pl.read_parquet(io.BytesIO(self._archive.read(_part(table, number))))

    def extract(self, name: str, place: Path) -> None:
        """Write one of the files that the manifest names, readable by its owner only."""
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        number = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(number, "wb") as file, self._archive.open(f"{_FILES}{name}") as inside:
            shutil.copyfileobj(inside, file)

    @classmethod
    @contextmanager
    def open(cls, file: Path) -> Iterator[Self]:
        """Open a backup, once every part of it is found whole.

        Raises:
            UnreadableFileError: It isn't a backup, is damaged, or a newer program made it.
        """
        try:
            with zipfile.ZipFile(file) as archive:
                manifest = _manifest(archive)
                broken = archive.testzip()
                if broken is not None:
                    raise zipfile.BadZipFile(broken)
                yield cls(archive, manifest)
        except OSError as error:
            raise UnreadableFileError(
                f"{file} can't be opened: {error.strerror or error}.", fix="Check the path."
            ) from None
        except (zipfile.BadZipFile, KeyError, TypeError, ValueError, pl.exceptions.PolarsError) as error:
            raise UnreadableFileError(
                f"{file} isn't a whole backup of Foresale: {error}.", fix="Take another backup."
            ) from None


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    if archive.getinfo(_MANIFEST).file_size > _LONGEST_MANIFEST:
        raise ValueError("its manifest is too long")
    stated: Mapping[str, Any] = json.loads(archive.read(_MANIFEST))
    if stated["format"] not in _READABLE:
        raise ValueError(f"format {stated['format']}; this program reads {FORMAT}")
    files = {str(name): int(size) for name, size in stated.get("files", {}).items()}
    for name in files:
        _refuse_outside(name)
        archive.getinfo(f"{_FILES}{name}")
    return Manifest(
        revision=str(stated["revision"]),
        database=str(stated["database"]),
        made_at=datetime.fromisoformat(stated["made_at"]),
        tables={str(name): TableParts(**parts) for name, parts in stated["tables"].items()},
        files=files,
        version=str(stated["version"]),
    )


def _refuse_outside(name: str) -> None:
    """Stop a path that would be written outside the service's folder."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or str(path) != name:
        raise ValueError(f"its file {name[:100]!r} lies outside")


def _new_zip(stream: IO[bytes]) -> zipfile.ZipFile:
    """A zip whose parts are compressed already; times before 1980 are no reason to fail."""
    return zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED, strict_timestamps=False)


def _part(table: str, number: int) -> str:
    return f"{table}.{number:05d}.parquet"
