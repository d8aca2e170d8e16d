"""Actuals are laid beside what was forecast: which periods and stores are looked at, and which aren't."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from foresale.workflows.monitoring.track_actuals import (
    Changes,
    OpenPeriod,
    Tracked,
    WaitingSpan,
    track_actuals,
)
from recorded_progress import RecordedProgress

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
MONDAY = date(2026, 3, 2)


def days(*numbers: int) -> tuple[date, ...]:
    return tuple(date(2026, 3, number) for number in numbers)


@dataclass
class FakeBook:
    """Days, and a week, that were forecast; what is asked of it is kept."""

    since: Changes = field(default_factory=Changes)
    until: Mapping[int, date] = field(default_factory=dict)
    waiting: Sequence[WaitingSpan] = ()
    spans: Sequence[tuple[date, date]] = ()
    asked: list[tuple[Any, ...]] = field(default_factory=list)
    summed: list[date] = field(default_factory=list)

    def changes(self) -> Changes:
        return self.since

    def mark_checked(self, changes: Changes, arrived: Mapping[int, date]) -> None:
        self.asked.append(("looked", dict(arrived)))

    def find_arrived(self, now: datetime) -> Mapping[int, date]:
        return self.until

    def forecast_periods(self, until: date) -> Sequence[OpenPeriod]:
        found = [OpenPeriod("day", MONDAY + timedelta(n), MONDAY + timedelta(n)) for n in range(7)]
        found.append(OpenPeriod("week", MONDAY, MONDAY + timedelta(6)))
        return [period for period in found if period.last <= until]

    def fill_forecasts(self, period: OpenPeriod, stores: Sequence[int]) -> int:
        self.asked.append((period.grain, period.first.day, list(stores)))
        return len(stores)

    def forget_actuals(self, store: int, after: date | None) -> None:
        self.asked.append(("forget", store, after))

    def sum_periods(self, until: date) -> int:
        self.summed.append(until)
        return 1

    def prediction_spans(self, since: date, until: date) -> Sequence[tuple[date, date]]:
        return self.spans

    def waiting_spans(self, since: date, until: date) -> Sequence[WaitingSpan]:
        return self.waiting

    def fill_predictions(self, span: tuple[date, date], stores: Sequence[int], *, all_stores: bool) -> int:
        self.asked.append(("predictions", span[0].day, span[1].day, list(stores), all_stores))
        return 1


def look(book: FakeBook, late_days: int | None = None) -> Tracked:
    return track_actuals(book, NOW, RecordedProgress(), late_days)


def test_without_sales_there_is_nothing_to_lay_beside() -> None:
    book = FakeBook()
    assert look(book) == Tracked(0, 0, None)
    assert book.asked == [("looked", {})]


def test_a_store_that_was_never_looked_at_is_looked_at_up_to_its_last_day() -> None:
    book = FakeBook(until={1: days(4)[0]})
    assert look(book) == Tracked(3, 0, days(4)[0])
    assert book.asked == [("day", 2, [1]), ("day", 3, [1]), ("day", 4, [1]), ("looked", {1: days(4)[0]})]


def test_only_what_is_new_or_changed_is_looked_at_again() -> None:
    known = Changes(days={1: days(3)}, until={1: days(7)[0], 2: days(5)[0]}, notes=(9,))
    book = FakeBook(known, until={1: days(7)[0], 2: days(7)[0]})
    look(book)
    assert book.asked[:-1] == [("day", 3, [1]), ("day", 6, [2]), ("day", 7, [2])]
    assert book.summed == [days(7)[0]]


def test_a_week_counts_once_it_is_over_and_again_when_one_of_its_days_changed() -> None:
    book = FakeBook(Changes(days={1: days(3)}, until={1: days(9)[0]}), until={1: days(9)[0]})
    look(book)
    assert ("week", 2, [1]) in book.asked


def test_a_forecast_that_was_made_since_is_looked_at_whole() -> None:
    known = Changes(until={1: days(9)[0]}, runs={5: (MONDAY, days(4)[0])})
    book = FakeBook(known, until={1: days(9)[0]})
    look(book)
    assert [asked[:2] for asked in book.asked[:-1]] == [("day", 2), ("day", 3), ("day", 4), ("week", 2)]


def test_the_newest_days_are_looked_at_again_where_that_is_asked_for() -> None:
    book = FakeBook(Changes(until={1: days(8)[0]}), until={1: days(8)[0]})
    look(book)
    assert book.asked == [("looked", {1: days(8)[0]})]
    look(book, late_days=2)
    assert [asked[:2] for asked in book.asked[1:-1]] == [("day", 6), ("day", 7), ("day", 8), ("week", 2)]


def test_predictions_of_all_stores_wait_for_the_slowest_store() -> None:
    waiting = [WaitingSpan(*days(2, 4), store) for store in (None, 1, 2)]
    book = FakeBook(Changes(until={1: days(8)[0], 2: days(3)[0]}), {1: days(8)[0], 2: days(3)[0]}, waiting)
    look(book)
    assert ("predictions", 2, 4, [1], False) in book.asked
    book = FakeBook(book.since, {1: days(8)[0], 2: days(5)[0]}, waiting)
    look(book)
    assert ("predictions", 2, 4, [1, 2], True) in book.asked


def test_what_was_told_by_sales_that_were_removed_is_taken_back() -> None:
    known = Changes(until={1: days(8)[0], 2: days(8)[0], 3: days(8)[0]})
    book = FakeBook(known, until={1: days(8)[0], 2: days(5)[0]})
    look(book)
    assert book.asked[:2] == [("forget", 2, days(5)[0]), ("forget", 3, None)]
    assert book.asked[-1] == ("looked", {1: days(8)[0], 2: days(5)[0]})
