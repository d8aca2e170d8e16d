"""The data's portrait in numbers: what a person would want to know before trusting a forecast."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import polars as pl

from foresale.arrays import Floats
from foresale.cards import Card, Shown
from foresale.data.cleaning.outliers import outlier_fences
from foresale.data.profile.column_profiles import ColumnProfile, Correlations, column_profiles, correlations
from foresale.data.profile.demand_classes import CLASSES, demand_classes
from foresale.data.profile.distributions import (
    BoxGroup,
    Distribution,
    box_groups,
    distribution,
    total_by_period,
)
from foresale.data.profile.findings import FindingSources, findings
from foresale.data.profile.total_decomposition import TotalDecomposition, decompose_total
from foresale.json_values import to_json
from foresale.notes import counted
from foresale.panel import Panel
from foresale.sales import Sales

_FINDINGS_SHOWN = 3


@dataclass(frozen=True)
class Overview:
    """How much there is.

    Attributes:
        rows, rejected: Rows used and set aside.
        series: Number of series; `keys` name what tells them apart.
        periods: Number of periods from `first` to `last` (ISO dates) of length `freq` (D, W or M).
        target: Its column; `total` is its sum, `mean` the average period's total over all series.
        unit: Where it is in several currencies or units, which of them `total` and `mean` are of: the first
            of `totals`, which holds the sum of each. None where all is in one.
        known, unknown, closed, not_begun: Series-periods with known demand, without, closed, and before
            each series' beginning; they add up to series × periods.
        stock_outs: Series-periods in which stock ran out.
    """

    rows: int
    rejected: int
    series: int
    keys: tuple[str, ...]
    periods: int
    first: str
    last: str
    freq: str
    target: str
    total: float
    mean: float | None
    known: int
    unknown: int
    closed: int
    not_begun: int
    stock_outs: int
    unit: str | None = None
    totals: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class OutlierProfile:
    """Sales beyond Q1 − 1.5·IQR and Q3 + 1.5·IQR of their series' own.

    Attributes:
        count, share: How many, and of all known values.
        series: How many series have one.
        largest: The furthest beyond, as series name, date, value and the upper fence.
    """

    count: int
    share: float
    series: int
    largest: tuple[tuple[str, str, float, float], ...]


@dataclass(frozen=True)
class SharePart:
    """A group of series: its name, how many they are, and their share of the total."""

    name: str
    series: int
    share: float


@dataclass(frozen=True)
class SeriesShare:
    """One series' total and its share of all."""

    name: str
    total: float
    share: float


@dataclass(frozen=True, repr=False)
class Profile(Shown):
    """A retailer's data in numbers and sentences; `to_dict` makes it plain for JSON.

    Attributes:
        overview: How much there is.
        columns: Each column of the file.
        distribution: Known sales of all series.
        outliers: Sales far outside their series' own range.
        decomposition: Trend and season of the total; where there are several units, of the commonest, as are
            the parts below except `top` and `bottom`.
        boxes: Period totals by weekday, month and season.
        correlations: Numeric columns against the target and each other.
        classes: Series and share of sales by demand class.
        abc_xyz: The same by ABC and XYZ, named "AX" to "CZ".
        top, bottom: Series that sell most and least (of those that sold).
        findings: What stands out, in sentences.
    """

    overview: Overview
    columns: tuple[ColumnProfile, ...]
    distribution: Distribution | None
    outliers: OutlierProfile
    decomposition: TotalDecomposition
    boxes: tuple[BoxGroup, ...]
    correlations: Correlations | None
    classes: tuple[SharePart, ...]
    abc_xyz: tuple[SharePart, ...]
    top: tuple[SeriesShare, ...]
    bottom: tuple[SeriesShare, ...]
    findings: tuple[str, ...]

    def _card(self) -> Card:
        seen, found = self.overview, self.findings[:_FINDINGS_SHOWN]
        rows = [
            ("rows", f"{seen.rows:,}" + (f", {seen.rejected:,} set aside" if seen.rejected else "")),
            ("series", f"{seen.series:,} by {', '.join(seen.keys)}"),
            ("periods", f"{seen.periods:,}, {seen.first} to {seen.last}"),
            ("total", f"{seen.total:,.0f} {seen.target}"),
            *(("" if place else "findings", text) for place, text in enumerate(found)),
        ]
        more = len(self.findings) - len(found)
        return "Profile", [*rows, *([("more", f"{counted(more, 'finding')} in .findings")] if more else [])]

    def to_dict(self) -> dict[str, Any]:
        """The same as dictionaries, lists, texts and finite numbers (None for what isn't one)."""
        plain: dict[str, Any] = to_json(asdict(self))
        return plain


