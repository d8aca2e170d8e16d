"""Where the past is cut: the cutoffs of a backtest."""

from __future__ import annotations

from dataclasses import dataclass

from foresale.errors import HistoryError
from foresale.frequency import Frequency

SHORTEST_TRAINING = {
    Frequency.DAY: 14,
    Frequency.WEEK: 8,
    Frequency.MONTH: 6,
    Frequency.FORTNIGHT: 6,
    Frequency.FOUR_WEEKS: 6,
    Frequency.QUARTER: 4,
}


@dataclass(frozen=True)
class Cutoffs:
    """Numbers of known periods at which to forecast.

    Attributes:
        selection: Oldest first; models are chosen and intervals calibrated on them.
        test: Kept from both; None where the history is too short to keep anything back.
    """

    selection: tuple[int, ...]
    test: int | None

    @property
    def all(self) -> tuple[int, ...]:
        """Every cutoff, oldest first."""
        return self.selection if self.test is None else (*self.selection, self.test)


def plan_cutoffs(n_periods: int, horizon: int, freq: Frequency, *, folds: int = 3) -> Cutoffs:
    """Rolling origins whose windows end before the test window begins.

    Selection windows follow each other without overlap while the history lasts, and closer
    together when it doesn't. With too little history for both, the newest window selects.

    Args:
        n_periods: Length of the history.
        horizon: Periods forecast at each cutoff.
        freq: Length of a period.
        folds: Selection cutoffs wanted.

    Raises:
        HistoryError: Not even one cutoff fits.

    Examples:
        >>> plan_cutoffs(365, 28, Frequency.DAY)
        Cutoffs(selection=(253, 281, 309), test=337)
    """
    shortest = SHORTEST_TRAINING[freq]
    test = n_periods - horizon
    if test < _fewest(shortest, horizon):
        longest = max((h for h in range(1, n_periods) if n_periods - h >= _fewest(shortest, h)), default=0)
        less = f"Ask for a horizon of at most {longest}, or give" if longest else "Give"
        raise HistoryError(
            f"The history has {n_periods} {freq.noun}s; "
            f"a horizon of {horizon} leaves {max(test, 0)} to learn from.",
            fix=f"{less} a longer history.",
        )
    newest = test - horizon
    if newest < shortest:
        return Cutoffs(selection=(test,), test=None)
    stride = min(horizon, max(1, (newest - shortest) // max(folds - 1, 1)))
    selection = [newest - stride * k for k in range(folds) if newest - stride * k >= shortest]
    return Cutoffs(selection=tuple(reversed(selection)), test=test)


def _fewest(shortest: int, horizon: int) -> int:
    """Periods that must be known before a cutoff."""
    return min(shortest, max(2, horizon))
