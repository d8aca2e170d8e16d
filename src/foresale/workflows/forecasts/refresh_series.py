"""Some series forecast anew by the champions that serve them, without touching the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from foresale.errors import OptionError
from foresale.messages import route
from foresale.progress import LoggedProgress
from foresale.workflows.forecasts.ready_champion import NotAloneError, ReadyChampions, ReadyKey
from foresale.workflows.forecasts.refresh import Refresh, champion_forecast_and_state
from foresale.workflows.forecasts.rows import LEVELS
from foresale.workflows.forecasts.sales_of_record import KEYS
from foresale.workflows.ports import (
    BaseForecast,
    ForecastRepository,
    ForecastRun,
    ModelRegistry,
    SalesRepository,
    Scope,
    parse_version,
)
from foresale.workflows.renewal import Renewal
from foresale.workflows.segments import specificity

LONGEST_REASON = 500
MAX_TRIES = 3
"""Forecasts of everything that may come while some series are forecast anew."""
_NAMES: dict[str, Any] = dict.fromkeys(KEYS, pl.String)
_REASONS = {**_NAMES, "explanation": pl.String}
_ROWS: dict[str, Any] = {
    **_NAMES, "grain": pl.String, "target_date": pl.Date, "mean": pl.Float64, "deviation": pl.Float64,
    "quantiles": pl.List(pl.Float64),
}  # fmt: skip


@dataclass(frozen=True)
class SeriesRefresh:
    """Which series are to be forecast anew, and why.

    Attributes:
        series: `product` (sku) and `store` (code), one row each.
        because: Why, in words; kept with the forecast.
        renewal: The same as data, where it is one of the service's own reasons.
        until: The last day to forecast from; by default the last one with sales.
        job_id: The job that asks.
        is_early: Whether the last day is over in the stores of these series, and not in all others.
    """

    series: pl.DataFrame
    because: str
    until: date | None = None
    job_id: str | None = None
    is_early: bool = False
    renewal: Renewal | None = None


@dataclass(frozen=True)
class RefreshedSeries:
    """What became of a `SeriesRefresh`.

    Attributes:
        runs: The forecasts that were kept, one for each champion that serves some of the series.
        count: How many series they hold.
        left_out: `product` and `store` of those that no champion forecasts: the next forecast of everything
            tells whether they have sales enough.
        ended: `product` and `store` of those that were forecast, and aren't any more, as no sales are left.
    """

    runs: tuple[int, ...]
    count: int
    left_out: pl.DataFrame
    ended: pl.DataFrame


def refresh_series(
    sales_repository: SalesRepository,
    registry: ModelRegistry,
    forecast_repository: ForecastRepository,
    asked: SeriesRefresh,
    progress: LoggedProgress,
    ready: ReadyChampions | None = None,
) -> RefreshedSeries:
    """Forecast some series anew, each with the champion that serves it, and let these forecasts be in force.

    Each gets a version of its own that names the one it follows; those of other series stay. Series that a
    forecast of everything wouldn't have now, as their sales are gone, aren't forecast any more. Nothing is
    trained.

    Args:
        sales_repository: The sales of record.
        registry: Where the champions are.
        forecast_repository: Where the forecasts are and go.
        asked: Which series, and why.
        progress: Hears how far it is, and may stop it.
        ready: Champions that forecast these series from their own sales alone; one that isn't there yet is
            made ready by a forecast of everything. Without, everything is forecast, and these series kept.

    Raises:
        OptionError: No forecast is served yet, or nothing says why.
        HistoryError: There are too few sales.
        SavedModelError: A champion can't be read, or not with these sales.
    """
    because = " ".join(asked.because.split())[:LONGEST_REASON]
    if not because:
        raise OptionError("Nothing says why these series are forecast anew.", fix="Say why.")
    bases = _by_specificity(forecast_repository.bases())
    if not bases:
        raise OptionError(
            "No forecast is served that could be renewed.", fix=f"Train a model first: {route('train')}."
        )
    keys = list(KEYS)
    services = _Services(sales_repository, registry, ready or ReadyChampions(), progress)
    left = asked.series.select(pl.col(keys).cast(pl.String)).unique(maintain_order=True)
    ended = left.clear()
    runs: list[int] = []
    for base in bases:
        own = forecast_repository.forecast_of(base.run_id, left) if left.height else left
        if not own.height:
            continue
        run, made = _renew(services, forecast_repository, base, replace(asked, series=own, because=because))
        runs.append(run)
        # What this champion doesn't forecast any more, a model of a larger part may have, or has to end too.
        ended = pl.concat([ended, own]).join(made, on=keys, how="anti").unique(maintain_order=True)
        left = left.join(made, on=keys, how="anti", maintain_order="left")
    count = asked.series.select(keys).n_unique() - left.height
    return RefreshedSeries(tuple(runs), count, left.join(ended, on=keys, how="anti"), ended)


@dataclass(frozen=True)
class _Services:
    sales_repository: SalesRepository
    registry: ModelRegistry
    ready: ReadyChampions
    progress: LoggedProgress


def _renew(
    services: _Services, forecast_repository: ForecastRepository, base: BaseForecast, asked: SeriesRefresh
) -> tuple[int, pl.DataFrame]:
    """Forecast series of one base and keep that; once more where a newer base came meanwhile.

    Returns:
        The run, and the series that it has.
    """
    scope, keys = parse_version(base.model_version)[0], list(KEYS)
    for _ in range(MAX_TRIES):
        own = forecast_repository.forecast_of(base.run_id, asked.series)
        made = _alone(services, base, asked, own) or _with_all(services, base, asked, own)
        ended = own.join(made.reasons, on=keys, how="anti")
        run = forecast_repository.put(
            replace(
                made, base_id=base.run_id, because=asked.because, renewal=asked.renewal,
                ended=ended if ended.height else None,
            )
        )  # fmt: skip
        _tell(services.progress, base, made.reasons.height, ended.height, asked.because)
        newer = [
            other for other in forecast_repository.bases() if parse_version(other.model_version)[0] == scope
        ]
        if not newer or newer[-1].run_id == base.run_id:
            break
        base = newer[-1]
    return run, made.reasons.select(keys)


def _tell(progress: LoggedProgress, base: BaseForecast, count: int, ended: int, because: str) -> None:
    if count:
        progress.log(f"{base.model_version} forecast {count:,} series anew: {because}")
    if ended:
        progress.log(f"{base.model_version} ended the forecast of {ended:,} series without sales: {because}")


def _alone(
    services: _Services, base: BaseForecast, asked: SeriesRefresh, series: pl.DataFrame
) -> ForecastRun | None:
    """The series' forecast from their own sales; None where everything has to be forecast."""
    champion, (scope, _) = services.ready.get(_ready_key(base, asked)), parse_version(base.model_version)
    if champion is None or services.sales_repository.last_day(scope, asked.until) != champion.cutoff:
        return None
    sales = services.sales_repository.daily_of(scope, series, champion.first_day)
    sales = sales.filter(pl.col("date") <= champion.cutoff)
    sold = series.join(sales, on=list(KEYS), how="semi", maintain_order="left")
    silent = series.join(sold, on=list(KEYS), how="anti")
    if silent.height and _have_sold(services, scope, silent, champion.cutoff):
        return None
    own = champion.holds(sold)
    if own.height < sold.height:
        return None
    if not own.height:
        return _empty(base, asked)
    services.progress.start("Forecasting", 1)
    try:
        made = champion.forecast(own, sales, asked.job_id)
    except NotAloneError:
        return None
    services.progress.advance()
    return made


