"""Proves a decimal mark by what adds or multiplies up: price × quantity = amount, net + tax = gross."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import polars as pl

from foresale.arrays import Array
from foresale.data.reading.parsing.numbers.number_format import NumberFormat
from foresale.data.reading.parsing.numbers.parse_numbers import parse_numbers
from foresale.data.reading.provenance import own_columns

_SAMPLE = 500
_FEWEST = 5
_MAX_COLUMNS = 12
_FITS = 0.95
_MISFITS = 0.5
_NEARLY = 0.006  # half a cent and what binary fractions leave
ReadColumns = dict[tuple[str, str], Array | None]


def decimal_by_arithmetic(
    frame: pl.DataFrame, name: str, formats: Mapping[str, NumberFormat], read: ReadColumns | None = None
) -> tuple[str, str] | None:
    """The decimal mark under which a column fits two others in nearly every row, and how; None without.

    Args:
        frame: The table.
        name: The column that can be read in two ways.
        formats: The formats of all columns; those that are open too prove nothing.
        read: Keeps what was read for one column, for the others of the same table.
    """
    if frame.height < _FEWEST:
        return None
    read = {} if read is None else read
    sample = frame if frame.height <= _SAMPLE else frame.gather_every(frame.height // _SAMPLE)
    unsettled = {other for other, found in formats.items() if found.is_open or found.mixed}
    known: dict[str, Array] = {}
    for other in own_columns(frame):
        if other == name or len(known) == _MAX_COLUMNS:
            continue
        is_text = frame[other].dtype == pl.String and other not in unsettled
        if frame[other].dtype.is_numeric() or is_text:
            way = (other, repr(formats.get(other)))
            if way not in read:
                numbers = parse_numbers(sample[other], decimal=formats.get(other), units=True)
                telling = numbers.count() >= _FEWEST and numbers.n_unique() > 1
                read[way] = numbers.to_numpy() if telling else None
            column = read[way]
            if column is not None:
                known[other] = column
    readings = {mark: parse_numbers(sample[name], decimal=mark).to_numpy() for mark in (".", ",")}
    for one, other in combinations(known, 2):
        for words, rule in _rules(known[one], known[other], (name, one, other)):
            fits = {mark: rule_fit(numbers, rule) for mark, numbers in readings.items()}
            best = max(fits, key=lambda mark: fits[mark])
            if fits[best] >= _FITS and min(fits.values()) <= _MISFITS:
                return best, words
    return None


def _rules(a: Array, b: Array, names: tuple[str, str, str]) -> list[tuple[str, Array]]:
    """Ways in which a third column could follow from two: what it would be, in words and numbers."""
    me, one, other = names
    with np.errstate(divide="ignore", invalid="ignore"):
        return [
            (f"{one} × {other} = {me}", a * b),
            (f"{me} × {one} = {other}", b / a),
            (f"{me} × {other} = {one}", a / b),
            (f"{one} + {other} = {me}", a + b),
            (f"{one} − {other} = {me}", a - b),
            (f"{other} − {one} = {me}", b - a),
        ]


def rule_fit(numbers: Array, wanted: Array) -> float:
    """The share of rows in which `numbers` is what it should be, 0–1; 0 where too few rows tell."""
    told = np.isfinite(numbers) & np.isfinite(wanted) & (wanted != 0)
    if told.sum() < _FEWEST:
        return 0.0
    near = np.abs(numbers - wanted)[told] <= np.maximum(_NEARLY, 1e-3 * np.abs(wanted[told]))
    return float(near.mean())
