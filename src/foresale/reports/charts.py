"""Charts as shapes: scales, paths, tick labels and what a pointer or an arrow key reads out.

A drawing is stretched to its box by the browser, so its shapes carry no text: labels are
HTML, placed in per cent, and keep their size on a phone and on paper.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from foresale.reports import wording
from foresale.reports.axes import Axis
from foresale.reports.chart_layers import DrawingArea, Layer, Readings, Write
from foresale.reports.shapes import HEIGHT, WIDTH, scale_of


@dataclass(frozen=True)
class MarkedSpan:
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
        ticks: How the steps of the upright axis are: `wording.ticks` or `wording.percent_ticks`.
    """

    summary: str
    axis: Axis
    layers: Sequence[Layer]
    zones: Sequence[MarkedSpan] = ()
    height: int = 260
    write: Write = wording.number
    ticks: Callable[[Sequence[float]], list[str]] = wording.ticks


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
    low, high, steps = scale_of([values for layer in chart.layers for values in layer.extent()])
    bars = list(accumulate((layer.are_bars for layer in chart.layers), initial=0))
    paths = [
        path
        for layer, before in zip(chart.layers, bars, strict=False)
        for path in layer.paths(DrawingArea(low, high, before, bars[-1]))
    ]
    return Drawing(
        summary=chart.summary,
        height=chart.height,
        paths=[(style, path) for style, path in paths if path],
        y_ticks=[
            (round(100 * (step - low) / (high - low), 2), text)
            for step, text in zip(steps, chart.ticks(steps), strict=True)
        ],
        x_ticks=[(round(100 * (at + 0.5) / count, 2), text) for at, text in chart.axis.ticks],
        zones=[
            (round(100 * zone.start / count, 2), round(100 * (zone.stop - zone.start) / count, 2), zone.label)
            for zone in chart.zones
        ],
        legend=list({layer.label: layer.style for layer in chart.layers}.items()),
        readings=_readings(chart),
    )


def _readings(chart: Chart) -> str:
    """Every value in words, by position: what the pointer shows."""
    merged: Readings = {}
    for layer in chart.layers:
        for label, (style, texts) in layer.readings(chart.write).items():
            # The same thing may be drawn in pieces: the later piece is the newer one.
            older = merged[label][1] if label in merged else texts
            merged[label] = (style, [new or old for new, old in zip(texts, older, strict=True)])
    rows = [[label, style, texts] for label, (style, texts) in merged.items()]
    return json.dumps(
        {"names": list(chart.axis.names), "rows": rows}, ensure_ascii=False, separators=(",", ":")
    )
