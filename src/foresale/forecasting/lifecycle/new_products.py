"""Products with a few periods of sales, or none: what their like sells, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foresale.arrays import Bools, Floats, Index
from foresale.forecasting.features.groups import make_groups
from foresale.forecasting.features.level import SimilarLevel, find_similar_level
from foresale.forecasting.features.similar_series import price_columns
from foresale.forecasting.features.windows import Windows
from foresale.forecasting.models.base import Mean
from foresale.frequency import Frequency
from foresale.notes import Note
from foresale.panel import Panel

YOUNG = {
    Frequency.DAY: 56,
    Frequency.WEEK: 8,
    Frequency.MONTH: 3,
    Frequency.FORTNIGHT: 4,
    Frequency.FOUR_WEEKS: 3,
    Frequency.QUARTER: 2,
}
BUCKET = {
    Frequency.DAY: 7,
    Frequency.WEEK: 1,
    Frequency.MONTH: 1,
    Frequency.FORTNIGHT: 1,
    Frequency.FOUR_WEEKS: 1,
    Frequency.QUARTER: 1,
}  # periods of one age of a launch
LEVEL_TRUST = 50.0  # launches' worth of trust in that they sell what their like does; products differ widely
SHAPE_TRUST = 5.0  # and in that they sell the same at every age; one product's ages are alike
LEARNED_TRUST = 100.0  # launches from which a learning model knows half of what one is
WEEKDAY_WEEKS = 8
NEWCOMERS = "newcomers"
LEARN_FROM_LIKE = ("machine learning",)  # families of models that see launches when they learn


@dataclass(frozen=True)
class NewSeries:
    """Young and unsold series of one history, and what their like says of them.

    Attributes:
        rows: N positions of the series.
        unsold: N, true where not one period of demand is known.
        mean: N × H demand expected from their like alone.
        own: N weights of what a series' own history says, 0 for one without, near 1 for the oldest.
        spread: N standard deviations of the log level that is still uncertain.
        launches: How many earlier launches this rests on.
    """

    rows: Index
    unsold: Bools
    mean: Mean
    own: Floats
    spread: Floats
    launches: int


def find_unsold_series(panel: Panel) -> Bools:
    """Which series have no known demand at all; those of a plan are products announced."""
    return np.asarray(np.isnan(panel.target).all(axis=1))


def find_new_series(panel: Panel, horizon: int) -> NewSeries | None:
    """The young and unsold series of a history, None where there are none, or no like to look at.

    The series that a file begins with are as old as anything in it, and so never young.

    Args:
        panel: The history.
        horizon: Periods ahead.
    """
    first = panel.first_period()
    known = (~np.isnan(panel.target)).sum(axis=1)
    rows = np.flatnonzero((first > 0) & (known < YOUNG[panel.freq]))
    if not len(rows) or not panel.pooled(f"{NEWCOMERS} sell", lambda: np.array(np.nansum(panel.target) > 0)):
        return None
    groups = make_groups(panel, NEWCOMERS)
    history = Windows(panel.target)
    like = find_similar_level(panel, history, groups, horizon, NEWCOMERS)
    if like is None:
        return None
    end = np.full(len(rows), panel.n_periods)
    trust = like.trust(end)
    own = known[rows] / (known[rows] + trust)
    level = like.similar.at(rows, end)
    factor, launches = _pool_profile(panel, history, like, horizon)
    start = find_planned_start(panel, horizon)[rows]
    age = (
        np.arange(horizon) - start[:, None] + np.minimum(panel.n_periods - first[rows], known[rows])[:, None]
    )
    bucket = np.clip(age // BUCKET[panel.freq], 0, len(factor) - 1)
    mean = level[:, None] * factor[bucket] * _weekdays(groups[0].sales, panel.freq, horizon)
    spread = like.similar.spread_at(rows, end) * np.sqrt(1 - own)
    return NewSeries(rows, known[rows] == 0, mean, own, spread, launches)


def pool_with_similar(mean: Mean, new_series: NewSeries | None, family: str) -> Mean:
    """A model's mean with young and unsold series pulled towards what their like sells.

    A learning model has seen launches and is pulled only where it saw few, and only for unsold series; one
    that looks at single series knows nothing of an unsold one.

    Args:
        mean: S × H.
        new_series: Of the history that the mean was made from.
        family: The model's family.
    """
    if new_series is None or family == "blend":  # a blend's members have leaned already
        return mean
    if family in LEARN_FROM_LIKE:
        seen = new_series.launches / (new_series.launches + LEARNED_TRUST)
        weight = np.where(new_series.unsold, seen, 1.0)
    else:
        weight = new_series.own
    out = mean.copy()
    out[new_series.rows] = weight[:, None] * mean[new_series.rows] + (1 - weight)[:, None] * new_series.mean
    return out


def find_planned_start(panel: Panel, horizon: int) -> Index:
    """Per series, how many periods ahead an unsold one begins by its plan; 0 where nothing tells.

    It begins with the first period for which the plan holds a value of its own, such as a price. Columns
    that are the same for all series, such as holidays, are no plan.
    """
    start = np.zeros(panel.n_series, dtype=np.intp)
    unsold = np.flatnonzero(find_unsold_series(panel))
    if not len(unsold):
        return start
    n = panel.n_periods
    earliest = np.full(len(unsold), horizon)
    for array in panel.known_ahead.values():
        if not _tells_apart(array[:, n : n + horizon]):
            continue
        known = ~np.isnan(array[unsold, : n + horizon])
        ahead = known[:, n:]
        tells = ahead.any(axis=1) & ~known[:, :n].any(axis=1)
        earliest = np.where(tells, np.minimum(earliest, ahead.argmax(axis=1) if ahead.size else 0), earliest)
    start[unsold] = np.where(earliest < horizon, earliest, 0)
    return start


def _tells_apart(ahead: Floats) -> bool:
    known = ~np.isnan(ahead)
    highest = np.where(known, ahead, -np.inf).max(axis=0, initial=-np.inf)
    lowest = np.where(known, ahead, np.inf).min(axis=0, initial=np.inf)
    uneven = known.any(axis=0) & ~known.all(axis=0)
    return bool(((highest > lowest) & known.any(axis=0)).any() or uneven.any())


def before_launch(panel: Panel, horizon: int) -> Bools:
    """S × horizon: periods before an unsold series begins by its plan."""
    return np.asarray(np.arange(horizon) < find_planned_start(panel, horizon)[:, None])


def _pool_profile(panel: Panel, history: Windows, like: SimilarLevel, horizon: int) -> tuple[Floats, int]:
    def work_out() -> Floats:
        factor, launches = _launch_profile(panel, history, like, horizon)
        return np.append(factor, launches)

    found = panel.pooled(f"{NEWCOMERS} profile", work_out)
    return found[:-1], int(found[-1])


def _launch_profile(panel: Panel, history: Windows, like: SimilarLevel, horizon: int) -> tuple[Floats, int]:
    """What launches sold at each age over what their like did, pulled to 1 where they are few."""
    first, step = panel.first_period(), BUCKET[panel.freq]
    launches = np.flatnonzero((first > 0) & (first < panel.n_periods))
    ages = max(-(-horizon // step), -(-YOUNG[panel.freq] // step)) + 1
    start = first[launches][:, None] + step * np.arange(ages)
    rows = np.repeat(launches[:, None], ages, axis=1)
    level = like.similar.at(launches, first[launches])[:, None]
    sold = np.maximum(history.total(rows, start, start + step), 0.0).sum(axis=0)
    periods = history.count(rows, start, start + step)
    expected = (level * periods).sum(axis=0)
    count = np.maximum((periods > 0).sum(axis=0), 1)
    total = expected.sum()
    if not total > 0:
        return np.ones(ages), 0
    usual = LEVEL_TRUST * total / max(len(launches), 1)
    overall = (sold.sum() + usual) / (total + usual)
    prior = np.maximum(SHAPE_TRUST * expected / count, 1e-9)
    return np.asarray((sold + overall * prior) / (expected + prior)), len(launches)


def _weekdays(sales: Floats, freq: Frequency, horizon: int) -> Floats:
    """Factors of the periods ahead by the day of the week, as all series together had them lately."""
    if freq is not Frequency.DAY:
        return np.ones(horizon)
    n = sales.shape[1]
    days = np.arange(max(n - 7 * WEEKDAY_WEEKS, 0), n)
    known = np.isfinite(sales[0, days])
    total = np.bincount(days[known] % 7, sales[0, days][known], 7)
    count = np.bincount(days[known] % 7, minlength=7)
    if not total.sum() > 0:
        return np.ones(horizon)
    usual = total.sum() / count.sum()
    factor = (total + usual) / (count + 1) / usual
    return np.asarray(factor[(n + np.arange(horizon)) % 7])


def note_new_series(panel: Panel, horizon: int) -> list[Note]:
    """Say how many products that never sold are forecast from their like, and how many have no like."""
    count = int(find_unsold_series(panel).sum())
    if not count:
        return []
    new_series = find_new_series(panel, horizon)
    verb = "is" if count == 1 else "are"
    if new_series is None:
        text = f"{count:,} series without a sale yet {verb} forecast without any like to look at."
        return [Note("new_products", count, text)]
    columns = [group.name for group in make_groups(panel)[1:]]
    by = ", ".join([*columns, *price_columns(panel)]) or "the mean of all"
    text = (
        f"{count:,} series without a sale yet {verb} forecast from their like ({by}), as "
        f"{new_series.launches:,} earlier launches went; expect wide ranges."
    )
    return [Note("new_products", count, text)]
