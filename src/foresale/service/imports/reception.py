"""Takes an uploaded file from a request's body to the disk, piece by piece."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from foresale.errors import OptionError

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

_LONGEST_FIELD = 100_000
_MOST_FIELDS = 10


@dataclass
class ReceivedForm:
    """A form that has arrived.

    Attributes:
        file_name: What its owner calls the file; None until one came.
        size: Its bytes.
        fields: The form's other fields.
    """

    file_name: str | None = None
    size: int = 0
    fields: dict[str, str] = field(default_factory=dict)


async def receive(content_type: str, body: AsyncIterator[bytes], place: Path) -> ReceivedForm:
    """Write the file of a multipart form to `place`, and answer the rest of the form.

    Args:
        content_type: The request's header, which names the boundary.
        body: The request's body as it arrives.
        place: Where the file is written; nothing is left there if this fails.

    Raises:
        OptionError: The body is no such form, or holds no file or several.
    """
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise _no_form()
    parts = _Parts(place)
    try:
        parser = MultipartParser(boundary, parts.callbacks())
        async for piece in body:
            parser.write(piece)
            parts.flush()
        parser.finalize()
        if parts.received.file_name is None or not parts.ended:
            raise _no_form()
    except FormParserError:
        parts.discard()
        raise _no_form() from None
    except BaseException:
        # Also a caller who went away, and a body that is too large: no half file stays behind.
        parts.discard()
        raise
    parts.close()
    return parts.received


class _Parts:
    """The form's parts while they arrive."""

    def __init__(self, place: Path) -> None:
        self.received, self.ended = ReceivedForm(), False
        self._place = place
        self._file = place.open("wb")
        self._headers: dict[bytes, bytes] = {}
        self._header_name, self._header_value = b"", b""
        self._field: str | None = None
        self._value = bytearray()
        self._is_file = False
        self._pieces: list[bytes] = []

    def callbacks(self) -> MultipartCallbacks:
        """What the parser calls."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._add_name,
            "on_header_value": self._add_value,
            "on_header_end": self._end_header,
            "on_headers_finished": self._open,
            "on_part_data": self._add,
            "on_part_end": self._end,
            "on_end": self._finish,
        }

    def flush(self) -> None:
        """Write what came."""
        for piece in self._pieces:
            self._file.write(piece)
        self._pieces.clear()

    def close(self) -> None:
        """The file is whole."""
        self._file.close()

    def discard(self) -> None:
        """Leave nothing behind."""
        try:
            self._file.close()
        finally:  # a full disk refuses the last piece too
            self._place.unlink(missing_ok=True)

    def _begin(self) -> None:
        self._headers, self._field, self._is_file = {}, None, False
        self._value.clear()

    def _add_name(self, data: bytes, start: int, end: int) -> None:
        self._header_name += data[start:end]

    def _add_value(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]

    def _end_header(self) -> None:
        self._headers[self._header_name.lower()] = self._header_value
        self._header_name, self._header_value = b"", b""

    def _open(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        self._field = options.get(b"name", b"").decode("utf-8", errors="replace")
        name = options.get(b"filename")
        if name is None:
            if len(self.received.fields) >= _MOST_FIELDS:
                raise _no_form()
            return
        if self.received.file_name is not None:
            raise OptionError("The form holds several files.", fix="Upload one file at a time.")
        self._is_file, self.received.file_name = True, name.decode("utf-8", errors="replace")

    def _add(self, data: bytes, start: int, end: int) -> None:
        if self._is_file:
            self.received.size += end - start
            self._pieces.append(data[start:end])
            return
        self._value += data[start:end]
        if len(self._value) > _LONGEST_FIELD:
            raise OptionError(f"The form's field '{self._field}' is too long.", fix="Shorten it.")

    def _end(self) -> None:
        if not self._is_file and self._field is not None:
            self.received.fields[self._field] = self._value.decode("utf-8", errors="replace")

    def _finish(self) -> None:
        self.ended = True


def _no_form() -> OptionError:
    return OptionError(
        "The body is no form with one whole file.",
        fix="Send multipart/form-data with the field 'file', as curl -F file=@sales.csv does.",
    )
