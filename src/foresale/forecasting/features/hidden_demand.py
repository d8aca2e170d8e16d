"""What features take for the demand of periods in which stock ran out."""

from __future__ import annotations

import numpy as np

from foresale.data.cleaning.usual_demand import usual_demand
from foresale.panel import Floats, Panel


def believed_demand(panel: Panel) -> Floats:
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
    usual = usual_demand(panel.target, panel.freq)
    return np.asarray(np.where(hidden, np.fmax(usual, panel.sold_short), panel.target))
