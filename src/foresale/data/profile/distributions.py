"""How sales are distributed: histogram, density, and boxes by weekday, month and season."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Floats
from foresale.frequency import Frequency, weekday_name, weekdays
from foresale.panel import Panel

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December")  # fmt: skip
_SEASONS = ("winter", "spring", "summer", "autumn")  # December–February first
_SAMPLE = 4_000


@dataclass(frozen=True)
class Distribution:
    """Known sales of all series and periods, as bars and as a smooth curve.

    Attributes:
        edges: Borders of the bars, one more than `counts`.
        counts: Values in each bar.
        density_x, density_y: Points of a Gaussian kernel density over the same range.
        above: Values beyond the last bar (the largest half per cent, when they are far out).
        share_zero: Share of values that are zero.
        mean, median, largest: Of all known values.
    """

    edges: tuple[float, ...]
    counts: tuple[int, ...]
    density_x: tuple[float, ...]
    density_y: tuple[float, ...]
    above: int
    share_zero: float
    mean: float
    median: float
    largest: float


@dataclass(frozen=True)
class Box:
    """Five numbers of one group of period totals, its mean, and how many lie beyond the whiskers.

    Whiskers reach the furthest value within 1.5 interquartile ranges of the box.
    """

    label: str
    count: int
    low: float
    q1: float
    median: float
    q3: float
    high: float
    mean: float
    outliers: int


@dataclass(frozen=True)
class BoxGroup:
    """Boxes of period totals by `by`: weekday, month or season (of the northern hemisphere)."""

    by: str
    boxes: tuple[Box, ...]


def distribution(panel: Panel) -> Distribution | None:
    """Histogram and density of known sales; None where nothing is known."""
    return distribution_of(panel.target)


def distribution_of(values: Floats) -> Distribution | None:
    """Histogram and density of any values; None where none is known.

    Args:
        values: NaN where one isn't known.
    """
    values = np.sort(values[~np.isnan(values)])
    if not len(values):
        return None
    low, high = float(values[0]), float(values[-1])
    far = float(np.quantile(values, 0.995))
    if high > 1.5 * far > 0:
        high = far
    if high <= low:
        high = low + 1.0
    counts, edges = np.histogram(values, bins=_edges(values, low, high))
    x = np.linspace(low, high, 200)
    return Distribution(
        edges=_floats(edges),
        counts=tuple(int(count) for count in counts),
        density_x=_floats(x),
        density_y=_floats(_density(values, x)),
        above=int((values > edges[-1]).sum()),
        share_zero=float((values == 0).mean()),
        mean=float(values.mean()),
        median=float(np.median(values)),
        largest=float(values[-1]),
    )


def _edges(values: Floats, low: float, high: float) -> Floats:
    """Borders of up to 40 bars; of whole numbers each bar holds equally many."""
    if np.any(values[:: max(1, len(values) // _SAMPLE)] % 1 != 0):
        return np.linspace(low, high, 41)
    step = float(np.ceil((high - low + 1) / 40))
    return np.asarray(np.arange(low, high + 1 + step, step) - 0.5)


def _density(ordered: Floats, x: Floats) -> Floats:
    """Gaussian kernel density with Silverman's width, on an even sample of the ordered values.

    Mass that would spill over the ends is folded back, so that sales near zero aren't shown as too few.
    """
    sample = ordered[np.linspace(0, len(ordered) - 1, min(_SAMPLE, len(ordered))).astype(np.int64)]
    q1, q3 = np.quantile(sample, (0.25, 0.75))
    spread = min(x for x in (float(sample.std()), float(q3 - q1) / 1.34, np.inf) if x > 0)
    width = 0.9 * spread * len(sample) ** -0.2 if np.isfinite(spread) else (x[-1] - x[0]) / 100
    width = max(width, (x[-1] - x[0]) / 500)
    density = np.zeros(len(x))
    inside = sample[sample <= x[-1]]
    for centre in (inside, 2 * x[0] - inside, 2 * x[-1] - inside):
        density += np.exp(-0.5 * ((x[:, None] - centre[None, :]) / width) ** 2).sum(axis=1)
    return np.asarray(density / (len(sample) * width * np.sqrt(2 * np.pi)))


def total_by_period(panel: Panel) -> Floats:
    """T totals of all series; NaN where none is known (closed days)."""
    known = ~np.isnan(panel.target)
    total = np.where(known, panel.target, 0.0).sum(axis=0)
    return np.asarray(np.where(known.any(axis=0), total, np.nan))


def box_groups(panel: Panel) -> tuple[BoxGroup, ...]:
    """Boxes of the total by weekday (days only), month and season, over open periods."""
    total = total_by_period(panel)
    months = panel.dates.astype("datetime64[M]").astype(np.int64) % 12
    groups = [
        _group("month", total, months, _MONTHS),
        _group("season", total, (months + 1) % 12 // 3, _SEASONS),
    ]
    if panel.freq is Frequency.DAY:
        names = tuple(weekday_name(day) for day in range(7))
        groups.insert(0, _group("weekday", total, weekdays(panel.dates), names))
    return tuple(groups)


def _group(by: str, total: Floats, slot: NDArray[np.int64], labels: tuple[str, ...]) -> BoxGroup:
    boxes = []
    for position, label in enumerate(labels):
        values = total[(slot == position) & ~np.isnan(total)]
        if len(values):
            boxes.append(box_of(label, values))
    return BoxGroup(by, tuple(boxes))


def box_of(label: str, values: Floats) -> Box:
    """Quartiles, whiskers and mean of one group of values.

    Args:
        label: The group's name.
        values: At least one, all known.
    """
    q1, median, q3 = (float(x) for x in np.quantile(values, (0.25, 0.5, 0.75)))
    reach = 1.5 * (q3 - q1)
    inside = values[(values >= q1 - reach) & (values <= q3 + reach)]
    return Box(
        label=label,
        count=len(values),
        low=float(inside.min()),
        q1=q1,
        median=median,
        q3=q3,
        high=float(inside.max()),
        mean=float(values.mean()),
        outliers=len(values) - len(inside),
    )


def _floats(values: Floats) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
