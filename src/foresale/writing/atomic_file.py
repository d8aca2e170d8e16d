"""A file that is written whole or not at all, and only over one of its own kind."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from foresale.errors import OptionError

_HEAD_BYTES = 4096


@contextmanager
def whole_file(path: Path, mark: str, kind: str) -> Iterator[Path]:
    """A place to write; the file that stands there at the end moves to `path`.

    Args:
        path: Where the file goes; through a link, to what it points at.
        mark: What every file of this kind has among its first characters.
        kind: What to call such a file, such as "a report".

    Raises:
        OptionError: Another kind of file is there, or the place can't be written.
    """
    place = path.resolve() if path.is_symlink() else path
    check_file(place, mark, kind)
    try:
        number, name = tempfile.mkstemp(prefix=f".{place.name}-", dir=place.parent)
        os.close(number)
    except OSError as error:
        raise _write_error(path, error) from error
    draft = Path(name)
    try:
        yield draft
        draft.chmod(0o666 & ~_mask())
        draft.replace(place)
    except OSError as error:
        raise _write_error(path, error) from error
    finally:
        draft.unlink(missing_ok=True)


def check_file(path: Path, mark: str, kind: str) -> None:
    """Stop where another kind of file would be replaced.

    Args:
        path: Where a file is to go.
        mark: What every file of this kind has among its first characters.
        kind: What to call such a file.

    Raises:
        OptionError: Something else is there.
    """
    if path.is_dir():
        raise OptionError(f"{path} is a folder.", fix="Give the name of a file.")
    if not os.path.lexists(path):
        return
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError as error:
        raise _write_error(path, error) from error
    if head and mark not in head.decode("utf-8", errors="replace"):
        raise OptionError(
            f"{path} is there, and isn't {kind} that Foresale wrote; it would be lost.",
            fix="Give another name, or move it away.",
        )


def _write_error(path: Path, error: OSError) -> OptionError:
    return OptionError(
        f"{path} can't be written: {error.strerror or error}.",
        fix="Check the path: name a file in a folder of yours.",
    )


def _mask() -> int:
    """The permissions that this process takes from new files."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
