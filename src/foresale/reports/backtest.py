"""The backtest's report: one page that says how far each model could be trusted on the past."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from foresale.forecasting.results import Backtest
from foresale.notes import Note
from foresale.reports import wording
from foresale.reports.accuracy import accuracy_of
from foresale.reports.forecast import trust_content
from foresale.reports.page import render
from foresale.reports.report_warnings import backtest_warnings


def backtest_report(
    backtest: Backtest, notes: Sequence[Note] = (), rejects: pl.DataFrame | None = None
) -> str:
    """A page of HTML about the past alone: what would have been forecast, and what then sold.

    Args:
        backtest: What `make_backtest` answered.
        notes: What was inferred and done on the way.
        rejects: Rows set aside while reading.

    Returns:
        The whole page, to be written to one `.html` file.
    """
    panel = backtest.panel
    target = wording.words(panel.target_name)
    if panel.units:
        target = f"{target} in {panel.units[0]}"
    accuracy = accuracy_of(backtest)
    return render(
        "backtest.html.j2",
        title=f"Backtest of {target}",
        target=target,
        span=wording.span(panel.dates, panel.freq),
        noun=panel.freq.noun,
        windows=wording.counted(len(backtest.folds), "past window"),
        length=wording.counted(backtest.horizon, panel.freq.noun),
        accuracy=accuracy,
        warnings=backtest_warnings(backtest, notes, rejects),
        notes=list(dict.fromkeys((*notes, *backtest.notes))),
        **trust_content(backtest, accuracy),
    )
