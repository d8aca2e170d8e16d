"""Receiving messages in one transaction: what they say is done, what can't be done becomes a dead letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from foresale.service.api.sales.messages import Fault, read_message
from foresale.settings import Settings
from foresale.storage.database.inbox.letters import (
    NewLetter,
    Source,
    keep_letters,
    postpone_letter,
    settle_letter,
    waiting_letters,
)
from foresale.storage.database.inbox.messages import (
    GOOD,
    MessageOutcome,
    SaleMessage,
    apply_messages,
)
from foresale.storage.database.sales.add_each import SaleRules
from foresale.storage.database.sales.repository import first_day
from foresale.workflows.importing.plausible_days import PlausibleDays


def rules_of(connection: sa.Connection, settings: Settings) -> SaleRules:
    """Which sales a stream may bring that isn't limited to stores.

    Args:
        connection: Sees what is stored.
        settings: Of the service.
    """
    first = first_day(connection)
    plausible = PlausibleDays(settings.first_sale_day, first, settings.max_years_back, any_age=False)
    return SaleRules(settings.time_zone, None, plausible)


@dataclass(frozen=True)
class IncomingMessage:
    """A message as it came.

    Attributes:
        place: Where in its source.
        raw: What it says.
    """

    place: str
    raw: bytes


@dataclass(frozen=True)
class MessageResults:
    """What became of messages that came together.

    Attributes:
        outcomes: Of each, in order.
        letters: How many became dead letters that weren't there before.
    """

    outcomes: Sequence[MessageOutcome]
    letters: int


def receive(
    connection: sa.Connection, source: Source, arrived: Sequence[IncomingMessage], rules: SaleRules
) -> MessageResults:
    """Do what messages say, in order; keep those that can't be used.

    A correction or a cancellation that came before its sale waits for it, and is done with it.

    Args:
        connection: The transaction, in which the source's offset is moved, too.
        source: Where they came from.
        arrived: In the order in which they were sent.
        rules: Which sales may be added.
    """
    read = [read_message(one.raw) for one in arrived]
    messages = [one for one in read if isinstance(one, SaleMessage)]
    done = iter(apply_messages(connection, messages, rules))
    outcomes: list[MessageOutcome] = []
    letters: list[NewLetter] = []
    for came, message in zip(arrived, read, strict=True):
        raw = came.raw.decode("utf-8", "replace")
        if isinstance(message, Fault):
            outcomes.append(MessageOutcome("rejected", message.column, message.reason))
            letters.append(message.letter(source, came.place, raw))
            continue
        outcome = next(done)
        outcomes.append(outcome)
        if outcome.status not in GOOD:
            letters.append(letter_of(message, outcome, source, came.place, raw))
    kept = keep_letters(connection, letters)
    added = [
        message.transaction_id
        for message, outcome in zip(read, outcomes, strict=True)
        if isinstance(message, SaleMessage) and outcome.status == "added"
    ]
    retry_waiting(connection, rules, waiting_letters(connection, added) if added else ())
    return MessageResults(outcomes, kept)


def letter_of(
    message: SaleMessage, outcome: MessageOutcome, source: Source, place: str, raw: str
) -> NewLetter:
    """A message that was read and couldn't be used, as a dead letter.

    Args:
        message: What it says.
        outcome: What became of it.
        source: Where it came from.
        place: Where there.
        raw: What it said.
    """
    return NewLetter(
        source,
        place,
        raw,
        outcome.reason or outcome.status,
        outcome.column,
        message.kind,
        message.transaction_id,
        message.values.get("store"),
        is_waiting=outcome.status == "waiting",
    )


def retry_waiting(
    connection: sa.Connection, rules: SaleRules, letters: Sequence[sa.Row[tuple[object, ...]]]
) -> int:
    """Try letters again that wait for their sales, and answer how many needn't wait any more.

    Args:
        connection: An open transaction.
        rules: Which sales may be added.
        letters: As they are stored, oldest first.
    """
    settled = 0
    for letter in letters:
        message = read_message(letter.raw.encode())
        if isinstance(message, Fault):
            postpone_letter(connection, letter, message.reason)
            continue
        (outcome,) = apply_messages(connection, [message], rules)
        if outcome.status in GOOD:
            settled += settle_letter(connection, letter.id, "resent")
        else:
            postpone_letter(connection, letter, None if outcome.status == "waiting" else outcome.reason)
    return settled
