"""HTTPS through nginx, with a certificate made on the spot."""

from __future__ import annotations

import socket
import ssl
from urllib.parse import urlsplit

import httpx
from compose_project import HTTP, HTTPS, CheckError

_YEAR = "max-age=31536000"


def check_tls() -> None:
    """See that plain requests are sent to HTTPS, that browsers are told to stay there, and what is spoken."""
    moved = httpx.get(f"{HTTP}/topics?kind=sale", timeout=30)
    wanted = f"https://{urlsplit(HTTP).hostname}/topics?kind=sale"
    if (moved.status_code, moved.headers.get("location")) != (301, wanted):
        raise CheckError(f"HTTP isn't sent to HTTPS: {moved.status_code} {dict(moved.headers)}")
    for path in ("/", "/api/health/ready", "/lab/"):
        answer = httpx.get(HTTPS + path, timeout=30)
        if _YEAR not in answer.headers.get("strict-transport-security", ""):
            raise CheckError(f"{path} doesn't say to stay with HTTPS: {dict(answer.headers)}")
    if "strict-transport-security" in moved.headers:
        raise CheckError("HTTP says what HTTPS alone may say.")
    _refuse_strangers_certificate()
    print(f"HTTP leads to HTTPS, which browsers are told to stay with; {_greet()} is spoken.")


def _refuse_strangers_certificate() -> None:
    try:
        httpx.get(
            HTTPS, timeout=30, verify=ssl.create_default_context(cafile="/etc/ssl/certs/ca-certificates.crt")
        )
    except httpx.ConnectError:
        return
    raise CheckError("Whoever doesn't know the certificate believes it: it isn't looked at.")


def _greet() -> str:
    """What both sides agree on: HTTP/2 by TLS 1.3."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["h2", "http/1.1"])
    parts = urlsplit(HTTPS)
    host, port = str(parts.hostname), int(parts.port or 443)
    with (
        socket.create_connection((host, port), timeout=30) as line,
        context.wrap_socket(line, server_hostname=host) as secured,
    ):
        spoken = (secured.version(), secured.selected_alpn_protocol())
    if spoken != ("TLSv1.3", "h2"):
        raise CheckError(f"Spoken is {spoken}, not TLS 1.3 and HTTP/2.")
    return "HTTP/2 by TLS 1.3"
