"""What plans leave open: days of the horizon after their end, and series and days that they skip."""

from __future__ import annotations

import numpy as np

from foresale.notes import Evidence, Note, counted
from foresale.panel import Panel

_LATELY = 28  # periods; a series without a value in so long isn't planned for


def plan_cover_notes(panel: Panel, horizon: int) -> list[Note]:
    """A note for columns whose plan ends before the horizon does, and one for those with holes before.

    Args:
        panel: The series, with what is known ahead.
        horizon: Periods to forecast.
    """
    past, noun = panel.n_periods, panel.freq.noun
    notes: list[Note] = []
    ends: dict[int, list[str]] = {}
    for name, values in panel.known_ahead.items():
        known = ~np.isnan(values)
        ahead = known[:, past : past + horizon]
        given = np.flatnonzero(ahead.any(axis=0))
        if not len(given):
            continue
        reach = int(given[-1]) + 1
        if reach < horizon:
            ends.setdefault(reach, []).append(name)
        lately = known[:, max(0, past - _LATELY) : past].any(axis=1)
        notes.extend(_holes(name, ahead[lately, :reach], noun))
    for reach, names in sorted(ends.items()):
        text = (
            f"The plan gives {', '.join(names)} for {counted(reach, noun)} of the {horizon:,} ahead: unknown "
            f"in the {horizon - reach:,} after."
        )
        notes.append(Note("plan_ends_early", horizon - reach, text))
    return notes


def _holes(name: str, ahead: np.ndarray, noun: str) -> list[Note]:
    """A note where series or periods before the plan's end have no value, though others do."""
    holes = int((~ahead).sum())
    if not holes:
        return []
    without = int((~ahead.any(axis=1)).sum())
    skipped = int((~ahead.any(axis=0)).sum())
    told = f"{without:,} of {len(ahead):,} series have none at all"
    told += f", and no series has one in {counted(skipped, noun)}" if skipped else ""
    text = f"The plan of {name} has {holes:,} holes before it ends ({told}): unknown there."
    seen = f"{holes:,} of {ahead.size:,} values are missing"
    return [Note("plan_holes", holes, text, Evidence(seen))]
