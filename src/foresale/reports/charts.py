"""Charts as shapes: scales, paths, tick labels and what a pointer or an arrow key reads out.

A drawing is stretched to its box by the browser, so its shapes carry no text: labels are
HTML, placed in per cent, and keep their size on a phone and on paper.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from foresale.frequency import Dates, Frequency
from foresale.reports import wording

Array = NDArray[np.float64]
WIDTH, HEIGHT = 4000, 2000


@dataclass(frozen=True)
class Line:
    """Values joined by a line, with holes where they are NaN."""

    label: str
    values: Array
    style: str


@dataclass(frozen=True)
class Band:
    """The room between a low and a high."""

    label: str
    low: Array
    high: Array
    style: str = "band"


@dataclass(frozen=True)
class Bars:
    """Values as bars; several sets stand side by side."""

    label: str
    values: Array
    style: str


@dataclass(frozen=True)
class Whiskers:
    """Ranges as thin upright lines over the last set of bars."""

    label: str
    low: Array
    high: Array
    style: str = "whisker"


Layer = Line | Band | Bars | Whiskers


@dataclass(frozen=True)
class Axis:
    """What lies along the bottom: a name for every position, and the few that are written out."""

    names: Sequence[str]
    ticks: Sequence[tuple[int, str]]


@dataclass(frozen=True)
class Zone:
    """A stretch of the axis, from `start` up to `stop`, that means something."""

    start: int
    stop: int
    label: str


@dataclass(frozen=True)
class Chart:
    """What to draw.

    Attributes:
        summary: What the picture shows, for readers who can't see it.
        axis: The positions.
        layers: What is drawn, the furthest back first.
        zones: Marked stretches.
        height: In pixels.
        write: How a value is written.
    """

    summary: str
    axis: Axis
    layers: Sequence[Layer]
    zones: Sequence[Zone] = ()
    height: int = 260
    write: Callable[[float | None], str] = wording.number


@dataclass(frozen=True)
class Drawing:
    """What the page's template prints: paths, labels in per cent, and the readings as JSON."""

    summary: str
    height: int
    paths: list[tuple[str, str]]
    y_ticks: list[tuple[float, str]]
    x_ticks: list[tuple[float, str]]
    zones: list[tuple[float, float, str]]
    legend: list[tuple[str, str]]
    readings: str = field(repr=False, default="{}")
    width: int = WIDTH
    depth: int = HEIGHT


def draw(chart: Chart) -> Drawing:
    """Turn a chart into shapes and labels."""
    count = len(chart.axis.names)
    low, high, steps = scale_of([values for layer in chart.layers for values in _values(layer)])
    bars = [layer for layer in chart.layers if isinstance(layer, Bars)]
    paths = []
    for layer in chart.layers:
        if isinstance(layer, Line):
            paths.append((f"line {layer.style}", line_path(layer.values, low, high)))
        elif isinstance(layer, Band):
            paths.append((layer.style, band_path(layer.low, layer.high, low, high)))
        elif isinstance(layer, Bars):
            place = (bars.index(layer), len(bars))
            paths.append((f"bar {layer.style}", bar_path(layer.values, place, low, high)))
        else:
            paths.append((layer.style, whisker_path(layer.low, layer.high, len(bars), (low, high))))
    return Drawing(
        summary=chart.summary,
        height=chart.height,
        paths=[(style, path) for style, path in paths if path],
        y_ticks=[
            (round(100 * (step - low) / (high - low), 2), text)
            for step, text in zip(steps, _tick_texts(chart, steps), strict=True)
        ],
        x_ticks=[(round(100 * (at + 0.5) / count, 2), text) for at, text in chart.axis.ticks],
        zones=[
            (round(100 * zone.start / count, 2), round(100 * (zone.stop - zone.start) / count, 2), zone.label)
            for zone in chart.zones
        ],
        legend=list({layer.label: layer.style for layer in chart.layers}.items()),
        readings=_readings(chart),
    )


