"""What a series itself has sold: lately, in the same season, and a year ago."""

from __future__ import annotations

import numpy as np

from foresale.arrays import Floats, Index
from foresale.forecasting.features.spans import SPANS
from foresale.forecasting.features.windows import Windows, periods_since
from foresale.panel import Panel

Columns = dict[str, Floats]


class OwnSales:
    """Columns of a series' own demand, over its level at the origin.

    Args:
        panel: The history.
        known: Windows of its known demand, with sold periods and squares.
        believed: Windows of its demand with stock-outs filled in.
    """

    def __init__(self, panel: Panel, known: Windows, believed: Windows) -> None:
        self._spans = SPANS[panel.freq]
        self._known, self._history = known, believed
        self._since_sale = periods_since(panel.target > 0)
        self._first = panel.first_period()

    def at_origin(self, s: Index, o: Index, scale: Floats) -> Columns:
        """What has been sold up to the origin."""
        history, known, short = self._history, self._known, self._spans.short
        out: Columns = {}
        for window in self._spans.windows:
            out[f"mean_{window}"] = history.mean(s, o - window, o) / scale
        out["last"] = history.mean(s, o - 1, o) / scale
        out[f"deviation_{short}"] = known.deviation(s, o - short, o) / scale
        out[f"share_sold_{short}"] = known.share_sold(s, o - short, o)
        out[f"share_sold_{4 * short}"] = known.share_sold(s, o - 4 * short, o)
        with np.errstate(invalid="ignore", divide="ignore"):
            recent, before = history.mean(s, o - short, o), history.mean(s, o - 2 * short, o - short)
            out["trend"] = np.clip(recent / np.where(before > 0, before, np.nan), 0, 10)
        out["since_sale"] = self._since_sale[s, o]
        out["age"] = np.clip(o - self._first[s], 0, 2 * self._spans.year)  # 0, not minus the wait
        out["known_share"] = known.count(s, o - short, o) / short
        return out

    def same_season(self, s: Index, o: Index, t: Index, scale: Floats) -> Columns:
        """What was sold on the newest periods of the target's season."""
        season = self._spans.season
        out: Columns = {}
        if season == 1:
            for lag in (1, 2, 3, 4):
                out[f"lag_{lag}"] = self._history.mean(s, o - lag, o - lag + 1) / scale
            return out
        newest = t - season * ((t - o) // season + 1)
        total = np.zeros(len(s))
        known = np.zeros(len(s))
        for back in range(max(self._spans.season_counts)):
            at = newest - back * season
            total += self._history.total(s, at, at + 1)
            known += self._history.count(s, at, at + 1)
            if back + 1 in self._spans.season_counts:
                with np.errstate(invalid="ignore", divide="ignore"):
                    out[f"same_season_{back + 1}"] = np.where(known > 0, total / known, np.nan) / scale
        return out

    def last_year(self, s: Index, o: Index, t: Index, scale: Floats) -> Columns:
        """What was sold at the target's time one and two years ago."""
        year, half, short = self._spans.year, self._spans.year_halfwidth, self._spans.short
        back = year * ((t - o) // year + 1)
        at = t - back
        out: Columns = {}
        out["year_ago"] = self._history.mean(s, at, at + 1) / scale
        around = self._history.mean(s, at - half, np.minimum(at + half + 1, o))
        level = self._history.mean(s, o - back - short, o - back)
        with np.errstate(invalid="ignore", divide="ignore"):
            out["year_ago_around"] = around / scale
            out["year_ago_index"] = np.clip(around / np.where(level > 0, level, np.nan), 0, 10)
        at2 = at - year
        out["two_years_ago_around"] = self._history.mean(s, at2 - half, at2 + half + 1) / scale
        return out
