"""A history that came after training, brought into the form the model was trained on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from foresale.errors import SavedModelError
from foresale.panel import Floats, Panel


def in_trained_form(panel: Panel, trained: Panel) -> Panel:
    """The panel with its text columns coded as in training; a label unknown then is unknown now.

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
    labels = {name: trained.categories[name] for name in panel.categories if name in trained.categories}

    def recoded(name: str, codes: Floats) -> Floats:
        if name not in labels or labels[name] == panel.categories[name]:
            return codes
        place = {label: code for code, label in enumerate(labels[name])}
        new = np.array([place.get(label, np.nan) for label in panel.categories[name]] + [np.nan])
        return new[np.where(np.isnan(codes), len(new) - 1, codes).astype(np.intp)]

    return replace(
        panel,
        known_future={name: recoded(name, codes) for name, codes in panel.known_future.items()},
        past_only={name: recoded(name, codes) for name, codes in panel.past_only.items()},
        categories={**panel.categories, **labels},
    )
