"""What somebody should look at, as a server tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from foresale.client.answers import read, reads
from foresale.client.connection import Connection


@reads("ExceptionItem")
@dataclass(frozen=True)
class ExceptionItem:
    """Something to look at.

    Attributes:
        queue: urgent, required, optional or informational.
        kind: out_of_stock, missing_store, runs_out, phantom_stock, price_error, unusual_sales, biased,
            no_forecast or no_sales.
        text: In a sentence.
        actual: What was seen.
        expected: What was expected.
        units: Units lost, too many or too few; of what runs out, as many as lack until an order comes.
        money: What these are worth.
        chance: Of something at least as unusual.
        day: The last day that it is about; None for now.
        lead_time_days: How many days an order takes, of what is out of stock.
    """

    queue: str
    kind: str
    text: str
    actual: float
    expected: float
    units: float
    money: float | None = None
    chance: float | None = None
    day: date | None = None
    lead_time_days: int | None = None


@reads("QueueCount")
@dataclass(frozen=True)
class QueueCount:
    """How much is in a queue.

    Attributes:
        queue: Which.
        count: How many.
        money: What they are worth.
    """

    queue: str
    count: int
    money: float


@reads("Exceptions")
@dataclass(frozen=True)
class Exceptions:
    """What to look at, urgent first.

    Attributes:
        total: Items that were chosen.
        tested: Days of series that were tested for unusual sales.
        lost_a_day: Margin lost each day by what is out of stock.
        queues: All that was found.
        items: The most urgent.
        known_until: The last day with actuals.
    """

    total: int
    tested: int
    lost_a_day: float
    queues: tuple[QueueCount, ...]
    items: tuple[ExceptionItem, ...]
    known_until: date | None = None


def find_exceptions(
    connection: Connection, queue: str | None = None, store: int | str | None = None, limit: int = 200
) -> Exceptions:
    """What somebody should look at.

    Args:
        connection: To the server.
        queue: Only of this queue.
        store: Only in this store.
        limit: Items, at most.
    """
    return read(Exceptions, connection.get("/exceptions", queue=queue, store=store, limit=limit))
