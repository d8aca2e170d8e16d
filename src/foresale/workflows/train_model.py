"""Training for the service: from the sales of record to a registered model and its forecast."""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path

from foresale.data.calendars import CalendarOptions
from foresale.errors import OptionError
from foresale.forecasting.champion import NAIVE, relative_score
from foresale.forecasting.explanation.explain import explain
from foresale.forecasting.explanation.series_reasons import series_reasons
from foresale.forecasting.forecaster import Forecaster, Prediction, load_forecaster
from foresale.forecasting.newer_history import in_trained_form
from foresale.forecasting.results import Backtest, Forecast
from foresale.forecasting.series_sums import SeriesSums, learn_series_sums
from foresale.metrics.summary import METRICS
from foresale.panel import Panel
from foresale.reports.forecast import forecast_report
from foresale.workflows.forecast_rows import KEYS, LEVELS, forecast_rows, last_day
from foresale.workflows.judged_window import coverage_chance, write_judged_window
from foresale.workflows.make_forecast import ForecastOptions, make_forecast
from foresale.workflows.ports import (
    CHAMPION,
    Arguments,
    ForecastRun,
    ForecastShelf,
    ModelRegistry,
    ModelVersion,
    SalesBook,
    Scope,
    Teller,
    TrainedModel,
)
from foresale.workflows.recorded_sales import PANEL, Recorded, recorded_sales
from foresale.workflows.saved_forecast import forecast_with

DAILY = "daily"
LONGEST_SCOPE = 90
TOLD = ("wape", "rmsse", "bias", "wql", "coverage_80", "coverage_95")


@dataclass(frozen=True)
class DailyTraining:
    """What may be decided about a training; the defaults suit most chains.

    Attributes:
        horizon: Days ahead.
        models: Names from the catalog; by default all that the budget allows.
        folds: Cutoffs on which models are chosen, besides the one kept for judging.
        budget_seconds: Rough time for testing models.
        country: Whose holidays count, such as "DE".
        until: The last day to learn from; by default the last one with sales.
        seed: Same seed, same answer.
        engine: Where the work is done: `local`, or a Dask scheduler.
        job_id: The job that trains.
    """

    horizon: int = 28
    models: tuple[str, ...] = ()
    folds: int = 3
    budget_seconds: float = 60.0
    country: str | None = None
    until: date | None = None
    seed: int = 0
    engine: str = "local"
    job_id: str | None = None


@dataclass(frozen=True)
class Refresh:
    """What may be decided about a forecast without training.

    Attributes:
        until: The last day to forecast from; by default the last one with sales.
        job_id: The job that asks.
    """

    until: date | None = None
    job_id: str | None = None


def daily_training(arguments: Arguments, job_id: str | None = None) -> DailyTraining:
    """The options that a job's arguments name; `scope` apart.

    Raises:
        OptionError: An argument is unknown or of another kind.

    Examples:
        >>> daily_training({"horizon": 14, "models": ["lightgbm"], "until": "2024-05-31"}).until
        datetime.date(2024, 5, 31)
    """
    kinds: Mapping[str, tuple[type, ...]] = {
        "horizon": (int,), "models": (list, tuple), "folds": (int,), "budget_seconds": (int, float),
        "country": (str, type(None)), "until": (str, date, type(None)), "seed": (int,), "engine": (str,),
    }  # fmt: skip
    given = {name: value for name, value in arguments.items() if name != "scope"}
    for name, value in given.items():
        if name not in kinds:
            raise OptionError(f"A training knows no '{name}'.", fix=f"It knows {', '.join(kinds)}.")
        if not isinstance(value, kinds[name]) or isinstance(value, bool):
            raise OptionError(f"'{name}' can't be {value!r}.", fix="See its type in the API's description.")
    if "models" in given:
        given["models"] = tuple(map(str, given["models"]))
    if isinstance(given.get("until"), str):
        given["until"] = _day(str(given["until"]))
    return DailyTraining(**given, job_id=job_id)


def train_daily(
    book: SalesBook,
    registry: ModelRegistry,
    shelf: ForecastShelf,
    scope: Scope,
    options: DailyTraining,
    teller: Teller,
) -> ModelVersion:
    """Test models on the past of a scope's sales, register the best one trained on all, keep its forecast.

    The new version has no alias: `promotion.consider` judges it.

    Args:
        book: The sales of record.
        registry: Where the model goes.
        shelf: Where the forecast goes.
        scope: Which products and stores.
        options: What may be decided.
        teller: Hears how far it is, and may stop it.

    Raises:
        HistoryError: There are too few sales.
        OptionError: An option can't be used.
        RegistryError: The model can't be registered.
    """
    if len(str(scope)) > LONGEST_SCOPE:
        raise OptionError(
            f"The segment '{scope.segment}' is too long a name.", fix=f"Give at most {LONGEST_SCOPE} letters."
        )
    teller.start("Reading sales", 1)
    recorded = recorded_sales(book, scope, options.horizon, until=options.until)
    teller.advance()
    found = recorded.fingerprint
    teller.tell(f"{found['rows']} rows of {found['series']} series until {found['last_day']}.")
    forecast, forecaster = make_forecast(recorded.sales, _forecast_options(recorded, options), teller)
    backtest = forecast.backtest
    teller.tell(backtest.champion.reason)
    sums = learn_series_sums(backtest.panel, backtest.folds, backtest.champion.model)
    with tempfile.TemporaryDirectory(prefix="foresale-train-") as place:
        trained = _written(Path(place), forecast, forecaster, sums)
        teller.start("Registering", 1)
        version = registry.register(
            replace(
                trained,
                scope=scope,
                parameters={**_parameters(options), **trained.parameters},
                fingerprint=found,
            )
        )
        teller.advance()
    teller.start("Keeping the forecast", 1)
    made = Prediction(forecast.dates, forecast.mean, forecast.quantiles, forecast.totals)
    shelf.put(forecast_run(version, forecaster, made, sums, options.job_id))
    teller.advance()
    teller.tell(
        f"{version.name}: " + ", ".join(f"{k} {v:.3f}" for k, v in version.metrics.items() if k in TOLD)
    )
    return version


