"""Correcting what is stored: changing, cancelling and removing a sale, and undoing an import."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from foresale.errors import ConflictError, OptionError
from foresale.storage.database.bulk.compared import STORED
from foresale.storage.database.sales.add_each import SaleRules, note_days, resolve
from foresale.storage.database.tables.base import Table
from foresale.storage.database.tables.trade import SaleRow

_SALES = Table.metadata.tables[SaleRow.__tablename__]
_CANCELS = "cancels~"


@dataclass(frozen=True)
class SaleChange:
    """What was changed of a sale, for the audit log.

    Attributes:
        before: The fields that changed, as they were.
        after: The same fields as they are.
    """

    before: Mapping[str, Any]
    after: Mapping[str, Any]


def key_of_import(import_id: str) -> int:
    """The number that sales keep of their import.

    Args:
        import_id: The import's UUID.

    Examples:
        >>> key_of_import("123e4567-e89b-12d3-a456-426614174000")
        657282226912594281
    """
    return uuid.UUID(import_id).int >> 65


def change_sale(
    connection: sa.Connection, sale_id: int, given: Mapping[str, Any], rules: SaleRules
) -> SaleChange:
    """Replace all of a sale but its number.

    Args:
        connection: An open transaction that holds the sale.
        sale_id: Which.
        given: Fields of `sale_lines.COLUMNS`.
        rules: What it may become.

    Raises:
        OptionError: It can't be what is given.
        ConflictError: It was cancelled.
    """
    before = _stored(connection, sale_id)
    _refuse_cancelled(connection, sale_id, before)
    values, outcomes = resolve(connection, [{**given, "transaction_id": before["transaction_id"]}], rules)
    if 0 not in values:
        raise OptionError(f"{outcomes[0].column}: {outcomes[0].reason}", fix="Correct it.")
    after = values[0]
    connection.execute(sa.update(_SALES).where(_SALES.c.id == sale_id).values(after))
    note_days(connection, {_day(before), _day(after)})
    changed = [name for name in STORED if before[name] != after[name]]
    return SaleChange(*(_as_json({name: sale[name] for name in changed}) for sale in (before, after)))


def cancel_sale(connection: sa.Connection, sale_id: int) -> tuple[int, bool]:
    """Take a sale back by a line of its own, on the same day: both stay on record.

    Args:
        connection: An open transaction that holds the sale.
        sale_id: Which.

    Returns:
        The id of the line that takes it back, and whether it is new.

    Raises:
        ConflictError: It is such a line itself.
    """
    sale = _stored(connection, sale_id)
    if _cancelled_by(sale) is not None:
        raise ConflictError(
            "This line takes back another sale.", fix="Remove it to let that sale count again."
        )
    known = connection.scalar(_line_that_cancels(sale_id))
    if known is not None:
        return known, False
    revenue = sale["revenue"]
    line = {
        **{name: sale[name] for name in (*STORED, "import_key")},
        "transaction_id": f"{_CANCELS}{sale_id}",
        "quantity": -sale["quantity"],
        "revenue": None if revenue is None else -revenue,
    }
    connection.execute(sa.insert(_SALES).values(line))
    note_days(connection, {_day(sale)})
    return connection.scalars(_line_that_cancels(sale_id)).one(), True


def remove_sale(connection: sa.Connection, sale_id: int) -> Mapping[str, Any]:
    """Delete a sale and the line that takes it back, if there is one; answer what it was.

    Args:
        connection: An open transaction that holds the sale.
        sale_id: Which.
    """
    sale = _stored(connection, sale_id)
    gone = sa.or_(_SALES.c.id == sale_id, _SALES.c.transaction_id == f"{_CANCELS}{sale_id}")
    connection.execute(sa.delete(_SALES).where(gone))
    note_days(connection, {_day(sale)})
    return _as_json({name: sale[name] for name in STORED})


def undo_import(connection: sa.Connection, import_key: int) -> int:
    """Delete the sales that an import added, as they are now, and answer how many these were.

    Args:
        connection: An open transaction.
        import_key: Which import (`key_of_import`).
    """
    added = _SALES.c.import_key == import_key
    days = connection.execute(sa.select(_SALES.c.store_id, _SALES.c.sold_on).where(added).distinct())
    note_days(connection, {(store, day) for store, day in days})
    return connection.execute(sa.delete(_SALES).where(added)).rowcount


def stores_of_import(connection: sa.Connection, import_key: int) -> frozenset[int]:
    """The stores of the sales that an import added."""
    query = sa.select(_SALES.c.store_id).where(_SALES.c.import_key == import_key).distinct()
    return frozenset(connection.scalars(query))


def _stored(connection: sa.Connection, sale_id: int) -> dict[str, Any]:
    names = (*STORED, "import_key")
    query = sa.select(*(_SALES.c[name] for name in names)).where(_SALES.c.id == sale_id)
    return connection.execute(query).one()._asdict()


def _line_that_cancels(sale_id: int) -> sa.Select[int]:
    return sa.select(_SALES.c.id).where(_SALES.c.transaction_id == f"{_CANCELS}{sale_id}")


def _cancelled_by(sale: Mapping[str, Any]) -> int | None:
    """The sale that a line takes back; None where it takes none back."""
    number = str(sale["transaction_id"])
    rest = number.removeprefix(_CANCELS)
    return int(rest) if rest != number and rest.isdecimal() else None


def _refuse_cancelled(connection: sa.Connection, sale_id: int, sale: Mapping[str, Any]) -> None:
    if _cancelled_by(sale) is not None:
        raise ConflictError("This line takes back another sale.", fix="Remove it, and change that sale.")
    if connection.scalar(_line_that_cancels(sale_id)) is not None:
        raise ConflictError(
            "This sale was cancelled.", fix="Remove the line that takes it back, then change it."
        )


def _day(sale: Mapping[str, Any]) -> tuple[int, date]:
    return sale["store_id"], sale["sold_on"]


def _as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    def plain(value: Any) -> Any:
        match value:
            case datetime() | date():
                return value.isoformat()
            case Decimal():
                return str(value)
        return value

    return {name: plain(value) for name, value in values.items()}
