"""How a server is reached: patience, and which certificates it may show."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx


def open_http(server: str, transport: httpx.BaseTransport | None) -> httpx.Client:
    """What asks a server's API.

    Args:
        server: Its address, such as `https://forecasts.example.org`.
        transport: What carries the requests; by default the network.
    """
    import httpx

    # To read what the machine trusts takes 40 ms, and a server without TLS shows no certificate.
    is_secure = server.lower().startswith("https:")
    trusted = True if is_secure else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    timeout = httpx.Timeout(60.0, connect=5.0)
    return httpx.Client(base_url=f"{server}/api", timeout=timeout, transport=transport, verify=trusted)
