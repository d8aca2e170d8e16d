"""Files of sales brought to a server: uploaded, looked at, committed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Unpack

from foresale.client.answers import read
from foresale.client.connection import Connection
from foresale.client.http_errors import ServerError
from foresale.client.import_records import Import, ImportOptions, ImportResult
from foresale.client.jobs import Jobs
from foresale.client.upload import send_file
from foresale.progress import Progress


class Imports:
    """The files that were brought to a server."""

    def __init__(self, connection: Connection) -> None:
        self._connection, self._jobs = connection, Jobs(connection)

    def upload(
        self, path: Path | str, progress: Progress | None = None, **options: Unpack[ImportOptions]
    ) -> Import:
        """Upload a file, piece by piece, and see what it would become; nothing is stored yet.

        Args:
            path: CSV, XLSX, JSON, JSON lines or Parquet.
            progress: Hears how much is sent, in steps of 100 KB.
            options: What you know better than the file.

        Raises:
            UnreadableFileError: The file can't be opened.
        """
        data = {"options": json.dumps(options)} if options else {}
        return read(Import, send_file(self._connection, "/imports", Path(path), data, progress))

    def list(self) -> Iterator[Import]:
        """The uploaded files, newest first, fetched as they are asked for."""
        return (read(Import, told) for told in self._connection.pages("/imports"))

    def get(self, import_id: str) -> Import:
        """One file."""
        return read(Import, self._connection.get(f"/imports/{import_id}"))

    def describe(self, import_id: str, **options: Unpack[ImportOptions]) -> Import:
        """Say what the columns are, and see the file anew; this replaces what was said before."""
        return read(Import, self._connection.put(f"/imports/{import_id}", options))

    def commit(self, import_id: str) -> Import:
        """Let a job store the file's good rows, all or none; `job_id` names it."""
        return read(Import, self._connection.post(f"/imports/{import_id}/commit"))

    def undo(self, import_id: str, *, reason: str) -> Import:
        """Let a job remove exactly the sales that an import added; `wait` tells when it is done."""
        return read(Import, self._connection.post(f"/imports/{import_id}/undo", {"reason": reason}))

    def wait(self, import_id: str, progress: Progress | None = None) -> ImportResult:
        """Wait until a committed file is stored.

        Args:
            import_id: Which file.
            progress: Hears how far it is.

        Raises:
            JobFailedError: It couldn't be stored.
            ServerError: It wasn't committed.
        """
        asked = self.get(import_id)
        if asked.job_id is None:
            raise ServerError(f"Import {import_id} wasn't committed.", fix="Commit it first.")
        self._jobs.wait(asked.job_id, progress)
        result = self.get(import_id).result
        if result is None:
            raise ServerError("The import ended without a result.", fix="Look at the server's log.")
        return result

    def rejects(self, import_id: str, to: Path | str) -> Path:
        """Download the rows that were set aside, as CSV.

        Args:
            import_id: Which file.
            to: The file to write.
        """
        return self._connection.download(f"/imports/{import_id}/rejects", Path(to), "column,value,reason")
