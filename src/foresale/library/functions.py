"""Foresale in a notebook: forecast, backtest, profile, simulate, load."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foresale.data.panel.build import build_panel
from foresale.data.panel.options import PanelOptions
from foresale.data.profile.profile import Profile, profile_sales
from foresale.data.reading.read_sales import Source
from foresale.forecasting.models.base import Model
from foresale.forecasting.models.catalog import register_class
from foresale.forecasting.results import Backtest
from foresale.forecasting.trained.forecaster import load_forecaster
from foresale.frequency import Frequency
from foresale.library.arguments import as_frequency, forecast_options, refuse_unknown, split_reading
from foresale.library.cross_validation import CrossValidation
from foresale.library.notebook_progress import notebook_progress
from foresale.library.results import ForecastResult, SavedForecaster
from foresale.library.sources import as_sales
from foresale.progress import Progress
from foresale.sales import Sales
from foresale.workflows.files.forecast_options import ForecastOptions
from foresale.workflows.files.make_forecast import Prepared, make_backtest, make_forecast, prepare

if TYPE_CHECKING:
    from foresale.simulation.chain import SimulatedChain

Models = str | Model | type[Model] | Sequence[str | Model | type[Model]]


def forecast(
    sales: Sales | Source,
    horizon: int | None = None,
    *,
    freq: str | Frequency | None = None,
    country: str | None = None,
    models: Models = (),
    options: ForecastOptions | None = None,
    **further: Any,
) -> ForecastResult:
    """Test models on the past, train the best, and forecast with calibrated quantiles.

    Args:
        sales: From `read`, or what it takes: a path, or a polars, pandas or Arrow table.
        horizon: Periods ahead; by default 28 days, 13 weeks or 6 months.
        freq: "D", "W", "2W", "4W", "M" or "Q"; by default what the file holds.
        country: Whose holidays count, such as "DE".
        models: What to try: names from `foresale models`, `fs.models.LightGBM(num_leaves=31)`, or a class
            of one's own derived from `fs.models.Model`; by default all that fit the time.
        options: Everything else in one object; the arguments here win over it.
        further: Fields of `ForecastOptions`, `PanelOptions`, `CleaningOptions` and `CalendarOptions` by
            name (`events=fairs`, `paydays=[25]`, `outliers="winsorise"`, `budget_seconds=60`), and
            those of `ReadOptions` where `sales` is still to be read (`target="revenue"`, `future=prices`).

    Raises:
        HistoryError: The history is too short for the horizon.
        OptionError: An argument isn't known, or can't be used.
        EngineError: The cluster can't be reached, or can't do the work.

    Examples:
        >>> import polars as pl
        >>> table = pl.DataFrame(
        ...     {
        ...         "month": [f"{y}-{m:02}" for y in (2022, 2023, 2024) for m in range(1, 13)],
        ...         "units": [100 + 20 * (m in (11, 12)) for _ in range(3) for m in range(1, 13)],
        ...     }
        ... )
        >>> forecast(table, horizon=2, models=["moving_average"]).to_frame(quantiles=[0.1, 0.9]).columns
        ['series', 'date', 'mean', 'q0.1', 'q0.9']
    """
    named = {"horizon": horizon, "freq": freq, "country": country, "models": models or None}
    with notebook_progress() as progress:
        ready, chosen = _prepare(sales, options, named | further, "forecast", progress)
        return ForecastResult(*make_forecast(ready, chosen, progress))


def backtest(
    sales: Sales | Source,
    horizon: int | None = None,
    *,
    freq: str | Frequency | None = None,
    country: str | None = None,
    models: Models = (),
    options: ForecastOptions | None = None,
    **further: Any,
) -> Backtest:
    """Test models on the past without forecasting; arguments as for `forecast`."""
    named = {"horizon": horizon, "freq": freq, "country": country, "models": models or None}
    with notebook_progress() as progress:
        ready, chosen = _prepare(sales, options, named | further, "backtest", progress)
        found, notes = make_backtest(ready, chosen, progress)
    return replace(found, notes=notes)


def cross_validation(
    sales: Sales | Source,
    horizon: int | None = None,
    *,
    freq: str | Frequency | None = None,
    country: str | None = None,
    models: Models = (),
    options: ForecastOptions | None = None,
    **further: Any,
) -> CrossValidation:
    """Every model at every cutoff: what it said, with quantiles, and what then happened.

    `folds=5` asks for more cutoffs than three and the newest, which is kept from choosing; further
    arguments as for `forecast`. The answer's `to_frame()` is one table, `leaderboard()` compares models.
    """
    named = {"horizon": horizon, "freq": freq, "country": country, "models": models or None}
    with notebook_progress() as progress:
        ready, chosen = _prepare(sales, options, named | further, "cross_validation", progress)
        found, notes = make_backtest(ready, chosen, progress)
    return CrossValidation(replace(found, notes=notes))


def profile(sales: Sales | Source, freq: str | Frequency | None = None, **options: Any) -> Profile:
    """The data's portrait: distribution, gaps, outliers, seasons, classes, and findings in sentences.

    Args:
        sales: From `read`, or what it takes.
        freq: Length of a period; by default what the file holds.
        options: How to read it, as for `read`.
    """
    known = as_sales(sales, options, "profile")
    wanted = None if freq is None else as_frequency(freq)
    return profile_sales(known, build_panel(known, PanelOptions(freq=wanted))[0])


def simulate(**options: Any) -> SimulatedChain:
    """A supermarket chain with known true demand; fields of `ChainOptions` by name.

    Examples:
        >>> chain = simulate(stores=1, products=2, days=30, seed=1)
        >>> chain.sales["product"].n_unique() <= 2
        True
    """
    from foresale.simulation.chain import simulate_chain
    from foresale.simulation.options import ChainOptions

    refuse_unknown(options, ChainOptions, "simulate")
    return simulate_chain(ChainOptions(**options))


def load(folder: str | Path, models: Sequence[type[Model]] = ()) -> SavedForecaster:
    """A forecaster that `ForecastResult.save` or `foresale forecast` wrote.

    Args:
        folder: Where it was saved.
        models: Classes of one's own that it was made with, where this process hasn't used them yet.

    Raises:
        SavedModelError: The folder holds no model, or one that can't be read.
    """
    for kind in models:
        register_class(kind)
    return SavedForecaster(load_forecaster(Path(folder)))


def _prepare(
    sales: Sales | Source,
    options: ForecastOptions | None,
    given: Mapping[str, Any],
    function: str,
    progress: Progress,
) -> tuple[Prepared, ForecastOptions]:
    """Sales as series, and everything about their forecast, from arguments by name."""
    reading, rest = split_reading(given)
    chosen = forecast_options(options, rest, function)
    reading = {
        name: value for name, value in reading.items() if name not in rest or not isinstance(sales, Sales)
    }
    return prepare(as_sales(sales, reading, function), chosen, progress), chosen
