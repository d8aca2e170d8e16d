"""What a loop of the live path says of itself, for those who watch it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from foresale.settings import Settings
from foresale.storage.database.live_leases import LoopProblem


@dataclass(frozen=True)
class LoopReport:
    """How a loop does.

    Attributes:
        lag: Events or messages that it hasn't seen to; None where it counts none.
        problem: Why it can't go on; None while it does.
    """

    lag: int | None = None
    problem: LoopProblem | None = None


@runtime_checkable
class Reports(Protocol):
    """A loop that says how it does; asked between two turns, every other second."""

    def report(self) -> LoopReport:
        """How it does now."""
        ...


SEQUENCER, HOURS, TODAY = "sequencer", "hours of sales", "outlook of today"
DAY_END, LATE_SALES, SUMMARIES = "end of the day", "late sales", "list of series"
PROPOSALS, EXCEPTIONS = "order proposals", "exceptions"
SOLD_DAYS, FORECAST_SUMS = "sums of sales", "sums of forecasts"
KAFKA_RELAY, WAITING, CONSUMER = "kafka_relay", "waiting_letters", "kafka_sales"
"""Names of loops, the last one with a number behind."""


def list_expected_loops(settings: Settings) -> list[str]:
    """The loops that have to run somewhere, by the settings.

    Args:
        settings: Of the service.
    """
    names = [
        SEQUENCER,
        HOURS,
        TODAY,
        SUMMARIES,
        DAY_END,
        LATE_SALES,
        PROPOSALS,
        EXCEPTIONS,
        SOLD_DAYS,
        FORECAST_SUMS,
        WAITING,
    ]
    if settings.kafka_servers is not None:
        if settings.kafka_sales_topic is not None:
            names += [f"{CONSUMER}_{number}" for number in range(1, settings.kafka_consumers + 1)]
        if settings.kafka_relay:
            names.append(KAFKA_RELAY)
    return names
