"""The feature table: one row per series, origin and step ahead.

A row's origin is the number of periods known. Columns about demand read only positions
before the origin; columns about the target period read only the calendar, known-future
columns and static columns. Both are gathered by position, so training rows and the rows
of a forecast come from the same code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from foresale.data.calendars import CalendarOptions, calendar_columns
from foresale.forecasting.features.conditions import Conditions
from foresale.forecasting.features.groups import make_groups
from foresale.forecasting.features.hidden_demand import believed_demand
from foresale.forecasting.features.level import level_window, series_level
from foresale.forecasting.features.neighbours import Neighbours
from foresale.forecasting.features.windows import Index, Windows, periods_since
from foresale.frequency import Frequency
from foresale.panel import Floats, Panel

Columns = dict[str, Floats]
MAX_CATEGORIES = 200


@dataclass(frozen=True)
class Spans:
    """The windows and seasons looked at, in periods, for one frequency."""

    windows: tuple[int, ...]
    short: int
    season: int
    season_counts: tuple[int, ...]
    year: int
    year_halfwidth: int
    outlook: int


SPANS = {
    Frequency.DAY: Spans((3, 7, 14, 28, 56, 112, 364), 28, 7, (1, 2, 4, 8), 364, 3, 3),
    Frequency.WEEK: Spans((2, 4, 8, 13, 26, 52), 8, 1, (1, 2, 4), 52, 1, 1),
    Frequency.MONTH: Spans((2, 3, 6, 12, 24), 3, 1, (1, 2), 12, 0, 1),
}


class FeatureTable:
    """Builds feature rows of a panel for any series, origin and step.

    Means and groups see periods in which stock ran out as `believed_demand` has them; deviations and
    shares of periods sold and known leave these out.

    Args:
        panel: The history, with known-future columns as far as they are known.
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
        self._known_windows = {
            name: Windows(array[:, : panel.n_periods])
            for name, array in panel.known_future.items()
            if name not in panel.categories
        }
        self._conditions = Conditions(panel, 13 * self.spans.short)
        base = replace(panel, target=self._conditions.base)
        self._known = Windows(base.target, sold=True, squares=True)
        believed = believed_demand(base)
        self.history = self._known if believed is base.target else Windows(believed)
        base = replace(base, target=believed)
        self.groups = make_groups(base)
        self._group_windows = [Windows(group.sales) for group in self.groups]
        self._since_sale = periods_since(panel.target > 0)
        self._first = panel.first_period()
        self.window = level_window(base, self.history, horizon) if window is None else window
        self.level = series_level(base, self.history, self.groups, self.window)
        self._neighbours = Neighbours(self._conditions.moves, self.groups)
        self._past_windows = {name: Windows(array) for name, array in panel.past_only.items()}
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
        target = origin + step - 1
        scale, usual = self.level(series, origin), self._usual(series, origin)
        columns = {"step": step, "log_level": np.log(scale), **self._at_origin(series, origin, scale)}
        columns |= self._same_season(series, origin, target, scale)
        columns |= self._last_year(series, origin, target, scale)
        for group, windows in zip(self.groups, self._group_windows, strict=True):
            columns |= self._group_movement(group.name, windows, group.of_series[series], origin, target)
        columns |= self._known_ahead(series, target, usual, origin + self.horizon - 1)
        columns |= self._conditions.columns(series, origin, target)
        columns |= self._neighbours.columns(series, target)
        columns |= self._calendar(target)
        columns |= {f"is_{name}": codes[series] for name, codes in self._codes.items()}
        return {name: np.asarray(values, dtype=np.float32) for name, values in columns.items()}

    def rows_after(self, series: Index, horizon: int) -> tuple[Columns, Floats]:
        """The rows of all steps after the history, a series' steps together, and each row's level.

        The same as `rows` gives; what doesn't differ between steps, or series of a group, is looked
        up once.
        """
        n, end = len(series), self.panel.n_periods
        row, at = np.repeat(np.arange(n), horizon), np.tile(np.arange(horizon), n)
        s, o, ends = series[row], np.full(n * horizon, end), np.full(n, end)
        target = end + at
        level, usual = self.level(series, ends), self._usual(series, ends)
        scale = level[row]
        columns = {"step": at + 1, "log_level": np.log(level)[row]}
        columns |= _spread(self._at_origin(series, ends, level), row)
        phases = min(horizon, self.spans.season)
        some = np.repeat(np.arange(n), phases), np.tile(np.arange(phases), n)
        seasons = self._same_season(series[some[0]], np.full(n * phases, end), end + some[1], level[some[0]])
        columns |= _spread(seasons, row * phases + at % phases)
        columns |= self._last_year(s, o, target, scale)
        for group, windows in zip(self.groups, self._group_windows, strict=True):
            g, h = np.divmod(np.arange(len(group.labels) * horizon), horizon)
            moved = self._group_movement(group.name, windows, g, np.full(len(g), end), end + h)
            columns |= _spread(moved, group.of_series[s] * horizon + at)
        columns |= self._known_ahead(s, target, _spread(usual, row), o + self.horizon - 1)
        columns |= self._conditions.columns(s, o, target)
        columns |= self._neighbours.columns(s, target)
        columns |= _spread(self._calendar(end + np.arange(horizon)), at)
        columns |= {f"is_{name}": codes[s] for name, codes in self._codes.items()}
        return {name: np.asarray(values, dtype=np.float32) for name, values in columns.items()}, scale

    def _at_origin(self, s: Index, o: Index, scale: Floats) -> Columns:
        """What has been sold and seen up to the origin."""
        history, known, short = self.history, self._known, self.spans.short
        out: Columns = {}
        for window in self.spans.windows:
            out[f"mean_{window}"] = history.mean(s, o - window, o) / scale
        out["last"] = history.mean(s, o - 1, o) / scale
        out[f"deviation_{short}"] = known.deviation(s, o - short, o) / scale
        out[f"share_sold_{short}"] = known.share_sold(s, o - short, o)
        out[f"share_sold_{4 * short}"] = known.share_sold(s, o - 4 * short, o)
        with np.errstate(invalid="ignore", divide="ignore"):
            recent, before = history.mean(s, o - short, o), history.mean(s, o - 2 * short, o - short)
            out["trend"] = np.clip(recent / np.where(before > 0, before, np.nan), 0, 10)
        out["since_sale"] = self._since_sale[s, o]
        out["age"] = np.clip(o - self._first[s], 0, 2 * self.spans.year)  # 0, not minus the wait
        out["known_share"] = known.count(s, o - short, o) / short
        for name, windows in self._past_windows.items():
            out[f"{name}_last"] = windows.mean(s, o - 1, o)
            if name not in self.panel.categories:
                out[f"{name}_mean_{short}"] = windows.mean(s, o - short, o)
        return out

    def _same_season(self, s: Index, o: Index, t: Index, scale: Floats) -> Columns:
        season = self.spans.season
        out: Columns = {}
        if season == 1:
            for lag in (1, 2, 3, 4):
                out[f"lag_{lag}"] = self.history.mean(s, o - lag, o - lag + 1) / scale
            return out
        newest = t - season * ((t - o) // season + 1)
        total = np.zeros(len(s))
        known = np.zeros(len(s))
        for back in range(max(self.spans.season_counts)):
            at = newest - back * season
            total += self.history.total(s, at, at + 1)
            known += self.history.count(s, at, at + 1)
            if back + 1 in self.spans.season_counts:
                with np.errstate(invalid="ignore", divide="ignore"):
                    out[f"same_season_{back + 1}"] = np.where(known > 0, total / known, np.nan) / scale
        return out

    def _last_year(self, s: Index, o: Index, t: Index, scale: Floats) -> Columns:
        year, half, short = self.spans.year, self.spans.year_halfwidth, self.spans.short
        back = year * ((t - o) // year + 1)
        at = t - back
        out: Columns = {}
        out["year_ago"] = self.history.mean(s, at, at + 1) / scale
        around = self.history.mean(s, at - half, np.minimum(at + half + 1, o))
        level = self.history.mean(s, o - back - short, o - back)
        with np.errstate(invalid="ignore", divide="ignore"):
            out["year_ago_around"] = around / scale
            out["year_ago_index"] = np.clip(around / np.where(level > 0, level, np.nan), 0, 10)
        at2 = at - year
        out["two_years_ago_around"] = self.history.mean(s, at2 - half, at2 + half + 1) / scale
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

    def _usual(self, s: Index, o: Index) -> Columns:
        """What columns known ahead have usually been before the origin."""
        return {
            f"{name}_against_{span}": windows.mean(s, o - span, o)
            for name, windows in self._known_windows.items()
            for span in (self.spans.short, 13 * self.spans.short)
        }

    def _known_ahead(self, s: Index, t: Index, usual: Columns, end: Index) -> Columns:
        """Columns known ahead at the target and around it, as far as the horizon's end."""
        out: Columns = {}
        for name, array in self.panel.known_future.items():
            last = array.shape[1] - 1
            out[name] = _at(array, s, t, last)
            if name in self.panel.categories:
                continue
            for span in (self.spans.short, 13 * self.spans.short):
                against = usual[f"{name}_against_{span}"]
                with np.errstate(invalid="ignore", divide="ignore"):
                    out[f"{name}_against_{span}"] = out[name] / np.where(against != 0, against, np.nan)
            for shift in range(1, self.spans.outlook + 1):
                out[f"{name}_before_{shift}"] = _at(array, s, t - shift, last)
                out[f"{name}_after_{shift}"] = _at(array, s, t + shift, np.minimum(end, last))
        return out

    def _calendar(self, t: Index) -> Columns:
        out: Columns = {}
        for name, values in self._calendar_columns.items():
            last = len(values) - 1
            out[name] = np.where(t <= last, values[np.minimum(t, last)], np.nan)
        return out


def _spread(columns: Columns, index: Index) -> Columns:
    return {name: values[index] for name, values in columns.items()}


def _at(array: Floats, series: Index, position: Index, last: Index | int) -> Floats:
    """Values of a known-future column at positions; NaN outside what is known."""
    inside = (position >= 0) & (position <= last)
    return np.where(inside, array[series, np.clip(position, 0, last)], np.nan)


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
