"""What the library's functions answer: forecasts with their tables, reasons and files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from foresale.arrays import Array
from foresale.cards import Card, Shown
from foresale.data.reading.read_sales import Source
from foresale.forecasting.explanation.asked import Series, position_of, step_of
from foresale.forecasting.explanation.drivers import Drivers
from foresale.forecasting.explanation.effects import Effects, find_effects
from foresale.forecasting.explanation.explain import explain
from foresale.forecasting.explanation.explainable import decompose_forecast
from foresale.forecasting.explanation.other_drivers import drivers_of_any
from foresale.forecasting.explanation.reasons import Reasons, find_reasons
from foresale.forecasting.explanation.training_table import training_table
from foresale.forecasting.results import Backtest, Forecast, Prediction
from foresale.forecasting.trained.forecaster import Forecaster
from foresale.frequency import Dates
from foresale.library.arguments import read_options
from foresale.library.cross_validation import CrossValidation, leaderboard_of
from foresale.library.sources import refuse_reading
from foresale.library.tables import ForecastTables
from foresale.notes import Note
from foresale.sales import Sales
from foresale.workflows.files.predict import predict_saved, read_as_trained
from foresale.workflows.files.write_forecast import write_forecast, write_model
from foresale.writing.atomic_file import whole_file


@dataclass(frozen=True, repr=False)
class ForecastResult(ForecastTables):
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

    @property
    def _parts(self) -> tuple[pl.DataFrame, Dates, Array, Array]:
        made = self.forecast
        return made.panel.series.select(made.panel.keys), made.dates, made.mean, made.quantiles

    def drivers(self) -> Drivers:
        """What drives the forecasts: price, weekday, promotion …, each with its share.

        Of every champion: see `drivers_of_any`. Shows itself as a sentence and a table; `.table` has a row
        a concept, `.columns` one a column.
        """
        return drivers_of_any(decompose_forecast(self.forecaster), self.forecast.mean)

    def leaderboard(self) -> pl.DataFrame:
        """One row per model, best first; see `leaderboard_of`."""
        return leaderboard_of(self.backtest)

    def cross_validation(self) -> CrossValidation:
        """Every model at every cutoff of the backtest, as `fs.cross_validation` answers it."""
        return CrossValidation(self.backtest)

    def training_frame(self, rows: int | None = None) -> pl.DataFrame:
        """What the champion learned from: its features and target, or the cleaned history.

        Args:
            rows: At most so many; by default all.
        """
        return training_table(self.forecaster, rows)

    def reasons(self, series: Series, date: str | date) -> Reasons:
        """Why one series' forecast for one date is above or below its usual level.

        Args:
            series: Its keys by name or in order, its key where there is but one, or its position.
            date: A day of the period forecast, such as "2024-05-18".

        Raises:
            OptionError: No series fits, several do, or the date isn't forecast.
        """
        scene = decompose_forecast(self.forecaster)
        place, step = position_of(scene.panel, series), step_of(self.forecast, date)
        return find_reasons(scene, self.forecast.mean, place, step)

    def effects(self) -> Effects:
        """What the model makes of price and promotion, as a curve with its 80 % range; not proof of cause."""
        return find_effects(decompose_forecast(self.forecaster), self.forecast)

    def plot(self, series: Series | None = None, history: int | None = None) -> Any:
        """One series' past and its forecast with ranges, as a Plotly figure.

        Args:
            series: As for `reasons`; the one that is forecast to sell most where it is left out.
            history: Periods of the past shown.

        Raises:
            MissingExtraError: Plotly isn't installed.
        """
        from foresale.reports.figures.forecast_figures import series_figure

        return series_figure(self.forecast, series, history)

    def plot_total(self, history: int | None = None) -> Any:
        """All series together, past and ahead with ranges; arguments as for `plot`."""
        from foresale.reports.figures.forecast_figures import total_figure

        return total_figure(self.forecast, history)

    def plot_backtest(self, series: Series | None = None) -> Any:
        """What would have been forecast in the past beside what was sold; of one series, or of all."""
        from foresale.reports.figures.backtest_figure import backtest_figure

        return backtest_figure(self.backtest, series)

    def plot_components(self, series: Series | None = None) -> Any:
        """The forecast's level, season and drivers; of one series, or of all."""
        from foresale.reports.figures.components_figure import components_figure

        return components_figure(self.forecast, self.drivers(), series)

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

    def __repr__(self) -> str:
        return repr(self.forecast)

    def _repr_html_(self) -> str:
        from foresale.reports.notebook import forecast_html_summary

        return forecast_html_summary(self.forecast)


@dataclass(frozen=True, repr=False)
class PredictionResult(ForecastTables, Shown):
    """A forecast of a saved model.

    Attributes:
        keys: The key columns of each series.
        prediction: Means, quantiles and totals as arrays and tables.
    """

    keys: pl.DataFrame
    prediction: Prediction

    def _card(self) -> Card:
        return self.prediction._card()

    @property
    def totals(self) -> pl.DataFrame:
        """Sums by total, key and category, and by day, week and month."""
        return self.prediction.totals

    @property
    def _parts(self) -> tuple[pl.DataFrame, Dates, Array, Array]:
        made = self.prediction
        return self.keys, made.dates, made.mean, made.quantiles


@dataclass(frozen=True, repr=False)
class SavedForecaster(Shown):
    """A forecaster read from a folder."""

    forecaster: Forecaster

    def _card(self) -> Card:
        return self.forecaster._card()

    def predict(
        self, sales: Sales | Source | None = None, horizon: int | None = None, **options: Any
    ) -> PredictionResult:
        """Forecast what follows `sales`, or the history the model was trained on.

        Args:
            sales: A newer history of the same kind: from `fs.read`, or what it takes. A path or table is
                read with the columns that the model was trained on.
            horizon: Periods ahead, up to the trained one.
            options: How to read it, where that differs from training, such as `future=prices`.

        Raises:
            SavedModelError: The sales are of another kind than the model's.
            OptionError: The horizon is longer than the trained one, or an argument can't be used.
        """
        if sales is None or isinstance(sales, Sales):
            refuse_reading(options, "predict")
            return PredictionResult(*predict_saved(self.forecaster, sales, horizon))
        read = read_as_trained(self.forecaster, sales, read_options(options, "predict"))
        return PredictionResult(*predict_saved(self.forecaster, read, horizon))
