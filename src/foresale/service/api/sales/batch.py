"""Thousands of sales in one request: each row is read by itself, the good ones are added together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.orm import Session

from foresale.service.api.kit.access import Caller
from foresale.service.api.sales.message_rows import store_messages
from foresale.service.api.sales.messages import read_fault
from foresale.service.api.sales.schemas import RowResult, SaleGiven
from foresale.service.api.sales.slips import StoredSale, warnings_of
from foresale.storage.database.sales.add_each import SaleRules
from foresale.storage.database.sales.repository import DatabaseSales
from foresale.workflows.importing.plausible_days import PlausibleDays

_SALE = TypeAdapter(SaleGiven)


def add_rows(
    session: Session, caller: Caller, rows: Sequence[Any], time_zone: str, plausible: PlausibleDays
) -> tuple[list[RowResult], list[str]]:
    """Store the good rows that aren't stored yet; tell what became of each, and what may be a slip.

    Args:
        session: The transaction.
        caller: Whose stores these must be.
        rows: As they were sent.
        time_zone: Of stores that have none of their own.
        plausible: Days that they may have.
    """
    found, added = store_rows(session, caller, rows, time_zone, plausible)
    results = [
        one.model_copy(update={"status": "rejected"}) if one.status == "waiting" else one for one in found
    ]
    stored = [StoredSale(sale.transaction_id, sale, day) for sale, day in added]
    return results, warnings_of(session, stored, plausible)


def store_rows(
    session: Session, caller: Caller, rows: Sequence[Any], time_zone: str, plausible: PlausibleDays
) -> tuple[list[RowResult], list[tuple[SaleGiven, date]]]:
    """Store the good rows that aren't stored yet; tell what became of each, and which were added.

    Args:
        session: The transaction.
        caller: Whose stores these must be.
        rows: As they were sent.
        time_zone: Of stores that have none of their own.
        plausible: Days that they may have.
    """
    if any(isinstance(row, Mapping) and "kind" in row for row in rows):
        return store_messages(session, caller, rows, SaleRules(time_zone, caller.store_ids, plausible))
    results: dict[int, RowResult] = {}
    given: dict[int, SaleGiven] = {}
    for place, row in enumerate(rows):
        try:
            given[place] = _SALE.validate_python(row)
        except ValidationError as error:
            results[place] = _reject(place, row, error)
    repository = DatabaseSales(session.connection(), time_zone=time_zone)
    outcomes = repository.add_each([dict(sale) for sale in given.values()], caller.store_ids, plausible)
    for (place, sale), outcome in zip(given.items(), outcomes, strict=True):
        results[place] = RowResult(
            row=place,
            status=outcome.status,
            transaction_id=sale.transaction_id,
            column=outcome.column,
            reason=outcome.reason,
        )
    added = [
        (sale, outcome.sold_on)
        for sale, outcome in zip(given.values(), outcomes, strict=True)
        if outcome.sold_on is not None
    ]
    return [results[place] for place in range(len(rows))], added


def _reject(place: int, row: Any, error: ValidationError) -> RowResult:
    column, reason = read_fault(error)
    name = row.get("transaction_id") if isinstance(row, Mapping) else None
    return RowResult(
        row=place,
        status="rejected",
        transaction_id=name[:64] if isinstance(name, str) else None,
        column=column,
        reason=reason,
    )
