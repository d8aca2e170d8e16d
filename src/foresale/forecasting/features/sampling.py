"""Which past origins and steps a learning model is trained on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Bools, Index
from foresale.panel import Panel

MOST_REPEATS = 4  # rows of one period, each with another step
LAUNCH_SHARE = 0.1  # of the budget at most, for forecasts made before a series' first sale


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

    def rows(self, at: Index) -> Sample:
        """The rows at these positions."""
        return Sample(self.series[at], self.origin[at], self.step[at], self.actual[at])

    def and_also(self, more: Sample) -> Sample:
        """These rows, then more."""
        pairs = (
            (getattr(self, name), getattr(more, name)) for name in ("series", "origin", "step", "actual")
        )
        return Sample(*(np.concatenate(pair) for pair in pairs))


def sample_history(
    panel: Panel, horizon: int, *, budget: int, seed: int, repeats: int = MOST_REPEATS
) -> Sample:
    """At most `budget` rows, spread over all series and steps, recent periods more often.

    Only periods with known demand are targets. Every known target period but a series' first is used
    once, with a step drawn at random so that the series is known at the origin, and again with other
    steps while the budget lasts. Where there are more periods than budget, the chance of a period to be
    drawn halves with every year of age. A modest share are launches: periods after the first sale of a
    series that began later than the history, seen from before it.

    Args:
        panel: The history.
        horizon: Steps are drawn from 1 … `horizon`.
        budget: Rows at most.
        seed: Same seed, same sample.
        repeats: Rows of one period at most, where the budget has room.
    """
    random = np.random.default_rng(seed)
    first = panel.first_period()
    known = ~np.isnan(panel.target) & ~panel.censored
    series, target = np.nonzero(known)
    keep = target > first[series]
    drawn = _draw(panel, series[keep], target[keep], budget, random)
    begun = _begin(panel, *drawn, horizon, min(repeats, budget // max(len(drawn[0]), 1)), random)
    launched = _launches(panel, known, horizon, int(LAUNCH_SHARE * budget), random)
    room = budget - len(launched.series)
    if len(begun.series) > room:
        kept = np.sort(random.choice(len(begun.series), room, replace=False))
        begun = begun.rows(kept)
    return begun.and_also(launched)


def _draw(
    panel: Panel, series: Index, target: Index, budget: int, random: np.random.Generator
) -> tuple[Index, Index]:
    """At most as many of the periods as the budget has, recent ones more often."""
    if len(series) > budget:
        age = (panel.n_periods - 1 - target) / panel.freq.periods_a_year
        # Efraimidis & Spirakis (2006): a weighted sample without replacement.
        order = np.argpartition(-np.log(random.random(len(series))) / 0.5**age, budget)[:budget]
        order.sort()
        series, target = series[order], target[order]
    return series, target


def _begin(
    panel: Panel, series: Index, target: Index, horizon: int, repeats: int, random: np.random.Generator
) -> Sample:
    """Rows of series that are known at the origin."""
    if len(series) == 0:
        return _nothing()
    repeats = int(np.clip(repeats, 1, horizon))
    series, target = np.tile(series, repeats), np.tile(target, repeats)
    reach = np.minimum(horizon, target - panel.first_period()[series])
    step = 1 + (random.random(len(series)) * reach).astype(np.intp)
    return Sample(series, target - step + 1, step, panel.target[series, target].astype(np.float64))


def _launches(panel: Panel, known: Bools, horizon: int, budget: int, random: np.random.Generator) -> Sample:
    """Rows of launches: from an origin at or before a series' first sale, up to `horizon` periods after it.

    The beginning of the file is no launch, so series that it begins with give none.
    """
    first = panel.first_period()
    late = np.flatnonzero((first > 0) & (first < panel.n_periods))
    if not len(late) or budget < 1:
        return _nothing()
    series, after = np.repeat(late, horizon), np.tile(np.arange(horizon), len(late))
    target = first[series] + after
    keep = target < panel.n_periods
    keep[keep] = known[series[keep], target[keep]]
    series, after, target = series[keep], after[keep], target[keep]
    if len(series) > budget:
        drawn = np.sort(random.choice(len(series), budget, replace=False))
        series, after, target = series[drawn], after[drawn], target[drawn]
    most = np.minimum(horizon - after, first[series])  # origins there are, the first sale's own included
    step = after + 1 + (random.random(len(series)) * most).astype(np.intp)
    return Sample(series, target - step + 1, step, panel.target[series, target].astype(np.float64))


def _nothing() -> Sample:
    empty = np.empty(0, dtype=np.intp)
    return Sample(empty, empty, empty, np.empty(0))
