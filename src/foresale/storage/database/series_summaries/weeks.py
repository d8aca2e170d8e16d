"""Which weeks a summary tells of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

WEEKS_SOLD = 13
WEEKS_AHEAD = 4
WEEKS_JUDGED = 8
"""Weeks that past forecasts are judged by."""
SEASON_WEEKS = 4
"""Sold at all in so many weeks up to last year's: else there is nothing to compare with."""
_YEAR = timedelta(weeks=52)


@dataclass(frozen=True)
class Weeks:
    """Weeks from Monday to Sunday around the last day whose sales are known.

    Attributes:
        known_until: That day.
    """

    known_until: date

    @property
    def first_ahead(self) -> date:
        """The Monday of the first week that isn't over: it may have begun."""
        following = self.known_until + timedelta(days=1)
        return following - timedelta(days=following.weekday())

    @property
    def next_week(self) -> date:
        """The Monday of the first week that hasn't begun.

        Examples:
            >>> str(Weeks(date(2026, 11, 25)).next_week), str(Weeks(date(2026, 11, 29)).next_week)
            ('2026-11-30', '2026-11-30')
        """
        return self.known_until + timedelta(days=7 - self.known_until.weekday())

    @property
    def first_sold(self) -> date:
        """The Monday of the oldest week that is shown."""
        return self.first_ahead - timedelta(weeks=WEEKS_SOLD)

    @property
    def last_year(self) -> date:
        """The Monday of last year's week that the next one is compared with: 52 weeks before."""
        return self.next_week - _YEAR

    def list_sold(self) -> list[date]:
        """The Mondays of the weeks that are over, oldest first."""
        return [self.first_sold + timedelta(weeks=week) for week in range(WEEKS_SOLD)]

    def ahead(self) -> list[date]:
        """The Mondays of the weeks that aren't over."""
        return [self.first_ahead + timedelta(weeks=week) for week in range(WEEKS_AHEAD)]
