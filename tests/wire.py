"""What lies between the service and its database in a test: it can be cut, and mended."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class Wire:
    """A way to a server on this machine.

    Args:
        port: Where that server listens.
    """

    def __init__(self, port: int) -> None:
        self._target, self._ends = port, set[socket.socket]()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port, self._is_cut = self._server.getsockname()[1], False
        self._lock, self._carrying = threading.Lock(), list[threading.Thread]()
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def cut(self) -> None:
        """Whoever talks is interrupted, whoever calls is refused."""
        with self._lock:
            self._is_cut = True
            for end in self._ends:
                _end(end)
            self._ends.clear()

    def mend(self) -> None:
        """The database can be reached again."""
        self._is_cut = False

    def close(self) -> None:
        """Take it away, with every end of it."""
        self.cut()
        _end(self._server)
        for thread in (self._accepting, *self._carrying):
            thread.join(10)

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._server.accept()
            except OSError:
                return
            with self._lock:
                try:
                    far = None if self._is_cut else socket.create_connection(("127.0.0.1", self._target))
                except OSError:
                    far = None
                if far is None:
                    near.close()
                    continue
                self._ends |= {near, far}
                for source, other in ((near, far), (far, near)):
                    thread = threading.Thread(target=self._carry, args=(source, other), daemon=True)
                    self._carrying.append(thread)
                    thread.start()

    def _carry(self, source: socket.socket, other: socket.socket) -> None:
        try:
            while piece := source.recv(65_536):
                other.sendall(piece)
        except OSError:
            _end(source)
        _end(other)


def _end(connection: socket.socket) -> None:
    """End a connection, whoever waits in it."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
