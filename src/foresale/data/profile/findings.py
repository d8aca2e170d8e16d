"""What stands out in the data, in sentences with numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from foresale.arrays import Bools
from foresale.data.profile.column_profiles import ColumnProfile, Correlations
from foresale.data.profile.distributions import BoxGroup, total_by_period
from foresale.frequency import Frequency, weekday_name, weekdays
from foresale.notes import counted, percent
from foresale.panel import Panel

_NOTHING, _CLEAR = 0.1, 0.3
_YEARS_OF_A_PATTERN = 2


@dataclass(frozen=True)
class FindingSources:
    """What findings are drawn from: the panel and the numbers already taken from it."""

    panel: Panel
    rows: int
    series: int
    totals: tuple[tuple[str, float], ...]
    columns: tuple[ColumnProfile, ...]
    correlations: Correlations | None
    classes: pl.DataFrame
    boxes: tuple[BoxGroup, ...]
    outlier_share: float
    trend_strength: float
    seasonal_strength: float


def findings(portrait: FindingSources) -> tuple[str, ...]:
    """Sentences on size, growth, season, closures, products, gaps and what explains sales, in that order."""
    return (
        *_size(portrait),
        *_growth(portrait),
        *_season(portrait),
        *_closures(portrait.panel),
        *_products(portrait),
        *_quality(portrait),
        *_explaining(portrait),
    )


def _size(portrait: FindingSources) -> list[str]:
    panel = portrait.panel
    dates = panel.dates.astype("datetime64[M]" if panel.freq.months else "datetime64[D]")
    span = f"{counted(panel.n_periods, panel.freq.noun)} ({dates[0]} to {dates[-1]})"
    if not portrait.totals:
        total = f"{panel.target_name} is {float(np.nansum(panel.target)):,.0f} in all"
        return [f"{counted(portrait.rows, 'row')} make {portrait.series:,} series over {span}; {total}."]
    parts = ", ".join(f"{total:,.0f} {unit or '(no unit)'}" for unit, total in portrait.totals)
    first = portrait.totals[0][0] or "what has no unit"
    size = f"{counted(portrait.rows, 'row')} make {portrait.series:,} series over {span}."
    apart = f"{panel.target_name} is {parts}: several units have no total. What follows is of {first} alone."
    return [size, apart]


def _growth(portrait: FindingSources) -> list[str]:
    """The last year against the one before, over periods known in both."""
    panel = portrait.panel
    year = 364 if panel.freq is Frequency.DAY else panel.freq.periods_a_year
    if panel.n_periods < 2 * year or not panel.non_negative:
        return []
    total = total_by_period(panel)
    now, before = total[-year:], total[-2 * year : -year]
    both = ~np.isnan(now) & ~np.isnan(before)
    if not before[both].sum() > 0:
        return []
    change = now[both].sum() / before[both].sum() - 1
    word = "more" if change >= 0 else "less"
    trend = f"trend strength {portrait.trend_strength:.2f}"
    return [f"The last year sold {percent(abs(change))} {word} than the year before ({trend})."]


def _season(portrait: FindingSources) -> list[str]:
    found = []
    panel = portrait.panel
    rhythm = "weekly" if panel.freq is Frequency.DAY else "yearly"
    strength = portrait.seasonal_strength
    if panel.n_periods >= 2 * panel.freq.season_length:
        word = "strong" if strength >= 0.6 else "clear" if strength >= 0.3 else "weak"
        found.append(f"The {rhythm} rhythm of the total is {word} (seasonal strength {strength:.2f} of 1).")
    if not panel.non_negative:
        return found
    years = panel.n_periods / panel.freq.periods_a_year
    for group in portrait.boxes:
        told = {"weekday": strength >= _CLEAR, "month": years >= 1}.get(group.by, False)
        means = {box.label: box.mean for box in group.boxes}
        average = sum(means.values()) / max(len(means), 1)
        if not told or len(means) < 3 or average <= 0:
            continue
        best, worst = max(means, key=lambda label: means[label]), min(means, key=lambda label: means[label])
        most, least = (percent(means[label] / average - 1, signed=True) for label in (best, worst))
        ends = f"{most} against the average {group.by}; {worst} least, {least}"
        if group.by == "month" and years < _YEARS_OF_A_PATTERN:
            found.append(f"{best} sold most, {ends}; seen too seldom to tell a season from chance.")
        else:
            found.append(f"{best} sells most, {ends}.")
    return found


def _closures(panel: Panel) -> list[str]:
    closed: Bools = np.asarray(panel.closed.all(axis=0))
    if panel.freq is not Frequency.DAY or not closed.any():
        return []
    found = []
    slot = weekdays(panel.dates)
    for day in range(7):
        if (slot == day).sum() >= 4 and closed[slot == day].mean() > 0.9:
            found.append(f"{weekday_name(day)}s have no sales at all: treated as closed.")
            closed = closed & (slot != day)
    if closed.any():
        count = int(closed.sum())
        verb = "has" if count == 1 else "have"
        found.append(f"{counted(count, 'day')} {verb} no sale in the whole file: treated as closed.")
    return found


def _products(portrait: FindingSources) -> list[str]:
    panel, table = portrait.panel, portrait.classes
    n = panel.n_series
    if n < 2:
        return []
    found = []
    n_a = int((table["abc"] == "A").sum())
    found.append(f"{n_a:,} of {n:,} series ({percent(n_a / n)}) make the first 80 % of sales.")
    n_rare = int(table["class"].is_in(["intermittent", "lumpy"]).sum())
    if n_rare:
        found.append(
            f"{n_rare:,} series ({percent(n_rare / n)}) sell on fewer than three in four {panel.freq.noun}s: "
            "their single periods are hard to foresee, their sums are not."
        )
    for name, sentence in (
        ("new", "have too short a history to judge them by themselves"),
        ("no sales", "never sold anything"),
    ):
        count = int((table["class"] == name).sum())
        if count:
            found.append(f"{count:,} of {n:,} series {sentence}.")
    ended = int(table["ended"].sum())
    if ended:
        found.append(
            f"{ended:,} of {n:,} series seem to have ended: no sale for far longer than ever before."
        )
    return found


def _quality(portrait: FindingSources) -> list[str]:
    panel = portrait.panel
    found = []
    for column in portrait.columns:
        if column.missing_share >= 0.01 or (column.missing and column.role == "target"):
            share = percent(column.missing_share, digits=1)
            found.append(f"{column.name} is empty in {column.missing:,} rows ({share}).")
        if column.distinct == 1 and column.role not in ("key", "ignored"):
            found.append(f"{column.name} holds one single value: nothing to learn there.")
    known = int((~np.isnan(panel.target)).sum())
    censored = int(panel.censored.sum())
    if censored and known:
        found.append(
            f"Stock ran out in {censored:,} series-{panel.freq.noun}s ({percent(censored / known)} of the "
            "known): sales there are below demand."
        )
    if portrait.outlier_share > 0:
        share = percent(portrait.outlier_share, digits=1)
        found.append(f"{share} of known values lie far outside what their own series usually sells.")
    return found


def _explaining(portrait: FindingSources) -> list[str]:
    matrix = portrait.correlations
    if matrix is None:
        return []
    target = matrix.names[0]
    inside = " within a series" if matrix.within_series else ""
    nothing: list[tuple[str, float]] = []
    found = []
    for position, name in enumerate(matrix.names[1:], start=1):
        linear, ranked = matrix.pearson[0][position], matrix.spearman[0][position]
        if linear is None or ranked is None:
            continue
        strength = max(abs(linear), abs(ranked))
        if strength < _NOTHING:
            nothing.append((name, linear))
        elif strength >= _CLEAR:
            direction = "rise together" if ranked > 0 else "move against each other"
            numbers = f"correlation {linear:.2f}, by rank {ranked:.2f}"
            found.append(f"{target} and {name} {direction}{inside}: {numbers}.")
    if len(nothing) == 1:
        name, linear = nothing[0]
        found.append(
            f"{target} and {name} correlate {_format_change(linear)}{inside}: nothing to learn there."
        )
    elif nothing:
        shown = ", ".join(f"{name} ({_format_change(linear)})" for name, linear in nothing)
        found.append(f"{target} correlates with none of {shown}{inside}: nothing to learn there.")
    return found


def _format_change(value: float) -> str:
    """Two digits, and no sign before a zero."""
    text = f"{value:.2f}"
    return "0.00" if text == "-0.00" else text
