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

from foresale.reports import wording
from foresale.reports.axes import Axis
from foresale.reports.shapes import (
    HEIGHT,
    WIDTH,
    band_path,
    bar_path,
    box_path,
    line_path,
    scale_of,
    whisker_path,
)

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Line:
    """Values joined by a line, with holes where they are NaN.

    A line of more points than the axis has names can't be `read`: it shows a shape only.
    """

    label: str
    values: Array
    style: str
    read: bool = True


@dataclass(frozen=True)
class Band:
    """The room between a low and a high."""

    label: str
    low: Array
    high: Array
    style: str = "band"


@dataclass(frozen=True)
class Bars:
    """Values as bars; several sets stand side by side, each set filling `fill` of the room.

    `shares` narrows single bars, 0 … 1 of their width: parts of a week are drawn as parts.
    """

    label: str
    values: Array
    style: str
    fill: float = 0.72
    shares: Array | None = None


@dataclass(frozen=True)
class Whiskers:
    """Ranges as thin upright lines over the last set of bars."""

    label: str
    low: Array
    high: Array
    style: str = "whisker"


@dataclass(frozen=True)
class Boxes:
    """Boxes from the lower to the upper quartile, cut at the median, with whiskers to `low` and `high`."""

    label: str
    low: Array
    q1: Array
    median: Array
    q3: Array
    high: Array
    style: str = "box"


Layer = Line | Band | Bars | Whiskers | Boxes


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
        write: How a value is written: `wording.number` or `wording.percent`.
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
            paths.append(
                (f"bar {layer.style}", bar_path(layer.values, place, (low, high), layer.fill, layer.shares))
            )
        elif isinstance(layer, Boxes):
            paths += box_paths(layer, low, high)
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
    if chart.write is wording.number:
        return wording.ticks(steps)
    return [f"{100 * step:g}{wording.NBSP}%" for step in steps]


def _values(layer: Layer) -> list[Array]:
    return [layer.values] if isinstance(layer, Line | Bars) else [layer.low, layer.high]


def box_paths(boxes: Boxes, low: float, high: float) -> list[tuple[str, str]]:
    """The whiskers, the boxes and their medians as paths."""
    return [
        ("whisker", whisker_path(boxes.low, boxes.high, 1, (low, high))),
        (boxes.style, box_path(boxes.q1, boxes.q3, low, high)),
        ("median", box_path(boxes.median, boxes.median, low, high)),
    ]


def _box_readings(boxes: Boxes, chart: Chart) -> dict[str, tuple[str, list[str]]]:
    inner = [wording.between(a, b) for a, b in zip(boxes.q1, boxes.q3, strict=True)]
    outer = [wording.between(a, b) for a, b in zip(boxes.low, boxes.high, strict=True)]
    middle = [chart.write(float(value)) for value in boxes.median]
    return {"Median": ("median", middle), "Middle half": ("box", inner), "Whiskers": ("whisker", outer)}


def _readings(chart: Chart) -> str:
    """Every value in words, by position: what the pointer shows."""
    merged: dict[str, tuple[str, list[str]]] = {}
    for layer in chart.layers:
        if isinstance(layer, Line) and not layer.read:
            continue
        if isinstance(layer, Boxes):
            merged |= _box_readings(layer, chart)
            continue
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
