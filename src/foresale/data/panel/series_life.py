"""When a series begins, when it seems to have ended, and which series can't carry much."""

from __future__ import annotations

import numpy as np

from foresale.arrays import Bools, Floats, Ints
from foresale.data.panel.options import PanelOptions
from foresale.frequency import Frequency
from foresale.notes import Note
from foresale.panel import Panel

_FEWEST_IDLE = {
    Frequency.DAY: 28,
    Frequency.WEEK: 8,
    Frequency.MONTH: 3,
    Frequency.FORTNIGHT: 4,
    Frequency.FOUR_WEEKS: 3,
    Frequency.QUARTER: 2,
}


def first_sales(target: Floats) -> Ints:
    """Per series, the position of its first non-zero value; T where it never sold."""
    sold = np.nan_to_num(target) != 0
    return np.asarray(np.where(sold.any(axis=1), sold.argmax(axis=1), target.shape[1]))


def find_ended_series(panel: Panel) -> Bools:
    """Which series seem to have left the range, judged by nothing but their own past.

    A series has ended when it has sold nothing for longer than twice its own longest pause and for at
    least four weeks (by day), eight weeks (by week) or three months. Days on which everything was closed
    don't count, nor do stock-outs, which say nothing of demand, unless they go on for a year. Series that
    never sold haven't ended.
    """
    traded = panel.pooled("days of trade", lambda: np.logical_not(panel.closed.all(axis=0)))
    sold = (np.nan_to_num(panel.target) != 0)[:, traded]
    offered = (~panel.censored[:, traded]).cumsum(axis=1, dtype=np.int32)
    n_periods = sold.shape[1]
    if n_periods == 0:
        return np.zeros(panel.n_series, dtype=bool)
    ever = sold.any(axis=1)
    position = np.where(sold, np.arange(n_periods), -1)
    latest = np.maximum.accumulate(position, axis=1)
    last = latest[:, -1]
    before = np.concatenate([np.full((len(sold), 1), -1), latest[:, :-1]], axis=1)
    since = offered - np.take_along_axis(offered, np.maximum(before, 0), axis=1)
    longest = np.where(sold & (before >= 0), since, 0).max(axis=1)
    fewest = _FEWEST_IDLE[panel.freq]
    idle = offered[:, -1] - np.take_along_axis(offered, np.maximum(last, 0)[:, None], axis=1)[:, 0]
    long = (idle > 2 * np.where(longest > 0, longest, 2 * fewest)) & (idle >= fewest)
    given_up = (n_periods - 1 - last > panel.freq.periods_a_year) & (idle < fewest)
    return np.asarray(ever & (long | given_up))


def series_notes(panel: Panel, options: PanelOptions) -> list[Note]:
    """Name the series that can't carry much: never sold, ended, short."""
    notes: list[Note] = []
    known = (~np.isnan(panel.target)).sum(axis=1)
    never = (known > 0) & ~(np.nan_to_num(panel.target) != 0).any(axis=1)
    if never.any():
        text = f"{int(never.sum()):,} of {panel.n_series:,} series never sold anything."
        notes.append(Note("all_zero_series", int(never.sum()), text))
    ended = int(find_ended_series(panel).sum())
    if ended:
        text = (
            f"{ended:,} of {panel.n_series:,} series sold nothing for far longer than ever before: "
            "they seem to have ended."
        )
        notes.append(Note("ended_series", ended, text))
    short = int((known < options.min_observations).sum())
    if short:
        verb = "has" if short == 1 else "have"
        text = f"{short:,} series {verb} fewer than {options.min_observations} known {panel.freq.noun}s."
        notes.append(Note("short_series", short, text))
    return notes
