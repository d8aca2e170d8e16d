"""The champion's error in each currency or unit of measure: one of kilograms and pieces means little."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from foresale.forecasting.results import Fold
from foresale.metrics.point import wape
from foresale.notes import Note, percent
from foresale.panel import Panel

UNIT_ERRORS = "unit_errors"
_MAX_UNITS = 5


def unit_error_notes(panel: Panel, folds: Sequence[Fold], model: str) -> list[Note]:
    """Say the champion's error unit by unit, where the history is in several.

    Args:
        panel: The history.
        folds: Its backtest's.
        model: The champion.
    """
    units = panel.units
    if len(units) < 2:
        return []
    labels = panel.unit_labels().to_numpy()
    errors = {}
    for unit in units:
        rows = np.flatnonzero(labels == unit)
        each = np.array([wape(fold.actual[rows], fold.means[model][rows]) for fold in folds])
        if np.isfinite(each).any():
            errors[unit] = float(np.nanmean(each))
    if not errors:
        return []
    shown = list(errors)[:_MAX_UNITS]
    said = ", ".join(f"{unit or 'without one'} {percent(errors[unit], digits=1)}" for unit in shown)
    text = (
        f"What was sold is in {len(units)} units, which are never added up: errors of all series together "
        "count each series' sales as a share of what a series of its unit sells on average. As a share of "
        f"each unit's own sales the error is: {said}."
    )
    return [Note(UNIT_ERRORS, len(units), text)]