def _tick_texts(chart: Chart, steps: list[float]) -> list[str]:
    return wording.ticks(steps) if chart.write is wording.number else [chart.write(step) for step in steps]


def _values(layer: Layer) -> list[Array]:
    return [layer.values] if isinstance(layer, Line | Bars) else [layer.low, layer.high]


def _readings(chart: Chart) -> str:
    """Every value in words, by position: what the pointer shows."""
    merged: dict[str, tuple[str, list[str]]] = {}
    for layer in chart.layers:
        if isinstance(layer, Line | Bars):
            texts = [chart.write(float(v)) if math.isfinite(v) else "" for v in layer.values]
        else:
            ends = zip(layer.low, layer.high, strict=True)
            texts = [wording.between(a, b) if math.isfinite(a + b) else "" for a, b in ends]
        if layer.label in merged:  # the same thing drawn in pieces: the later piece is the newer one
            texts = [new or old for new, old in zip(texts, merged[layer.label][1], strict=True)]
        merged[layer.label] = (layer.style, texts)
    rows = [[label, style, texts] for label, (style, texts) in merged.items()]
    return json.dumps(
        {"names": list(chart.axis.names), "rows": rows}, ensure_ascii=False, separators=(",", ":")
    )


def scale_of(values: Sequence[Array]) -> tuple[float, float, list[float]]:
    """Where the upright axis begins and ends, zero always on it, and its three to six round steps.

    Examples:
        >>> scale_of([np.array([3.0, 41.0])])
        (0.0, 50.0, [0.0, 10.0, 20.0, 30.0, 40.0, 50.0])
    """
    known = np.concatenate([np.ravel(v) for v in values]) if values else np.zeros(1)
    known = known[np.isfinite(known)]
    top, bottom = (max(float(known.max()), 0.0), min(float(known.min()), 0.0)) if known.size else (0.0, 0.0)
    if top == bottom:
        top = 1.0
    rough = (top - bottom) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * nice for nice in (1, 2, 2.5, 5, 10) if rough <= power * nice * 1.0001)
    first, last = math.floor(bottom / step + 1e-9), math.ceil(top / step - 1e-9)
    steps = [round(k * step, 12) for k in range(first, last + 1)]
    return steps[0], steps[-1], steps


def _across(count: int) -> Array:
    return np.asarray(WIDTH * (np.arange(count) + 0.5) / count)


def _down(values: Array, low: float, high: float) -> Array:
    return np.asarray(HEIGHT * (1 - (values - low) / (high - low)))


def line_path(values: Array, low: float, high: float) -> str:
    """The path of a line; a lone point becomes a dot.

    Examples:
        >>> line_path(np.array([0.0, 1.0, np.nan, 1.0]), 0, 1)
        'M500 2000L1500 0M3500 0h0'
    """
    x, y = _across(len(values)), _down(np.asarray(values, dtype=np.float64), low, high)
    known = np.isfinite(y)
    parts: list[str] = []
    for run in np.split(np.arange(len(y)), np.flatnonzero(np.diff(known)) + 1):
        if run.size and known[run[0]]:
            points = "L".join(f"{a:.0f} {b:.0f}" for a, b in zip(x[run], y[run], strict=True))
            parts.append(f"M{points}" + ("h0" if run.size == 1 else ""))
    return "".join(parts)


