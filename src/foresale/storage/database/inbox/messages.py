"""Applying messages about sales, in order: each is judged by itself, as `add_each` judges rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import sqlalchemy as sa

from foresale.errors import ConflictError, OptionError
from foresale.storage.database.sales.add_each import SaleRules, add_each
from foresale.storage.database.sales.corrections import SaleChange, cancel_sale, change_sale
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
        sale_id: The row of a sale that was corrected or cancelled.
        change: What was changed of it.
    """

    status: MessageStatus
    column: str | None = None
    reason: str | None = None
    sold_on: date | None = None
    sale_id: int | None = None
    change: SaleChange | None = None


def apply_messages(
    connection: sa.Connection, messages: Sequence[SaleMessage], rules: SaleRules
) -> list[MessageOutcome]:
    """Do what messages say, in their order, and tell what became of each.

    Sales are added together, up to the first message that is about one of them.

    Args:
        connection: An open transaction.
        messages: In the order in which they were sent.
        rules: Which sales may be added.
    """
    outcomes: dict[int, MessageOutcome] = {}
    run: dict[int, SaleMessage] = {}
    names: set[str] = set()
    for place, message in enumerate(messages):
        if message.kind == "sale":
            run[place] = message
            names.add(message.transaction_id)
            continue
        if message.transaction_id in names:  # what is said of other sales needn't wait for these
            outcomes |= _add(connection, run, rules)
            run, names = {}, set()
        outcomes[place] = _correct(connection, message, rules)
    outcomes |= _add(connection, run, rules)
    return [outcomes[place] for place in range(len(messages))]


def _add(
    connection: sa.Connection, run: Mapping[int, SaleMessage], rules: SaleRules
) -> dict[int, MessageOutcome]:
    if not run:
        return {}
    found = add_each(connection, [message.values for message in run.values()], rules)
    return {
        place: MessageOutcome(one.status, one.column, one.reason, one.sold_on)
        for place, one in zip(run, found, strict=True)
    }


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
            return MessageOutcome("cancelled" if is_new else "known", sale_id=sale.id)
        change = change_sale(connection, sale.id, message.values, rules)
        return MessageOutcome("corrected" if change.after else "known", sale_id=sale.id, change=change)
    except ConflictError as error:
        return MessageOutcome("conflicting", "transaction_id", error.problem)
    except OptionError as error:
        column, _, reason = error.problem.partition(": ")
        return MessageOutcome("rejected", column, reason)
