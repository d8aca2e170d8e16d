"""Applying messages about sales, in order: each is judged by itself, as `add_each` judges rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import sqlalchemy as sa

from foresale.errors import ConflictError, OptionError
from foresale.storage.database.sales.add_each import SaleRules, add_each
from foresale.storage.database.sales.corrections import cancel_sale, change_sale
from foresale.storage.database.tables.base import Table
from foresale.storage.database.tables.trade import SaleRow

_SALES = Table.metadata.tables[SaleRow.__tablename__]

MessageKind = Literal["sale", "correction", "cancellation"]
MessageStatus = Literal["added", "known", "conflicting", "rejected", "corrected", "cancelled", "waiting"]
GOOD: frozenset[MessageStatus] = frozenset({"added", "known", "corrected", "cancelled"})
"""What leaves nothing to be done."""


@dataclass(frozen=True)
class SaleMessage:
    """What a message says of a sale.

    Attributes:
        kind: That it was made, should have been otherwise, or is taken back.
        transaction_id: Of the sale.
        values: Fields of `sale_lines.COLUMNS`; empty for a cancellation.
    """

    kind: MessageKind
    transaction_id: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class MessageOutcome:
    """What became of a message.

    Attributes:
        status: As for rows; corrected or cancelled; or waiting, as the sale that it is about isn't there.
        column: The field at fault.
        reason: What is wrong with it.
        sold_on: The store's day of a sale that was added.
    """

    status: MessageStatus
    column: str | None = None
    reason: str | None = None
    sold_on: date | None = None


def apply_messages(
    connection: sa.Connection, messages: Sequence[SaleMessage], rules: SaleRules
) -> list[MessageOutcome]:
    """Do what messages say, in their order, and tell what became of each.

    Sales that follow one another are added together.

    Args:
        connection: An open transaction.
        messages: In the order in which they were sent.
        rules: Which sales may be added.
    """
    outcomes: list[MessageOutcome] = []
    run: list[SaleMessage] = []
    for message in messages:
        if message.kind == "sale":
            run.append(message)
            continue
        outcomes += _add(connection, run, rules)
        run = []
        outcomes.append(_correct(connection, message, rules))
    return outcomes + _add(connection, run, rules)


def _add(connection: sa.Connection, run: Sequence[SaleMessage], rules: SaleRules) -> list[MessageOutcome]:
    if not run:
        return []
    found = add_each(connection, [message.values for message in run], rules)
    return [MessageOutcome(one.status, one.column, one.reason, one.sold_on) for one in found]


def _correct(connection: sa.Connection, message: SaleMessage, rules: SaleRules) -> MessageOutcome:
    wanted = sa.select(_SALES.c.id, _SALES.c.store_id).where(
        _SALES.c.transaction_id == message.transaction_id
    )
    sale = connection.execute(wanted.with_for_update()).one_or_none()
    if sale is None or (rules.store_ids is not None and sale.store_id not in rules.store_ids):
        return MessageOutcome(
            "waiting", "transaction_id", f"There is no sale '{message.transaction_id}' (yet)."
        )
    try:
        if message.kind == "cancellation":
            _, is_new = cancel_sale(connection, sale.id)
            return MessageOutcome("cancelled" if is_new else "known")
        change = change_sale(connection, sale.id, message.values, rules)
        return MessageOutcome("corrected" if change.after else "known")
    except ConflictError as error:
        return MessageOutcome("conflicting", "transaction_id", error.problem)
    except OptionError as error:
        column, _, reason = error.problem.partition(": ")
        return MessageOutcome("rejected", column, reason)
