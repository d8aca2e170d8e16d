"""Spreads a change of a sum down over days and series by the forecast's own proportions."""

from __future__ import annotations

from typing import Literal

import numpy as np

from foresale.arrays import Array

ChangeKind = Literal["set", "percent", "add"]


def spread_change(before: Array, kind: ChangeKind, amount: float) -> Array:
    """What a change of the sum makes of each cell; never below zero, and together exactly what was meant.

    `set` says what all cells are together, `add` how many units more, `percent` how much more of each. Where
    nothing is forecast at all there are no proportions: all cells get the same.

    Args:
        before: Units of each cell.
        kind: How the amount is meant.
        amount: Units, or per cent; negative takes away, down to nothing.

    Examples:
        >>> spread_change(np.array([1.0, 3.0]), "set", 8).tolist()
        [2.0, 6.0]
        >>> spread_change(np.array([1.0, 3.0]), "percent", -50).tolist()
        [0.5, 1.5]
        >>> spread_change(np.array([0.0, 0.0]), "add", 4).tolist()
        [2.0, 2.0]
    """
    total = float(before.sum())
    wanted = {"set": amount, "add": total + amount, "percent": total * (1 + amount / 100)}[kind]
    wanted = max(wanted, 0.0)
    if total > 0:
        return before * (wanted / total)
    return np.full(len(before), wanted / max(len(before), 1))
