"""What is said of closed days ahead: those forecast as closed, and those that were closed only once."""

from __future__ import annotations

import numpy as np

from foresale.arrays import Bools, Floats
from foresale.forecasting.lifecycle.expected_closures import find_closed_once, predict_closures
from foresale.frequency import Dates, weekday_name, weekdays
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading
from foresale.panel import Panel

MAX_LISTED = 6
CLOSED_AHEAD = "closed_ahead"
CLOSED_ONCE = "closed_once"


def closure_notes(panel: Panel, mean: Floats) -> tuple[Note, ...]:
    """Which days ahead are forecast as closed, and which are taken for open though they were closed once.

    Args:
        panel: The history, with its calendar.
        mean: The forecast, S × H.
    """
    horizon = mean.shape[1]
    shut, once = predict_closures(panel, horizon), find_closed_once(panel, horizon)
    dates = panel.future_dates(horizon).astype("datetime64[D]")
    notes = []
    if shut.any():
        text = f"Forecast as closed{_whose(shut)}: {_list_days(dates, shut, MAX_LISTED)}."
        seen = (
            "closed in each of the last weeks, whenever they came in earlier years, or by a plan: "
            f"{_list_days(dates, shut, len(dates))}"
        )
        count = int(shut.any(axis=0).sum())
        notes.append(Note(CLOSED_AHEAD, count, text, Evidence(seen, certainty="likely")))
    once &= mean > 0
    if once.any():
        listed = _list_days(dates, once, MAX_LISTED)
        text = (
            f"Forecast as open, though closed a year before for the first time: {listed}. If it "
            f"will be closed again, a plan ({option('future')}) with a column Open, 0 on these days, says so."
        )
        readings = (Reading("open", float(mean[once].sum())), Reading("closed again", 0.0))
        seen = f"closed once, a year before {_list_days(dates, once, len(dates))}"
        evidence = Evidence(seen, readings, "likely")
        notes.append(Note(CLOSED_ONCE, int(once.any(axis=0).sum()), text, evidence))
    return tuple(notes)


def _whose(cells: Bools) -> str:
    """Which share of the series is meant, where it isn't all of them."""
    n_series = int(cells.any(axis=1).sum())
    return "" if n_series == len(cells) else f" for {n_series:,} of {len(cells):,} series"


def _list_days(dates: Dates, cells: Bools, most: int) -> str:
    """Days in words: weekdays that are all meant, then runs of dates.

    Args:
        dates: The H days.
        cells: S × H, which are meant.
        most: How many runs to write out.
    """
    meant: Bools = np.asarray(cells.any(axis=0))
    slot = weekdays(dates)
    weekly = [day for day in range(7) if (slot == day).sum() > 1 and meant[slot == day].all()]
    parts = [f"{weekday_name(day)}s" for day in weekly]
    days = dates[meant & ~np.isin(slot, weekly)]
    runs = np.split(days, np.flatnonzero(np.diff(days) > np.timedelta64(1, "D")) + 1) if len(days) else []
    parts += [str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs[:most]]
    return ", ".join(parts) + (f" and {len(runs) - most} more" if len(runs) > most else "")
