"""Series summed by product, store or any other column: who grows, who shrinks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foresale.arrays import Array
from foresale.forecasting.results import Forecast
from foresale.frequency import Frequency
from foresale.panel import Panel
from foresale.reports.comparison import Comparison
from foresale.reports.series_labels import column_labels, column_title
from foresale.reports.shapes import sparkline

_PRODUCT_WORDS = (
    "product",
    "item",
    "sku",
    "article",
    "stockcode",
    "stock_code",
    "description",
    "material",
    "brand",
)
_MOST_GROUPS_SHOWN = 12


@dataclass(frozen=True)
class Group:
    """One product or store: its forecast, its earlier sales and its line in small.

    `change` is relative and like for like, NaN where nothing sold before; `gained` is the same in units.
    `sure` tells whether earlier sales lie outside the range; None where the group has none.
    """

    name: str
    ahead: float
    share: float
    before: float
    change: float
    gained: float
    spark: tuple[str, str]
    sure: bool | None = None


@dataclass(frozen=True)
class Level:
    """All groups of one column, biggest forecast first; `title` is what a reader calls the column."""

    column: str
    title: str
    groups: list[Group]
    n_groups: int


def product_column(panel: Panel) -> str | None:
    """The key that names products: by its name, else the one with most values; None without keys."""
    varied = [key for key in panel.keys if panel.series[key].n_unique() > 1]
    named = [key for key in varied if any(word in key.lower().replace(" ", "_") for word in _PRODUCT_WORDS)]
    if named:
        return named[0]
    return max(varied, key=lambda key: panel.series[key].n_unique(), default=None)


def other_columns(panel: Panel, product: str | None) -> list[str]:
    """Further key and static columns, at most three, that each part the total in a few groups of its own."""
    counts = {column: panel.series[column].n_unique() for column in panel.series.columns if column != product}
    limit = max(60, panel.n_series // 10)
    chosen: list[str] = []
    for column, count in counts.items():
        few = count <= limit or column in panel.keys
        if few and 2 <= count < panel.n_series and not _repeats(panel, column, [product, *chosen]):
            chosen.append(column)
    return chosen[:3]


def _repeats(panel: Panel, column: str, others: Sequence[str | None]) -> bool:
    """Whether a column parts the series just as another does, such as the city of each branch."""
    count = panel.series[column].n_unique()
    return any(
        other is not None
        and panel.series[other].n_unique() == count
        and panel.series.select(column, other).n_unique() == count
        for other in others
    )


def level_of(forecast: Forecast, column: str, compared: Comparison | None) -> Level:
    """Sum the series by `column`, with each group's change and sparkline."""
    codes, names, raw = _codes(forecast.panel, column)
    mean = _sum_groups(forecast.mean, codes, len(names)).sum(axis=1)
    before = beside = np.full(len(names), np.nan)
    if compared is not None:
        known = np.isfinite(compared.sold)
        has_known = _sum_groups(known.astype(np.float64), codes, len(names)).sum(axis=1) > 0
        before = np.where(
            has_known, _sum_groups(np.nan_to_num(compared.sold), codes, len(names)).sum(axis=1), np.nan
        )
        beside = _sum_groups(np.where(known, forecast.mean, 0.0), codes, len(names)).sum(axis=1)
    total = max(float(mean.sum()), 1e-300)
    past, ahead = _recent(forecast, codes, len(names))
    ranges = _ranges(forecast, column)
    change = np.divide(beside, before, out=np.full(len(names), np.nan), where=before > 0) - 1
    groups = [
        Group(
            name=names[i],
            ahead=float(mean[i]),
            share=float(mean[i]) / total,
            before=float(before[i]),
            change=float(change[i]),
            gained=float(beside[i] - before[i]),
            spark=sparkline(past[i], ahead[i]),
            sure=_is_sure(float(mean[i]), float(beside[i]), float(before[i]), ranges.get(raw[i])),
        )
        for i in _worth_showing(mean, beside - before)
    ]
    return Level(column, column_title(forecast.panel, column), groups, len(names))


