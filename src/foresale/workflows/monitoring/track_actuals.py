"""Laying what was sold beside what was forecast, once a period is over and its sales have arrived."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from foresale.progress import LoggedProgress

WAITING_DAYS = 92
"""How long after its last day a prediction is waited for that was served when its sales were there."""


@dataclass(frozen=True)
class OpenPeriod:
    """A span of days whose actual is to be found.

    Attributes:
        grain: day, week or month.
        first: Its first day, under which it is kept.
        last: Its last day.
    """

    grain: str
    first: date
    last: date


@dataclass(frozen=True)
class Changes:
    """What happened since the last look.

    Attributes:
        days: For each store, the days whose sales were stored, in order.
        until: For each store, the last day that was looked at.
        runs: Forecasts that were never looked at, with the first and last day of each.
        notes: What says so in the database, to be taken away after the look.
    """

    days: Mapping[int, tuple[date, ...]] = field(default_factory=dict)
    until: Mapping[int, date] = field(default_factory=dict)
    runs: Mapping[int, tuple[date, date]] = field(default_factory=dict)
    notes: tuple[int, ...] = ()


@dataclass(frozen=True)
class WaitingSpan:
    """Predictions of a span and a store without an actual; of all stores together where it names none."""

    first: date
    last: date
    store: int | None


class ActualsRepository(Protocol):
    """Forecasts and predictions that wait for their actuals, and the sales that tell them."""

    def changes(self) -> Changes:
        """What happened since the last look."""
        ...

    def mark_checked(self, changes: Changes, arrived: Mapping[int, date]) -> None:
        """Write down that these changes were looked at, and each store up to a day."""
        ...

    def find_arrived(self, now: datetime) -> Mapping[int, date]:
        """For each store, the last day whose sales have arrived: over, with sales of it or later."""
        ...

    def forecast_periods(self, until: date) -> Sequence[OpenPeriod]:
        """Periods that kept runs forecast and that end at a day at the latest."""
        ...

    def fill_forecasts(self, period: OpenPeriod, stores: Sequence[int]) -> int:
        """Write the actuals of a period's forecasts in some stores; answer how many changed."""
        ...

    def forget_actuals(self, store: int, after: date | None) -> None:
        """Take back a store's actuals of periods that aren't over any more; of all, where no sales are left.

        Args:
            store: Which.
            after: The last day whose sales have arrived; None without any.
        """
        ...

    def sum_periods(self, until: date) -> int:
        """Sum forecasts up of periods that end at a day at the latest and aren't; answers how many."""
        ...

    def prediction_spans(self, since: date, until: date) -> Sequence[tuple[date, date]]:
        """First and last days of the spans that were predicted and end between two days."""
        ...

    def waiting_spans(self, since: date, until: date) -> Sequence[WaitingSpan]:
        """Those of them that have predictions without an actual."""
        ...

    def fill_predictions(self, span: tuple[date, date], stores: Sequence[int], *, all_stores: bool) -> int:
        """Write the actuals of a span's predictions; answer how many changed.

        Args:
            span: First and last day.
            stores: Stores whose predictions are looked at.
            all_stores: Whether those of all stores together are, too.
        """
        ...


@dataclass(frozen=True)
class Tracked:
    """What a look at the sales changed.

    Attributes:
        forecasts: Forecasts that got an actual, or another one.
        predictions: Served predictions that did.
        until: The last day that any store's sales reach; None without sales.
    """

    forecasts: int
    predictions: int
    until: date | None


