"""What products like it sell: the level expected of a series that has no sales of its own yet.

Levels of the series that do sell are explained by what is known of a series before its first
sale: the groups it is in (category, store, and further key and static columns) and its price. Each
group's effect on the log level is a random effect, pulled towards zero by how little its series tell
(Henderson, 1975; the backfitting is that of Mack and Rubinstein's additive models), so nested and
crossed columns can stand side by side. What the fit leaves is how far products that look alike differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from foresale.arrays import Bools, Floats, Index
from foresale.forecasting.features.groups import Group
from foresale.forecasting.features.windows import Windows
from foresale.frequency import Frequency
from foresale.panel import Panel

WINDOW = {
    Frequency.DAY: 56,
    Frequency.WEEK: 12,
    Frequency.MONTH: 12,
    Frequency.FORTNIGHT: 8,
    Frequency.FOUR_WEEKS: 6,
    Frequency.QUARTER: 4,
}  # what counts as lately
SPACING = {
    Frequency.DAY: 28,
    Frequency.WEEK: 4,
    Frequency.MONTH: 3,
    Frequency.FORTNIGHT: 3,
    Frequency.FOUR_WEEKS: 3,
    Frequency.QUARTER: 2,
}  # between fits
MOST_KNOTS = 12
LEAST_KNOWN = 0.2  # of the window; a level from less is mostly chance
LEAST_SERIES = 4
ROUNDS = 8
SMALLEST = 0.02  # of the mean level, for logarithms of series that hardly sell
USUAL_SPREAD = 0.8  # standard deviation of log levels among like products, as shops usually have it
SPREAD_TRUST = 10.0  # series' worth of trust in it
SPREADS = (0.25, 1.5)
FARTHEST = 3.0  # times the highest level seen: beyond it a price or a group misleads


@dataclass(frozen=True)
class SimilarSeries:
    """Levels expected of every series by its like, at a few past origins.

    Attributes:
        knots: K origins, rising; the fit at each knows only what lies before it.
        relative: K × S expected demand a period over the mean of all series; always positive.
        spread: K × S standard deviations of the log level around it.
        overall: Windows of the mean of all series.
        window: Periods that count as lately.
    """

    knots: Index
    relative: Floats
    spread: Floats
    overall: Windows
    window: int

    def at(self, series: Index, origin: Index) -> Floats:
        """The expected level of series at origins, from the newest fit not after each."""
        everyone = np.zeros_like(series)
        lately = self.overall.mean(everyone, origin - self.window, origin)
        ever = self.overall.mean(everyone, np.zeros_like(origin), origin)
        mean = np.where(lately > 0, lately, np.where(ever > 0, ever, 1.0))
        return np.asarray(self.relative[self.place(origin), series] * mean)

    def spread_at(self, series: Index, origin: Index) -> Floats:
        """How far apart like series lie, at the same fit."""
        return np.asarray(self.spread[self.place(origin), series])

    def place(self, origin: Index) -> Index:
        """Position of the newest fit not after each origin."""
        return np.asarray(np.maximum(np.searchsorted(self.knots, origin, side="right") - 1, 0))


def find_similar_series(
    panel: Panel, history: Windows, groups: Sequence[Group], horizon: int
) -> SimilarSeries:
    """Explain levels at origins spread over the history, the last of them its end.

    Args:
        panel: The history.
        history: Windows of its target.
        groups: Groupings of its series, from `make_groups`, that of all first.
        horizon: Periods beyond an origin for which prices are known.
    """
    window = WINDOW[panel.freq]
    spacing = max(SPACING[panel.freq], panel.n_periods // MOST_KNOTS + 1)
    knots = np.append(0, np.arange(panel.n_periods, 0, -spacing)[::-1])
    codes = {group.name: group.of_series for group in groups if len(group.labels) > 1}
    prices = {name: Windows(_log(array)) for name, array in price_columns(panel).items()}
    rows = np.arange(panel.n_series)
    levels, spreads = [], []
    for knot in knots.tolist():
        start, stop = np.full(panel.n_series, knot - window), np.full(panel.n_series, knot)
        needed = max(LEAST_KNOWN * min(window, knot), 1.0)
        told = history.count(rows, start, stop) >= needed
        usual = np.where(told, np.nan_to_num(history.mean(rows, start, stop)), 0.0)
        known = {name: _price_at(windows, rows, knot, window, horizon) for name, windows in prices.items()}
        level, spread = _explain(np.maximum(usual, 0.0), told & (usual >= 0), codes, known)
        levels.append(level.astype(np.float32))
        spreads.append(spread.astype(np.float32))
    return SimilarSeries(knots, np.stack(levels), np.stack(spreads), Windows(groups[0].sales), window)


def price_columns(panel: Panel) -> Mapping[str, Floats]:
    """Known-ahead columns of positive quantities that tell series apart, such as a price."""
    found = {}
    for name, array in panel.known_ahead.items():
        known = ~np.isnan(array)
        if name in panel.categories or not known.any() or np.nanmin(array) <= 0:
            continue
        if array.strides[0] != 0:
            found[name] = array
    return found


def _log(array: Floats) -> Floats:
    return np.log(array)


def _price_at(windows: Windows, rows: Index, knot: int, window: int, horizon: int) -> Floats:
    """Log price lately; where there was none, as announced for the periods ahead; NaN without either."""
    at = np.full(len(rows), knot)
    lately = windows.mean(rows, at - window, at)
    return np.where(np.isnan(lately), windows.mean(rows, at, at + horizon), lately)


def _explain(
    usual: Floats, told: Bools, codes: Mapping[str, Index], prices: Mapping[str, Floats]
) -> tuple[Floats, Floats]:
    """Expected level, relative to the mean, and spread of its log, from the series whose level is told."""
    n = len(usual)
    if told.sum() < LEAST_SERIES or not usual[told].sum() > 0:
        return np.ones(n), np.full(n, USUAL_SPREAD)
    usual = usual / usual[told].mean()
    log = np.log(np.maximum(usual, SMALLEST))
    fit = _Fit(log[told].mean(), np.zeros(n), log, told)
    columns = [_Effect(of, _join(of, told)) for of in codes.values()]
    slopes = [_Slope(values, told) for values in prices.values()]
    parts: list[_Effect | _Slope] = [*slopes, *columns]
    for _ in range(ROUNDS):
        for part in parts:
            part.update(fit.residual(parts, without=part), told)
    fitted = fit.centre + sum((part.values for part in parts), np.zeros(n))
    left = np.where(told, log - fitted, 0.0)
    variance = _variance(float((left[told] ** 2).sum()), int(told.sum()))
    unseen = sum((part.unseen for part in columns), np.zeros(n))
    level = np.clip(_smear(fitted, usual, told, columns), SMALLEST, FARTHEST * usual[told].max())
    return level, np.clip(np.sqrt(variance + unseen), *SPREADS)


def _smear(fitted: Floats, usual: Floats, told: Bools, columns: Sequence[_Effect]) -> Floats:
    """Means of the levels whose logs were fitted (Duan, 1983), by which columns a series is unknown to.

    A series of a new label lacks that column's effect, and so is one of all that the column tells apart.
    """
    level = np.empty_like(fitted)
    lacks = np.stack([~part.seen[part.of_series] for part in columns]) if columns else None
    kinds = np.zeros(len(fitted), dtype=np.intp) if lacks is None else _kinds(lacks)
    for kind in np.unique(kinds).tolist():
        members = kinds == kind
        first = int(members.argmax())
        missing = [p.values for i, p in enumerate(columns) if lacks is not None and lacks[i, first]]
        without = fitted[told] - sum((values[told] for values in missing), np.zeros(int(told.sum())))
        level[members] = np.exp(fitted[members]) * usual[told].sum() / np.exp(without).sum()
    return level


def _kinds(lacks: Bools) -> Index:
    """For each series a number that those with the same gaps share."""
    kinds = np.zeros(lacks.shape[1], dtype=np.intp)
    for column in lacks:
        kinds = np.unique(2 * kinds + column, return_inverse=True)[1] if column.any() else kinds
    return kinds


def _variance(squares: float, count: int) -> float:
    return (squares + SPREAD_TRUST * USUAL_SPREAD**2) / (count + SPREAD_TRUST)


@dataclass(frozen=True)
class _Fit:
    centre: float
    nothing: Floats
    log: Floats
    told: Bools

    def residual(self, parts: Sequence[_Effect | _Slope], without: _Effect | _Slope) -> Floats:
        return self.log - self.centre - sum((p.values for p in parts if p is not without), self.nothing)


def _join(of_series: Index, told: Bools) -> Floats:
    return np.bincount(of_series[told], minlength=int(of_series.max()) + 1).astype(np.float64)


class _Effect:
    """A column's effects on the log level, one a label."""

    def __init__(self, of_series: Index, count: Floats) -> None:
        self.of_series, self.count, self.seen = of_series, count, count > 0
        self.values: Floats = np.zeros(len(of_series))
        self.unseen: Floats = np.zeros(len(of_series))

    def update(self, residual: Floats, told: Bools) -> None:
        """Each label's mean residual, pulled towards zero; labels without a series stay there."""
        seen = self.seen
        total = np.bincount(self.of_series[told], residual[told], len(self.count))
        mean = np.divide(total, self.count, out=np.zeros_like(total), where=seen)
        within = residual[told] - mean[self.of_series[told]]
        free = max(int(told.sum()) - int(seen.sum()), 1)
        noise = float((within**2).sum()) / free
        if int(told.sum()) - int(seen.sum()) < LEAST_SERIES:
            noise = max(noise, USUAL_SPREAD**2)
        expected = noise / self.count[seen]
        weight = 1 / (expected + 0.1) ** 2
        between = max(float((weight * (mean[seen] ** 2 - expected)).sum() / weight.sum()), 0.0)
        effect = mean * (between / (between + noise / np.maximum(self.count, 1)) if between > 0 else 0.0)
        self.values = effect[self.of_series]
        self.unseen = np.where(seen, 0.0, between)[self.of_series]


class _Slope:
    """How the log level falls or rises with a log price, pulled a little towards not at all."""

    def __init__(self, price: Floats, told: Bools) -> None:
        known = ~np.isnan(price)
        self.used = known & told
        centre = price[self.used].mean() if self.used.any() else 0.0
        self.price = np.where(known, price - centre, 0.0)
        self.values: Floats = np.zeros(len(price))

    def update(self, residual: Floats, told: Bools) -> None:
        """Least squares through the series with a price and a level."""
        x, y = self.price[self.used], residual[self.used]
        squares = float((x**2).sum())
        slope = float((x * y).sum()) / (squares + 1.0) if squares > 0 else 0.0
        self.values = slope * self.price
