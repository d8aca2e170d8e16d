"""Windows of a set for the studies: the files at some cutoffs, and the panel of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import foresale as fs
from bench.case import Case, Truth, load_tables, make_case, read_whole
from bench.sets import SalesSet
from foresale.data.calendar.calendars import CalendarOptions, add_calendar
from foresale.data.panel.build import build_panel
from foresale.data.panel.options import PanelOptions
from foresale.frequency import Frequency
from foresale.panel import Panel


def windows(
    chosen: SalesSet, data: Path, numbers: Iterable[int], folder: Path
) -> Iterator[tuple[Case, Truth]]:
    """A set at some cutoffs, with its files in `folder`.

    Args:
        chosen: The set.
        data: Folder with a folder for each set.
        numbers: How many horizons before the end of the files each cutoff lies.
        folder: Where the cut files go.
    """
    tables = load_tables(chosen, data, full=False, seed=0)
    whole = read_whole(chosen, tables, folder / "whole")
    for number in numbers:
        cut = whole.n_periods - number * chosen.horizon
        yield make_case(chosen, tables, whole, cut, folder / f"cutoff{number}")


def history(case: Case) -> Panel:
    """The case's panel with its calendar, as a run has it before cleaning."""
    panel = build_panel(fs.read(**case.read), PanelOptions(freq=Frequency(case.freq)))[0]
    return add_calendar(panel, case.steps, CalendarOptions())


def judged_rows(panel: Panel, truth: Truth) -> list[int]:
    """The panel's row of each series that is judged."""
    keys = panel.series.select(panel.keys).rows()
    place = {tuple(map(str, key)): row for row, key in enumerate(keys)}
    return [place[tuple(map(str, key))] for key in truth.series.rows()]
