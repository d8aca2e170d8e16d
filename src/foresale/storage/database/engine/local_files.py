"""Which of this machine's files a MySQL or MariaDB server may ask for: the one that is loaded, no other."""

from __future__ import annotations

import functools
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pymysql.connections import Connection
from pymysql.protocol import LoadLocalPacketWrapper, MysqlPacket

from foresale.errors import EngineError


class GuardedConnection(Connection):  # type: ignore[misc]  # PyMySQL has no types
    """A connection on which a server gets no file, but for the one that `load_own` names meanwhile.

    MySQL's protocol lets the server say which file it wants, whatever was asked of it: one that was taken
    over could read all that the service can.
    """

    own_file: bytes | None = None

    def __init__(self, *arguments: Any, **options: Any) -> None:
        # Asked for when connecting, as the server has to know that it is possible; given only in `load_own`.
        super().__init__(*arguments, **{**options, "local_infile": True})
        self._local_infile = False

    @contextmanager
    def load_own(self, file: Path) -> Iterator[None]:
        """Give the server this file, if it asks, for as long as the block lasts."""
        self.own_file, self._local_infile = str(file).encode(), True
        try:
            yield
        finally:
            self.own_file, self._local_infile = None, False

    def _create_ssl_ctx(self, options: Any) -> ssl.SSLContext:
        return super()._create_ssl_ctx(options) if options else _unverified_context()

    def _read_packet(self, packet_type: Any = MysqlPacket) -> Any:
        packet = super()._read_packet(packet_type)
        if self.own_file is not None and packet.is_load_local_packet():
            asked = LoadLocalPacketWrapper(packet).filename
            if asked != self.own_file:
                self.write_packet(b"")  # an empty file, so that the two go on understanding each other
                super()._read_packet(packet_type)
                raise EngineError(
                    "The database server asked for another file of this machine than the one it was given.",
                    fix="See who runs that server: it may have been taken over.",
                )
        return packet


@functools.cache
def _unverified_context() -> ssl.SSLContext:
    """For TLS where the server offers it and nothing is asked of its certificate, as PyMySQL does by itself.

    It would read all certificates that the machine trusts, for each connection anew: 40 ms of work.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
