"""A file that is sent to a server, and tells how much of it was."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from foresale.client.connection import Connection
from foresale.errors import UnreadableFileError
from foresale.progress import Progress, SilentProgress

_UPLOAD_SECONDS = 600.0
STEP_BYTES = 100_000


class SentFile:
    """A file that tells how much of it was read.

    Args:
        file: What is read.
        progress: Hears it, in steps of 100 KB.
    """

    def __init__(self, file: BinaryIO, progress: Progress) -> None:
        self._file, self._progress, self._told = file, progress, 0
        self._size = os.fstat(file.fileno()).st_size

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        block = self._file.read(size)
        steps = self._file.tell() // STEP_BYTES
        if steps > self._told:
            self._progress.advance(steps - self._told)
            self._told = steps
        return block

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go elsewhere; to the beginning, where it is sent or sent again."""
        if offset == 0 and whence == 0:
            self._told = 0
            self._progress.start("Uploading", max(1, self._size // STEP_BYTES))
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """Where in the file it is."""
        return self._file.tell()

    def fileno(self) -> int:
        """The file's own number, by which its size is told."""
        return self._file.fileno()


def send_file(
    connection: Connection, address: str, path: Path, fields: Mapping[str, str], progress: Progress | None
) -> Any:
    """Send a file in a form, and give the answer.

    Args:
        connection: To the server.
        address: Where to.
        path: The file.
        fields: The form's other fields.
        progress: Hears how much is sent.

    Raises:
        UnreadableFileError: The file can't be opened.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise UnreadableFileError(
            f"{path} can't be opened: {error.strerror or error}.", fix="Check the path."
        ) from None
    with file:
        sent = SentFile(file, progress or SilentProgress())
        content = {
            "files": lambda: {"file": (path.name, sent)},
            "data": dict(fields),
            "timeout": _UPLOAD_SECONDS,
        }
        return connection.post_form(address, content)
