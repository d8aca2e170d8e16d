"""Shapes of a chart in the square that the browser stretches: scales and paths."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from foresale.arrays import Array

WIDTH, HEIGHT = 4000, 2000
NOTHING = 1e-9
"""A height below it is what arithmetic leaves of zero."""


def scale_of(values: Sequence[Array]) -> tuple[float, float, list[float]]:
    """Where the upright axis begins and ends, zero always on it, and its three to six round steps.

    Examples:
        >>> scale_of([np.array([3.0, 41.0])])
        (0.0, 50.0, [0.0, 10.0, 20.0, 30.0, 40.0, 50.0])
        >>> scale_of([np.array([1e-16, -1e-16])])[:2]
        (0.0, 1.0)
    """
    known = np.concatenate([np.ravel(v) for v in values]) if values else np.zeros(1)
    known = known[np.isfinite(known)]
    top, bottom = (max(float(known.max()), 0.0), min(float(known.min()), 0.0)) if known.size else (0.0, 0.0)
    if top - bottom < NOTHING:
        top, bottom = 1.0, 0.0
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


def box_path(bottom: Array, top: Array, low: float, high: float) -> str:
    """Boxes between two heights; flat ones are lines."""
    slot = WIDTH / max(len(top), 1)
    above, below = _down(np.asarray(top), low, high), _down(np.asarray(bottom), low, high)
    return "".join(
        f"M{slot * (i + 0.25):.0f} {b:.0f}V{a:.0f}h{slot * 0.5:.0f}V{b:.0f}Z"
        for i, (a, b) in enumerate(zip(above, below, strict=True))
        if math.isfinite(a) and math.isfinite(b)
    )


def bar_path(
    values: Array,
    place: tuple[int, int],
    ends: tuple[float, float],
    fill: float = 0.72,
    shares: Array | None = None,
) -> str:
    """Bars from the zero line; `place` is the set's turn among how many; `shares` of full width, 0 … 1."""
    slot = WIDTH / max(len(values), 1)
    turn, sets = place
    width = slot * fill / sets
    start = slot * (1 - fill) / 2 + turn * width
    zero = _down(np.zeros(1), *ends)[0]
    tops = _down(np.asarray(values, dtype=np.float64), *ends)
    wide = width * 0.94 * (np.ones(len(tops)) if shares is None else shares)
    left = slot * np.arange(len(tops)) + start + (width * 0.94 - wide) / 2
    return "".join(
        f"M{left[i]:.0f} {zero:.0f}V{top:.0f}h{wide[i]:.0f}V{zero:.0f}Z"
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


def sparkline(history: Array, ahead: Array) -> tuple[str, str]:
    """Two paths on one scale: what was, with the way to the forecast, and the forecast; zero may be below."""
    both = np.concatenate([history, ahead])
    known = both[np.isfinite(both)]
    high = float(known.max()) if known.size else 1.0
    # Its own low end shows the shape; at most 60 % of the height is cut off, lest noise look like news.
    low = min(float(known.min()), 0.6 * high) if known.size else 0.0
    high = high if high > low else low + 1.0
    past, future = both.copy(), both.copy()
    joint = len(history) if len(ahead) > 1 else max(len(history) - 1, 0)
    past[joint + 1 :] = np.nan
    future[:joint] = np.nan
    return line_path(past, low, high), line_path(future, low, high)
