"""Foresale in a notebook: read, profile, backtest, forecast, simulate, load."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from foresale.data.panel.build import build_panel
from foresale.data.panel.options import PanelOptions
from foresale.data.profile.profile import Profile, profile_sales
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import OptionError
from foresale.forecasting.explanation.asked import Series, position_of, step_of
from foresale.forecasting.explanation.drivers import Drivers, find_drivers
from foresale.forecasting.explanation.effects import Effects, find_effects
from foresale.forecasting.explanation.explain import explain
from foresale.forecasting.explanation.explainable import take_apart
from foresale.forecasting.explanation.reasons import Reasons, find_reasons
from foresale.forecasting.results import Backtest, Forecast, Prediction, forecast_table
from foresale.forecasting.trained.forecaster import Forecaster, load_forecaster
from foresale.frequency import Frequency
from foresale.notes import Note
from foresale.sales import Sales
from foresale.workflows.files.make_forecast import ForecastOptions, make_backtest, make_forecast, prepare
from foresale.workflows.files.predict import predict_saved
from foresale.workflows.files.write_forecast import write_forecast, write_model
from foresale.writing.atomic_file import whole_file

if TYPE_CHECKING:
    from foresale.simulation.chain import SimulatedChain

Source = str | Path | Sequence[str | Path] | pl.DataFrame


@dataclass(frozen=True)
class ForecastResult:
    """A forecast and the forecaster that made it; shows itself in a notebook.

    Attributes:
        forecast: Means, quantiles, totals and the backtest as arrays and tables.
        forecaster: What `save` writes and `fs.load` reads.
    """

    forecast: Forecast
    forecaster: Forecaster

    @property
    def backtest(self) -> Backtest:
        """How every model did on the past."""
        return self.forecast.backtest

    @property
    def totals(self) -> pl.DataFrame:
        """Sums by total, key and category, and by day, week and month."""
        return self.forecast.totals

    @property
    def notes(self) -> tuple[Note, ...]:
        """Everything inferred, cleaned and decided on the way."""
        return self.forecast.notes

    def to_frame(self) -> pl.DataFrame:
        """One row per series and period: keys, `date`, `mean`, then a column per quantile."""
        return self.forecast.to_frame()

    def drivers(self) -> Drivers:
        """What drives the forecasts: price, weekday, promotion …, each with its share.

        Shows itself as a sentence and a table; `.table` has a row a concept, `.columns` one a column.
        """
        return find_drivers(take_apart(self.forecaster), self.forecast.mean)

    def reasons(self, series: Series, date: str | date) -> Reasons:
        """Why one series' forecast for one date is above or below its usual level.

        Args:
            series: Its keys by name or in order, its key where there is but one, or its position.
            date: A day of the period forecast, such as "2024-05-18".

        Raises:
            OptionError: No series fits, several do, or the date isn't forecast.
        """
        scene = take_apart(self.forecaster)
        place, step = position_of(scene.panel, series), step_of(self.forecast, date)
        return find_reasons(scene, self.forecast.mean, place, step)

    def effects(self) -> Effects:
        """What the model makes of price and promotion, as a curve with its 80 % range; not proof of cause."""
        return find_effects(take_apart(self.forecaster), self.forecast)

    def report(self, path: str | Path) -> Path:
        """Write the report, one self-contained page; of what is there it replaces only a report."""
        from foresale.reports.forecast import forecast_report
        from foresale.reports.page import MARK

        page = forecast_report(self.forecast, explain(self.forecaster, self.forecast))
        with whole_file(Path(path), MARK, "a report") as draft:
            draft.write_text(page, encoding="utf-8")
        return Path(path)

    def save(self, folder: str | Path) -> Path:
        """Write the forecaster into `folder` for `fs.load`; replaces only a model that Foresale wrote."""
        return write_model(self.forecaster, Path(folder))

    def write(self, folder: str | Path) -> dict[str, Path]:
        """Write all that `foresale forecast` does: tables, report and model."""
        return write_forecast(self.forecast, self.forecaster, Path(folder))

    def _repr_html_(self) -> str:
        from foresale.reports.notebook import forecast_html_summary

        return forecast_html_summary(self.forecast)


@dataclass(frozen=True)
class PredictionResult:
    """A forecast of a saved model."""

    keys: pl.DataFrame
    prediction: Prediction

    @property
    def totals(self) -> pl.DataFrame:
        """Sums by total, key and category, and by day, week and month."""
        return self.prediction.totals

    def to_frame(self) -> pl.DataFrame:
        """One row per series and period: keys, `date`, `mean`, then a column per quantile."""
        made = self.prediction
        return forecast_table(self.keys, made.dates, made.mean, made.quantiles)


@dataclass(frozen=True)
class SavedForecaster:
    """A forecaster read from a folder."""

    forecaster: Forecaster

    def predict(self, sales: Sales | None = None, horizon: int | None = None) -> PredictionResult:
        """Forecast what follows `sales`, or the history the model was trained on.

        Args:
            sales: A newer history of the same kind.
            horizon: Periods ahead, up to the trained one.
        """
        return PredictionResult(*predict_saved(self.forecaster, sales, horizon))


def read(source: Source, **options: Any) -> Sales:
    """Sales from files, globs, a table or a database, with their columns told apart.

    Args:
        source: A path, a glob, several of them, or a polars or pandas table; ignored with
            `sql_url` and `query`.
        options: Fields of `ReadOptions` by name: `target="revenue"`, `keys=("store",)`,
            `future=("prices.csv",)`.

    Raises:
        UnreadableFileError: A file is missing, empty, damaged or not what its name says.
        ColumnsError: A column's part can't be told.
        BadRowsError: More rows are unusable than allowed.

    Examples:
        >>> import polars as pl
        >>> table = pl.DataFrame({"date": ["2024-05-13", "2024-05-14"], "item": ["a", "b"], "units": [3, 4]})
        >>> read(table).roles.keys
        ('item',)
    """
    several = ("keys", "known_future", "past_only", "static", "ignored", "future", "join", "only", "without")
    for name in several:
        if isinstance(options.get(name), str | Path):
            options[name] = (options[name],)
        elif isinstance(options.get(name), list):
            options[name] = tuple(options[name])
    try:
        chosen = ReadOptions(**options)
    except TypeError as error:
        raise OptionError(
            str(error).replace("ReadOptions.__init__()", "read()") + ".",
            fix=f"Known options: {', '.join(ReadOptions.__dataclass_fields__)}.",
        ) from None
    return read_sales(source, options=chosen)


def forecast(
    sales: Sales | Source,
    horizon: int | None = None,
    *,
    freq: str | Frequency | None = None,
    country: str | None = None,
    models: Sequence[str] = (),
    options: ForecastOptions | None = None,
) -> ForecastResult:
    """Test models on the past, train the best, and forecast with calibrated quantiles.

    Args:
        sales: From `read`, or what it takes.
        horizon: Periods ahead; by default 28 days, 13 weeks or 6 months.
        freq: "D", "W", "2W", "4W", "M" or "Q"; by default what the file holds.
        country: Whose holidays count, such as "DE".
        models: Names to try, from `foresale models`; by default all that fit the time.
        options: Everything else, such as the `engine` on a cluster; the arguments above win over it.

    Raises:
        HistoryError: The history is too short for the horizon.
        OptionError: An option can't be used.
        EngineError: The cluster can't be reached, or can't do the work.
    """
    wanted = _options(options, horizon, freq, country, models)
    return ForecastResult(*make_forecast(prepare(_as_sales(sales), wanted), wanted))


def backtest(
    sales: Sales | Source,
    horizon: int | None = None,
    *,
    freq: str | Frequency | None = None,
    country: str | None = None,
    models: Sequence[str] = (),
    options: ForecastOptions | None = None,
) -> Backtest:
    """Test models on the past without forecasting; arguments as for `forecast`."""
    wanted = _options(options, horizon, freq, country, models)
    return make_backtest(prepare(_as_sales(sales), wanted), wanted)[0]


def profile(sales: Sales | Source, freq: str | Frequency | None = None) -> Profile:
    """The data's portrait: distribution, gaps, outliers, seasons, classes, and findings in sentences."""
    known = _as_sales(sales)
    return profile_sales(known, build_panel(known, PanelOptions(freq=_frequency(freq)))[0])


