"""What a chart can show, each with its shapes and what it reads out: lines, bands, bars, whiskers, boxes."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from foresale.arrays import Array
from foresale.reports import wording
from foresale.reports.shapes import band_path, bar_path, box_path, line_path, whisker_path

Write = Callable[[float | None], str]
"""How a value is written."""
Paths = list[tuple[str, str]]
"""Styles and shapes."""
Readings = dict[str, tuple[str, list[str]]]
"""Style and words at each position, by label."""


@dataclass(frozen=True)
class DrawingArea:
    """Where a layer is drawn.

    Attributes:
        low: Where the upright axis begins.
        high: Where it ends.
        bars_before: How many sets of bars stand left of this layer's own.
        bar_sets: How many there are.
    """

    low: float
    high: float
    bars_before: int = 0
    bar_sets: int = 0


class Layer(ABC):
    """Something that a chart draws over its positions.

    Attributes:
        label: What it is, in the legend.
        style: How it looks, as the page's style sheet calls it.
    """

    label: str
    style: str
    are_bars: ClassVar[bool] = False

    @abstractmethod
    def extent(self) -> list[Array]:
        """The values that the upright axis has to hold."""

    @abstractmethod
    def paths(self, room: DrawingArea) -> Paths:
        """Its shapes."""

    @abstractmethod
    def readings(self, write: Write) -> Readings:
        """What it says at each position; `write` turns a value into words."""


@dataclass(frozen=True)
class Line(Layer):
    """Values joined by a line, with holes where they are NaN.

    A line of more points than the axis has names can't be `read`: it shows a shape only.
    """

    label: str
    values: Array
    style: str
    read: bool = True

    def extent(self) -> list[Array]:
        """Its values."""
        return [self.values]

    def paths(self, room: DrawingArea) -> Paths:
        """A line."""
        return [(f"line {self.style}", line_path(self.values, room.low, room.high))]

    def readings(self, write: Write) -> Readings:
        """Each value, if it can be read."""
        return {self.label: (self.style, _value_texts(self.values, write))} if self.read else {}


@dataclass(frozen=True)
class Band(Layer):
    """The room between a low and a high."""

    label: str
    low: Array
    high: Array
    style: str = "band"

    def extent(self) -> list[Array]:
        """Both edges."""
        return [self.low, self.high]

    def paths(self, room: DrawingArea) -> Paths:
        """An outline."""
        return [(self.style, band_path(self.low, self.high, room.low, room.high))]

    def readings(self, write: Write) -> Readings:
        """Each range."""
        return {self.label: (self.style, _range_texts(self.low, self.high))}


@dataclass(frozen=True)
class Bars(Layer):
    """Values as bars; several sets stand side by side, each set filling `fill` of the room.

    `shares` narrows single bars, 0 … 1 of their width: parts of a week are drawn as parts.
    """

    label: str
    values: Array
    style: str
    fill: float = 0.72
    shares: Array | None = None
    are_bars: ClassVar[bool] = True

    def extent(self) -> list[Array]:
        """Its values."""
        return [self.values]

    def paths(self, room: DrawingArea) -> Paths:
        """A bar for each value, beside those of other sets."""
        place, ends = (room.bars_before, room.bar_sets), (room.low, room.high)
        return [(f"bar {self.style}", bar_path(self.values, place, ends, self.fill, self.shares))]

    def readings(self, write: Write) -> Readings:
        """Each value."""
        return {self.label: (self.style, _value_texts(self.values, write))}


@dataclass(frozen=True)
class Whiskers(Layer):
    """Ranges as thin upright lines over the last set of bars."""

    label: str
    low: Array
    high: Array
    style: str = "whisker"

    def extent(self) -> list[Array]:
        """Both ends."""
        return [self.low, self.high]

    def paths(self, room: DrawingArea) -> Paths:
        """An upright line for each range."""
        return [(self.style, whisker_path(self.low, self.high, room.bar_sets, (room.low, room.high)))]

    def readings(self, write: Write) -> Readings:
        """Each range."""
        return {self.label: (self.style, _range_texts(self.low, self.high))}


@dataclass(frozen=True)
class Boxes(Layer):
    """Boxes from the lower to the upper quartile, cut at the median, with whiskers to `low` and `high`."""

    label: str
    low: Array
    q1: Array
    median: Array
    q3: Array
    high: Array
    style: str = "box"

    def extent(self) -> list[Array]:
        """The ends of the whiskers."""
        return [self.low, self.high]

    def paths(self, room: DrawingArea) -> Paths:
        """The whiskers, the boxes and their medians."""
        return [
            ("whisker", whisker_path(self.low, self.high, 1, (room.low, room.high))),
            (self.style, box_path(self.q1, self.q3, room.low, room.high)),
            ("median", box_path(self.median, self.median, room.low, room.high)),
        ]

    def readings(self, write: Write) -> Readings:
        """The median, the middle half and the whiskers of each."""
        return {
            "Median": ("median", [write(float(value)) for value in self.median]),
            "Middle half": ("box", _range_texts(self.q1, self.q3)),
            "Whiskers": ("whisker", _range_texts(self.low, self.high)),
        }


def _value_texts(values: Array, write: Write) -> list[str]:
    return [write(float(value)) if math.isfinite(value) else "" for value in values]


def _range_texts(low: Array, high: Array) -> list[str]:
    ends = zip(low, high, strict=True)
    return [wording.between(a, b) if math.isfinite(a + b) else "" for a, b in ends]
