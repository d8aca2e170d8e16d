"""The feature table: one row per series, origin and step ahead.

A row's origin is the number of periods known. Columns about demand read only positions
before the origin; columns about the target period read only the calendar, known-ahead
columns and static columns. Both are gathered by position, so training rows and the rows
of a forecast come from the same code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foresale.arrays import Floats, Index
from foresale.data.calendar.calendars import CalendarOptions, calendar_columns
from foresale.forecasting.features.conditions import Conditions
from foresale.forecasting.features.groups import make_groups
from foresale.forecasting.features.imputed_demand import impute_demand
from foresale.forecasting.features.known_ahead import KnownAhead
from foresale.forecasting.features.level import level_window, series_level
from foresale.forecasting.features.neighbours import Neighbours
from foresale.forecasting.features.own_sales import OwnSales
from foresale.forecasting.features.rows_ahead import Columns, RowsAhead
from foresale.forecasting.features.spans import SPANS
from foresale.forecasting.features.windows import Windows
from foresale.panel import Panel

MAX_CATEGORIES = 200
FEATURES = "features"


class FeatureTable:
    """Builds feature rows of a panel for any series, origin and step.

    Means and groups see periods in which stock ran out as `impute_demand` has them; deviations and
    shares of periods sold and known leave these out.

    Args:
        panel: The history, with known-ahead columns as far as they are known.
        horizon: The furthest step that will be asked for.
        categories: Static columns to encode and their labels in code order, as learned when
            a model was fitted; by default learned from this panel.
        window: Recent periods that levels are taken from, as chosen when a model was fitted; by default
            chosen on this panel.
    """

    def __init__(
        self,
        panel: Panel,
        horizon: int,
        categories: Mapping[str, tuple[str, ...]] | None = None,
        window: int | None = None,
    ) -> None:
        self.panel, self.horizon = panel, horizon
        self.spans = SPANS[panel.freq]
        self._ahead = KnownAhead(panel)
        self._conditions = Conditions(panel, 13 * self.spans.short)
        base = replace(panel, target=self._conditions.base)
        known = Windows(base.target, sold=True, squares=True)
        believed = impute_demand(base)
        self.history = known if believed is base.target else Windows(believed)
        self._own = OwnSales(panel, known, self.history)
        base = replace(base, target=believed)
        self.groups = make_groups(base, FEATURES)
        self._group_windows = [Windows(group.sales) for group in self.groups]
        self.window = level_window(base, self.history, horizon) if window is None else window
        self.level = series_level(base, self.history, self.groups, self.window, FEATURES)
        self._neighbours = Neighbours(self._conditions.moves, self.groups)
        self._past_windows: dict[str, Windows] | None = None
        self.categories = learn_categories(panel) if categories is None else dict(categories)
        self._codes = {name: _encode(panel.series, name, labels) for name, labels in self.categories.items()}
        self._calendar_columns = panel.calendar or calendar_columns(
            np.concatenate([panel.dates, panel.future_dates(horizon)]), panel.freq, CalendarOptions()
        )

    def rows(self, series: Index, origin: Index, step: Index) -> Columns:
        """Columns for the given series positions, origins and steps ahead (1 is the next period).

        Returns:
            Name → one float32 per row, NaN where unknown. Demand is divided by the series' level
            at the origin, so that series of all sizes look alike.
        """
        target, scale, names = origin + step - 1, self.level(series, origin), tuple(self.panel.known_ahead)
        columns = _single({"step": step, "log_level": np.log(scale)})
        columns |= _single(self._own.at_origin(series, origin, scale))
        columns |= _single(self._look_back(series, origin))
        columns |= _single(self._own.same_season(series, origin, target, scale))
        columns |= _single(self._own.last_year(series, origin, target, scale))
        for group, windows in zip(self.groups, self._group_windows, strict=True):
            of, name = group.of_series[series], group.name
            columns |= _single(self._group_movement(name, windows, of, origin, target))
        for name in names:
            usual = self._ahead.usual((name,), series, origin)
            end = origin + self.horizon - 1
            columns |= _single(self._ahead.columns((name,), series, target, usual, end))
        columns |= _single(self._conditions.columns(series, origin, target))
        columns |= _single(self._neighbours.columns(series, target))
        columns |= _single(self._calendar(target))
        return columns | _single({f"is_{name}": codes[series] for name, codes in self._codes.items()})

    def rows_after(self, series: Index, horizon: int) -> RowsAhead:
        """The rows of all steps after the history, each column looked up once for the rows that share it.

        Args:
            series: Positions of n series.
            horizon: Steps ahead.
        """
        n, end = len(series), self.panel.n_periods
        row, at = np.repeat(np.arange(n), horizon), np.tile(np.arange(horizon), n)
        s, o, ends, target = series[row], np.full(n * horizon, end), np.full(n, end), end + at
        level = self.level(series, ends)
        of_series = {"log_level": np.log(level), **self._own.at_origin(series, ends, level)}
        of_series |= self._columns_at_end(series)
        of_series |= {f"is_{name}": codes[series] for name, codes in self._codes.items()}
        steps = np.arange(1, horizon + 1)
        of_step: dict[str, NDArray[Any]] = {"step": steps, **self._calendar(end + steps - 1)}
        phases = min(horizon, self.spans.season)
        some = np.repeat(np.arange(n), phases), np.tile(np.arange(phases), n)
        seasons = self._own.same_season(
            series[some[0]], np.full(n * phases, end), end + some[1], level[some[0]]
        )
        of_row = {name: values[row * phases + at % phases] for name, values in seasons.items()}
        of_row |= self._own.last_year(s, o, target, level[row])
        for group, windows in zip(self.groups, self._group_windows, strict=True):
            g, h = np.divmod(np.arange(len(group.labels) * horizon), horizon)
            moved = self._group_movement(group.name, windows, g, np.full(len(g), end), end + h)
            if len(group.labels) == 1:
                of_step |= moved
            else:
                place = group.of_series[series]
                trend = f"{group.name}_trend"
                of_series[trend] = moved.pop(trend)[::horizon][place]
                of_row |= {name: v.reshape(-1, horizon)[place].ravel() for name, v in moved.items()}
        ahead, last = self._ahead, end + self.horizon - 1
        one = np.zeros(horizon, dtype=np.intp)
        shared = ahead.usual_at_the_end(ahead.shared, one)
        of_step |= ahead.columns(ahead.shared, one, end + steps - 1, shared, np.full(horizon, last))
        own = {name: values[row] for name, values in ahead.usual_at_the_end(ahead.own, series).items()}
        of_row |= ahead.columns(ahead.own, s, target, own, np.full(n * horizon, last))
        of_row |= self._conditions.columns(s, o, target)
        of_row |= self._neighbours.columns(s, target)
        return RowsAhead(horizon, level, _single(of_series), _single(of_step), _single(of_row))

    def _look_back(self, s: Index, o: Index) -> Columns:
        """What columns known only once they happened were up to the origin."""
        if self._past_windows is None:
            self._past_windows = {name: Windows(array) for name, array in self.panel.past_only.items()}
        return self._past_means(self._past_windows, s, o)

    def _columns_at_end(self, s: Index) -> Columns:
        """The same at the end of the history, where the newest periods are all that it takes."""
        newest = max(self.panel.n_periods - self.spans.short, 0)
        windows = {name: Windows(array[s, newest:]) for name, array in self.panel.past_only.items()}
        return self._past_means(windows, np.arange(len(s)), np.full(len(s), self.panel.n_periods - newest))

    def _past_means(self, windows: Mapping[str, Windows], row: Index, o: Index) -> Columns:
        out: Columns = {}
        for name, seen in windows.items():
            out[f"{name}_last"] = seen.mean(row, o - 1, o)
            if name not in self.panel.categories:
                out[f"{name}_mean_{self.spans.short}"] = seen.mean(row, o - self.spans.short, o)
        return out

    def _group_movement(self, name: str, windows: Windows, g: Index, o: Index, t: Index) -> Columns:
        """What groups at rows `g` of `windows` have sold lately and around the target's season."""
        out: Columns = {}
        year, half, short, season = (
            self.spans.year,
            self.spans.year_halfwidth,
            self.spans.short,
            self.spans.season,
        )
        back = year * ((t - o) // year + 1)
        at = t - back
        with np.errstate(invalid="ignore", divide="ignore"):
            recent = windows.mean(g, o - short, o)
            recent = np.where(recent > 0, recent, np.nan)
            out[f"{name}_trend"] = windows.mean(g, o - max(short // 4, 1), o) / recent
            before = windows.mean(g, o - back - short, o - back)
            before = np.where(before > 0, before, np.nan)
            out[f"{name}_year_index"] = windows.mean(g, at - half, np.minimum(at + half + 1, o)) / before
            if season > 1:
                newest = t - season * ((t - o) // season + 1)
                same = sum(windows.total(g, newest - k * season, newest - k * season + 1) for k in range(4))
                known = sum(windows.count(g, newest - k * season, newest - k * season + 1) for k in range(4))
                out[f"{name}_season_index"] = same / known / recent
                out[f"{name}_year_day_index"] = windows.mean(g, at, at + 1) / before
        return out

    def _calendar(self, t: Index) -> Columns:
        out: Columns = {}
        for name, values in self._calendar_columns.items():
            last = len(values) - 1
            out[name] = np.where(t <= last, values[np.minimum(t, last)], np.nan)
        return out


def _single(columns: Mapping[str, NDArray[Any]]) -> Columns:
    return {name: np.asarray(values, dtype=np.float32) for name, values in columns.items()}


def learn_categories(panel: Panel) -> dict[str, tuple[str, ...]]:
    """Labels of each key and static column with few enough of them to learn from."""
    found = {}
    for name in panel.series.columns:
        labels = panel.series[name].cast(pl.String).drop_nulls().unique().sort()
        if 1 < len(labels) <= MAX_CATEGORIES:
            found[name] = tuple(labels.to_list())
    return found


def _encode(series: pl.DataFrame, name: str, labels: tuple[str, ...]) -> Floats:
    """Codes of a column's values; NaN for a value that was not there when the labels were learned."""
    codes = {label: float(code) for code, label in enumerate(labels)}
    text = series[name].cast(pl.String)
    return text.replace_strict(codes, default=None, return_dtype=pl.Float64).fill_null(np.nan).to_numpy()