def simulate(**options: Any) -> SimulatedChain:
    """A supermarket chain with known true demand; fields of `ChainOptions` by name.

    Examples:
        >>> chain = simulate(stores=1, products=2, days=30, seed=1)
        >>> chain.sales["product"].n_unique() <= 2
        True
    """
    from foresale.simulation.chain import simulate_chain
    from foresale.simulation.options import ChainOptions

    try:
        chosen = ChainOptions(**options)
    except TypeError as error:
        raise OptionError(
            str(error).replace("ChainOptions.__init__()", "simulate()") + ".",
            fix="Known options: " + ", ".join(ChainOptions.__dataclass_fields__) + ".",
        ) from None
    return simulate_chain(chosen)


def load(folder: str | Path) -> SavedForecaster:
    """A forecaster that `ForecastResult.save` or `foresale forecast` wrote.

    Raises:
        SavedModelError: The folder holds no model, or one that can't be read.
    """
    return SavedForecaster(load_forecaster(Path(folder)))


def _as_sales(sales: Sales | Source) -> Sales:
    return sales if isinstance(sales, Sales) else read(sales)


def _options(
    options: ForecastOptions | None,
    horizon: int | None,
    freq: str | Frequency | None,
    country: str | None,
    models: Sequence[str],
) -> ForecastOptions:
    chosen = options or ForecastOptions()
    if horizon is not None:
        chosen = replace(chosen, horizon=horizon)
    if freq is not None:
        chosen = replace(chosen, panel=replace(chosen.panel, freq=_frequency(freq)))
    if country is not None:
        chosen = replace(chosen, calendar=replace(chosen.calendar, country=country))
    if models:
        chosen = replace(chosen, models=tuple(models))
    return chosen


def _frequency(freq: str | Frequency | None) -> Frequency | None:
    if freq is None:
        return None
    try:
        return Frequency(str(freq).upper())
    except ValueError:
        raise OptionError(
            f"{freq!r} is no frequency.", fix='Give "D", "W", "2W", "4W", "M" or "Q".'
        ) from None
