"""A folder that is written whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from foresale.errors import OptionError


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """A place to write; what stands there at the end moves into `folder` item by item.

    When the block fails or is interrupted nothing moves, and `folder` keeps what it held.
    Other files in `folder` stay.

    Raises:
        OptionError: The folder can't be made or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder))
    except OSError as error:
        raise OptionError(
            f"{folder} can't be written: {error.strerror or error}.",
            fix="Give --out a folder that you may write to.",
        ) from error
    try:
        yield draft
        for item in sorted(draft.iterdir()):
            _move(item, folder / item.name, draft)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _move(item: Path, place: Path, draft: Path) -> None:
    if place.is_dir() and item.is_dir():
        place.rename(draft / f"old-{place.name}")
    item.replace(place)
