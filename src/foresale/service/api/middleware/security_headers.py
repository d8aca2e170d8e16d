"""What browsers are told not to do with our answers."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from starlette.types import Scope

_ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (
        b"permissions-policy",
        b"camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    (b"cache-control", b"no-store"),
)
_ENCRYPTED = (b"strict-transport-security", b"max-age=31536000")


def safer(headers: list[tuple[bytes, bytes]], scope: Scope) -> list[tuple[bytes, bytes]]:
    """Headers with ours added where the answer has none of its own.

    Args:
        headers: Of the answer.
        scope: Of the request.
    """
    headers = [(name, _own_path(value) if name == b"location" else value) for name, value in headers]
    named = {name.lower() for name, _ in headers}
    added = [item for item in _ALWAYS if item[0] not in named]
    if scope.get("scheme") == "https":
        added.append(_ENCRYPTED)
    return [*headers, *added]


def _own_path(location: bytes) -> bytes:
    """A redirect's path alone: host and scheme came with the request, and may be somebody else's.

    Examples:
        >>> _own_path(b"http://evil.example/api/predict/?a=1")
        b'/api/predict/?a=1'
    """
    parts = urlsplit(location)
    return urlunsplit((b"", b"", b"/" + parts.path.lstrip(b"/"), parts.query, b""))
