"""How each series' own sales spread lately, as a source of quantiles.

Conformal and learned quantiles pool all series, so that a series whose demand has a shape of its own (sold
out of the blue by the dozen, or the same every day) gets the shape of those like it. What it sold itself in
the last weeks tells that shape and nothing else; the non-parametric forecaster of Alexandrov et al. (2020)
draws from it in the same way.
"""

from __future__ import annotations

import numpy as np

from foresale.arrays import Array
from foresale.data.cleaning.nan_statistics import row_means, row_quantiles
from foresale.forecasting.results import QUANTILES
from foresale.frequency import Frequency
from foresale.panel import Panel

RECENT = {
    Frequency.DAY: 28,
    Frequency.WEEK: 8,
    Frequency.MONTH: 6,
    Frequency.FORTNIGHT: 8,
    Frequency.FOUR_WEEKS: 6,
    Frequency.QUARTER: 4,
}
FEWEST_SALES = 3  # periods with sales; with fewer, or half of the periods not seen, nothing is said
LEAST_NET = 0.5  # of what went either way, where goods come back; a mean near 0 would make any spread endless


def recent_spread(history: Panel) -> Array:
    """S × Q quantiles of what each series sold lately over its mean then; NaN where it hardly sold.

    Closed periods and those with a stock-out don't count.
    """
    last = slice(-RECENT[history.freq], None)
    sold = np.where(history.censored[:, last], np.nan, history.target[:, last].astype(np.float64))
    seen = (~np.isnan(sold)).sum(axis=1)
    mean, either_way = row_means(sold), row_means(np.abs(sold))
    enough = (seen >= RECENT[history.freq] // 2) & ((sold > 0).sum(axis=1) >= FEWEST_SALES)
    enough &= mean >= LEAST_NET * either_way
    spread = np.full((history.n_series, len(QUANTILES)), np.nan)
    spread[enough] = row_quantiles(sold[enough], QUANTILES) / mean[enough, None]
    return spread
