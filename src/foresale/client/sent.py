"""What a client sends: names as addresses have them, and files that tell how much of them was sent."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, BinaryIO
from urllib.parse import quote

from foresale.progress import Progress

_SPAN = {"since": "from", "until": "to"}


def asked(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters that were given, by the names the API has for them.

    Examples:
        >>> asked({"since": "2026-03-01", "store": None})
        {'from': '2026-03-01'}
        >>> asked({"product": "3"}), asked({"product": 3})
        ({'product': '3'}, {'product_id': 3})
    """
    given = {_SPAN.get(name, name): value for name, value in parameters.items() if value is not None}
    return {_name_fields(name, value): value for name, value in given.items()}


def _name_fields(name: str, value: Any) -> str:
    """Text is a sku or a code; an id has a name of its own."""
    return f"{name}_id" if name in ("product", "store") and isinstance(value, int) else name


def quote_name(name: str) -> str:
    """A name as one part of an address.

    Examples:
        >>> quote_name("milk/1 l")
        'milk%2F1%20l'
    """
    return quote(name, safe="")


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
