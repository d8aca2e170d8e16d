"""From sales to a forecast: build the panel, test models on the past, train the best, forecast."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace

import polars as pl

from foresale.data.calendar.calendars import CalendarOptions, add_calendar
from foresale.data.calendar.events import add_events
from foresale.data.calendar.proposed_country import propose_country
from foresale.data.cleaning.clean import clean
from foresale.data.panel.build import build_panel
from foresale.data.panel.options import PanelOptions
from foresale.data.panel.plan_cover import plan_cover_notes
from foresale.data.reading.columns.roles.infer_roles import CUSTOMERS
from foresale.data.reading.columns.roles.opening_columns import value_of_closed
from foresale.errors import ColumnsError, OptionError
from foresale.forecasting.backtesting.backtest import run_backtest
from foresale.forecasting.backtesting.champion import PREFERRED, SELECTION_METRICS
from foresale.forecasting.backtesting.group_tuning import tune_groups
from foresale.forecasting.backtesting.options import BacktestOptions
from foresale.forecasting.backtesting.tuning import TuningOptions, tune_models
from foresale.forecasting.engines.engine import Engine
from foresale.forecasting.engines.open_engine import open_engine
from foresale.forecasting.lifecycle.days_ahead import notes_of_days_ahead
from foresale.forecasting.results import Backtest, Forecast
from foresale.forecasting.sums.own_levels import with_hierarchy
from foresale.forecasting.trained.forecaster import Forecaster
from foresale.forecasting.trained.train_champion import TrainingOptions, train_champion
from foresale.messages import option, template
from foresale.notes import Note, counted
from foresale.panel import Panel
from foresale.progress import Progress, SilentProgress
from foresale.sales import ColumnRoles, Sales
from foresale.workflows.files.forecast_options import ForecastOptions
from foresale.workflows.files.models_to_try import models_to_try


@dataclass(frozen=True)
class Prepared:
    """Sales as series, ready to be forecast, without the rows they came from, which can fill the memory.

    Attributes:
        panel: The series, with calendar and events.
        horizon: Periods ahead.
        roles: The part each column of the rows played.
        rejects: Rows set aside.
        notes: What was inferred and decided so far, in order.
        n_rows: How many rows there were.
        calendar: Whose holidays count, a country that was proposed among them.
        rules: How rows became series.
    """

    panel: Panel
    horizon: int
    roles: ColumnRoles
    rejects: pl.DataFrame
    notes: tuple[Note, ...]
    n_rows: int
    calendar: CalendarOptions = field(default_factory=CalendarOptions)
    rules: PanelOptions = field(default_factory=PanelOptions)


def prepare(
    sales: Sales,
    options: ForecastOptions,
    progress: Progress | None = None,
    choose_horizon: Callable[[Panel], int] | None = None,
) -> Prepared:
    """Make series of rows. Whoever drops the rows then has their memory for what follows.

    `choose_horizon` says how many periods ahead are needed, once the series are known.

    Raises:
        ColumnsError: The rows are customers, not sales over time.
        HistoryError: There is nothing to make series of.
        OptionError: An option can't be used.
    """
    _check(options)
    _refuse_customers(sales)
    progress = progress or SilentProgress()
    progress.start("Building series", 1)
    panel, notes = build_panel(sales, options.panel)
    panel = with_hierarchy(panel, options.hierarchy)
    progress.advance()
    horizon = panel.freq.default_horizon if options.horizon is None else options.horizon
    if choose_horizon is not None:
        horizon = choose_horizon(panel)
    elif options.horizon is None and horizon > panel.n_periods // 4:
        horizon = max(1, panel.n_periods // 4)
        ahead, noun = counted(horizon, panel.freq.noun), panel.freq.noun
        text = (
            f"{ahead} ahead, a quarter of the {panel.n_periods:,} {noun}s known ({option('horizon')} "
            "asks for more)."
        )
        notes = (*notes, Note("shorter_horizon", horizon, text))
    notes = (*notes, *plan_cover_notes(panel, horizon))
    calendar, country_notes = propose_country(panel, options.calendar)
    panel, notes = add_calendar(panel, horizon, calendar), (*notes, *country_notes)
    if options.events is not None:
        panel, event_notes = add_events(panel, horizon, options.events)
        notes = (*notes, *event_notes)
    told = (*sales.notes, *notes)
    rules = options.panel.completed_by(sales.said)
    return Prepared(panel, horizon, sales.roles, sales.rejects, told, sales.n_rows, calendar, rules)


def make_backtest(
    ready: Prepared, options: ForecastOptions, progress: Progress | None = None
) -> tuple[Backtest, tuple[Note, ...]]:
    """Test models on the past of what `prepare` made of sales.

    Returns:
        The backtest, and what was decided on the way, in order.

    Raises:
        HistoryError: The history is too short for the horizon.
        OptionError: An option can't be used.
        EngineError: The cluster can't be reached, or can't do the work.
    """
    with _engine(options, progress or SilentProgress()) as engine:
        return _backtest(ready, options, progress or SilentProgress(), engine)


@contextmanager
def _engine(options: ForecastOptions, progress: Progress) -> Iterator[Engine]:
    _check(options)
    if options.engine != "local":
        progress.start("Connecting", 1)
    with open_engine(options.engine, options.engine_folder) as engine:
        yield engine


def _backtest(
    ready: Prepared, options: ForecastOptions, progress: Progress, engine: Engine
) -> tuple[Backtest, tuple[Note, ...]]:
    choices, left_out = models_to_try(ready.panel, options.models, options.folds, options.budget_seconds)
    cleaned = clean(ready.panel, options.cleaning)[1]
    chosen = BacktestOptions(
        choices,
        options.folds,
        options.cleaning,
        options.seed,
        learn_quantiles=any(choice.kind.name == PREFERRED for choice in choices),
        may_be_left_out=() if options.keep_known_ahead else _further_columns(ready.roles),
        metric=options.metric,
    )
    if options.tune is not None:
        tuning = TuningOptions(options.tune, options.tune_trials, options.tune_by)
        tune = tune_models if options.tune_by is None else tune_groups
        choices, said = tune(ready.panel, ready.horizon, chosen, tuning, progress, engine)
        chosen, left_out = replace(chosen, models=choices), [*left_out, *said]
    backtest = run_backtest(ready.panel, ready.horizon, chosen, progress, engine)
    return backtest, (*ready.notes, *cleaned, *left_out, *backtest.notes)


def _further_columns(roles: ColumnRoles) -> tuple[str, ...]:
    """Columns known ahead that are neither planned to be acted on nor say when the doors are shut."""
    planned = {roles.price, roles.promotion}
    return tuple(name for name in roles.known_ahead if name not in planned and value_of_closed(name) is None)


def make_forecast(
    ready: Prepared, options: ForecastOptions, progress: Progress | None = None
) -> tuple[Forecast, Forecaster]:
    """Test models on the past, train the best on everything, and forecast; `ready` as for `make_backtest`.

    Returns:
        The forecast, and the trained forecaster it came from.

    Raises:
        HistoryError: The history is too short for the horizon.
        OptionError: An option can't be used.
        EngineError: The cluster can't be reached, or can't do the work.
    """
    progress = progress or SilentProgress()
    with _engine(options, progress) as engine:
        backtest, notes = _backtest(ready, options, progress, engine)
        progress.start("Training the champion", 2)
        about = {"roles": asdict(ready.roles), "panel": asdict(ready.rules)}
        training = TrainingOptions(options.cleaning, ready.calendar, options.seed, about)
        forecaster = train_champion(backtest, training, engine)
        progress.advance()
        prediction = forecaster.predict(engine=engine)
        progress.advance()
    forecast = Forecast(
        panel=backtest.panel,
        prediction=prediction,
        backtest=backtest,
        notes=(*notes, *notes_of_days_ahead(backtest.panel, prediction.mean, ready.calendar)),
        rejects=ready.rejects,
    )
    return forecast, forecaster


def _refuse_customers(sales: Sales) -> None:
    """Stop at a table that has dates and amounts, but no sales over time."""
    note = next((note for note in sales.notes if note.rule == CUSTOMERS), None)
    if note is None or note.evidence is None:
        return
    way = template(note.evidence.readings[-1].meaning)
    raise ColumnsError(
        note.text,
        fix=f"`foresale profile` shows what such a table holds. If {way}, say so, and it is forecast.",
    )


def _check(options: ForecastOptions) -> None:
    """Stop at numbers that nothing can be made of."""
    if options.horizon is not None and options.horizon < 1:
        raise OptionError(f"The horizon is {options.horizon}.", fix="Ask for 1 period or more.")
    if options.folds < 1:
        raise OptionError(f"The number of folds is {options.folds}.", fix="Ask for 1 or more.")
    if options.metric not in SELECTION_METRICS:
        raise OptionError(
            f"Models can't be chosen by '{options.metric}'.",
            fix=f"Use one of: {', '.join(SELECTION_METRICS)}.",
        )
    if options.tune is not None and not options.tune > 0:
        raise OptionError(f"The time to tune is {options.tune:g} minutes.", fix="Give more than 0.")
    if options.tune_by is not None and options.tune is None:
        raise OptionError(
            f"{option('tune_by', options.tune_by)} says by what to tune, but nothing is tuned.",
            fix=f"Give the minutes too: {option('tune', 10)}.",
        )
    if options.tune_trials is not None and options.tune is None:
        raise OptionError(
            f"tune_trials={options.tune_trials} says how much to try, but nothing is tuned.",
            fix=f"Give the minutes too: {option('tune', 10)}.",
        )
    if not options.budget_seconds > 0:
        raise OptionError(
            f"The budget is {options.budget_seconds:g} seconds.", fix="Give more than 0 seconds."
        )
