"""What a user may decide about a forecast."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from foresale.data.calendar.calendars import CalendarOptions
from foresale.data.cleaning.clean import CleaningOptions
from foresale.data.panel.options import PanelOptions
from foresale.forecasting.models.base import Model


@dataclass(frozen=True)
class ForecastOptions:
    """What a user may decide about a forecast; everything has a default that suits most.

    Attributes:
        horizon: Periods ahead; by default 28 days, 13 weeks or 6 months.
        panel: How rows become series.
        cleaning: How histories are cleaned, anew at each cutoff.
        calendar: Whose holidays and pay days count.
        events: Rows with `name` and `date`, or `start` and `end`, and key columns where only some
            series are meant.
        keep_known_ahead: Keep columns known ahead even where they made the past's forecasts worse.
        models: Names from the catalog, classes, or instances with parameters; by default all that the
            budget allows.
        folds: Cutoffs on which models are chosen, besides the one kept for judging.
        budget_seconds: Rough time for testing models; what doesn't fit is left out, and named. Reading, the
            training on everything and the report come on top.
        seed: Same seed, same answer.
        hierarchy: Levels by which series are added up, each a path of columns such as "region > store" or
            "department > class > product"; by default one level a column.
        metric: What models are chosen by: "score" (RMSSE and WQL), or "wape", "mae", "rmse", "mape",
            "smape", "mase", "rmsse" or "wql" alone.
        tune: Minutes to search for better parameters of the best models, without a look at the newest
            window; none by default.
        tune_by: Key or static column whose groups get a model and parameters of their own in that search.
        tune_trials: Settings of each model that such a search tries at most.
        engine: Where the work is done: `local`, or a Dask scheduler such as `dask://scheduler:8786`.
        engine_folder: A folder that this machine and all workers of a cluster reach under the same
            path; by default the one for temporary files, which does for workers on this machine.
    """

    horizon: int | None = None
    panel: PanelOptions = field(default_factory=PanelOptions)
    cleaning: CleaningOptions = field(default_factory=CleaningOptions)
    calendar: CalendarOptions = field(default_factory=CalendarOptions)
    events: pl.DataFrame | None = None
    keep_known_ahead: bool = False
    models: tuple[str | Model | type[Model], ...] = ()
    folds: int = 3
    budget_seconds: float = 30.0
    seed: int = 0
    hierarchy: tuple[str, ...] = ()
    metric: str = "score"
    tune: float | None = None
    tune_by: str | None = None
    tune_trials: int | None = None
    engine: str = "local"
    engine_folder: Path | None = None
