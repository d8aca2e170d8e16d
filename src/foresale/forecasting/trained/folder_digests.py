"""Whether the files of a saved model are still those that were written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from foresale.errors import SavedModelError


def folder_digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file in `folder` and below, by its path from there.

    Args:
        folder: What was written.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): _digest(path) for path in files}


def folder_digest(folder: Path) -> str:
    """One digest of all files in `folder` and below, and of their names.

    Args:
        folder: What was written.
    """
    return hashlib.sha256(json.dumps(folder_digests(folder), sort_keys=True).encode()).hexdigest()


def check_digests(folder: Path, written: Mapping[str, str]) -> None:
    """Refuse a folder whose files aren't those written; files that came later are nobody's business.

    It has to come before any reader: LightGBM ends the whole process when its file is cut short.

    Args:
        folder: Where the files are.
        written: From `folder_digests` when they were written.

    Raises:
        SavedModelError: A file is missing or was changed.
    """
    for name, digest in written.items():
        file = folder / name
        state = "is missing" if not file.is_file() else "was changed" if _digest(file) != digest else ""
        if state:
            raise SavedModelError(
                f"The model in {folder} is damaged: {name} {state}.",
                fix="Copy the folder again from where it was written, or train the model again.",
            )


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
