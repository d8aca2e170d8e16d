"""A small panel from plain numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
from numpy.typing import ArrayLike

from foresale.frequency import Frequency, next_periods
from foresale.panel import Panel

MakePanel = Callable[..., Panel]


@pytest.fixture
def make_panel() -> MakePanel:
    """A function from S × T numbers (NaN where unknown) to a panel of that many series."""

    def make(
        target: ArrayLike,
        freq: str = "D",
        *,
        closed: ArrayLike | None = None,
        censored: ArrayLike | None = None,
        non_negative: bool = True,
    ) -> Panel:
        values = np.atleast_2d(np.asarray(target, dtype=np.float64))
        period, first = Frequency(freq), np.datetime64("2018-01-01")
        nowhere = np.zeros(values.shape, dtype=bool)
        return Panel(
            series=pl.DataFrame({"product": [f"p{i}" for i in range(len(values))]}),
            keys=("product",),
            dates=np.concatenate([[first], next_periods(first, period, values.shape[1] - 1)]),
            freq=period,
            target=values,
            closed=nowhere if closed is None else np.atleast_2d(closed),
            censored=nowhere if censored is None else np.atleast_2d(censored),
            non_negative=non_negative,
        )

    return make
