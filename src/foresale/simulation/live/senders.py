"""Where a stream is sent: by HTTP, by WebSocket, or to a Kafka topic."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, cast

from foresale.kafka_topic import TopicAddress, TopicWriter
from foresale.messages import option
from foresale.simulation.live.stream import Message

if TYPE_CHECKING:
    from foresale.client import Client
    from foresale.client.sale_rows import RowResult
    from foresale.simulation.chain import SimulatedChain
    from foresale.simulation.live.pace import Clock

_PASSING = frozenset({0, 429, 502, 503, 504})
_FIRST_WAIT_SECONDS, _LONGEST_WAIT_SECONDS = 0.25, 5.0


@dataclass(frozen=True)
class MessageResult:
    """What a server says became of a message.

    Attributes:
        status: added, known, conflicting, rejected, corrected or cancelled.
        column: The field at fault.
        reason: What is wrong with it.
    """

    status: str
    column: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Sent:
    """Messages that are with the server.

    Attributes:
        became: What became of each; None where the sender doesn't say.
        again: Whether they may have been there before, as a try before this one had no answer.
    """

    became: Sequence[MessageResult] | None
    again: bool = False


class Sender(Protocol):
    """A way into the ledger."""

    def send(self, messages: Sequence[Message]) -> Sent:
        """Send messages in order, and wait until the other side has them.

        Raises:
            ForesaleError: It can't have them.
        """

    def close(self) -> None:
        """Nothing more is sent."""


class HttpSender:
    """`POST /sales/batch`; waits where the server asks for it, and while it is away.

    Args:
        client: Somebody who may write sales.
        clock: What time it is.
        patience: Seconds without a server after which it is given up.
    """

    def __init__(self, client: Client, clock: Clock, patience: float = 120.0) -> None:
        self._client, self._clock, self._patience = client, clock, patience

    def send(self, messages: Sequence[Message]) -> Sent:
        """Send a batch; after a broken connection again, as what is stored stays as it is."""
        from foresale.client.http_errors import ServerError

        sales = [json.loads(message.body) for message in messages]
        began, wait, again = self._clock.now(), _FIRST_WAIT_SECONDS, False
        while True:
            try:
                result = self._client.sales.add_many(cast("Any", sales))
            except ServerError as error:
                late = self._clock.now() - began > self._patience
                if error.status not in _PASSING or late:
                    raise
                again = True
                self._clock.sleep(wait)
                wait = min(2 * wait, _LONGEST_WAIT_SECONDS)
            else:
                return Sent([MessageResult(row.status, row.column, row.reason) for row in result.rows], again)

    def close(self) -> None:
        """End the conversation."""
        self._client.close()


class StreamSender:
    """`WS /api/sales/stream`: a lasting connection; what a broken one left unanswered is sent again.

    Args:
        client: Somebody who may write sales.
        patience: Seconds without an answer after which it is given up.
    """

    def __init__(self, client: Client, patience: float = 120.0) -> None:
        self._client = client
        self._answers: list[RowResult] = []
        self._stream = client.sales.stream(patience=patience, hear=self._answers.extend)

    def send(self, messages: Sequence[Message]) -> Sent:
        """Send messages, and wait for all their answers."""
        before = self._stream.summary.reconnected
        self._answers.clear()
        self._stream.send(cast("Any", [json.loads(message.body) for message in messages]))
        again = self._stream.flush().reconnected > before
        return Sent([MessageResult(row.status, row.column, row.reason) for row in self._answers], again)

    def close(self) -> None:
        """End the conversation."""
        self._stream.close()
        self._client.close()


class KafkaSender:
    """A Kafka topic; messages of one store are in one partition, in order.

    Args:
        brokers: Addresses, with commas between them.
        topic: The topic's name.
    """

    def __init__(self, brokers: str, topic: str) -> None:
        self._writer = TopicWriter(TopicAddress(brokers, topic), "foresale-simulate")

    def send(self, messages: Sequence[Message]) -> Sent:
        """Produce messages, and wait until the brokers have them."""
        fix = f"Check its address and that it runs; then go on with {option('resume')}."
        self._writer.send(((message.store, message.body) for message in messages), fix)
        return Sent(None)

    def close(self) -> None:
        """Let go of the brokers."""
        self._writer.close()


def add_catalog(client: Client, chain: SimulatedChain) -> int:
    """Add the chain's stores and products that a server doesn't know, as sales need them.

    Args:
        client: Somebody who may.
        chain: The chain.

    Returns:
        How many were added.
    """
    from decimal import Decimal

    stores = {store.code for store in client.stores.list()}
    products = {product.sku for product in client.products.list()}
    added = 0
    for name in chain.stores["store"]:
        if name not in stores:
            client.stores.add(code=name, name=name)
            added += 1
    for row in chain.products.select("product", "category", "price").iter_rows():
        if row[0] not in products:
            client.products.add(sku=row[0], name=row[0], category=row[1], price=Decimal(str(row[2])))
            added += 1
    return added
