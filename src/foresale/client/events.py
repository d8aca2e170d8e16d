"""Events and promotions of a server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict, Unpack

from foresale.client.answers import read, reads, sends
from foresale.client.connection import Connection
from foresale.client.removed import Removed


@reads("Event")
@dataclass(frozen=True)
class Event:
    """Something known ahead that moves sales: of a store, product or category, or of all.

    Attributes:
        id: The server's number for it.
        name: What it is called.
        kind: event, promotion, holiday or closure.
        starts_on: Its first day.
        ends_on: Its last day.
        store_id: The store it is in; None for all.
        product_id: The product it is about; None for all.
        category: The category it is about.
        discount: Share off the price.
        created_at: When it was added, UTC.
    """

    id: int
    name: str
    kind: str
    starts_on: date
    ends_on: date
    store_id: int | None = None
    product_id: int | None = None
    category: str | None = None
    discount: float | None = None
    created_at: datetime | None = None


@sends("EventGiven")
class EventFields(TypedDict, total=False):
    """What an event can be given; the names mean what they mean in `Event`."""

    name: str
    kind: str
    starts_on: date
    ends_on: date
    store_id: int | None
    product_id: int | None
    category: str | None
    discount: float | None


class EventFilter(TypedDict, total=False):
    """Which events are wanted: those that touch the days `since`–`until`, of a store's code, a sku."""

    since: date
    until: date
    kind: str
    store: int | str
    product: int | str
    category: str
    sort: str


@reads("DayBefore")
@dataclass(frozen=True)
class DayBefore:
    """A day, and the day of last year that it is fairly compared with.

    Attributes:
        day: The day.
        before: The same event's day, else the same weekday 52 weeks earlier.
        event: What both are; None: their weekday decides.
        instead_of: An event 52 weeks earlier that this day isn't, so that another day is taken.
    """

    day: date
    before: date
    event: str | None = None
    instead_of: str | None = None


class LookedAt(TypedDict, total=False):
    """What is compared: a store's code, a sku, a category; all where none is named."""

    store: int | str
    product: int | str
    category: str
    language: str


class Events:
    """The events of a server."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list(self, **which: Unpack[EventFilter]) -> Iterator[Event]:
        """The events, fetched as they are asked for."""
        return (read(Event, told) for told in self._connection.pages("/events", **which))

    def get(self, event_id: int) -> Event:
        """One event."""
        return read(Event, self._connection.get(f"/events/{event_id}"))

    def add(self, **given: Unpack[EventFields]) -> Event:
        """Add an event: `name`, `starts_on` and `ends_on` at least."""
        return read(Event, self._connection.post("/events", given))

    def change(self, event_id: int, **given: Unpack[EventFields]) -> Event:
        """Change what is given, and leave the rest."""
        settable = EventFields.__optional_keys__
        return read(Event, self._connection.change(f"/events/{event_id}", given, settable))

    def remove(self, event_id: int) -> Removed:
        """Delete an event."""
        return read(Removed, self._connection.delete(f"/events/{event_id}"))

    def year_before(self, since: date, until: date, **of: Unpack[LookedAt]) -> tuple[DayBefore, ...]:
        """Each day with its day of last year: Easter Monday with Easter Monday, else the same weekday."""
        told = self._connection.get("/calendar/year-before", since=since, until=until, **of)
        return tuple(read(DayBefore, one) for one in told["items"])
