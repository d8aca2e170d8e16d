"""Rows of which some correct or take back sales: done in their order, by those who may."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from foresale.service.api.kit.access import Caller
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.sales.messages import Fault, read_object
from foresale.service.api.sales.schemas import RowResult, SaleGiven
from foresale.storage.database.audit import AuditEntry, record
from foresale.storage.database.inbox.messages import MessageOutcome, SaleMessage, apply_messages
from foresale.storage.database.sales.add_each import SaleRules


def store_messages(
    session: Session, caller: Caller, rows: Sequence[Any], rules: SaleRules
) -> tuple[list[RowResult], list[tuple[SaleGiven, date]]]:
    """Do what rows say; tell what became of each, and which sales were added.

    A correction or cancellation whose sale isn't there is `waiting`, where its sender may see all stores:
    the sale may still come.

    Args:
        session: The transaction; what is corrected is in its audit log.
        caller: Who sends them.
        rows: As they were sent; `kind` says what one is, a sale by default.
        rules: Which sales may be stored.
    """
    results: dict[int, RowResult] = {}
    messages: dict[int, SaleMessage] = {}
    for place, row in enumerate(rows):
        read = read_object(row)
        if isinstance(read, SaleMessage) and read.kind != "sale" and not caller.may(Permission.CORRECT_SALES):
            read = Fault("kind", "You may not correct sales.", read.kind, read.transaction_id)
        if isinstance(read, Fault):
            name = read.transaction_id and read.transaction_id[:64]
            results[place] = _result(place, name, MessageOutcome("rejected", read.column, read.reason))
        else:
            messages[place] = read
    added: list[tuple[SaleGiven, date]] = []
    outcomes = apply_messages(session.connection(), list(messages.values()), rules)
    for (place, message), outcome in zip(messages.items(), outcomes, strict=True):
        results[place] = _result(place, message.transaction_id, _judge(outcome, caller))
        if outcome.sold_on is not None:
            added.append((SaleGiven.model_construct(**message.values), outcome.sold_on))
        _note(session, caller, rows[place], outcome)
    return [results[place] for place in range(len(rows))], added


def _judge(outcome: MessageOutcome, caller: Caller) -> MessageOutcome:
    """The same; what waits is done by the service itself later, which knows no limits to stores."""
    if outcome.status != "waiting" or caller.store_ids is None:
        return outcome
    return MessageOutcome("rejected", outcome.column, outcome.reason)


def _result(place: int, name: str | None, outcome: MessageOutcome) -> RowResult:
    return RowResult(
        row=place,
        status=outcome.status,
        transaction_id=name,
        column=outcome.column,
        reason=outcome.reason,
    )


def _note(session: Session, caller: Caller, row: Any, outcome: MessageOutcome) -> None:
    if outcome.status not in ("corrected", "cancelled"):
        return
    details: dict[str, Any] = {"reason": row.get("reason")}
    if outcome.change is not None:
        details |= {"before": outcome.change.before, "after": outcome.change.after}
    action = "sale.changed" if outcome.status == "corrected" else "sale.cancelled"
    record(session, AuditEntry(action, f"sale {outcome.sale_id}", details, caller.user_id))
