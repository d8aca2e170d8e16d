"""What a series sold, over its level, when a column known ahead stood as it will at the target.

Two products can answer the same promotion quite differently. Trees would have to single each
series out to learn that; here every series brings its own past answer along, pulled towards what
all series did under that condition as far as it has few of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Floats, Index
from foresale.forecasting.features.groups import make_groups
from foresale.forecasting.features.level import series_level
from foresale.forecasting.features.similar_series import WINDOW
from foresale.forecasting.features.windows import Windows
from foresale.panel import Panel

MOST_VALUES = 4  # a column with more, or without 0, is a quantity, and seen against its usual value
EDGES = (0.6, 0.75, 0.85, 0.95, 1.1)  # of the usual value: where one condition ends and the next begins
USUAL = 4  # the class between the last two edges
UNKNOWN = -1
NONE = -2  # no label of a text is the ordinary one
PRIOR = 2.0  # occasions' worth of trust in what all series did
LARGEST_RATIO = 10.0
BELIEVED = (0.2, 10.0)
MATERIAL = 0.2  # log of an answer; smaller ones move a level less than chance does
ORDINARY = 0.5  # of all periods must be under the common condition, or there is none
FEWEST_ORDINARY = 3  # periods of a window, without which a level is taken from all of them
CELLS_AT_ONCE = 500_000

Codes = NDArray[np.int8]


@dataclass(frozen=True)
class Occasions:
    """Past periods of all series under one condition, in order of series and period.

    Attributes:
        place: N positions in the flattened S × T history.
        ratio: N + 1 running sum of demand over level.
        overall: T + 1 mean ratio of all series before each position; NaN before the first occasion.
    """

    place: NDArray[np.int64]
    ratio: Floats
    overall: Floats


class Conditions:
    """Answers of series to past conditions, as known at any origin.

    Args:
        panel: The history with columns known ahead.
        span: Periods over which a quantity's usual value is taken.
    """

    def __init__(
        self,
        panel: Panel,
        span: int,
    ) -> None:
        self.base = panel.target
        self._n_periods = panel.n_periods
        self._codes: dict[str, Codes] = {}
        self.moves: dict[str, Floats] = {}
        self._occasions: dict[str, dict[int, Occasions]] = {}
        self._span = 2 * panel.freq.periods_a_year
        found = {}
        for name, codes, common, move in _codes(panel, span):
            found[name] = codes, common
            if move is not None:
                self.moves[name] = move
        if not found:
            return
        past = {name: (codes[:, : panel.n_periods], common) for name, (codes, common) in found.items()}
        ordinary = {name: each for name, each in past.items() if (each[0] == each[1]).mean() >= ORDINARY}
        told = _outside(past, panel)
        place = _with_a_level(panel, np.flatnonzero(told & ~np.isnan(panel.target)))
        ratio = _ratios(panel, _ordinary_level(panel, _outside(ordinary, panel)), place)
        for name, (codes, common) in past.items():
            self._codes[name] = found[name][0]
            of_place = codes[np.divmod(place, panel.n_periods)]
            self._occasions[name] = {
                int(code): _occasions(place[of_place == code], ratio[of_place == code], panel.n_periods)
                for code in np.unique(of_place)
                if code not in (common, UNKNOWN)
            }
        self.base = self._without_answers(panel, ordinary, place, ratio)

    def _without_answers(
        self, panel: Panel, ordinary: dict[str, tuple[Codes, int]], place: NDArray[np.int64], ratio: Floats
    ) -> Floats:
        """Demand divided by what series answer to the condition of each period, as known before it."""
        base = panel.target.copy()
        kinds = np.zeros(len(place), dtype=np.int64)
        for codes, common in ordinary.values():
            of_place = codes[np.divmod(place, panel.n_periods)].astype(np.int64)
            kinds = kinds * (len(EDGES) + 3) + np.where(of_place == common, 0, of_place + 2)
        for kind in np.unique(kinds[kinds > 0]):
            rows = np.flatnonzero(kinds == kind)
            occasions = _occasions(place[rows], ratio[rows], panel.n_periods)
            series, period = np.divmod(place[rows], panel.n_periods)
            overall = np.nan_to_num(occasions.overall[period], nan=1.0)
            answer = np.clip(self._answer(occasions, series, period), *BELIEVED)
            with np.errstate(invalid="ignore", divide="ignore"):  # nothing sold, or taken back, at first
                material = np.abs(np.log(overall)) > MATERIAL
            base[series, period] /= np.where(material, answer, 1.0)
        return base

    def columns(self, series: Index, origin: Index, target: Index) -> dict[str, Floats]:
        """For each column known ahead, demand over level on past occasions like the target's.

        NaN where the target's condition is the common one, or was never seen before the origin.
        """
        out = {}
        for name, codes in self._codes.items():
            values = np.full(len(series), np.nan, dtype=np.float32)
            inside = target < codes.shape[1]
            code = np.where(inside, codes[series, np.where(inside, target, 0)], UNKNOWN)
            for wanted, occasions in self._occasions[name].items():
                rows = np.flatnonzero(code == wanted)
                if len(rows):
                    values[rows] = self._answer(occasions, series[rows], origin[rows])
            out[f"{name}_answer"] = values
        return out

    def _answer(self, occasions: Occasions, series: Index, origin: Index) -> Floats:
        first = series * self._n_periods + np.maximum(origin - self._span, 0)
        low = np.searchsorted(occasions.place, first)
        high = np.searchsorted(occasions.place, series * self._n_periods + origin)
        total, count = occasions.ratio[high] - occasions.ratio[low], high - low
        return np.asarray((total + PRIOR * occasions.overall[origin]) / (count + PRIOR))


def _outside(columns: dict[str, tuple[Codes, int]], panel: Panel) -> NDArray[np.bool_]:
    """S × T, where any of the columns is known and not in its common condition."""
    found = np.zeros(panel.target.shape, dtype=bool)
    for codes, common in columns.values():
        found |= (codes != common) & (codes != UNKNOWN)
    return found


def _codes(panel: Panel, span: int) -> Iterator[tuple[str, Codes, int, Floats | None]]:
    """Each column's S × (T + F) conditions, the common one, and the column or what it is to its usual value.

    A text has no such value, and conditions only where it has few labels.
    """
    for name, array in panel.known_ahead.items():
        once = len(array) > 1 and array.strides[0] == 0
        rows = array[:1] if once else array
        known, common, move = ~np.isnan(rows), 0, None
        values = np.unique(rows[known])
        if name in panel.categories:
            found, common = np.where(known, rows, UNKNOWN), NONE
            if len(panel.categories[name]) > MOST_VALUES:
                found = np.full(rows.shape, UNKNOWN)
        elif len(values) <= MOST_VALUES and (len(values) == 0 or values[0] == 0):
            found, move = np.where(known, np.searchsorted(values, rows), UNKNOWN), rows
        else:
            move, common = _against_usual(rows, span), USUAL
            found = np.where(np.isnan(move), UNKNOWN, np.searchsorted(EDGES, move))
        codes = found.astype(np.int8)
        if once:
            codes = np.broadcast_to(codes, array.shape)
            move = None if move is None else np.broadcast_to(move, array.shape)
        yield name, codes, common, move


def _against_usual(rows: Floats, span: int) -> Floats:
    windows = Windows(rows)
    n, t = rows.shape
    series, period = np.divmod(np.arange(n * t), t)
    mean = windows.mean(series, period - span, period).reshape(n, t)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(rows / np.where(mean > 0, mean, np.nan), dtype=np.float32)


def _with_a_level(panel: Panel, place: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places of the flattened history that a series reached with a few known periods lately."""
    series, period = np.divmod(place, panel.n_periods)
    count = Windows(panel.target).count(series, period - WINDOW[panel.freq], period)
    return np.asarray(place[count >= FEWEST_ORDINARY])


