"""The champion's forecast from today's sales, without training."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from foresale.error_reasons import Reason
from foresale.errors import OptionError
from foresale.forecasting.sums.series_sums import SeriesSums
from foresale.forecasting.trained.forecaster import load_forecaster
from foresale.forecasting.trained.newer_history import in_trained_form
from foresale.panel import PooledValues
from foresale.progress import LoggedProgress
from foresale.workflows.forecasts.ready_champion import ReadyChampion, forecasts_series_alone
from foresale.workflows.forecasts.rows import forecast_run
from foresale.workflows.forecasts.sales_of_record import read_sales_of_record
from foresale.workflows.forecasts.saved_forecast import forecast_with
from foresale.workflows.ports import (
    CHAMPION,
    ForecastRepository,
    ForecastRun,
    ModelRegistry,
    ModelVersion,
    SalesRepository,
    Scope,
)


@dataclass(frozen=True)
class Refresh:
    """What may be decided about a forecast without training.

    Attributes:
        version: The version that forecasts; by default the champion.
        until: The last day to forecast from; by default the last one with sales.
        job_id: The job that asks.
    """

    version: ModelVersion | None = None
    until: date | None = None
    job_id: str | None = None


def refresh_forecast(
    sales_repository: SalesRepository,
    registry: ModelRegistry,
    forecast_repository: ForecastRepository,
    scope: Scope,
    options: Refresh,
    progress: LoggedProgress,
) -> tuple[int, ReadyChampion | None]:
    """Forecast with the scope's champion from today's sales, without training.

    Answers the run's id, and what forecasts single series from now on; None where this model can't.

    Args:
        sales_repository: The sales of record.
        registry: Where the champion is.
        forecast_repository: Where the forecast goes.
        scope: Which products and stores.
        options: Of which version, and from when on.
        progress: Hears how far it is, and may stop it.

    Raises:
        OptionError: The scope has no champion.
        HistoryError: There are no sales.
        SavedModelError: The champion can't be read, or not with these sales.
    """
    made, champion = champion_forecast_and_state(sales_repository, registry, scope, options, progress)
    run = forecast_repository.put(made)
    progress.advance()
    progress.log(f"{made.model_version} forecast {made.reasons.height:,} series after {made.cutoff}.")
    return run, champion


def champion_forecast_and_state(
    sales_repository: SalesRepository,
    registry: ModelRegistry,
    scope: Scope,
    options: Refresh,
    progress: LoggedProgress,
) -> tuple[ForecastRun, ReadyChampion | None]:
    """A forecast of everything by the champion, kept by the caller, and what forecasts single series.

    Args:
        sales_repository: The sales of record.
        registry: Where the champion is.
        scope: Which products and stores.
        options: Of which version, and from when on.
        progress: Hears how far it is, and may stop it.
    """
    champion = options.version or registry.at(scope, CHAMPION)
    if champion is None:
        raise OptionError(
            f"{scope} has no champion to forecast with.",
            fix="Train one first.",
            reason=Reason("no_champion", scope=str(scope)),
        )
    progress.start("Loading the champion", 1)
    folder = registry.fetch(champion)
    forecaster, sums = load_forecaster(folder), SeriesSums.load(folder)
    progress.advance()
    progress.start("Forecasting", 2)
    knows = "promotion" in forecaster.panel.known_ahead
    recorded = read_sales_of_record(
        sales_repository, scope, forecaster.horizon, until=options.until, planned=knows
    )
    pool = PooledValues() if forecasts_series_alone(forecaster) else None
    panel, made = forecast_with(forecaster, recorded, forecaster.horizon, pool)
    progress.advance()
    present = replace(forecaster, panel=in_trained_form(panel, forecaster.panel))
    run = forecast_run(champion, present, made, sums, options.job_id)
    if pool is None:
        return run, None
    return run, ReadyChampion.of(champion, forecaster, sums, replace(panel, pool=pool))
