"""Training for the service: from the sales of record to a registered model and its forecast."""

from __future__ import annotations

import json
import math
import tempfile
from dataclasses import asdict, replace
from pathlib import Path

import polars as pl

from foresale.data.calendar.calendars import CalendarOptions
from foresale.errors import OptionError
from foresale.forecasting.backtesting.champion import NAIVE, relative_score
from foresale.forecasting.ensemble.blend import parameters_of
from foresale.forecasting.explanation.explain import explain
from foresale.forecasting.results import Backtest, Forecast
from foresale.forecasting.sums.series_sums import SeriesSums, learn_series_sums
from foresale.forecasting.trained.forecaster import Forecaster
from foresale.metrics.summary import METRICS
from foresale.progress import LoggedProgress
from foresale.reports.forecast import forecast_report
from foresale.workflows.files.forecast_options import ForecastOptions
from foresale.workflows.files.make_forecast import make_forecast, prepare
from foresale.workflows.forecasts.rows import forecast_run, last_day
from foresale.workflows.forecasts.sales_of_record import PANEL, SalesOfRecord, read_sales_of_record
from foresale.workflows.ports import (
    ForecastRepository,
    ModelRegistry,
    ModelVersion,
    SalesRepository,
    Scope,
    TrainedModel,
)
from foresale.workflows.segments import ALL
from foresale.workflows.training.options import DailyTraining, describe_options
from foresale.workflows.training.segment_gains import FILE as GAINS
from foresale.workflows.training.segment_gains import parts_of, segment_gains
from foresale.workflows.training.test_window import coverage_chance, draw_test_window, write_test_window

DAILY = "daily"
LONGEST_SCOPE = 90
MAX_LOGGED = 10
TOLD = ("wape", "rmsse", "bias", "wql", "coverage_80", "coverage_95")


def train_daily(
    sales_repository: SalesRepository,
    registry: ModelRegistry,
    forecast_repository: ForecastRepository,
    scope: Scope,
    options: DailyTraining,
    progress: LoggedProgress,
) -> ModelVersion:
    """Test models on the past of a scope's sales, register the best one trained on all, keep its forecast.

    The new version has no alias: `promotion.consider` judges it.

    Args:
        sales_repository: The sales of record.
        registry: Where the model goes.
        forecast_repository: Where the forecast goes.
        scope: Which products and stores.
        options: What may be decided.
        progress: Hears how far it is, and may stop it.

    Raises:
        HistoryError: There are too few sales.
        OptionError: An option can't be used.
        RegistryError: The model can't be registered.
    """
    if len(str(scope)) > LONGEST_SCOPE:
        raise OptionError(
            f"The segment '{scope.segment}' is too long a name.", fix=f"Give at most {LONGEST_SCOPE} letters."
        )
    progress.start("Reading sales", 1)
    recorded = read_sales_of_record(sales_repository, scope, options.horizon, until=options.until)
    progress.advance()
    found = recorded.fingerprint
    progress.log(f"{found['rows']} rows of {found['series']} series until {found['last_day']}.")
    wanted = _forecast_options(recorded, options)
    forecast, forecaster = make_forecast(prepare(recorded.sales, wanted, progress), wanted, progress)
    backtest = forecast.backtest
    progress.log(backtest.champion.reason)
    sums = learn_series_sums(backtest.panel, backtest.folds, backtest.champion.model)
    with tempfile.TemporaryDirectory(prefix="foresale-train-") as place:
        trained = _write_model(Path(place), forecast, forecaster, sums)
        if scope.segment == ALL:
            gains = segment_gains(backtest, parts_of(backtest, sales_repository.segment_products()))
            trained = _add_gains(trained, gains, Path(place), progress)
        progress.start("Registering", 1)
        version = registry.register(
            replace(
                trained,
                scope=scope,
                parameters={**describe_options(options), **trained.parameters},
                fingerprint=found,
            )
        )
        progress.advance()
    progress.start("Keeping the forecast", 1)
    forecast_repository.put(forecast_run(version, forecaster, forecast.prediction, sums, options.job_id))
    progress.advance()
    progress.log(
        f"{version.name}: " + ", ".join(f"{k} {v:.3f}" for k, v in version.metrics.items() if k in TOLD)
    )
    return version


