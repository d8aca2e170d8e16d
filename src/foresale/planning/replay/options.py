"""What a user may decide about a replay."""

from __future__ import annotations

from dataclasses import dataclass

from foresale.errors import OptionError
from foresale.frequency import Frequency
from foresale.messages import option
from foresale.planning.policies.by_name import POLICIES

DEFAULT_PERIODS = {Frequency.DAY: 28, Frequency.WEEK: 8}
FALLBACK_PERIODS = 6
WEEKS_A_YEAR = 52


@dataclass(frozen=True)
class ReplayOptions:
    """The past that is played, and the terms on which orders are placed in it.

    Attributes:
        periods: Last periods of the history that are played; by default 28 days, 8 weeks or 6 months.
        lead_time: Periods until an order can be sold; 0 when it is there for the next period.
        review: Periods from one order to the next; by default a week of days, else one period.
        shortage: What a lost sale costs.
        holding: What a unit costs that lies for a period; by default a fifth of a lost sale a week.
        waste: What a unit costs that spoils.
        pack: Units that can only be ordered together.
        shelf_life: Periods that a unit can be sold; 0 where it keeps.
        backorders: Whether customers wait for what isn't there.
        policies: Names of policies to play.
        today: The policy that stands for today's rule.
    """

    periods: int | None = None
    lead_time: int = 2
    review: int | None = None
    shortage: float = 1.0
    holding: float | None = None
    waste: float = 0.0
    pack: float = 1.0
    shelf_life: int = 0
    backorders: bool = False
    policies: tuple[str, ...] = tuple(POLICIES)
    today: str = "cover_days"

    def __post_init__(self) -> None:
        """Refuse what can't be played."""
        for name in (*self.policies, self.today):
            if name not in POLICIES:
                raise OptionError(
                    f"There is no policy {name!r}.",
                    fix=f"Choose from {', '.join(POLICIES)} for {option('policies')}.",
                )
        if self.lead_time < 0 or (self.review is not None and self.review < 1):
            raise OptionError(
                "Orders can't arrive before they are placed, nor be placed more than once a period.",
                fix=f"Give {option('lead_time')} as 0 or more and {option('review')} as 1 or more.",
            )
        if self.periods is not None and self.periods <= self.lead_time:
            raise OptionError(
                f"In {self.periods} periods no order arrives that takes {self.lead_time}.",
                fix=f"Play more periods with {option('periods')}.",
            )

    def periods_of(self, freq: Frequency) -> int:
        """Periods to play of series of one frequency."""
        default = DEFAULT_PERIODS.get(freq, FALLBACK_PERIODS)
        return max(default, self.lead_time + 2) if self.periods is None else self.periods

    def review_of(self, freq: Frequency) -> int:
        """Periods from one order to the next."""
        if self.review is not None:
            return self.review
        return 7 if freq is Frequency.DAY else 1

    def holding_of(self, freq: Frequency) -> float:
        """What a unit costs that lies for a period."""
        if self.holding is not None:
            return self.holding
        return 0.2 * self.shortage * WEEKS_A_YEAR / freq.periods_a_year
