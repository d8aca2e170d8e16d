"""Whether demand has just moved: whether the newest window sold what no window before prepared for.

Ranges aren't made wide enough for another jump like it: it is one of the windows that they are learned
from, no more, and the reader is told instead.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from foresale.forecasting.results import Fold
from foresale.frequency import Frequency
from foresale.notes import Evidence, Note, counted, percent

MOVED = "demand_moved"
CHANCE = 0.95  # that a window like those before stays inside
MIN_MOVE = 0.1  # of sales; less is not worth a warning
WINDOWS_TO_COMPARE = 2


def note_moved_demand(folds: Sequence[Fold], model: str, freq: Frequency) -> list[Note]:
    """Say so where the test fold's sum was further from its forecast than earlier folds make likely.

    Misses of sums are compared as logarithms of sold over forecast. Around an unbiased forecast a new
    one of them, over the root mean square of n earlier ones, follows Student's t.

    Args:
        folds: Of a backtest.
        model: Whose forecasts count.
        freq: Length of a period.

    Returns:
        One note; none where nothing moved, no fold was kept from choosing or too few can be compared.
    """
    misses = {fold.cutoff: _miss(fold, model) for fold in folds}
    newest = next((fold for fold in folds if fold.is_test and not np.isnan(misses[fold.cutoff])), None)
    earlier = [miss for fold in folds if not fold.is_test and np.isfinite(miss := misses[fold.cutoff])]
    if newest is None or len(earlier) < WINDOWS_TO_COMPARE:
        return []
    from scipy.special import stdtrit

    miss = misses[newest.cutoff]
    usual = float(np.sqrt(np.mean(np.square(earlier))))
    likely = float(stdtrit(len(earlier), (1 + CHANCE) / 2)) * usual
    off = abs(float(np.expm1(miss)))
    if off < MIN_MOVE or abs(miss) <= likely:
        return []
    span = counted(len(newest.dates), freq.noun)
    before = max(abs(float(np.expm1(each))) for each in earlier)
    seen = (
        f"The newest {span} sold {percent(off)} {'more' if miss > 0 else 'less'} than was forecast for them, "
        f"while the {len(earlier)} windows before were off by {percent(before)} at most."
    )
    text = (
        "Demand moved in a way that the past had not shown. Ranges take it in as one window of several; if "
        "it keeps moving like this, they will hold less often than they promise."
    )
    return [Note(MOVED, 1, text, Evidence(seen, certainty="likely"))]


def _miss(fold: Fold, model: str) -> float:
    """The logarithm of what was sold over what was forecast, of all that could be judged."""
    known = ~np.isnan(fold.actual)
    sold, said = float(fold.actual[known].sum()), float(fold.means[model][known].sum())
    if said <= 0 or sold < 0:
        return float("nan")
    return float(np.log(sold / said)) if sold > 0 else float("-inf")
