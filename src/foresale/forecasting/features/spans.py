"""How far back and ahead feature rows look, by the length of a period."""

from __future__ import annotations

from dataclasses import dataclass

from foresale.frequency import Frequency


@dataclass(frozen=True)
class Spans:
    """The windows and seasons looked at, in periods, for one frequency."""

    windows: tuple[int, ...]
    short: int
    season: int
    season_counts: tuple[int, ...]
    year: int
    year_halfwidth: int
    outlook: int


SPANS = {
    Frequency.DAY: Spans((3, 7, 14, 28, 56, 112, 364), 28, 7, (1, 2, 4, 8), 364, 3, 3),
    Frequency.WEEK: Spans((2, 4, 8, 13, 26, 52), 8, 1, (1, 2, 4), 52, 1, 1),
    Frequency.MONTH: Spans((2, 3, 6, 12, 24), 3, 1, (1, 2), 12, 0, 1),
    Frequency.FORTNIGHT: Spans((2, 4, 7, 13, 26), 4, 1, (1, 2), 26, 1, 1),
    Frequency.FOUR_WEEKS: Spans((2, 3, 6, 13, 26), 3, 1, (1, 2), 13, 0, 1),
    Frequency.QUARTER: Spans((2, 4, 8), 2, 1, (1, 2), 4, 0, 1),
}
