"""Forecasts as they would have been made in the past: trained once, then made anew from each newer past."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from foresale.arrays import Array, Index
from foresale.forecasting.results import QUANTILES
from foresale.frequency import Frequency
from foresale.planning.demand import Demand
from foresale.progress import Progress, SilentProgress
from foresale.workflows.files.forecast_options import ForecastOptions
from foresale.workflows.files.make_forecast import Prepared, make_forecast

SEASONS = {Frequency.DAY: 7}


@dataclass(frozen=True)
class PastForecast:
    """What was forecast when so many periods were known.

    Attributes:
        cutoff: Periods known.
        mean: S × H.
        quantiles: S × H × Q at `QUANTILES`.
    """

    cutoff: int
    mean: Array
    quantiles: Array

    def demand(self, freq: Frequency, rows: Index | None = None) -> Demand:
        """The forecast as chances of whole units.

        Args:
            freq: Of the periods.
            rows: Some of the series; all of them where None.
        """
        chosen = np.arange(len(self.mean)) if rows is None else rows
        return Demand.from_quantiles(
            QUANTILES, self.quantiles[chosen], self.mean[chosen], SEASONS.get(freq, 1)
        )


def make_past_forecasts(
    ready: Prepared,
    cutoffs: Sequence[int],
    options: ForecastOptions,
    progress: Progress | None = None,
) -> Iterator[PastForecast]:
    """Train on what was known at the first cutoff, and forecast at each from what was known then.

    Args:
        ready: The whole history; nothing after a cutoff reaches a forecast made there.
        cutoffs: Numbers of periods known, ascending.
        options: How forecasts are made; the horizon is that of `ready`.
        progress: Told of the training.
    """
    first = replace(ready, panel=ready.panel.as_of(cutoffs[0], ready.horizon))
    made, forecaster = make_forecast(first, options, progress or SilentProgress())
    yield PastForecast(cutoffs[0], made.mean, made.quantiles)
    for cutoff in cutoffs[1:]:
        prediction = forecaster.predict(ready.panel.as_of(cutoff, ready.horizon))
        yield PastForecast(cutoff, prediction.mean, prediction.quantiles)
