"""Segments of a server: parts of the assortment that may have models of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypedDict, Unpack

from foresale.client.answers import read, reads, sends
from foresale.client.connection import Connection
from foresale.client.removed import Removed


@reads("RuleGiven")
@dataclass(frozen=True)
class KeptRule:
    """A rule over the newest sales.

    Attributes:
        kind: top_sellers, slow_movers or new_products.
        days: So many days up to the last sale count.
        by: What top sellers are ranked by: units or revenue.
        from_share: Share of sales that better products make before the first.
        to_share: Share of sales that they make together with the last.
        units_per_week: What slow movers sell at most.
        category: Only products of this category.
    """

    kind: str
    days: int
    by: str
    from_share: float
    to_share: float
    units_per_week: float
    category: str | None = None


@reads("Segment")
@dataclass(frozen=True)
class Segment:
    """A list of products, or a rule that says which.

    Attributes:
        id: The server's number for it.
        name: What it is called.
        segment: As trainings and models name it: segment= and the name.
        n_products: Products it holds.
        filled_at: When its products were last written down, UTC.
        description: What it is for.
        rule: The rule; None for a list.
        created_at: When it was added, UTC.
    """

    id: int
    name: str
    segment: str
    n_products: int
    filled_at: datetime
    description: str | None = None
    rule: KeptRule | None = None
    created_at: datetime | None = None


@reads("SegmentProduct")
@dataclass(frozen=True)
class SegmentProduct:
    """A product of a segment.

    Attributes:
        id: The server's number for it.
        sku: Your own.
        name: What it is called.
        category: What it is among.
    """

    id: int
    sku: str
    name: str
    category: str | None = None


@sends("RuleGiven")
class SegmentRule(TypedDict, total=False):
    """A rule over the newest sales; `kind` at least, the rest has its usual value."""

    kind: Literal["top_sellers", "slow_movers", "new_products"]
    days: int
    by: Literal["units", "revenue"]
    from_share: float
    to_share: float
    units_per_week: float
    category: str | None


@sends("SegmentGiven")
class SegmentFields(TypedDict, total=False):
    """What a segment is given: `name`, and `products` (skus or ids) or a `rule`."""

    name: str
    description: str | None
    products: list[int | str] | None
    rule: SegmentRule | None


class Segments:
    """The segments of a server."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list(self) -> Iterator[Segment]:
        """The segments, fetched as they are asked for."""
        return (read(Segment, told) for told in self._connection.pages("/segments"))

    def get(self, segment_id: int) -> Segment:
        """One segment."""
        return read(Segment, self._connection.get(f"/segments/{segment_id}"))

    def products(self, segment_id: int) -> Iterator[SegmentProduct]:
        """The products it holds: of a rule, those it found last."""
        told = self._connection.pages(f"/segments/{segment_id}/products")
        return (read(SegmentProduct, item) for item in told)

    def add(self, **given: Unpack[SegmentFields]) -> Segment:
        """Keep a list or a rule; train a model for it by its name."""
        return read(Segment, self._connection.post("/segments", given))

    def replace(self, segment_id: int, **given: Unpack[SegmentFields]) -> Segment:
        """Replace all of a segment, whoever changed it before."""
        return read(Segment, self._connection.put(f"/segments/{segment_id}", given))

    def remove(self, segment_id: int) -> Removed:
        """Forget a segment that no champion serves."""
        return read(Removed, self._connection.delete(f"/segments/{segment_id}"))
