"""Columns known ahead, such as price and promotion: at the target, around it, and against what is usual."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from foresale.arrays import Floats, Index
from foresale.forecasting.features.spans import SPANS
from foresale.forecasting.features.windows import Windows
from foresale.panel import Panel

Columns = dict[str, Floats]
Names = tuple[str, ...]


class KnownAhead:
    """Looks up columns known ahead.

    Args:
        panel: The history, with these columns as far as they are known.

    Attributes:
        shared: Names of the columns that are the same for all series.
        own: Names of the others.
    """

    def __init__(self, panel: Panel) -> None:
        self._arrays, self._texts = panel.known_ahead, frozenset(panel.categories)
        self._outlook = SPANS[panel.freq].outlook
        self._spans = (SPANS[panel.freq].short, 13 * SPANS[panel.freq].short)
        one_row = {name: len(a) > 1 and a.strides[0] == 0 for name, a in panel.known_ahead.items()}
        self.shared: Names = tuple(name for name, is_one in one_row.items() if is_one)
        self.own: Names = tuple(name for name, is_one in one_row.items() if not is_one)
        self._n_periods = panel.n_periods
        self._windows: dict[str, Windows] = {}

    def usual(self, names: Names, s: Index, o: Index) -> Columns:
        """What the columns of quantities among `names` have usually been before the origin."""
        for name in self._quantities(names):
            if name not in self._windows:
                self._windows[name] = Windows(self._arrays[name][:, : self._n_periods])
        return self._means({name: self._windows[name] for name in self._quantities(names)}, s, o)

    def usual_at_the_end(self, names: Names, s: Index) -> Columns:
        """The same at the end of the history, where its newest periods are all that it takes."""
        newest = max(self._n_periods - max(self._spans), 0)
        recent = slice(newest, self._n_periods)
        windows = {name: Windows(self._arrays[name][s, recent]) for name in self._quantities(names)}
        return self._means(windows, np.arange(len(s)), np.full(len(s), self._n_periods - newest))

    def _quantities(self, names: Names) -> Names:
        return tuple(name for name in names if name not in self._texts)

    def _means(self, windows: Mapping[str, Windows], row: Index, o: Index) -> Columns:
        return {
            f"{name}_against_{span}": seen.mean(row, o - span, o)
            for name, seen in windows.items()
            for span in self._spans
        }

    def columns(self, names: Names, s: Index, t: Index, usual: Columns, end: Index) -> Columns:
        """The columns at targets and around them, as far as the horizon's end, and over the usual."""
        out: Columns = {}
        for name in names:
            array = self._arrays[name]
            last = array.shape[1] - 1
            out[name] = _at(array, s, t, last)
            if name in self._texts:
                continue
            for span in self._spans:
                against = usual[f"{name}_against_{span}"]
                with np.errstate(invalid="ignore", divide="ignore"):
                    out[f"{name}_against_{span}"] = out[name] / np.where(against != 0, against, np.nan)
            for shift in range(1, self._outlook + 1):
                out[f"{name}_before_{shift}"] = _at(array, s, t - shift, last)
                out[f"{name}_after_{shift}"] = _at(array, s, t + shift, np.minimum(end, last))
        return out


def _at(array: Floats, series: Index, position: Index, last: Index | int) -> Floats:
    """Values of a known-ahead column at positions; NaN outside what is known."""
    inside = (position >= 0) & (position <= last)
    return np.where(inside, array[series, np.clip(position, 0, last)], np.nan)
