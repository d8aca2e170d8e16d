"""Correcting what is stored: changing, cancelling and removing a sale, and undoing an import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from foresale.error_reasons import Reason
from foresale.errors import ConflictError, OptionError
from foresale.json_values import to_json
from foresale.storage.database.bulk.compared import STORED
from foresale.storage.database.bulk.import_key import key_of_import
from foresale.storage.database.event_log.sales import FileChange, log_file, log_sale
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
    before = _read_stored(connection, sale_id)
    _refuse_cancelled(connection, sale_id, before)
    values, outcomes = resolve(connection, [{**given, "transaction_id": before["transaction_id"]}], rules)
    if 0 not in values:
        raise OptionError(f"{outcomes[0].column}: {outcomes[0].reason}", fix="Correct it.")
    after = {name: values[0][name] for name in STORED}
    connection.execute(sa.update(_SALES).where(_SALES.c.id == sale_id).values(after))
    note_days(connection, {_day(before), _day(after)})
    changed = [name for name in STORED if before[name] != after[name]]
    change = SaleChange(*(to_json({name: sale[name] for name in changed}) for sale in (before, after)))
    if before["store_id"] != after["store_id"]:  # who sees only the store that it was of hears that it left
        log_sale(connection, "sale_removed", sale_id, before)
        log_sale(connection, "sale", sale_id, after)
    elif changed:
        log_sale(connection, "sale_corrected", sale_id, after, before=change.before)
    return change


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
    sale = _read_stored(connection, sale_id)
    if _parse_cancelled(sale) is not None:
        raise ConflictError(
            "This line takes back another sale.",
            fix="Remove it to let that sale count again.",
            reason=Reason("takes_back_another"),
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
    number = connection.scalars(_line_that_cancels(sale_id)).one()
    log_sale(connection, "sale", number, line, cancels=sale_id)
    return number, True


def remove_sale(connection: sa.Connection, sale_id: int) -> Mapping[str, Any]:
    """Delete a sale and the line that takes it back, if there is one; answer what it was.

    Args:
        connection: An open transaction that holds the sale.
        sale_id: Which.
    """
    sale = _read_stored(connection, sale_id)
    gone = sa.or_(_SALES.c.id == sale_id, _SALES.c.transaction_id == f"{_CANCELS}{sale_id}")
    lines = connection.execute(sa.select(_SALES).where(gone)).all()
    connection.execute(sa.delete(_SALES).where(gone))
    note_days(connection, {_day(sale)})
    for line in lines:
        log_sale(connection, "sale_removed", line.id, line._asdict())
    stored: dict[str, Any] = to_json({name: sale[name] for name in STORED})
    return stored


def undo_import(connection: sa.Connection, import_id: str) -> int:
    """Delete the sales that an import added, as they are now, and answer how many these were.

    Args:
        connection: An open transaction.
        import_id: Which import.
    """
    added = _SALES.c.import_key == key_of_import(import_id)
    days = _hold_days(connection, added)
    note_days(connection, days)
    removed = connection.execute(sa.delete(_SALES).where(added)).rowcount
    log_file(connection, FileChange("removed", removed, import_id), days)
    return removed


def stores_of_import(connection: sa.Connection, import_id: str) -> frozenset[int]:
    """The stores of the sales that an import added."""
    query = sa.select(_SALES.c.store_id).where(_SALES.c.import_key == key_of_import(import_id)).distinct()
    return frozenset(connection.scalars(query))


def _hold_days(connection: sa.Connection, which: sa.ColumnElement[bool]) -> set[tuple[int, date]]:
    """Stores and days of some sales, which until the end nobody else can move to other days."""
    held = sa.select(_SALES.c.store_id, _SALES.c.sold_on).where(which).with_for_update()
    if connection.dialect.name == "postgresql":  # it locks rows only where they are told one by one
        rows = held.subquery()
        held = sa.select(rows.c.store_id, rows.c.sold_on)
    return {(store, day) for store, day in connection.execute(held.distinct())}


def _read_stored(connection: sa.Connection, sale_id: int) -> dict[str, Any]:
    """A sale as it is now, held: the day that it is taken from is the one that is noted."""
    names = (*STORED, "import_key")
    query = sa.select(*(_SALES.c[name] for name in names)).where(_SALES.c.id == sale_id)
    return connection.execute(query.with_for_update()).one()._asdict()


def _line_that_cancels(sale_id: int) -> sa.Select[int]:
    return sa.select(_SALES.c.id).where(_SALES.c.transaction_id == f"{_CANCELS}{sale_id}")


def _parse_cancelled(sale: Mapping[str, Any]) -> int | None:
    """The sale that a line takes back; None where it takes none back."""
    number = str(sale["transaction_id"])
    rest = number.removeprefix(_CANCELS)
    return int(rest) if rest != number and rest.isdecimal() else None


def _refuse_cancelled(connection: sa.Connection, sale_id: int, sale: Mapping[str, Any]) -> None:
    if _parse_cancelled(sale) is not None:
        raise ConflictError(
            "This line takes back another sale.",
            fix="Remove it, and change that sale.",
            reason=Reason("takes_back_another"),
        )
    if connection.scalar(_line_that_cancels(sale_id)) is not None:
        raise ConflictError(
            "This sale was cancelled.",
            fix="Remove the line that takes it back, then change it.",
            reason=Reason("taken_back_already"),
        )


def _day(sale: Mapping[str, Any]) -> tuple[int, date]:
    return sale["store_id"], sale["sold_on"]
