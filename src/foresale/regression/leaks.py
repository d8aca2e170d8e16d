"""Columns that don't explain the target but are made from it, or make it up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from foresale.arrays import Array
from foresale.data.reading.columns.words.names import kind_of
from foresale.messages import option
from foresale.notes import Note
from foresale.regression.columns import Columns, LeftOut, as_classes, is_part_of_date

MADE_FROM = 0.98
"""Share of the target's variance that a column must determine alone to be made from it."""
SUSPICIOUS = 0.80
_SOLD = ("units", "sales", "revenue")
_EXACT = 0.9999
_SAMPLE = 5_000
_MAX_PAIRED = 40
_MAX_BANDS = 20
_MIN_ROWS_A_BAND = 3


@dataclass(frozen=True)
class Leaks:
    """What was found.

    Attributes:
        left_out: Columns that say the target itself.
        notes: Columns that explain suspiciously much, and stay.
    """

    left_out: tuple[LeftOut, ...]
    notes: tuple[Note, ...]


def find_leaks(frame: pl.DataFrame, columns: Columns, kept: Sequence[str] = ()) -> Leaks:
    """Find columns that are made from the target, alone or two together.

    Args:
        frame: One row a unit.
        columns: The part of each column.
        kept: Columns that the caller wants to keep in any case.
    """
    target = columns.target
    frame = frame if frame.height <= _SAMPLE else frame.gather_every(frame.height // _SAMPLE)
    y = frame[target].to_numpy()
    left: list[LeftOut] = []
    notes: list[Note] = []
    for name in (name for name in columns.names if name not in kept and not is_part_of_date(name)):
        values = frame[name]
        words = values.dtype == pl.String or values.n_unique() <= _MAX_BANDS
        if words and _are_bands(as_classes(values) if name in columns.classes else values, y):
            reason = f"made from {target}: each of its values holds a range of {target} of its own"
            left.append(LeftOut(name, "leak", reason))
            continue
        share = measure_dependence(values, y)
        if share >= MADE_FROM:
            reason = (
                f"made from {target}, or {target} from it: it explains {100 * share:.1f} % of {target} alone"
            )
            left.append(LeftOut(name, "leak", reason))
        elif kind_of(name) == "result" and kind_of(target) in _SOLD:
            text = (
                f"{name} may come out of {target}, by its name. If it is only known once {target} is, leave "
                f"it out with {option('ignored', [name])}."
            )
            notes.append(Note("suspicious_column", 1, text))
        elif share >= SUSPICIOUS:
            text = (
                f"{name} alone explains {100 * share:.0f} % of {target}. If it is known only once {target} "
                f"is, leave it out with {option('ignored', [name])}."
            )
            notes.append(Note("suspicious_column", 1, text))
    gone = {one.column for one in left}
    numbers = [name for name in columns.numbers if name not in gone and name not in kept][:_MAX_PAIRED]
    left += _pairs(frame, target, y, numbers)
    return Leaks(tuple(left), tuple(notes))


def measure_dependence(values: pl.Series, target: Array) -> float:
    """The share of the target's variance that a column determines by whatever function, 0–1.

    By von Neumann's ratio: rows ordered by the column differ little from their neighbours where it
    determines them (von Neumann 1941, Annals of Mathematical Statistics 12).

    Args:
        values: The column.
        target: The target, in the same order.
    """
    known = values.is_not_null().to_numpy()
    if known.sum() < 8:
        return 0.0
    y = target[known]
    if values.dtype == pl.String:
        return _share_between(values.filter(values.is_not_null()), y)
    shuffled = np.random.default_rng(0).permutation(len(y))
    x, y = values.to_numpy()[known][shuffled], y[shuffled]
    ordered = y[np.argsort(x, kind="stable")]
    spread = float(np.var(y, ddof=1))
    if spread == 0:
        return 0.0
    return max(0.0, 1 - float(np.mean(np.diff(ordered) ** 2)) / (2 * spread))


def _share_between(words: pl.Series, y: Array) -> float:
    """The share of variance between classes, corrected for how many there are (adjusted R²)."""
    groups = pl.DataFrame({"word": words, "y": y}).group_by("word").agg(pl.len(), pl.col("y").var(ddof=0))
    inside = float((groups["len"] * groups["y"]).sum())
    rows, classes = len(y), groups.height
    whole = float(np.var(y)) * rows
    if whole == 0 or rows <= classes:
        return 0.0
    return max(0.0, 1 - (inside / (rows - classes)) / (whole / (rows - 1)))


def _are_bands(values: pl.Series, y: Array) -> bool:
    """Whether the classes split the target into ranges that don't overlap."""
    bands = (
        pl.DataFrame({"band": values, "y": y})
        .drop_nulls()
        .group_by("band")
        .agg(pl.len(), low=pl.col("y").min(), high=pl.col("y").max())
        .sort("low")
    )
    if not 2 <= bands.height <= _MAX_BANDS or (bands["len"] < _MIN_ROWS_A_BAND).any():
        return False
    return bool((bands["low"][1:] >= bands["high"][:-1]).all()) and y.min() < y.max()


def _pairs(frame: pl.DataFrame, target: str, y: Array, numbers: Sequence[str]) -> list[LeftOut]:
    """Two columns whose product, sum or difference the target is."""
    values = {name: frame[name].to_numpy() for name in numbers}
    for at, first in enumerate(numbers):
        for second in numbers[at + 1 :]:
            a, b = values[first], values[second]
            known = np.isfinite(a) & np.isfinite(b)
            if known.sum() < 8:
                continue
            sign = _sign_between(a[known], b[known], y[known])
            if sign is not None:
                made = f"{second} ÷ {first}" if sign == "under" else f"{first} {sign} {second}"
                reason = f"{target} is {made}: they make it up, so they can't explain it"
                return [LeftOut(name, "part", reason) for name in (first, second)]
    return []


def _sign_between(a: Array, b: Array, y: Array) -> str | None:
    spread = float(np.square(y - y.mean()).sum())
    if spread == 0:
        return None
    if _explains(a * b, y, spread):
        return "×"
    for sign, over, under in (("÷", a, b), ("under", b, a)):
        if np.all(under != 0) and _explains(over / under, y, spread):
            return sign
    design = np.stack([a, b, np.ones(len(a))], axis=1)
    weights = np.linalg.lstsq(design, y, rcond=None)[0]
    if 1 - float(np.square(y - design @ weights).sum()) / spread < _EXACT:
        return None
    return "+" if weights[0] * weights[1] > 0 else "−"


def _explains(x: Array, y: Array, spread: float) -> bool:
    """Whether the target is this, but for one factor."""
    square = float(x @ x)
    if square == 0 or not np.isfinite(square):
        return False
    return 1 - float(np.square(y - x * (x @ y) / square).sum()) / spread >= _EXACT
