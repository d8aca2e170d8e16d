"""The dashboard's pages: files that a build made. Any address that is no file is a view of theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from starlette.convertors import Convertor, register_url_convertor

import foresale.service

BUILT = Path(foresale.service.__file__).parent / "pages"
"""Where the build puts them; in an installed package they are there already."""

_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
_HEADERS = MappingProxyType(
    {
        "content-security-policy": _POLICY,
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "vary": "Accept-Encoding",
    }
)
_FOR_GOOD = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_INDEX = "index.html"
_HASHED = "assets"
"""The folder whose files' names change with what is in them."""
_KINDS: Mapping[str, str] = MappingProxyType(
    {
        ".css": "text/css",
        ".html": "text/html",
        ".ico": "image/x-icon",
        ".js": "text/javascript",
        ".json": "application/json",
        ".png": "image/png",
        ".svg": "image/svg+xml",
        ".txt": "text/plain",
        ".webmanifest": "application/manifest+json",
        ".woff2": "font/woff2",
    }
)
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
NOT_BUILT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Foresale</title></head>
<body><h1>Foresale</h1>
<p>The service runs. Its dashboard wasn't built here: <code>make dashboard</code> does that in a checkout,
and an installed package brings it.</p>
<p><a href="/api/docs">The API and its reference</a></p>
</body></html>
"""


class PagePath(Convertor[str]):
    """An address outside of `/api`: those that aren't known there are nothing."""

    regex = r"(?!api(?:/|$)).*"

    def convert(self, value: str) -> str:
        """The address, without its leading slash."""
        return value

    def to_string(self, value: str) -> str:
        """The same."""
        return value


register_url_convertor("page", PagePath())


@dataclass(frozen=True)
class PageFile:
    """What is answered to somebody who opens a page, or loads a part of it.

    Attributes:
        body: The bytes, compressed where `headers` say so.
        headers: With it.
        media_type: What it is.
    """

    body: bytes
    headers: Mapping[str, str]
    media_type: str


class Pages:
    """Finds the file that an address means.

    Args:
        folder: Where a build put them.
    """

    def __init__(self, folder: Path = BUILT) -> None:
        self._folder = folder.resolve()

    @property
    def are_built(self) -> bool:
        """Whether there are any."""
        return (self._folder / _INDEX).is_file()

    def find(self, address: str, encodings: str) -> PageFile | None:
        """The file of an address, or the page that shows any view; None where neither is meant.

        Args:
            address: Without its leading slash.
            encodings: What the browser takes, as its header says.
        """
        first = address.partition("/")[0]
        path = self._file(address)
        if path is None:
            if first == _HASHED or first.startswith(".") or not self.are_built:
                return None
            path = self._folder / _INDEX
        is_hashed = first == _HASHED
        headers = _HEADERS | {"cache-control": _FOR_GOOD if is_hashed else _ASK_AGAIN}
        taken = {part.partition(";")[0].strip().lower() for part in encodings.split(",")}
        kind = _KINDS.get(path.suffix, "application/octet-stream")
        for encoding, suffix in _ENCODINGS:
            packed = path.with_name(path.name + suffix)
            if encoding in taken and packed.is_file():
                return PageFile(packed.read_bytes(), headers | {"content-encoding": encoding}, kind)
        return PageFile(path.read_bytes(), headers, kind)

    def _file(self, address: str) -> Path | None:
        if not address or "\0" in address or "\\" in address or ":" in address:
            return None
        path = (self._folder / address).resolve()
        return path if path.is_relative_to(self._folder) and path.is_file() else None
