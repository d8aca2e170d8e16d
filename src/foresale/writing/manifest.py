"""Which files of a folder are ours: those we listed when we wrote them, unchanged since."""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from foresale.errors import OptionError
from foresale.messages import option

MANIFEST = ".foresale-files.json"
ABOUT = "Foresale wrote these files, and replaces only them when it writes here again."
MODEL = "forecaster.json"  # a saved model lists its own files there
_PART = re.compile(r"\w+_parts/part-\d+\.parquet")
_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True)
class Manifest:
    """The files of a folder that we may replace.

    Attributes:
        files: Each file's path from the folder, and its SHA-256; None where we wrote it before there
            were manifests.
    """

    files: Mapping[str, str | None]

    @classmethod
    def read(cls, folder: Path, names: Collection[str]) -> Manifest:
        """What the folder's manifest lists.

        A folder of an older version has none: it is ours if all of `names` are there.

        Args:
            folder: Where the files are.
            names: What is to be written there, without folders below.
        """
        place = folder / MANIFEST
        if not os.path.lexists(place):
            return cls(_read_written(folder, names))
        try:
            stored = json.loads(place.read_text(encoding="utf-8"))
            return cls({str(name): str(digest) for name, digest in stored["files"].items()})
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            return cls({})

    def first_foreign(self, folder: Path, names: Iterable[str]) -> str | None:
        """The first thing in the way of `names` that isn't ours, and what it is; None where all is."""
        for name in (*sorted(names), MANIFEST):
            place = folder / name
            if not os.path.lexists(place):
                continue
            if name == MANIFEST:
                if not self.files:
                    return f"{name}, which isn't Foresale's"
                continue
            for path in _everything(place):
                problem = self._problem(path, path.relative_to(folder).as_posix())
                if problem:
                    return f"{path.relative_to(folder)}, which {problem}"
        return None

    def _problem(self, path: Path, name: str) -> str | None:
        if path.is_symlink():
            return "is a link"
        if path.is_dir():
            inside = any(known.startswith(f"{name}/") for known in self.files)
            return None if inside else "Foresale didn't write"
        if name not in self.files or not path.is_file():
            return "Foresale didn't write"
        if not path.stat().st_mode & _WRITABLE:
            return "is write-protected"
        digest = self.files[name]
        if digest is not None and file_digest(path) != digest:
            return "was changed after Foresale wrote it"
        return None


def check_folder(folder: Path, names: Collection[str], obsolete: Collection[str] = ()) -> None:
    """Stop before any work where writing `names` into `folder` would take something from somebody.

    Args:
        folder: Where a result is to go.
        names: The files and folders to be written there.
        obsolete: Those of an earlier run that would go.

    Raises:
        OptionError: Something in the way isn't ours, or the folder can't be written.
    """
    if folder.exists() and not folder.is_dir():
        raise OptionError(f"{folder} can't be written: it is a file.", fix=f"Give {option('out')} a folder.")
    above = next((place for place in (folder, *folder.absolute().parents) if place.exists()), folder)
    if not os.access(above, os.W_OK | os.X_OK):
        raise OptionError(
            f"{folder} can't be written: Permission denied.",
            fix=f"Give {option('out')} a folder that you may write to.",
        )
    try:
        foreign = Manifest.read(folder, names).first_foreign(folder, {*names, *obsolete})
    except OSError as error:
        foreign = f"{error.filename}, which can't be read ({error.strerror})"
    if foreign is not None:
        raise OptionError(
            f"{folder} holds {foreign}; it would be lost.",
            fix=f"Write elsewhere (another {option('out')}), or move it away.",
        )


def manifest_text(files: Mapping[str, str | None]) -> str:
    """The manifest's content."""
    return json.dumps({"about": ABOUT, "files": dict(sorted(files.items()))}, indent=1, ensure_ascii=False)


def file_digest(path: Path) -> str:
    """A file's SHA-256."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _everything(place: Path) -> Iterator[Path]:
    """What is inside before the folder itself, so that a file is named rather than its folder."""
    if place.is_dir() and not place.is_symlink():
        for inside in sorted(place.iterdir()):
            yield from _everything(inside)
    yield place


def _read_written(folder: Path, names: Collection[str]) -> dict[str, str | None]:
    """What a version without manifests wrote, if everything that it would have written is there."""
    if not names or not all(os.path.lexists(folder / name) for name in names):
        return {}
    files: dict[str, str | None] = {name: None for name in names if (folder / name).is_file()}
    for base in ("", *(f"{name}/" for name in names if (folder / name).is_dir())):
        try:
            about = json.loads((folder / base / MODEL).read_text(encoding="utf-8"))
            listed = [MODEL, *about["files"]]
        except (OSError, ValueError, LookupError, TypeError):
            continue
        files |= {f"{base}{name}": None for name in listed}
    parts = (path.relative_to(folder).as_posix() for path in folder.glob("*_parts/*"))
    return files | {name: None for name in parts if _PART.fullmatch(name)}