def track_actuals(
    actuals: ActualsRepository, now: datetime, progress: LoggedProgress, late_days: int | None = None
) -> Tracked:
    """Join sales to the forecasts and predictions whose period is over; doing so twice changes nothing more.

    Only what may have changed since the last look is looked at: periods with days whose sales were stored
    since, periods that are over only now, and forecasts and predictions made since.

    Args:
        actuals: Forecasts, predictions and sales.
        now: This moment; days that aren't over in a store's own time zone wait.
        progress: Hears how far it is.
        late_days: So many days before the newest sales are looked at whether they changed or not: for sales
            that were changed in the database itself.
    """
    changes = actuals.changes()  # before all else: what is stored from here on is for the next look
    arrived = actuals.find_arrived(now)
    for store, known_until in changes.until.items():
        if arrived.get(store, date.min) < known_until:  # its newest sales were removed
            actuals.forget_actuals(store, arrived.get(store))
    if not arrived:
        actuals.mark_checked(changes, arrived)
        progress.log("No sales have arrived yet.")
        return Tracked(0, 0, None)
    until = max(arrived.values())
    look = _Look(changes, arrived, None if late_days is None else until - timedelta(days=late_days))
    periods = [
        (period, due)
        for period in actuals.forecast_periods(until)
        if (due := look.due(period.first, period.last, whole=look.of_new_run(period.first, period.last)))
    ]
    spans = _spans(actuals, look, until)
    progress.start("Joining actuals", len(periods) + len(spans))
    forecasts = predictions = 0
    for period, due in periods:
        forecasts += actuals.fill_forecasts(period, due)
        progress.advance()
    for span, stores in spans.items():
        predictions += actuals.fill_predictions(span, sorted(stores), all_stores=look.all_over(span[1]))
        progress.advance()
    actuals.mark_checked(changes, arrived)
    actuals.sum_periods(until)
    progress.log(f"{forecasts} forecasts and {predictions} predictions have new actuals, up to {until}.")
    return Tracked(forecasts, predictions, until)


@dataclass(frozen=True)
class _Look:
    """Which stores' sales of some days are to be looked at.

    Attributes:
        changes: Since the last look.
        arrived: For each store, the last day whose sales have arrived.
        again: Days from here on are looked at whether they changed or not; None where none are.
    """

    changes: Changes
    arrived: Mapping[int, date]
    again: date | None

    def due(self, first: date, last: date, *, whole: bool = False) -> list[int]:
        """Stores in which these days are over and may have changed; `whole`: all in which they are over."""
        whole = whole or (self.again is not None and last >= self.again)
        return [
            store
            for store, day in self.arrived.items()
            if day >= last and (whole or self._is_new(store, last) or self._was_sold(store, first, last))
        ]

    def of_new_run(self, first: date, last: date) -> bool:
        """Whether a forecast that was never looked at has some of these days."""
        return any(start <= last and first <= end for start, end in self.changes.runs.values())

    def all_over(self, last: date) -> bool:
        """Whether this day is over in all stores that sell, so that sums over stores are known."""
        return min(self.arrived.values()) >= last

    @property
    def earliest(self) -> date | None:
        """The first day that may be news; None where nothing is."""
        known = self.changes.until
        news = [days[0] for days in self.changes.days.values()]
        news += [
            known.get(store, date.min) for store, day in self.arrived.items() if self._is_new(store, day)
        ]
        news += [] if self.again is None else [self.again]
        return min(news, default=None)

    def _is_new(self, store: int, last: date) -> bool:
        return store not in self.changes.until or last > self.changes.until[store]

    def _was_sold(self, store: int, first: date, last: date) -> bool:
        days = self.changes.days.get(store, ())
        place = bisect_left(days, first)
        return place < len(days) and days[place] <= last


def _spans(actuals: ActualsRepository, look: _Look, until: date) -> dict[tuple[date, date], set[int]]:
    """Spans of served predictions to look at, and in which stores."""
    found: dict[tuple[date, date], set[int]] = {}
    if look.earliest is not None:
        for first, last in actuals.prediction_spans(look.earliest, until):
            if due := look.due(first, last):
                found[first, last] = set(due)
    # Served when their days were over already: nothing else tells of them.
    for span in actuals.waiting_spans(until - timedelta(days=WAITING_DAYS), until):
        if span.store is None and look.all_over(span.last):
            found.setdefault((span.first, span.last), set())
        elif span.store is not None and look.arrived.get(span.store, date.min) >= span.last:
            found.setdefault((span.first, span.last), set()).add(span.store)
    return found