def _have_sold(services: _Services, scope: Scope, series: pl.DataFrame, until: date) -> bool:
    """Whether any of these series has sales up to a day."""
    sales = services.sales_repository.daily_of(scope, series)
    return not sales.filter(pl.col("date") <= until).is_empty()


def _empty(base: BaseForecast, asked: SeriesRefresh) -> ForecastRun:
    """A forecast of nothing: none of the series has sales."""
    return ForecastRun(
        base.model_version, base.cutoff, 0, LEVELS, pl.DataFrame(schema=_ROWS), pl.DataFrame(schema=_REASONS),
        asked.job_id,
    )  # fmt: skip


def _with_all(
    services: _Services, base: BaseForecast, asked: SeriesRefresh, series: pl.DataFrame
) -> ForecastRun:
    """The series' part of a forecast of everything, which leaves a champion that is ready."""
    scope, number = parse_version(base.model_version)
    if services.sales_repository.last_day(scope, asked.until) is None:
        return _empty(base, asked)
    options = Refresh(services.registry.version(scope, number), asked.until, asked.job_id)
    run, champion = champion_forecast_and_state(
        services.sales_repository, services.registry, scope, options, services.progress
    )
    if champion is not None:
        services.ready.put(_ready_key(base, asked), champion)
    return _only(run, series)


def _ready_key(base: BaseForecast, asked: SeriesRefresh) -> ReadyKey:
    return base.run_id, asked.is_early


def _by_specificity(bases: Sequence[BaseForecast]) -> list[BaseForecast]:
    """In the order in which they answer: a model of a part of the assortment before that of all."""
    return sorted(bases, key=lambda base: specificity(parse_version(base.model_version)[0].segment))


def _only(run: ForecastRun, series: pl.DataFrame) -> ForecastRun:
    keys = list(KEYS)
    rows = run.rows.join(series, on=keys, how="semi", maintain_order="left")
    return replace(run, rows=rows, reasons=run.reasons.join(series, on=keys, how="semi"))