def _ordinary_level(panel: Panel, special: NDArray[np.bool_]) -> Callable[[Index, Index], Floats]:
    """The level of periods under common conditions, where there are enough of them lately."""
    level = series_level(panel, Windows(panel.target), make_groups(panel))
    ordinary = Windows(np.where(special, np.nan, panel.target))
    window = WINDOW[panel.freq]

    def look_up(series: Index, origin: Index) -> Floats:
        plain = level(series, origin)
        mean = ordinary.mean(series, origin - window, origin)
        enough = ordinary.count(series, origin - window, origin) >= FEWEST_ORDINARY
        return np.asarray(np.where(enough & (mean > 0), mean, plain))

    return look_up


def _ratios(panel: Panel, level: Callable[[Index, Index], Floats], place: NDArray[np.int64]) -> Floats:
    """Demand over the level known just before, at places of the flattened history."""
    out = np.empty(len(place), dtype=np.float32)
    for start in range(0, len(place), CELLS_AT_ONCE):
        series, period = np.divmod(place[start : start + CELLS_AT_ONCE], panel.n_periods)
        ratio = panel.target[series, period] / level(series, period)
        out[start : start + CELLS_AT_ONCE] = np.clip(ratio, -LARGEST_RATIO, LARGEST_RATIO)
    return out


def _occasions(place: NDArray[np.int64], ratio: Floats, n_periods: int) -> Occasions:
    period = place % n_periods
    total = np.bincount(period, ratio, n_periods)
    count = np.bincount(period, minlength=n_periods)
    with np.errstate(invalid="ignore", divide="ignore"):
        overall = np.append(np.nan, np.cumsum(total) / np.cumsum(count))
    return Occasions(place, np.append(0.0, np.cumsum(ratio, dtype=np.float64)), overall)
