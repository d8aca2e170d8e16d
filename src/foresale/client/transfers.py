"""Transfers between stores on a server: proposed, approved, sent, received."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, TypedDict, Unpack

from foresale.client.answers import read, reads, sends
from foresale.client.connection import Connection
from foresale.client.orders import LineFields

Step = Literal["approve", "close"]


@reads("TransferLine")
@dataclass(frozen=True)
class TransferLine:
    """A product of a transfer.

    Attributes:
        id: The server's number for it.
        product_id: The server's number for the product.
        product: The sku.
        name: What it is called.
        proposed: Units that were proposed.
        quantity: Units that go.
        received: Units of it that came.
        saves: Money that the proposed units are expected to save.
        giver: How the giving store stands with and without it; None where you may not see that store.
        taker: The same of the taking store.
    """

    id: int
    product_id: int
    product: str
    name: str
    proposed: float
    quantity: float
    received: float
    saves: float
    giver: dict[str, Any] | None = None
    taker: dict[str, Any] | None = None


@reads("TransferDetails")
@dataclass(frozen=True)
class Transfer:
    """Products that go from one store to another; lists tell it without its lines.

    Attributes:
        id: The server's number for it.
        from_store: The code of the store that gives.
        to_store: The code of the store that takes.
        state: proposed, changed, approved, sent, partly_received, received, closed or cancelled.
        send_on: When it should leave.
        expected_on: From when it can be sold where it goes.
        lines: How many products.
        units: Units that go.
        received: Units of it that came.
        saves: Money that it is expected to save.
        created_at: When it was proposed, UTC.
        note: What was said about it.
        origin: What it was made of.
        items: Its lines.
    """

    id: int
    from_store: str
    to_store: str
    state: str
    send_on: date
    expected_on: date
    lines: int
    units: float
    received: float
    saves: float
    created_at: datetime
    note: str | None = None
    origin: dict[str, Any] | None = None
    items: tuple[TransferLine, ...] = ()


@reads("ShortLine")
@dataclass(frozen=True)
class ShortLine:
    """A line of more units than the giving store has to give.

    Attributes:
        product: The sku.
        in_stock: Units there; None where no stock of it is kept there.
        promised: Units that other transfers will take from there.
        quantity: Units that the line asks for.
        text: The same as a sentence.
    """

    product: str
    in_stock: float | None
    promised: float
    quantity: float
    text: str


@reads("TransferChanged")
@dataclass(frozen=True)
class TransferChanged(Transfer):
    """A transfer that was made or changed.

    Attributes:
        warnings: Lines of more units than the giving store has to give; they are kept all the same.
    """

    warnings: tuple[ShortLine, ...] = ()


@sends("TransferGiven")
class TransferFields(TypedDict, total=False):
    """A transfer that somebody makes: which store gives which how much of what; more where it is known."""

    from_store_id: int
    to_store_id: int
    lines: Sequence[LineFields]
    send_on: date
    expected_on: date
    note: str


class Transfers:
    """What the stores of a server give each other."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list(
        self, state: str | Sequence[str] | None = None, store: int | str | None = None
    ) -> Iterator[Transfer]:
        """Transfers without their lines, what saves most first.

        Args:
            state: Only in this state, or in one of these.
            store: Only from or to this store.
        """
        asked = {"state": state, "store": store, "sort": "saves"}
        return (read(Transfer, told) for told in self._connection.pages("/transfers", **asked))

    def get(self, transfer_id: int) -> Transfer:
        """A transfer with its lines."""
        return read(Transfer, self._connection.get(f"/transfers/{transfer_id}"))

    def add(self, **given: Unpack[TransferFields]) -> TransferChanged:
        """Make a transfer by hand, to be approved as proposals are."""
        return read(TransferChanged, self._connection.post("/transfers", given))

    def change(self, transfer_id: int, lines: Sequence[LineFields]) -> TransferChanged:
        """Change quantities of a transfer that isn't approved; lines that aren't named stay."""
        told = self._connection.put(f"/transfers/{transfer_id}/lines", {"lines": list(lines)})
        return read(TransferChanged, told)

    def step(self, transfer_id: int, step: Step) -> Transfer:
        """Approve a transfer, or write down that no more of it will come."""
        return read(Transfer, self._connection.post(f"/transfers/{transfer_id}/{step}", {}))

    def send(self, transfer_id: int, lines: Sequence[LineFields] | None = None) -> Transfer:
        """Write down that it left; lines say of which products other units did than were approved."""
        return read(Transfer, self._connection.post(f"/transfers/{transfer_id}/send", {"lines": lines}))

    def receive(self, transfer_id: int, lines: Sequence[LineFields] | None = None) -> Transfer:
        """Write down what came; without lines, all that was still to come."""
        return read(Transfer, self._connection.post(f"/transfers/{transfer_id}/receive", {"lines": lines}))

    def cancel(self, transfer_id: int, reason: str) -> Transfer:
        """Take a transfer back that hasn't left."""
        return read(Transfer, self._connection.post(f"/transfers/{transfer_id}/cancel", {"reason": reason}))
