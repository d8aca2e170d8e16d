"""Which past origins and steps a learning model is trained on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foresale.forecasting.features.windows import Index
from foresale.panel import Panel


@dataclass(frozen=True)
class Sample:
    """Training rows: series positions, origins, steps ahead, and what was sold."""

    series: Index
    origin: Index
    step: Index
    actual: NDArray[np.float64]

    @property
    def target(self) -> Index:
        """Position of the period each row forecasts."""
        return self.origin + self.step - 1


def sample_history(panel: Panel, horizon: int, *, budget: int, seed: int) -> Sample:
    """At most `budget` rows, spread over all series and steps, recent periods more often.

    Only periods with known demand are targets, and only origins with at least one known
    period before them. Every known target period is used once, with a step drawn at
    random, and again with other steps while the budget lasts. Where there are more periods
    than budget, the chance of a period to be drawn halves with every year of age.

    Args:
        panel: The history.
        horizon: Steps are drawn from 1 … `horizon`.
        budget: Rows at most.
        seed: Same seed, same sample.
    """
    random = np.random.default_rng(seed)
    first = panel.first_period()
    known = ~np.isnan(panel.target) & ~panel.censored
    series, target = np.nonzero(known)
    keep = target > first[series]
    series, target = series[keep], target[keep]
    if len(series) == 0:
        empty = np.empty(0, dtype=np.intp)
        return Sample(empty, empty, empty, np.empty(0))
    if len(series) > budget:
        age = (panel.n_periods - 1 - target) / panel.freq.periods_a_year
        # Efraimidis & Spirakis (2006): a weighted sample without replacement.
        order = np.argpartition(-np.log(random.random(len(series))) / 0.5**age, budget)[:budget]
        order.sort()
        series, target = series[order], target[order]
    repeats = int(np.clip(budget // len(series), 1, min(horizon, 4)))
    series, target = np.tile(series, repeats), np.tile(target, repeats)
    reach = np.minimum(horizon, target - first[series])
    step = 1 + (random.random(len(series)) * reach).astype(np.intp)
    return Sample(series, target - step + 1, step, panel.target[series, target].astype(np.float64))
