"""The socket that the API listens on, opened before anything else so that a port in use is told at once."""

from __future__ import annotations

import errno
import socket
import sys

from foresale.errors import OptionError
from foresale.messages import option

_BACKLOG = 2048


def listen(host: str, port: int) -> socket.socket:
    """Open a listening socket.

    Args:
        host: Address or name of this machine; 0.0.0.0 for all its addresses.
        port: The port; 0 for any free one.

    Raises:
        OptionError: The port is in use or not allowed, or the address isn't this machine's.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError:
        raise OptionError(
            f"The address '{host}' can't be found.",
            fix=f"Use {option('host', '127.0.0.1')}, or 0.0.0.0 for all addresses.",
        ) from None
    opened = socket.socket(family, kind, protocol)
    try:
        if sys.platform != "win32":
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(address)
        opened.listen(_BACKLOG)
    except OSError as error:
        opened.close()
        raise _port_error(host, port, error) from None
    return opened


def _port_error(host: str, port: int, error: OSError) -> OptionError:
    if error.errno == errno.EADDRINUSE:
        return OptionError(
            f"Port {port} of {host} is in use already.",
            fix=f"Choose another with {option('port')}, or stop what listens there.",
        )
    if error.errno == errno.EACCES:
        return OptionError(f"Port {port} isn't allowed.", fix=f"Choose one above 1023 with {option('port')}.")
    return OptionError(
        f"Nothing can listen on {host} port {port}: {error.strerror or error}.",
        fix=f"Use {option('host', '127.0.0.1')}, or 0.0.0.0 for all addresses of this machine.",
    )


def address_of(listening: socket.socket) -> str:
    """How a program on this machine reaches a listening socket, such as http://127.0.0.1:8000."""
    host, port = listening.getsockname()[:2]
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - read, not bound
    return f"http://[{reachable}]:{port}" if ":" in reachable else f"http://{reachable}:{port}"