def profile_sales(sales: Sales, panel: Panel) -> Profile:
    """Describe a file and the panel built from it.

    Args:
        sales: The rows as read.
        panel: What `build_panel` made of them.

    Returns:
        Numbers for pictures, and findings in sentences.
    """
    overview = _overview(sales, panel)
    columns = column_profiles(sales)
    ranked = _rank(panel, np.nan_to_num(panel.target).sum(axis=1))
    if panel.units:
        panel = panel.of_unit(panel.units[0])
    table = demand_classes(panel, sales.roles.price)
    units = np.nan_to_num(panel.target).sum(axis=1)
    outliers = _outliers(panel)
    split = decompose_total(panel)
    boxes = box_groups(panel)
    moves = correlations(sales)
    portrait = FindingSources(
        panel=panel,
        rows=sales.frame.height,
        series=overview.series,
        totals=overview.totals,
        columns=columns,
        correlations=moves,
        classes=table,
        boxes=boxes,
        outlier_share=outliers.share,
        trend_strength=split.trend_strength,
        seasonal_strength=split.seasonal_strength,
    )
    return Profile(
        overview=overview,
        columns=columns,
        distribution=distribution(panel),
        outliers=outliers,
        decomposition=split,
        boxes=boxes,
        correlations=moves,
        classes=_parts(table["class"], units, CLASSES),
        abc_xyz=_parts(table["abc"] + table["xyz"], units, tuple(a + x for a in "ABC" for x in "XYZ")),
        top=ranked[:10],
        bottom=tuple(part for part in reversed(ranked) if part.total > 0)[:10],
        findings=findings(portrait),
    )


def _overview(sales: Sales, panel: Panel) -> Overview:
    known = ~np.isnan(panel.target)
    begun = np.arange(panel.n_periods) >= panel.first_period()[:, None]
    closed = panel.closed & begun
    shown = panel.of_unit(panel.units[0]) if panel.units else panel
    dates = panel.dates.astype("datetime64[D]")
    by_unit = [(unit, float(np.nansum(panel.of_unit(unit).target))) for unit in panel.units]
    return Overview(
        rows=sales.frame.height,
        rejected=sales.rejects.height,
        series=panel.n_series,
        keys=panel.keys,
        periods=panel.n_periods,
        first=str(dates[0]),
        last=str(dates[-1]),
        freq=panel.freq.value,
        target=panel.target_name,
        total=float(np.nansum(shown.target)),
        mean=float(np.nanmean(total_by_period(shown))) if known.any() else None,
        known=int(known.sum()),
        unknown=int((begun & ~known & ~closed).sum()),
        closed=int(closed.sum()),
        not_begun=int((~begun).sum()),
        stock_outs=int(panel.censored.sum()),
        unit=panel.units[0] if panel.units else None,
        totals=tuple(by_unit),
    )


def series_names(panel: Panel) -> list[str]:
    """Each series' keys in one text, joined by " · "."""
    joined = panel.series.select(
        pl.concat_str(pl.col(panel.keys).cast(pl.String), separator=" · ").alias("name")
    )
    return joined["name"].to_list()


def _outliers(panel: Panel) -> OutlierProfile:
    fences = outlier_fences(panel, "iqr")
    outside = fences.outside(panel.target)
    count = int(outside.sum())
    known = int((~np.isnan(panel.target)).sum())
    beyond = np.where(outside, panel.target - fences.high, -np.inf).ravel()
    furthest = np.argsort(-beyond, kind="stable")[: min(10, count)]
    furthest = furthest[beyond[furthest] > 0]
    names = series_names(panel)
    dates = panel.dates.astype("datetime64[D]")
    largest = []
    for place in furthest:
        row, period = divmod(int(place), panel.n_periods)
        value, fence = panel.target[row, period], fences.high[row, period]
        largest.append((names[row], str(dates[period]), float(value), float(fence)))
    return OutlierProfile(
        count=count,
        share=count / known if known else 0.0,
        series=int(outside.any(axis=1).sum()),
        largest=tuple(largest),
    )


def _parts(groups: pl.Series, units: Floats, order: tuple[str, ...]) -> tuple[SharePart, ...]:
    total = float(units.sum())
    table = (
        pl.DataFrame({"name": groups, "units": units}).group_by("name").agg(pl.len(), pl.col("units").sum())
    )
    found = {name: (count, sold) for name, count, sold in table.rows()}
    return tuple(
        SharePart(name, int(found[name][0]), float(found[name][1]) / total if total else 0.0)
        for name in order
        if name in found
    )


def _rank(panel: Panel, units: Floats) -> tuple[SeriesShare, ...]:
    """Every series, the best seller first."""
    names = series_names(panel)
    labels = panel.unit_labels()
    totals = {label: float(units[(labels == label).to_numpy()].sum()) for label in labels.unique()}
    order = np.argsort(-units, kind="stable")
    return tuple(
        SeriesShare(
            names[row],
            float(units[row]),
            float(units[row]) / total if (total := totals[labels[row]]) else 0.0,
        )
        for row in order.tolist()
    )
