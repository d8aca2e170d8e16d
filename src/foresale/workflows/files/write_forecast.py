"""A forecast on disk: tables, report and model, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from foresale.data.panel.partitions import part_name
from foresale.forecasting.explanation.explain import explain
from foresale.forecasting.results import (
    QUANTILES,
    Backtest,
    Forecast,
    forecast_table,
    quantile_column,
)
from foresale.forecasting.trained.forecaster import MODEL_PARTS, Forecaster
from foresale.notes import Note
from foresale.progress import Progress, SilentProgress
from foresale.reports.backtest import backtest_report
from foresale.reports.forecast import forecast_report
from foresale.writing.atomic_folder import whole_folder

PARTS = "forecast_parts"
ROWS_A_PART = 500_000

# What each file holds, and its name.
FORECAST_FILES = {
    "report": "report.html",
    "forecast": "forecast.parquet",
    "table": "forecast.csv",
    "totals": "totals.csv",
    "leaderboard": "leaderboard.csv",
    "by_level": "by_level.csv",
    "rejects": "rejects.csv",
    "model": "model",
}
PREDICTION_FILES = {
    "report": "report.html",
    "forecast": "forecast.parquet",
    "table": "forecast.csv",
    "totals": "totals.csv",
}
BACKTEST_FILES = {
    "report": "report.html",
    "leaderboard": "leaderboard.csv",
    "by_horizon": "by_horizon.csv",
    "by_class": "by_class.csv",
    "by_level": "by_level.csv",
    "past_forecasts": "past_forecasts.parquet",
}


def write_forecast(
    forecast: Forecast,
    forecaster: Forecaster,
    folder: Path,
    progress: Progress | None = None,
    *,
    in_parts: bool = False,
) -> dict[str, Path]:
    """Write what `foresale forecast` promises into `folder`.

    Args:
        forecast: What was forecast.
        forecaster: What forecast it.
        folder: Where to.
        progress: Hears how far the writing is.
        in_parts: Whether to write the forecast as partitioned Parquet too, for tools that read in parallel.

    Returns:
        What each file holds and where it is: forecast, table, totals, leaderboard, rejects, report,
        model, accuracy by level, and parts where asked for.
    """
    progress = progress or SilentProgress()
    progress.start("Explaining", 1)
    explanation = explain(forecaster, forecast)
    progress.advance()
    progress.start("Writing", 4)
    with whole_folder(folder, obsolete=(PARTS,)) as draft:
        table = forecast.to_frame()
        _write_tables(table, forecast.totals, draft)
        if in_parts:
            _write_parts(table, len(forecast.dates), draft / PARTS)
        progress.advance()
        forecast.backtest.leaderboard.write_csv(draft / "leaderboard.csv")
        forecast.backtest.by_level.write_csv(draft / "by_level.csv", float_precision=6)
        forecast.rejects.write_csv(draft / "rejects.csv")
        progress.advance()
        forecaster.save(draft / "model")
        progress.advance()
        (draft / "report.html").write_text(forecast_report(forecast, explanation), encoding="utf-8")
        progress.advance()
    names = dict(FORECAST_FILES)
    if in_parts:
        names["parts"] = PARTS
    return {what: folder / name for what, name in names.items()}


def write_model(forecaster: Forecaster, folder: Path) -> Path:
    """Write a forecaster for `load_forecaster`, in place of one that we wrote there; answers the folder.

    Args:
        forecaster: What was trained.
        folder: Where to; what else is in it stays.
    """
    with whole_folder(folder, obsolete=MODEL_PARTS) as draft:
        forecaster.save(draft)
    return folder


def write_prediction(forecast: Forecast, folder: Path) -> dict[str, Path]:
    """Write the tables and the page of a forecast made with a saved model.

    Args:
        forecast: From `foresale.reports.prediction.forecast_of`.
        folder: Where to.
    """
    page = forecast_report(forecast)
    with whole_folder(folder) as draft:
        _write_tables(forecast.to_frame(), forecast.totals, draft)
        (draft / "report.html").write_text(page, encoding="utf-8")
    return {what: folder / name for what, name in PREDICTION_FILES.items()}


def write_backtest(
    backtest: Backtest, folder: Path, notes: Sequence[Note] = (), rejects: pl.DataFrame | None = None
) -> dict[str, Path]:
    """Write the page, the leaderboard, errors by step, class and level, and what had been forecast.

    Args:
        backtest: How the models did.
        folder: Where to.
        notes: What was inferred and done on the way.
        rejects: Rows set aside while reading.
    """
    shown = backtest.by_horizon["model"].unique(maintain_order=True).to_list()
    keys = backtest.panel.series.select(backtest.panel.keys)
    tables = []
    for fold in backtest.folds:
        actual = fold.actual.ravel()
        for model in shown:
            table = forecast_table(keys, fold.dates, fold.means[model], fold.quantiles[model])
            tables.append(
                table.with_columns(
                    pl.lit(model).alias("model"),
                    pl.lit(fold.cutoff).alias("periods_known"),
                    pl.lit(fold.is_test).alias("is_test"),
                    pl.Series("actual", actual).fill_nan(None),
                )
            )
    page = backtest_report(backtest, notes, rejects)
    with whole_folder(folder) as draft:
        (draft / "report.html").write_text(page, encoding="utf-8")
        backtest.leaderboard.write_csv(draft / "leaderboard.csv")
        backtest.by_horizon.write_csv(draft / "by_horizon.csv")
        backtest.by_class.write_csv(draft / "by_class.csv")
        backtest.by_level.write_csv(draft / "by_level.csv", float_precision=6)
        pl.concat(tables).write_parquet(draft / "past_forecasts.parquet")
    return {what: folder / name for what, name in BACKTEST_FILES.items()}


def _write_parts(table: pl.DataFrame, horizon: int, folder: Path) -> None:
    """Whole series to a file, so that a reader of one part has all days of its series."""
    folder.mkdir()
    rows = max(1, ROWS_A_PART // horizon) * horizon
    for number, start in enumerate(range(0, max(table.height, 1), rows)):
        table.slice(start, rows).write_parquet(folder / part_name(number))


def _write_tables(table: pl.DataFrame, totals: pl.DataFrame, folder: Path) -> None:
    table.write_parquet(folder / "forecast.parquet")
    for name, rows in (("forecast.csv", table), ("totals.csv", totals)):
        _plain_whole(rows).write_csv(folder / name, float_precision=4)


def _plain_whole(table: pl.DataFrame) -> pl.DataFrame:
    """The same table with quantiles as whole numbers where all of them are: "3", not "3.0000"."""
    columns = [quantile_column(level) for level in QUANTILES]
    whole = table.select(pl.all_horizontal((pl.col(columns) == pl.col(columns).round()).all())).item()
    return table.with_columns(pl.col(columns).cast(pl.Int64)) if whole else table
