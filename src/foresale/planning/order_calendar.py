"""When an order placed now can be sold, and when the one after it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from foresale.arrays import Array, Index
from foresale.errors import OptionError

MAX_PERIODS_AHEAD = 400


@dataclass(frozen=True)
class OrderCalendar:
    """Periods ahead in which this order and the next one arrive; the next period is 0.

    Attributes:
        arrival: S periods at whose beginning an order placed now can be sold.
        next_arrival: S periods at whose beginning the next possible order can be sold: the order placed now
            must last until then.
        arrival_chances: S × A chances that the order comes 0, 1, … periods later than `arrival`; None where
            it comes on time.

    Examples:
        >>> calendar = OrderCalendar.of(1, lead_time=2, review=1)
        >>> calendar.arrival.tolist(), calendar.next_arrival.tolist()
        ([2], [3])
    """

    arrival: Index
    next_arrival: Index
    arrival_chances: Array | None = None

    def __post_init__(self) -> None:
        """Refuse an order that comes before it is placed or after the next one."""
        if (self.arrival < 0).any() or (self.next_arrival <= self.arrival).any():
            raise OptionError(
                "Some orders would arrive before they are placed, or not before the next one.",
                fix="Give lead times of 0 periods or more and at least one period between orders.",
            )
        if (self.next_arrival > MAX_PERIODS_AHEAD).any():
            raise OptionError(
                f"Some orders must last for more than {MAX_PERIODS_AHEAD} periods.",
                fix="Plan by weeks or months instead of days, or order more often.",
            )

    @classmethod
    def of(cls, n_series: int, *, lead_time: ArrayLike, review: ArrayLike = 1) -> OrderCalendar:
        """An order now and every `review` periods, each sold `lead_time` periods later.

        Args:
            n_series: S.
            lead_time: Periods until an order can be sold; 0 when it is there for the next period.
            review: Periods from one order to the next.
        """
        lead = np.broadcast_to(np.asarray(lead_time), (n_series,)).astype(np.intp)
        every = np.broadcast_to(np.asarray(review), (n_series,)).astype(np.intp)
        return cls(lead, lead + every)

    def late(self, chances: ArrayLike) -> OrderCalendar:
        """The same where orders may come late.

        Args:
            chances: Of 0, 1, … periods; A of them, or S × A.

        Raises:
            OptionError: They don't add up to 1.
        """
        known = np.asarray(chances, dtype=np.float64)
        if (known < 0).any() or not np.allclose(known.sum(axis=-1), 1):
            raise OptionError(
                "The chances of late orders don't add up to 1.", fix="Give chances that add up to 1."
            )
        return replace(self, arrival_chances=np.broadcast_to(known, (len(self.arrival), known.shape[-1])))

    def take(self, rows: Index) -> OrderCalendar:
        """The same of some series."""
        chances = None if self.arrival_chances is None else self.arrival_chances[rows]
        return replace(
            self, arrival=self.arrival[rows], next_arrival=self.next_arrival[rows], arrival_chances=chances
        )
