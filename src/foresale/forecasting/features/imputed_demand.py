"""What features take for the demand of periods in which stock ran out."""

from __future__ import annotations

import numpy as np

from foresale.arrays import Floats
from foresale.data.cleaning.baseline_demand import estimate_baseline
from foresale.panel import Panel


def impute_demand(panel: Panel) -> Floats:
    """S × T demand with no holes where stock ran out: what was usual then, or what was sold if that is more.

    A hole would be blind to a good day that sold out at noon, and a sum would make it a bad one.
    What was usual is read off earlier periods alone, so that a row of an early origin learns nothing
    of what came after it. Holes of other kinds stay.

    Args:
        panel: A cleaned history: its target is unknown where stock ran out, and `sold_short` says
            what was sold there.
    """
    if panel.sold_short is None:
        return panel.target
    hidden = ~np.isnan(panel.sold_short)
    if not hidden.any():
        return panel.target
    usual = estimate_baseline(panel.target, panel.freq)
    return np.asarray(np.where(hidden, np.fmax(usual, panel.sold_short), panel.target))
