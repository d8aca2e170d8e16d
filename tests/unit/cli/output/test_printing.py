"""What people read at a terminal about columns and rules."""

import numpy as np
import polars as pl

from foresale.cli.output.printing import as_used
from foresale.frequency import Frequency
from foresale.panel import Panel
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
        known_ahead={"holiday": np.zeros((1, 5))},
        past_only={"event": np.zeros(shape), "rain": np.zeros(shape)},
    )
    roles = ColumnRoles("date", "units", known_ahead=("holiday", "event"), past_only=("rain",))
    used = as_used(roles, panel)
    assert used.known_ahead == ("holiday",)
    assert used.past_only == ("event", "rain")
