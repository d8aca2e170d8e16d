"""Any list of a server as a file: CSV, workbook or Parquet."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from foresale.client.connection import Connection
from foresale.client.query import format_query
from foresale.errors import OptionError
from foresale.json_values import to_json

_FORMATS = ("csv", "xlsx", "parquet")


class Exports:
    """Lists of a server as files."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def save(self, name: str, to: Path | str, **filters: Any) -> Path:
        """Write all of a list to a new file; its ending says which kind.

        Args:
            name: The list, such as `sales`, `sales/weekly`, `predictions` or `forecast/totals`.
            to: The file, ending in .csv, .xlsx or .parquet.
            filters: The list's own, such as `store`, `since` and `until`.

        Raises:
            OptionError: A file is there already, or the ending is of no kind that is written.
            ServerError: There is no such list, or the caller may not read it.
        """
        place = Path(to)
        kind = place.suffix.removeprefix(".").lower()
        if kind not in _FORMATS:
            raise OptionError(
                f"'{place.name}' doesn't say which kind of file it is to be.",
                fix="End it in .csv, .xlsx or .parquet.",
            )
        if place.exists():
            raise OptionError(f"{place} is there already.", fix="Name a new file, or remove that one.")
        query = urlencode({"format": kind, **to_json(format_query(filters))}, doseq=True)
        return self._connection.download(f"/exports/{name}?{query}", place, "")