@dataclass(frozen=True)
class Ranking:
    """One end of the groups, and what to call it: “Gaining most”, or “Losing least” where all lose."""

    title: str
    groups: list[Group]


def rankings(level: Level, count: int = 5) -> list[Ranking]:
    """The best and the worst groups by units gained or lost; nothing without earlier sales.

    Where no group gains (or loses), its end shows those that lose (or gain) least, by share.
    """
    known = [group for group in level.groups if np.isfinite(group.change)]
    if len(known) < 2:
        return []
    gaining = sorted((g for g in known if g.gained > 0), key=lambda g: -g.gained)
    losing = sorted((g for g in known if g.gained < 0), key=lambda g: g.gained)
    by_share = sorted(known, key=lambda g: g.change)
    return [
        Ranking("Gaining most", gaining[:count])
        if gaining
        else Ranking("Losing least", by_share[::-1][:count]),
        Ranking("Losing most", losing[:count]) if losing else Ranking("Gaining least", by_share[:count]),
    ]


def _worth_showing(mean: Array, gained: Array) -> list[int]:
    """Positions of the biggest groups, biggest first, and of those that move most."""
    biggest = np.argsort(-mean, kind="stable")
    movers = np.argsort(np.where(np.isfinite(gained), gained, 0.0), kind="stable")
    picked = set(np.concatenate([biggest[:_MOST_GROUPS_SHOWN], movers[:6], movers[-6:]]).tolist())
    return [i for i in biggest.tolist() if i in picked]


def _ranges(forecast: Forecast, column: str) -> dict[str, tuple[float, float]]:
    """The 80 % range of the whole horizon of each group that has one."""
    rows = forecast.totals.filter((pl.col("level") == column) & (pl.col("grain") == "horizon"))
    return {name: (low, high) for name, low, high in rows.select("name", "q0.1", "q0.9").iter_rows()}


def _is_sure(ahead: float, beside: float, before: float, ends: tuple[float, float] | None) -> bool | None:
    """Whether earlier sales lie outside a group's range, like for like; None without a range."""
    if ends is None or not ahead > 0 or not before > 0:
        return None
    part = beside / ahead
    return not ends[0] * part <= before <= ends[1] * part


def _codes(panel: Panel, column: str) -> tuple[NDArray[np.int64], list[str], list[str]]:
    """Each series' group, as a position in the groups' labels, and these as the file writes them."""
    values = panel.series[column].cast(str).fill_null("(none)").to_numpy().astype(str)
    raw, first, codes = np.unique(values, return_index=True, return_inverse=True)
    labels = column_labels(panel, column)
    return codes.astype(np.int64), [labels[i] for i in first.tolist()], raw.tolist()


def _sum_groups(values: Array, codes: NDArray[np.int64], count: int) -> Array:
    """Rows summed by group."""
    order = np.argsort(codes, kind="stable")
    starts = np.searchsorted(codes[order], np.arange(count))
    return np.asarray(np.add.reduceat(values[order], starts, axis=0))


def _recent(forecast: Forecast, codes: NDArray[np.int64], count: int) -> tuple[Array, Array]:
    """Each group's recent past and its forecast, by week where periods are days."""
    freq = forecast.panel.freq
    length = 182 if freq is Frequency.DAY else 2 * freq.periods_a_year if freq.days > 7 else 52
    past = _sum_groups(np.nan_to_num(forecast.panel.target[:, -length:]), codes, count)
    ahead = _sum_groups(forecast.mean[:, : {Frequency.DAY: 91}.get(freq, 26)], codes, count)
    if freq is not Frequency.DAY:
        return past, ahead
    return _by_week(past[:, past.shape[1] % 7 :]), _by_week(ahead[:, : max(7, ahead.shape[1] // 7 * 7)])


def _by_week(days: Array) -> Array:
    """Seven columns to one; fewer than seven count for a whole week at their pace."""
    count = days.shape[1]
    if count < 7:
        return np.asarray(days.sum(axis=1, keepdims=True) * 7 / max(count, 1))
    return np.asarray(days.reshape(len(days), -1, 7).sum(axis=2))
