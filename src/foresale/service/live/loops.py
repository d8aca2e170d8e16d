"""What a loop of the live path is, and which there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from foresale.service.live.day_end_loop import DayEndLoop
from foresale.service.live.exceptions_loop import ExceptionsLoop
from foresale.service.live.forecast_sums_loop import ForecastSumsLoop
from foresale.service.live.hours_loop import HoursLoop
from foresale.service.live.late_sales_loop import LateSalesLoop
from foresale.service.live.poll_interval import PollInterval
from foresale.service.live.proposals_loop import ProposalsLoop
from foresale.service.live.sequencer import Sequencer
from foresale.service.live.sold_days_loop import SoldDaysLoop
from foresale.service.live.summaries_loop import SummariesLoop
from foresale.service.live.today_loop import TodayLoop
from foresale.storage.database.live_leases import Lease

if TYPE_CHECKING:
    from foresale.container import Container


class Loop(Protocol):
    """Work that goes on for ever, in one process of all that there are.

    A turn should take seconds at most, as the lease is renewed between two. What only the holder may write,
    it writes in a transaction that begins with `lease.check(connection)`.

    Attributes:
        name: Of the lease, unique.
        pace: How long it rests.
    """

    name: str
    pace: PollInterval

    def run_once(self, lease: Lease) -> bool:
        """Do what there is to do, and answer whether there was something.

        Args:
            lease: Its hold on being the only one.
        """
        ...

    def close(self) -> None:
        """Let go of what it holds outside of the database: the lease was lost, or the process ends."""
        ...


LoopMaker = Callable[["Container"], "Loop | None"]

LOOPS: Sequence[LoopMaker] = (
    lambda container: Sequencer(container.engine),
    lambda container: HoursLoop(container.engine, container.settings.time_zone),
    lambda container: TodayLoop(container.engine, container.settings.time_zone),
    lambda container: SummariesLoop(container.engine, container.settings.time_zone),
    DayEndLoop,
    LateSalesLoop,
    ProposalsLoop,
    ExceptionsLoop,
    lambda container: SoldDaysLoop(container.engine),
    lambda container: ForecastSumsLoop(container.engine),
)
"""Makes each loop over a service's parts; None where the settings don't want it."""


def loops_of(container: Container) -> list[Loop]:
    """The loops that this service's settings want.

    Args:
        container: The service's parts.
    """
    made = (make(container) for make in LOOPS)
    return [loop for loop in made if loop is not None]
