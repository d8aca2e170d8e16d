"""A chain's days as messages in the order in which they are sent: same options, same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foresale.arrays import Ints
from foresale.simulation.chain import SimulatedChain
from foresale.simulation.live.shares import INSTEAD, KINDS, Shares
from foresale.simulation.till_sales import Tills

_PROMOTION = "Leaflet"
_FIELDS = ("transaction_id", "store", "product", "sold_at", "quantity", "unit_price", "promotion")
_BROKEN: tuple[tuple[str | None, pl.Expr], ...] = (
    ("quantity", pl.lit("two").alias("quantity")),
    ("store", pl.lit("Store of nobody").alias("store")),
    ("product", pl.lit("Product of nobody").alias("product")),
    ("sold_at", pl.lit("yesterday").alias("sold_at")),
    ("sold_at", pl.lit("2999-01-01T10:00:00").alias("sold_at")),
    ("store", pl.lit("").alias("store")),
)
"""What is wrong with broken messages: the field at fault, and what it holds."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message, and what must become of it.

    Attributes:
        number: Its place in the stream, from 1.
        send_at: When it is sent, by the chain's clock.
        kind: One of `KINDS`.
        expected: added, known, conflicting, rejected, corrected or cancelled.
        column: The field at fault where it is conflicting or rejected.
        store: Which store's till it comes from.
        body: The sale, as JSON.
    """

    number: int
    send_at: datetime
    kind: str
    expected: str
    column: str | None
    store: str
    body: str


class Stream:
    """Every message of a chain's history.

    Args:
        chain: The chain.
        shares: Of how many sales trouble comes.

    Examples:
        >>> from foresale.simulation.chain import simulate_chain
        >>> from foresale.simulation.options import ChainOptions
        >>> chain = simulate_chain(ChainOptions(stores=1, products=5, days=3))
        >>> first = next(Stream(chain, Shares()).messages())
        >>> first.number, first.kind, first.expected
        (1, 'sale', 'added')
    """

    def __init__(self, chain: SimulatedChain, shares: Shares) -> None:
        self._tills, self._options, self._shares = Tills(chain), chain.options, shares

    def messages(self, skip: int = 0, since: date | None = None) -> Iterator[Message]:
        """All messages in order of time.

        Args:
            skip: How many were sent before.
            since: The first day on which any is sent; numbers are counted from there.
        """
        number = 0
        first = max(since or self._options.start, self._options.start)
        end = self._options.start + timedelta(days=self._options.days + 1)  # some come late, a day after
        before = self._messages_of(first - timedelta(days=1))
        for offset in range((end - first).days):
            today = first + timedelta(days=offset)
            now = self._messages_of(today)
            sent = _select_sent(today, before, now)
            before, done = now, min(max(skip - number, 0), sent.height)
            for place, row in enumerate(sent[done:].iter_rows(), start=number + done + 1):
                yield Message(place, *row)
            number += sent.height

    def _messages_of(self, day: date) -> pl.DataFrame:
        """The messages that a day's sales lead to, today or tomorrow."""
        sales = self._tills.day(day)
        rng = self._options.stream(f"live {day}")
        kinds = list(KINDS)[1:]
        edges = np.cumsum([getattr(self._shares, kind) for kind in kinds])
        trouble = np.searchsorted(edges, rng.random(sales.height), side="right")
        delay = [rng.integers(*_span(kind), sales.height) for kind in KINDS]
        lines = line_fields(sales).with_columns(sales["sold_at"].alias("at"))
        is_instead = np.isin(trouble, [kinds.index(kind) for kind in INSTEAD])
        own_kind = np.where(is_instead, trouble + 1, 0)
        own_delay = np.choose(own_kind, delay) if sales.height else own_kind
        frames = [_to_messages(lines, np.array(list(KINDS))[own_kind], own_delay)]
        for place, kind in enumerate(kinds):
            if kind not in INSTEAD:
                at = np.flatnonzero(trouble == place)
                frames.append(_extra_messages(kind, lines[at], delay[place + 1][at], rng))
        return pl.concat(frames)


def _span(kind: str) -> tuple[int, int]:
    first, last = KINDS[kind].delay
    return first, last + 1


def line_fields(sales: pl.DataFrame) -> pl.DataFrame:
    """What a message says of each of the tills' lines, as columns.

    Args:
        sales: Lines as `Tills.day` gives them.
    """
    return sales.select(
        "transaction_id", "store", "product",
        pl.col("sold_at").dt.strftime("%Y-%m-%dT%H:%M:%S"),
        pl.col("units").alias("quantity"),
        pl.col("price").cast(pl.Decimal(18, 2)).cast(pl.String).alias("unit_price"),
        pl.when(pl.col("promotion") == 1).then(pl.lit(_PROMOTION)).alias("promotion"),
    )  # fmt: skip


def _extra_messages(kind: str, lines: pl.DataFrame, delay: Ints, rng: np.random.Generator) -> pl.DataFrame:
    """Messages that are sent besides these sales."""
    kinds = np.repeat(kind, lines.height)
    numbered = pl.format("{}-{}", pl.col("transaction_id"), pl.lit(kind[0].upper())).alias("transaction_id")
    match kind:
        case "repeated":
            return _to_messages(lines, kinds, delay)
        case "corrected":
            return _to_messages(lines.with_columns(pl.col("quantity") + 1), kinds, delay, column="quantity")
        case "cancelled":
            return _to_messages(lines.with_columns(numbered, -pl.col("quantity")), kinds, delay)
        case "edited":
            edited = lines.with_columns(pl.col("quantity") + 1, kind=pl.lit("correction"))
            return _to_messages(edited, kinds, delay, fields=("kind", *_FIELDS))
        case "voided":
            voided = lines.with_columns(kind=pl.lit("cancellation"))
            return _to_messages(voided, kinds, delay, fields=("kind", "transaction_id"))
    fault = rng.integers(0, len(_BROKEN), lines.height)
    broken = lines.with_columns(numbered)
    frames = [
        _to_messages(
            broken[at].with_columns(change), kinds[at], delay[at], column=column, till=lines[at]["store"]
        )
        for number, (column, change) in enumerate(_BROKEN)
        for at in [np.flatnonzero(fault == number)]
    ]
    return pl.concat(frames)


def _to_messages(
    lines: pl.DataFrame,
    kinds: NDArray[np.str_],
    delay: Ints,
    *,
    column: str | None = None,
    till: pl.Series | None = None,
    fields: tuple[str, ...] = _FIELDS,
) -> pl.DataFrame:
    """Lines as messages."""
    named = pl.Series("kind", kinds, dtype=pl.String)
    return lines.with_columns(pl.Series("delay", delay, dtype=pl.Int64)).select(
        (pl.col("at") + pl.duration(seconds="delay")).alias("send_at"),
        named,
        named.replace_strict({kind: KINDS[kind].expected for kind in KINDS}, return_dtype=pl.String)
        .alias("expected"),
        pl.lit(column, pl.String).alias("column"),
        (lines["store"] if till is None else till).alias("till"),
        pl.struct(fields).struct.json_encode().alias("body"),
    )  # fmt: skip


def _select_sent(day: date, before: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """Of two days' messages those that are sent on `day`, in order."""
    sent = pl.concat([before, now]).filter(pl.col("send_at").dt.date() == day)
    return sent.sort("send_at", maintain_order=True)
