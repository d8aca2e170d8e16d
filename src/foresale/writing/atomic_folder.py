"""A folder that is written whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from foresale.errors import OptionError
from foresale.messages import option
from foresale.writing.manifest import MANIFEST, Manifest, check_folder, file_digest, manifest_text


@contextmanager
def whole_folder(folder: Path, obsolete: Sequence[str] = ()) -> Iterator[Path]:
    """A place to write; what stands there at the end moves into `folder` item by item.

    When the block or a move fails or is interrupted, `folder` keeps what it held. Other files in
    `folder` stay, and only what a manifest there lists as ours, unchanged, is replaced.

    Args:
        folder: Where everything goes.
        obsolete: Names that an earlier run may have written there, and that go unless they are
            written anew: they would tell something else than the rest.

    Raises:
        OptionError: The folder can't be made or written, or something in the way isn't ours.
    """
    if folder.exists() and not folder.is_dir():
        raise OptionError(f"{folder} can't be written: it is a file.", fix=f"Give {option('out')} a folder.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder))
    except OSError as error:
        raise OptionError(
            f"{folder} can't be written: {error.strerror or error}.",
            fix=f"Give {option('out')} a folder that you may write to.",
        ) from error
    try:
        yield draft
        _move_in(draft, folder, obsolete)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _move_in(draft: Path, folder: Path, obsolete: Sequence[str]) -> None:
    items = sorted(draft.iterdir())
    names = [item.name for item in items]
    for item in items:
        place = folder / item.name
        if place.exists() and place.is_dir() != item.is_dir():
            stands, goes = ("folder", "file") if place.is_dir() else ("file", "folder")
            raise OptionError(
                f"{place} is a {stands}; a {goes} of that name is to be written.",
                fix=f"Move the {stands} away, or write elsewhere.",
            )
    check_folder(folder, names, obsolete)
    items.append(_write_manifest(draft, folder, names, obsolete))  # the last to move
    replaced = Path(tempfile.mkdtemp(dir=draft))
    gone = [draft / name for name in obsolete if draft / name not in items]
    try:
        for item in gone:
            if (folder / item.name).exists():
                (folder / item.name).rename(replaced / item.name)
        for item in items:
            place = folder / item.name
            if place.exists():
                place.rename(replaced / item.name)
            item.rename(place)
    except BaseException as error:  # an interruption too
        _move_back([*items, *gone], replaced, folder)
        if isinstance(error, OSError):
            raise OptionError(
                f"{folder} can't be written: {error.strerror or error}.",
                fix="Close programs that have a file in it open, and try again.",
            ) from error
        raise


def _write_manifest(draft: Path, folder: Path, names: Sequence[str], obsolete: Sequence[str]) -> Path:
    """List what is written now, and what earlier runs wrote beside it."""
    moved = {*names, *obsolete}
    kept = Manifest.read(folder, names).files.items()
    files = {name: digest for name, digest in kept if name.partition("/")[0] not in moved}
    for path in draft.rglob("*"):
        if path.is_file():
            files[path.relative_to(draft).as_posix()] = file_digest(path)
    place = draft / MANIFEST
    place.write_text(manifest_text(files), encoding="utf-8")
    return place


def _move_back(items: Sequence[Path], replaced: Path, folder: Path) -> None:
    """Undo the moves, however far they came."""
    for item in items:
        place, old = folder / item.name, replaced / item.name
        if not item.exists() and place.exists():
            place.rename(item)
        if old.exists():
            old.rename(place)
