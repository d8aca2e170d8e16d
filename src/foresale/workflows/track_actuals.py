"""Laying what was sold beside what was forecast, once a period is over and its sales have arrived."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from foresale.workflows.ports import Teller

LATE_DAYS = 92
"""How far back sales that come late, or are corrected, still reach forecasts that had their actual."""


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


class ActualsBook(Protocol):
    """Forecasts and predictions that wait for their actuals, and the sales that tell them."""

    def arrived(self, now: datetime) -> Mapping[int, date]:
        """For each store, the last day whose sales have arrived: over, with sales of it or later."""
        ...

    def forecast_periods(self, since: date, until: date) -> Sequence[OpenPeriod]:
        """Periods that were forecast and end between two days."""
        ...

    def fill_forecasts(self, period: OpenPeriod, stores: Sequence[int]) -> int:
        """Write the actuals of a period's forecasts in some stores; answer how many changed."""
        ...

    def prediction_spans(self, since: date, until: date) -> Sequence[tuple[date, date]]:
        """First and last days of the spans that were predicted and end between two days."""
        ...

    def fill_predictions(self, span: tuple[date, date], stores: Sequence[int], *, all_stores: bool) -> int:
        """Write the actuals of a span's predictions; answer how many changed.

        Args:
            span: First and last day.
            stores: Stores whose sales of it have arrived.
            all_stores: Whether these are all that sell, so that sums over stores are known too.
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


def track_actuals(book: ActualsBook, now: datetime, teller: Teller, late_days: int = LATE_DAYS) -> Tracked:
    """Join sales to all forecasts and predictions whose period is over; doing so twice changes nothing more.

    Args:
        book: Forecasts, predictions and sales.
        now: This moment; days that aren't over in a store's own time zone wait.
        teller: Hears how far it is.
        late_days: How many days before the newest sales are looked at again.
    """
    arrived = book.arrived(now)
    if not arrived:
        teller.tell("No sales have arrived yet.")
        return Tracked(0, 0, None)
    until = max(arrived.values())
    since = until - timedelta(days=late_days)
    periods = book.forecast_periods(since, until)
    spans = book.prediction_spans(since, until)
    teller.start("Joining actuals", len(periods) + len(spans))
    forecasts = predictions = 0
    for period in periods:
        forecasts += book.fill_forecasts(period, _ready(arrived, period.last))
        teller.advance()
    for span in spans:
        ready = _ready(arrived, span[1])
        predictions += book.fill_predictions(span, ready, all_stores=len(ready) == len(arrived))
        teller.advance()
    teller.tell(f"{forecasts} forecasts and {predictions} predictions have new actuals, up to {until}.")
    return Tracked(forecasts, predictions, until)


def _ready(arrived: Mapping[int, date], day: date) -> list[int]:
    return [store for store, last in arrived.items() if last >= day]
