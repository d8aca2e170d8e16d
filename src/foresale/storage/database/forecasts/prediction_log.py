"""The record of every prediction that was served, a batch at a time.

A batch goes to the database as one JSON text and is taken apart there. Bound row by row it would keep
Python, and with it every answer of this process, waiting for milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC
from types import MappingProxyType
from typing import Any

import orjson
from sqlalchemy import Dialect, Engine, TextClause, text

from foresale.storage.database.tables.outlook import PredictionRow

_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "served_at": "moment",
        "user_id": "integer",
        "request_id": "varchar(36)",
        "form": "varchar(20)",
        "inputs": "text",
        "product_id": "integer",
        "store_id": "integer",
        "target_date": "date",
        "horizon": "integer",
        "mean": "double precision",
        "lower": "double precision",
        "upper": "double precision",
        "model_version": "varchar(100)",
        "latency_ms": "double precision",
    }
)
COLUMNS = tuple(_KINDS)
_IN_POSTGRES = {"moment": "timestamp"}
_IN_MYSQL = {
    "moment": "datetime(6)", "text": "longtext", "integer": "bigint", "double precision": "double",
}  # fmt: skip


class PredictionLog:
    """Adds served predictions to the log.

    Args:
        engine: The system of record.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._statement = _statement(engine.dialect)

    def write(self, entries: Sequence[Mapping[str, Any]]) -> None:
        """Add entries, all or none.

        Args:
            entries: Values of all `COLUMNS`; `served_at` in UTC.
        """
        rows = orjson.dumps([_row(entry) for entry in entries], option=orjson.OPT_NON_STR_KEYS).decode()
        with self._engine.begin() as connection:
            connection.execute(self._statement, {"rows": rows})


def _row(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry as the databases read it: times without a zone, inputs as text within the text."""
    moment = entry["served_at"].astimezone(UTC).replace(tzinfo=None)
    inputs = orjson.dumps(entry["inputs"]).decode()
    return {**entry, "served_at": moment.isoformat(" ", "microseconds"), "inputs": inputs}


def _statement(dialect: Dialect) -> TextClause:
    quoted = {name: dialect.identifier_preparer.quote_identifier(name) for name in COLUMNS}
    names = ", ".join(quoted.values())
    into = f"INSERT INTO {PredictionRow.__tablename__} ({names}) SELECT "
    if dialect.name == "sqlite":
        values = ", ".join(f"json_extract(value, '$.{name}')" for name in COLUMNS)
        return text(f"{into}{values} FROM json_each(:rows)")
    if dialect.name == "postgresql":
        kinds = ", ".join(f"{quoted[name]} {_IN_POSTGRES.get(kind, kind)}" for name, kind in _KINDS.items())
        read = {**quoted, "served_at": "served_at AT TIME ZONE 'UTC'", "inputs": "CAST(inputs AS json)"}
        values = ", ".join(read.values())
        return text(f"{into}{values} FROM json_to_recordset(CAST(:rows AS json)) AS told({kinds})")
    kinds = ", ".join(
        f"{quoted[name]} {_IN_MYSQL.get(kind, kind)} PATH '$.{name}'" for name, kind in _KINDS.items()
    )
    return text(f"{into}{names} FROM JSON_TABLE(:rows, '$[*]' COLUMNS({kinds})) AS told")
