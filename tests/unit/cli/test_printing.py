"""What people read at a terminal about columns and rules."""

import numpy as np
import polars as pl

from foresale.cli.printing import as_used
from foresale.frequency import Frequency
from foresale.notes import Note
from foresale.panel import Panel
from foresale.reports.told_notes import told_notes
from foresale.sales import ColumnRoles


def test_a_column_without_a_future_is_told_as_known_later():
    shape = (1, 3)
    panel = Panel(
        series=pl.DataFrame({"series": ["total"]}),
        keys=("series",),
        dates=np.datetime64("2024-01-01", "D") + np.arange(3).astype("timedelta64[D]"),
        freq=Frequency.DAY,
        target=np.ones(shape),
        closed=np.zeros(shape, dtype=bool),
        censored=np.zeros(shape, dtype=bool),
        known_future={"holiday": np.zeros((1, 5))},
        past_only={"event": np.zeros(shape), "rain": np.zeros(shape)},
    )
    roles = ColumnRoles("date", "units", known_future=("holiday", "event"), past_only=("rain",))
    used = as_used(roles, panel)
    assert used.known_future == ("holiday",)
    assert used.past_only == ("event", "rain")


def test_models_over_the_budget_are_told_in_one_line_after_the_others():
    slow = [Note("model_left_out", 1, f"{name} was left out: about 9 s") for name in ("auto_ets", "xgboost")]
    outliers = Note("outliers", 3, "3 outliers.")
    told = told_notes([*slow, outliers, outliers])
    assert told[0] == outliers
    assert [(note.rule, note.count) for note in told] == [("outliers", 3), ("models_left_out", 2)]
    assert "auto_ets, xgboost" in told[1].text