def band_path(bottom: Array, top: Array, low: float, high: float) -> str:
    """The outline of a band, closed; one for each stretch without holes."""
    x = _across(len(top))
    above, below = _down(np.asarray(top), low, high), _down(np.asarray(bottom), low, high)
    known = np.isfinite(above) & np.isfinite(below)
    half = WIDTH / (2 * max(len(top), 1))
    parts: list[str] = []
    for run in np.split(np.arange(len(x)), np.flatnonzero(np.diff(known)) + 1):
        if run.size and known[run[0]]:
            wide = (
                np.array([x[run[0]] - half / 2, x[run[0]] + half / 2]) if run.size == 1 else x[run]
            ).tolist()
            up, down = np.resize(above[run], len(wide)).tolist(), np.resize(below[run], len(wide)).tolist()
            points = [*zip(wide, up, strict=True), *reversed(list(zip(wide, down, strict=True)))]
            parts.append("M" + "L".join(f"{a:.0f} {b:.0f}" for a, b in points) + "Z")
    return "".join(parts)


def bar_path(values: Array, place: tuple[int, int], low: float, high: float) -> str:
    """Bars from the zero line; `place` is the set's turn among how many sets."""
    slot = WIDTH / max(len(values), 1)
    turn, sets = place
    width = slot * 0.72 / sets
    zero = _down(np.zeros(1), low, high)[0]
    tops = _down(np.asarray(values, dtype=np.float64), low, high)
    return "".join(
        f"M{slot * (i + 0.14) + turn * width:.0f} {zero:.0f}V{top:.0f}h{width * 0.94:.0f}V{zero:.0f}Z"
        for i, top in enumerate(tops)
        if math.isfinite(top)
    )


def whisker_path(bottom: Array, top: Array, sets: int, ends: tuple[float, float]) -> str:
    """Upright lines over the last of `sets` bars."""
    slot = WIDTH / max(len(top), 1)
    width = slot * 0.72 / max(sets, 1)
    above, below = _down(np.asarray(top), *ends), _down(np.asarray(bottom), *ends)
    shift = slot * 0.14 + (max(sets, 1) - 1) * width + width * 0.47
    return "".join(
        f"M{slot * i + shift:.0f} {a:.0f}V{b:.0f}"
        for i, (a, b) in enumerate(zip(above, below, strict=True))
        if math.isfinite(a) and math.isfinite(b)
    )


def date_axis(dates: Dates, freq: Frequency) -> Axis:
    """Periods along the bottom, with at most six written: Mondays, months or years, whatever is round."""
    values = [date.item() for date in dates.astype("datetime64[D]")]
    if freq is Frequency.DAY and len(values) <= 70:
        at = [i for i, value in enumerate(values) if value.weekday() == 0] or list(range(len(values)))
        texts = {i: wording.day(dates[i], year=False) for i in at}
    elif len(values) <= 13 and freq is not Frequency.DAY:
        write = wording.month if freq is Frequency.MONTH else wording.day
        texts = {i: write(date, year=False) for i, date in enumerate(dates)}
    else:
        at = [i for i in range(len(values)) if i == 0 or values[i].month != values[i - 1].month]
        if freq is not Frequency.MONTH and values[0].day > 7 and len(at) > 1:
            at = at[1:]
        at = at[:: max(1, -(-len(at) // 6))]
        years = [values[i].year for i in at]
        texts = {
            i: wording.month(dates[i], year=k == 0 or years[k] != years[k - 1]) for k, i in enumerate(at)
        }
    thinned = list(texts.items())[:: max(1, -(-len(texts) // 6))]
    return Axis([wording.period(date, freq) for date in dates], thinned)


def sparkline(history: Array, ahead: Array) -> tuple[str, str]:
    """Two paths on one scale: what was, then what is forecast, joined to it; zero may be below."""
    both = np.concatenate([history, ahead])
    known = both[np.isfinite(both)]
    high = float(known.max()) if known.size else 1.0
    # Its own low end shows the shape; at most 60 % of the height is cut off, lest noise look like news.
    low = min(float(known.min()), 0.6 * high) if known.size else 0.0
    high = high if high > low else low + 1.0
    past, future = both.copy(), both.copy()
    past[len(history) :] = np.nan
    future[: max(len(history) - 1, 0)] = np.nan
    return line_path(past, low, high), line_path(future, low, high)
