"""Closed days that a column of the file says, such as Rossmann's Open: 0."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from foresale.arrays import Bools
from foresale.data.reading.columns.roles.opening_columns import value_of_closed
from foresale.frequency import Frequency
from foresale.notes import Evidence, Note, counted, percent
from foresale.panel import Panel

MAX_SOLD_SHARE = 0.01
"""Share of the days said to be closed that may have sales: slips of the pen."""
MIN_OPEN_SHARE = 0.5
"""Share of the days said to be open that must have sales, for the column to mean the shop's doors."""


def close_as_said(panel: Panel) -> tuple[Panel, list[Note]]:
    """Days that a known column says were closed: no demand was seen there, so they teach nothing.

    The column's name has to speak of open or closed, and sales have to prove it: hardly any on the days said
    to be closed, some on most others.

    Args:
        panel: Its known-ahead columns hold 0 and 1 where they are flags.
    """
    if panel.freq is not Frequency.DAY:
        return panel, []
    for name, values in panel.known_ahead.items():
        if name in panel.categories or value_of_closed(name) is None:
            continue
        shut = _read_closed(panel, np.asarray(values[:, : panel.n_periods]))
        if shut is None:
            continue
        sold = int((panel.target[shut] > 0).sum())
        days = counted(int(shut.sum()), "series-day")
        text = f"{name} says on {days} that the shop was closed: not zero demand."
        seen = f"{percent(sold / max(int(shut.sum()), 1), digits=1)} of the days said to be closed have sales"
        closed = panel.closed | (shut & ~(np.nan_to_num(panel.target) > 0))
        target = np.where(closed, np.nan, panel.target)
        note = Note("closed_by_column", int(shut.sum()), text, Evidence(seen))
        return replace(panel, target=target, closed=closed), [note]
    return panel, []


def _read_closed(panel: Panel, said: np.ndarray[tuple[int, ...], np.dtype[np.floating]]) -> Bools | None:
    """S × T, true where the column says closed and sales agree; None where they don't."""
    known = ~np.isnan(said)
    if not np.isin(said[known], (0, 1)).all():
        return None
    sold = np.nan_to_num(panel.target) > 0
    began = np.where(sold.any(axis=1), sold.argmax(axis=1), panel.n_periods)
    known &= np.arange(panel.n_periods) >= began[:, None]
    for closed_is in (0, 1):
        shut, opened = known & (said == closed_is), known & (said != closed_is)
        if not shut.any() or not opened.any():
            continue
        if sold[shut].mean() <= MAX_SOLD_SHARE and sold[opened].mean() >= MIN_OPEN_SHARE:
            return np.asarray(shut)
    return None