def refresh_forecast(
    book: SalesBook,
    registry: ModelRegistry,
    shelf: ForecastShelf,
    scope: Scope,
    options: Refresh,
    teller: Teller,
) -> int:
    """Forecast with the scope's champion from today's sales, without training, and answer the run's id.

    Args:
        book: The sales of record.
        registry: Where the champion is.
        shelf: Where the forecast goes.
        scope: Which products and stores.
        options: From when on.
        teller: Hears how far it is, and may stop it.

    Raises:
        OptionError: The scope has no champion.
        HistoryError: There are no sales.
        SavedModelError: The champion can't be read, or not with these sales.
    """
    champion = registry.at(scope, CHAMPION)
    if champion is None:
        raise OptionError(
            f"{scope} has no champion to forecast with.", fix="Train one: POST /api/forecast/train."
        )
    teller.start("Loading the champion", 1)
    folder = registry.fetch(champion)
    forecaster, sums = load_forecaster(folder), SeriesSums.load(folder)
    teller.advance()
    teller.start("Forecasting", 2)
    knows = "promotion" in forecaster.panel.known_future
    recorded = recorded_sales(book, scope, forecaster.horizon, until=options.until, planned=knows)
    panel, made = forecast_with(forecaster, recorded, forecaster.horizon)
    teller.advance()
    present = replace(forecaster, panel=in_trained_form(panel, forecaster.panel))
    run = shelf.put(forecast_run(champion, present, made, sums, options.job_id))
    teller.advance()
    teller.tell(f"{champion.name} forecast {panel.n_series:,} series after {last_day(panel)}.")
    return run


def forecast_run(
    version: ModelVersion, forecaster: Forecaster, made: Prediction, sums: SeriesSums, job_id: str | None
) -> ForecastRun:
    """What is kept of a forecast: days, weeks, months, and a reason for each series.

    Args:
        version: Whose forecast it is.
        forecaster: On the history it forecast from.
        made: The forecast.
        sums: What is known of its series' sums.
        job_id: The job that made it.
    """
    panel: Panel = forecaster.panel
    return ForecastRun(
        model_version=version.name,
        cutoff=last_day(panel),
        horizon=len(made.dates),
        levels=LEVELS,
        rows=forecast_rows(panel, made, sums),
        reasons=panel.series.select(KEYS).with_columns(series_reasons(forecaster, made.mean)),
        job_id=job_id,
    )


def judged_metrics(backtest: Backtest) -> dict[str, float]:
    """The champion's metrics on the window kept from all choices, and seasonal naive's as `naive_…`.

    `score` is the champion's against naive's: below 1 is better. `coverage_80_chance` is how far chance
    alone may bring the coverage from 80 %. Without such a window the metrics of the selection windows
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


def _written(folder: Path, forecast: Forecast, forecaster: Forecaster, sums: SeriesSums) -> TrainedModel:
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
    notes = [{"rule": note.rule, "count": note.count, "text": note.text} for note in forecast.notes]
    (pages / "notes.json").write_text(json.dumps(notes, indent=1, ensure_ascii=False), encoding="utf-8")
    write_judged_window(backtest, pages)
    return TrainedModel(
        scope=Scope(DAILY),
        folder=model,
        cutoff=last_day(forecast.panel),
        metrics=judged_metrics(backtest),
        parameters={
            "model": backtest.champion.model,
            "label": backtest.champion.label,
            "reason": backtest.champion.reason,
            "tried": ", ".join(backtest.leaderboard["model"].to_list()),
        },
        fingerprint={},
        pages={page.stem: page for page in sorted(pages.iterdir())},
    )


def _forecast_options(recorded: Recorded, options: DailyTraining) -> ForecastOptions:
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


def _parameters(options: DailyTraining) -> dict[str, str]:
    known = {field.name: getattr(options, field.name) for field in fields(options)}
    known["models"] = ", ".join(options.models) or "all that the budget allows"
    return {name: str(value) for name, value in known.items() if name != "job_id"}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise OptionError(f"'{text}' is no day.", fix="Write it as 2024-05-31.") from None