def _add_gains(
    trained: TrainedModel, gains: pl.DataFrame, folder: Path, progress: LoggedProgress
) -> TrainedModel:
    """The page that tells which parts are worth a model of their own, which the log tells too."""
    gains.write_csv(folder / GAINS)
    for row in gains.filter("worth_it").head(MAX_LOGGED).iter_rows(named=True):
        progress.log(f"{row['segment']}: {row['reason']}")
    return replace(trained, pages={**trained.pages, GAINS: folder / GAINS})


def read_test_metrics(backtest: Backtest) -> dict[str, float]:
    """The champion's metrics on the window kept from all choices, and seasonal naive's as `naive_…`.

    `score` is the champion's against naive's: below 1 is better. `coverage_80_meant` is what its 80 %
    ranges hold by themselves, in whole units more than 80 %, and `coverage_80_chance` how far chance
    alone may bring the coverage from that. Without such a window the metrics of the selection windows
    stand in, as `selection_…`.
    """
    rows = {row["model"]: row for row in backtest.leaderboard.rows(named=True)}
    ours, naive = rows[backtest.champion.model], rows.get(NAIVE, {})
    tested = any(fold.is_test for fold in backtest.folds)
    before, after = ("test_", "") if tested else ("", "selection_")
    found = {f"{after}{name}": ours.get(f"{before}{name}") for name in METRICS}
    found |= {f"naive_{after}{name}": naive.get(f"{before}{name}") for name in METRICS}
    measured = {name: float(v) for name, v in found.items() if v is not None and math.isfinite(v)}
    if tested:
        both = [
            {name: measured.get(f"{prefix}{name}", math.nan) for name in ("rmsse", "wql")}
            for prefix in ("", "naive_")
        ]
        score = relative_score(both[0], both[1])
        measured |= {"score": score} if math.isfinite(score) else {}
        measured |= coverage_chance(backtest)
    return measured


def _write_model(folder: Path, forecast: Forecast, forecaster: Forecaster, sums: SeriesSums) -> TrainedModel:
    """The model and its pages in a folder, and what the registry is to know of them."""
    backtest = forecast.backtest
    model, pages = folder / "model", folder / "pages"
    model.mkdir()
    pages.mkdir()
    forecaster.save(model)
    sums.save(model)
    (pages / "report.html").write_text(
        forecast_report(forecast, explain(forecaster, forecast)), encoding="utf-8"
    )
    backtest.leaderboard.write_csv(pages / "leaderboard.csv")
    backtest.by_horizon.write_csv(pages / "by_horizon.csv")
    backtest.by_class.write_csv(pages / "by_class.csv")
    notes = [asdict(note) for note in forecast.notes]
    (pages / "notes.json").write_text(json.dumps(notes, indent=1, ensure_ascii=False), encoding="utf-8")
    write_test_window(backtest, pages)
    draw_test_window(backtest, pages)
    return TrainedModel(
        scope=Scope(DAILY),
        folder=model,
        cutoff=last_day(forecast.panel),
        metrics=read_test_metrics(backtest),
        parameters={
            "model": backtest.champion.model,
            "label": backtest.champion.label,
            "model_parameters": json.dumps(parameters_of(forecaster.model)),
            "reason": backtest.champion.reason,
            "tried": ", ".join(backtest.leaderboard["model"].to_list()),
        },
        fingerprint={},
        pages={page.name: page for page in sorted(pages.iterdir())},
    )


def _forecast_options(recorded: SalesOfRecord, options: DailyTraining) -> ForecastOptions:
    return ForecastOptions(
        horizon=options.horizon,
        panel=PANEL,
        calendar=CalendarOptions(country=options.country),
        events=recorded.events,
        models=options.models,
        folds=options.folds,
        budget_seconds=options.budget_seconds,
        seed=options.seed,
        engine=options.engine,
    )
