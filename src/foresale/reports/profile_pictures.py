"""The pictures of a data profile: the total's parts, boxes, distribution and correlations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Array
from foresale.data.profile.distributions import BoxGroup, Distribution
from foresale.data.profile.profile import Profile
from foresale.data.profile.total_decomposition import TotalDecomposition
from foresale.frequency import Frequency
from foresale.reports import wording
from foresale.reports.axes import Axis, date_axis
from foresale.reports.chart_layers import Bars, Boxes, Line
from foresale.reports.charts import Chart, Drawing, draw

_MOST_POINTS = 500
_MAX_MARKS = 5
"""Written below a histogram: on a phone, `−44.9 k` takes a seventh of its width."""
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class Cell:
    """One cell of a heat map: its text, the strength of its tint from 0 to 1, and its sign."""

    text: str
    tint: float
    sign: str


@dataclass(frozen=True)
class Decomposed:
    """The total over time with its trend, its rhythm, and what neither explains.

    `per` says what a point is, when several periods were averaged to keep the picture readable.
    """

    total: Drawing
    rhythm: Drawing | None
    remainder: Drawing
    per: str


def draw_decomposition(parts: TotalDecomposition, freq: Frequency) -> Decomposed:
    """Draw the total with its trend, one turn of its season, and the remainder."""
    dates = np.array(parts.dates, dtype="datetime64[D]")
    observed, trend, seasonal, rest = (
        _floats(values) for values in (parts.observed, parts.trend, parts.seasonal, parts.remainder)
    )
    width = _width(len(dates), freq)
    starts = dates[len(dates) % width :: width] if width > 1 else dates
    axis_freq = Frequency.WEEK if width > 1 else freq
    axis = date_axis(starts, axis_freq)
    per = f"average {freq.noun}, week by week" if width > 1 else f"by {freq.noun}"
    lines = [
        Line("Total", _average(observed, width), "actual thin"),
        Line("Trend", _average(trend, width), "forecast"),
    ]
    left = Chart(
        "What neither trend nor rhythm explains.",
        axis,
        [Line("Remainder", _average(rest, width), "actual thin")],
        height=130,
    )
    return Decomposed(
        total=draw(Chart("The total of all series over time, and its trend.", axis, lines)),
        rhythm=_rhythm(dates, seasonal, parts.season_length, freq),
        remainder=draw(left),
        per=per,
    )


def _width(count: int, freq: Frequency) -> int:
    return 7 if freq is Frequency.DAY and count > _MOST_POINTS else 1


def _average(values: Array, width: int) -> Array:
    """Means of `width` neighbours, leaving out NaN; a first incomplete group is dropped."""
    if width == 1:
        return values
    groups = values[len(values) % width :].reshape(-1, width)
    known = np.isfinite(groups)
    sums = np.where(known, groups, 0.0).sum(axis=1)
    empty = np.full(len(groups), np.nan)
    return np.asarray(np.divide(sums, known.sum(axis=1), out=empty, where=known.any(axis=1)))


def _rhythm(dates: NDArray[np.datetime64], seasonal: Array, length: int, freq: Frequency) -> Drawing | None:
    """One turn of the season: the average seasonal part of each weekday, week or month."""
    if length < 2 or len(dates) < 2 * length or not np.isfinite(seasonal).any():
        return None
    days = dates.astype("datetime64[D]")
    if freq is Frequency.DAY and length == 7:
        slot = (days.astype(np.int64) + 3) % 7
        names: list[str] = list(_WEEKDAYS)
    else:
        slot = days.astype("datetime64[M]").astype(np.int64) % 12
        names = [wording.month(np.datetime64(f"2001-{m:02d}-01"), year=False) for m in range(1, 13)]
    known = np.isfinite(seasonal)
    sums = np.bincount(slot[known], seasonal[known], len(names))
    counts = np.bincount(slot[known], minlength=len(names))
    means = np.divide(sums, counts, out=np.full(len(names), np.nan), where=counts > 0)
    axis = Axis(names, list(enumerate(names))[:: 2 if len(names) > 7 else 1])
    bars = Bars("Above or below the trend", means, "forecast")
    return draw(Chart("The rhythm: above and below the trend.", axis, [bars], height=170))


def boxes(group: BoxGroup) -> Drawing:
    """Box plots of the total by weekday, month or season."""
    found = group.boxes
    labels = [box.label.capitalize() for box in found]
    ticks = [(i, label if group.by == "season" else label[:3]) for i, label in enumerate(labels)]
    layer = Boxes(
        label=group.by,
        low=np.array([box.low for box in found]),
        q1=np.array([box.q1 for box in found]),
        median=np.array([box.median for box in found]),
        q3=np.array([box.q3 for box in found]),
        high=np.array([box.high for box in found]),
    )
    told = ", ".join(f"{box.label} median {wording.number(box.median)}" for box in found)
    names = [f"{label}: {box.count:,}" for label, box in zip(labels, found, strict=True)]
    axis = Axis(names, ticks[:: 2 if len(ticks) > 7 else 1])
    return draw(Chart(f"Total by {group.by}: {told}.", axis, [layer], height=220))


def histogram(shape: Distribution) -> Drawing:
    """How many values lie where, with the density over them."""
    edges, counts = np.array(shape.edges), np.array(shape.counts, dtype=np.float64)
    width = float(edges[1] - edges[0])
    x = np.linspace(edges[0], edges[-1], 200)
    curve = np.interp(x, shape.density_x, shape.density_y, left=np.nan, right=np.nan) * counts.sum() * width
    # A curve smoother than the bars can tower over them at zero; the bars set the scale.
    curve = np.minimum(curve, max(counts.max() * 1.02, 1.0))
    centres = (edges[:-1] + edges[1:]) / 2
    is_whole = np.isclose(width, 1)
    names = [
        wording.number(centre) if is_whole else wording.between(low, high)
        for low, centre, high in zip(edges[:-1], centres, edges[1:], strict=True)
    ]
    every = max(1, -(-len(names) // _MAX_MARKS))
    marked = range(0, len(names), every)
    labels = wording.ticks([float(f"{centres[i]:.3g}") for i in marked])
    ticks = list(zip(marked, labels, strict=True))
    layers = (Bars("Values", counts, "before", fill=1.0), Line("Density", curve, "forecast", read=False))
    middle = f"median {wording.number(shape.median)}, mean {wording.number(shape.mean)}"
    summary = f"Distribution of single values: {middle}, largest {wording.number(shape.largest)}."
    return draw(Chart(summary, Axis(names, ticks), layers, height=220))


def heat_map(matrix: Sequence[Sequence[float | None]]) -> list[list[Cell]]:
    """Correlations as tinted cells."""
    return [[_cell(value) for value in row] for row in matrix]


def _cell(value: float | None) -> Cell:
    if value is None:
        return Cell("–", 0.0, "plus")
    sign = "minus" if value < 0 else "plus"
    text = f"{value:.2f}".replace("-", "−")
    return Cell("0.00" if text == "−0.00" else text, round(0.5 * abs(value), 2), sign)


def abc_xyz(profile: Profile) -> list[tuple[str, list[tuple[int, float, float]]]]:
    """Rows A, B and C of columns X, Y and Z: series, share of sales, and tint."""
    found = {part.name: (part.series, part.share, round(0.5 * part.share, 3)) for part in profile.abc_xyz}
    return [(a, [found.get(a + x, (0, 0.0, 0.0)) for x in "XYZ"]) for a in "ABC"]


def _floats(values: Sequence[float | None]) -> Array:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
