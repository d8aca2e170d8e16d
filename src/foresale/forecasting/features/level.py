"""The level of a series at an origin: how much it sells a period, whatever its size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from foresale.arrays import Floats, Index
from foresale.forecasting.features.groups import Group
from foresale.forecasting.features.similar_series import WINDOW, SimilarSeries, find_similar_series
from foresale.forecasting.features.windows import Windows
from foresale.frequency import Frequency
from foresale.panel import Panel

FLOOR = 1e-3  # of the overall level, so that a series without sales divides by something
LOOKS = 6  # horizons looked back on
FEWEST_LOOKS = 3
TRUSTS = np.array([0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0])
USUAL_TRUST = 4.0
TRUST_PRIOR = 5.0  # launches' worth of trust in the usual
AGES = {
    Frequency.DAY: (3, 7, 14, 28),
    Frequency.WEEK: (1, 2, 4),
    Frequency.MONTH: (1, 2, 3),
    Frequency.FORTNIGHT: (1, 2, 3),
    Frequency.FOUR_WEEKS: (1, 2, 3),
    Frequency.QUARTER: (1, 2),
}
AHEAD = {
    Frequency.DAY: 28,
    Frequency.WEEK: 4,
    Frequency.MONTH: 3,
    Frequency.FORTNIGHT: 3,
    Frequency.FOUR_WEEKS: 3,
    Frequency.QUARTER: 2,
}
MOST_LAUNCHES = 5_000
TINY = 1e-12


@dataclass(frozen=True)
class SimilarLevel:
    """What is expected of a series by its like, and how many of its own periods weigh as much.

    Attributes:
        similar: Levels expected at past origins.
        trusts: Own periods that count as much as the like, at each of the similar series' knots.
    """

    similar: SimilarSeries
    trusts: Floats

    def trust(self, origin: Index) -> Floats:
        """Own periods that count as much as the like, as known at origins."""
        return np.asarray(self.trusts[self.similar.place(origin)])


def find_similar_level(
    panel: Panel, history: Windows, groups: tuple[Group, ...], horizon: int, purpose: str = "groups"
) -> SimilarLevel | None:
    """Where a young series finds its like; None where all series are as old as the history.

    Args:
        panel: The history.
        history: Windows of its target.
        groups: Its groups.
        horizon: Periods beyond an origin for which prices are known.
        purpose: Of the groups, as `make_groups` has it.
    """
    uneven = panel.pooled(
        f"{purpose} uneven", lambda: np.array(panel.n_series > 1 and (panel.first_period() > 0).any())
    )
    if not uneven:
        return None
    if panel.is_part:
        return _recall_similar_level(panel, groups, purpose)
    similar = find_similar_series(panel, history, groups, horizon)
    like = SimilarLevel(similar, _own_trusts(panel, history, similar))
    if panel.pool is not None:
        noted = {"knots": similar.knots, "relative": similar.relative, "spread": similar.spread}
        for what, values in {**noted, "trusts": like.trusts}.items():
            panel.pool.note(f"{purpose} like {what}", values)
    return like


def _recall_similar_level(panel: Panel, groups: tuple[Group, ...], purpose: str) -> SimilarLevel:
    def recall(what: str, axis: int | None = None) -> Floats:
        return panel.pooled(f"{purpose} like {what}", lambda: np.empty(0), axis)

    similar = SimilarSeries(
        panel.pooled(f"{purpose} like knots", lambda: np.empty(0)),
        recall("relative", 1),
        recall("spread", 1),
        Windows(groups[0].sales),
        WINDOW[panel.freq],
    )
    return SimilarLevel(similar, recall("trusts"))


def _own_trusts(panel: Panel, history: Windows, similar: SimilarSeries) -> Floats:
    """Own periods that tell as much as the like does, as the launches before each knot had it.

    Every launch is looked at some periods after its first sale: which mixture of its mean so far and of
    its like came nearest to what followed? Roots are compared, so that few big launches don't decide.
    """
    first = panel.first_period()
    ahead, ages = AHEAD[panel.freq], AGES[panel.freq]
    launches = np.flatnonzero((first > 0) & (first + min(ages) < panel.n_periods))
    launches = launches[:: len(launches) // MOST_LAUNCHES + 1]
    knots = similar.knots
    misses, seen = np.zeros((len(knots), len(TRUSTS))), np.zeros(len(knots))
    like = similar.at(launches, first[launches])
    for age in ages:
        now = first[launches] + age
        after = history.mean(launches, now, now + ahead)
        count, total = history.count(launches, now - age, now), history.total(launches, now - age, now)
        told = (history.count(launches, now, now + ahead) >= ahead / 4) & (count > 0)
        told &= now + ahead <= panel.n_periods
        mixed = (np.maximum(total, 0)[:, None] + like[:, None] * TRUSTS) / (count[:, None] + TRUSTS)
        miss = (np.sqrt(mixed) - np.sqrt(np.maximum(np.nan_to_num(after), 0))[:, None]) ** 2 / np.maximum(
            like, TINY
        )[:, None]
        place = np.searchsorted(knots, now[told] + ahead)
        np.add.at(misses, place, miss[told])
        np.add.at(seen, place, 1.0)
    misses, seen = misses.cumsum(axis=0), np.maximum(seen.cumsum(axis=0), 1e-9)[:, None]
    usual = np.log(TRUSTS / USUAL_TRUST) ** 2 * misses.mean(axis=1, keepdims=True) / seen
    pulled = misses / seen + usual * TRUST_PRIOR * len(ages) / seen
    pulled[misses.sum(axis=1) == 0] = np.abs(np.log(TRUSTS / USUAL_TRUST))
    return np.asarray(TRUSTS[pulled.argmin(axis=1)])


def level_window(panel: Panel, history: Windows, horizon: int) -> int:
    """Over how many periods a level is taken: the recent ones, or a year where that foretold more.

    Every series is looked at some horizons before the end of the history: which mean came nearer to
    what followed? Errors are measured against the series' own mean, so that all sizes count alike. The
    year has to win by more than one standard error of the looks.

    Args:
        panel: The history.
        history: Windows of its target.
        horizon: Periods ahead that are to be forecast.
    """
    recent, year = WINDOW[panel.freq], panel.freq.periods_a_year
    ends = panel.n_periods - horizon * np.arange(LOOKS)
    ends = ends[ends - horizon >= 2 * recent]
    if not len(ends):
        return recent
    series, gains = np.arange(panel.n_series), []
    for last in ends:
        end = np.full(panel.n_series, last)
        origin = end - horizon
        after = history.mean(series, origin, end)
        short, long = (history.mean(series, origin - window, origin) for window in (recent, year))
        known = np.isfinite(after) & np.isfinite(short) & (long > 0)
        misses = [float((((mean - after)[known] / long[known]) ** 2).sum()) for mean in (short, long)]
        if min(misses) > 0:
            gains.append(np.log(misses[0] / misses[1]))
    if len(gains) < FEWEST_LOOKS:
        return recent
    error = np.std(gains, ddof=1) / np.sqrt(len(gains))
    return year if np.mean(gains) - error > 0 else recent


def series_level(
    panel: Panel,
    history: Windows,
    groups: tuple[Group, ...],
    window: int | None = None,
    purpose: str = "groups",
) -> Callable[[Index, Index], Floats]:
    """A function that gives the level of series at origins; always positive.

    The mean of the recent window, pulled towards the mean of the whole history by the
    weight of one period; a whole history that is short is itself pulled towards what its like sells
    (empirical Bayes), and a series without any stands there.

    Args:
        panel: The history.
        history: Windows of its target.
        groups: Its groups.
        window: Recent periods that a level is taken from, from `level_window`; the usual ones by default.
        purpose: Of the groups, as `make_groups` has it.
    """
    window = WINDOW[panel.freq] if window is None else window
    everything = Windows(groups[0].sales)
    reach = max((array.shape[1] for array in panel.known_ahead.values()), default=panel.n_periods)
    like = find_similar_level(panel, history, groups, reach - panel.n_periods, purpose)

    def level(series: Index, origin: Index) -> Floats:
        start = np.zeros_like(origin)
        overall = everything.mean(np.zeros_like(series), start, origin)
        overall = np.where(overall > 0, overall, 1.0)
        alike = overall if like is None else like.similar.at(series, origin)
        trust = 1e-9 if like is None else like.trust(origin)
        known = history.count(series, start, origin)
        own = (history.total(series, start, origin) + alike * trust) / (known + trust)
        total = np.maximum(history.total(series, origin - window, origin), 0.0)
        count = history.count(series, origin - window, origin)
        return np.asarray(np.maximum((total + own) / (count + 1), FLOOR * overall))

    return level
