"""People's changes of forecasts on a server, and what came of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, TypedDict, Unpack

from foresale.client.answers import name_in_api, read, reads, sends
from foresale.client.connection import Connection

ChangeKind = Literal["set", "percent", "add"]
Reason = Literal[
    "promotion",
    "event",
    "price",
    "competitor",
    "weather",
    "supply",
    "assortment",
    "trend",
    "data_error",
    "other",
]


@reads("ChangeRecord")
@dataclass(frozen=True)
class ChangeRecord:
    """How somebody's changes in a direction have gone.

    Attributes:
        direction: up or down.
        changes: How many can be judged.
        error_without: Error of the forecast as a share of sales.
        error_with: The same with the changes.
        nearer: Share of the days that came nearer by them.
    """

    direction: str
    changes: int
    error_without: float
    error_with: float
    nearer: float


@reads("Nudge")
@dataclass(frozen=True)
class Nudge:
    """What speaks against a change.

    Attributes:
        kind: within_noise or against_record.
        text: In a sentence.
        level: Of the range that the new sum lies in.
        lower: Its lower end.
        upper: Its upper end.
        before: Units forecast before the change.
        after: And after.
        record: One's record; None for noise.
    """

    kind: str
    text: str
    level: float | None = None
    lower: float | None = None
    upper: float | None = None
    before: float | None = None
    after: float | None = None
    record: ChangeRecord | None = None


@reads("OverrideAnswer")
@dataclass(frozen=True)
class Override:
    """An entry of the ledger.

    Attributes:
        id: The server's number for it.
        kind: set, percent or add; undo or approve of another.
        first_day: The first day that it is about.
        last_day: The last.
        reason: Why.
        created_at: When, UTC.
        is_undone: Whether it was taken back.
        is_approved: Whether somebody else said yes.
        is_active: Whether it changes the forecast now.
        series: Products times stores in it.
        cells: Days of series in it.
        about_id: Of undo and approve: the change that is meant.
        amount: Units, or per cent.
        product: The sku; None for all.
        store: The code; None for all.
        category: Of products of this category.
        comment: What was said about it.
        expires_on: The last day on which it counts.
        before: Units of all its days before.
        after: And after.
        nudges: What spoke against it when it was made.
    """

    id: int
    kind: str
    first_day: date
    last_day: date
    reason: str
    created_at: datetime
    is_undone: bool
    is_approved: bool
    is_active: bool
    series: int
    cells: int
    about_id: int | None = None
    amount: float | None = None
    product: str | None = None
    store: str | None = None
    category: str | None = None
    comment: str | None = None
    expires_on: date | None = None
    before: float | None = None
    after: float | None = None
    nudges: tuple[Nudge, ...] = ()


@reads("OverridePreview")
@dataclass(frozen=True)
class OverridePreview:
    """What a change would do.

    Attributes:
        before: Units of all its days before.
        after: And after.
        series: Products times stores in it.
        cells: Days of series in it.
        nudges: What speaks against it.
    """

    before: float
    after: float
    series: int
    cells: int
    nudges: tuple[Nudge, ...]


@reads("Score")
@dataclass(frozen=True)
class ForecastScore:
    """How far a forecast was off.

    Attributes:
        wape: Absolute error as a share of sales.
        bias: Error as a share of sales; above 0 is too much.
        pinball: Quantile loss as a share of sales.
        money: What the errors cost.
    """

    wape: float | None
    bias: float | None
    pinball: float | None
    money: float | None


@reads("ValueStep")
@dataclass(frozen=True)
class ValueStep(ForecastScore):
    """A step of the stairs: naive, statistical, champion, person or approved.

    Attributes:
        step: Which.
    """

    step: str


@reads("ValueGroup")
@dataclass(frozen=True)
class ValueGroup:
    """What changes did, of one person, direction, size, lag or reason.

    Attributes:
        key: Which.
        name: For people.
        changes: How many.
        cells: Days of series in them.
        helped: Share of the days that came nearer to what was sold.
        before: Without the changes.
        after: With them.
    """

    key: str
    name: str
    changes: int
    cells: int
    helped: float | None
    before: ForecastScore
    after: ForecastScore


@reads("OverrideValue")
@dataclass(frozen=True)
class OverrideValue:
    """Whether people's changes helped.

    Attributes:
        first: The first day judged.
        last: The last.
        cells: Changed days of series that are over.
        changes: How many changes they are of.
        stairs: Naive to approved, over the same days.
        groups: By what was asked for.
    """

    cells: int
    changes: int
    stairs: tuple[ValueStep, ...]
    groups: tuple[ValueGroup, ...]
    first: date = field(metadata=name_in_api("from"))
    last: date = field(metadata=name_in_api("to"))


@sends("OverrideGiven")
class OverrideFields(TypedDict, total=False):
    """What a change is given; the names mean what they mean in `Override`."""

    kind: ChangeKind
    amount: float
    product_id: int | None
    store_id: int | None
    category: str | None
    first_day: date
    last_day: date
    reason: Reason
    comment: str | None
    expires_on: date | None


class Overrides:
    """The ledger of people's changes of a server's forecasts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list(
        self, product: int | str | None = None, store: int | str | None = None, active: bool | None = None
    ) -> Iterator[Override]:
        """The entries, newest first, fetched as they are asked for.

        Args:
            product: About this sku (text) or id (a number).
            store: About this code (text) or id (a number).
            active: Only those that change the forecast now, or don't.
        """
        told = self._connection.pages("/overrides", product=product, store=store, active=active)
        return (read(Override, item) for item in told)

    def preview(self, **given: Unpack[OverrideFields]) -> OverridePreview:
        """What a change would do; nothing is kept."""
        return read(OverridePreview, self._connection.post("/overrides/preview", given))

    def add(self, **given: Unpack[OverrideFields]) -> Override:
        """Change a forecast: `kind`, `amount`, days, a `reason`, and a product, category or store."""
        return read(Override, self._connection.post("/overrides", given))

    def undo(self, override_id: int) -> Override:
        """Take a change back."""
        return read(Override, self._connection.post(f"/overrides/{override_id}/undo", {}))

    def approve(self, override_id: int) -> Override:
        """Say yes to somebody else's change."""
        return read(Override, self._connection.post(f"/overrides/{override_id}/approve", {}))

    def value(
        self,
        by: Literal["person", "direction", "size", "lag", "reason"] = "direction",
        first: date | None = None,
        last: date | None = None,
    ) -> OverrideValue:
        """Whether people's changes helped.

        Args:
            by: What changes are told apart by.
            first: The first day judged; 90 days back where it is left out.
            last: The last.
        """
        asked = {"by": by, "from": first, "to": last}
        return read(OverrideValue, self._connection.get("/overrides/value", **asked))
