"""A history that came after training, brought into the form the model was trained on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from foresale.arrays import Floats
from foresale.errors import SavedModelError
from foresale.messages import option
from foresale.panel import Panel


def in_trained_form(panel: Panel, trained: Panel) -> Panel:
    """The panel with its text columns coded as in training; a label unknown then is unknown now.

    Columns known ahead that training left out are left out here too.

    Args:
        panel: The newer history.
        trained: The history the model was trained on.

    Raises:
        SavedModelError: Its series are told apart by other columns, or its periods have another length.
    """
    if panel.keys != trained.keys:
        raise SavedModelError(
            f"The model's series are told apart by {', '.join(trained.keys)}, "
            f"the file's by {', '.join(panel.keys)}.",
            fix="Give a file with the same key columns, or train a new model.",
        )
    if panel.freq is not trained.freq:
        raise SavedModelError(
            f"The model forecasts {trained.freq.noun}s, the history holds {panel.freq.noun}s.",
            fix=f"Give a history by {trained.freq.noun}, or train a new model.",
        )
    lost = sorted({column for level in trained.hierarchy for column in level} - {*panel.series.columns})
    if lost:
        raise SavedModelError(
            f"The model adds series up by {', '.join(lost)}, which the history's series don't have.",
            fix=f"Give the table that says it of each series ({option('join')}), or train a new model.",
        )
    held = {*panel.known_ahead, *panel.past_only}
    labels = {name: values for name, values in trained.categories.items() if name in held}
    numeric = {*trained.known_ahead, *trained.past_only} - set(trained.categories)

    def recode(name: str, codes: Floats) -> Floats:
        if name in panel.categories and name in numeric:
            return _place(codes, [_number(label) for label in panel.categories[name]])
        if name not in labels or labels[name] == panel.categories.get(name):
            return codes
        place = {label: float(code) for code, label in enumerate(labels[name])}
        if name not in panel.categories:
            values = np.unique(codes[~np.isnan(codes)])
            found = [place.get(f"{value:g}", np.nan) for value in values]
            return _place(np.where(np.isnan(codes), np.nan, np.searchsorted(values, codes)), found)
        return _place(codes, [place.get(label, np.nan) for label in panel.categories[name]])

    return replace(
        panel,
        hierarchy=trained.hierarchy,
        known_ahead={
            name: recode(name, codes)
            for name, codes in panel.known_ahead.items()
            if name in trained.known_ahead
        },
        past_only={name: recode(name, codes) for name, codes in panel.past_only.items()},
        categories={**{n: found for n, found in panel.categories.items() if n not in numeric}, **labels},
    )


def _place(codes: Floats, values: Sequence[float]) -> Floats:
    """`values` at each code, NaN where there is none."""
    new = np.array([*values, np.nan])
    return new[np.where(np.isnan(codes), len(new) - 1, codes).astype(np.intp)]


def _number(label: str) -> float:
    """A label as the number that it was in training; NaN where it is none."""
    try:
        return float(label)
    except ValueError:
        return float("nan")
