"""Forecasts, the predictions that were served, and what then happened."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from foresale.storage.database.sql.column_types import RowNumber, UtcTime
from foresale.storage.database.tables.base import Dated, Table


class ForecastRunRow(Dated, Table):
    """One forecast by one version of a model: of everything in a scope, or of some series anew."""

    __tablename__ = "forecast_runs"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    model_version: Mapped[str] = mapped_column(String(100), index=True)
    """Such as "daily.all.3": family, segment, number."""
    cutoff: Mapped[date]
    """The last day of the history it was made from."""
    horizon: Mapped[int]
    levels: Mapped[list[float]] = mapped_column(JSON)
    """The quantiles' levels, in the order of each row's values."""
    n_series: Mapped[int]
    sum_errors: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """How errors of sums over its series have gone, by level and grain; NULL in runs of older versions."""
    job_id: Mapped[str | None] = mapped_column(String(36))
    is_tracked: Mapped[bool] = mapped_column(default=False)
    """Whether its actuals were looked for: a run may be made of days whose sales are there already."""
    base_id: Mapped[int | None] = mapped_column(RowNumber, index=True)
    """The forecast of everything that it renews some series of; NULL for one of everything."""
    because: Mapped[str | None] = mapped_column(String(500))
    """Why these series were forecast anew."""
    renewal: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """The same as data, a `Renewal`; NULL where somebody said it in words, and in runs of older versions."""


class ForecastRow(Table):
    """What one product in one store will sell in one day, week or month."""

    __tablename__ = "forecasts"
    __table_args__ = (Index("ix_forecasts_period", "grain", "target_date", "run_id", "store_id"),)

    run_id: Mapped[int] = mapped_column(ForeignKey("forecast_runs.id", ondelete="CASCADE"), primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"), primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True)
    grain: Mapped[str] = mapped_column(String(5), primary_key=True)
    target_date: Mapped[date] = mapped_column(primary_key=True)
    """The period's first day."""
    mean: Mapped[float]
    deviation: Mapped[float | None]
    """Standard deviation of a day's error, which ranges of sums are made of; NULL for weeks and months."""
    quantiles: Mapped[list[float]] = mapped_column(JSON)
    actual: Mapped[float | None]
    """What was sold, once the period is over and its sales have arrived."""


class SeriesForecastRow(Table):
    """That a product in a store was forecast anew: the newest of a base's is in force, the others were.

    Where the newest run has no rows of the series, it isn't forecast any more.
    """

    __tablename__ = "series_forecasts"
    __table_args__ = (
        # Holds all that is asked for each row of a forecast: which run is in force.
        Index("ix_series_forecasts_newest", "base_id", "product_id", "store_id", "run_id", "first_day"),
    )

    run_id: Mapped[int] = mapped_column(ForeignKey("forecast_runs.id", ondelete="CASCADE"), primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"), primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True)
    base_id: Mapped[int] = mapped_column(RowNumber)
    """The forecast of everything that holds the series' first version."""
    follows: Mapped[int] = mapped_column(RowNumber)
    """The run whose forecast of the series was in force before."""
    first_day: Mapped[date]
    """The first day that it forecasts; earlier ones stay those of the versions before."""


class ForecastReasonRow(Table):
    """Why a product in a store is forecast as it is."""

    __tablename__ = "forecast_reasons"

    run_id: Mapped[int] = mapped_column(ForeignKey("forecast_runs.id", ondelete="CASCADE"), primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"), primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True)
    explanation: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """A `SeriesReason` as JSON; of forecasts made before revision 0023 their `sentence` alone."""


class TrackedStoreRow(Table):
    """Up to which day a store's sales were laid beside its forecasts."""

    __tablename__ = "tracked_stores"

    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True)
    until: Mapped[date]


class PredictionRow(Table):
    """One prediction that was served, with what it was asked."""

    __tablename__ = "prediction_log"
    __table_args__ = (
        Index("ix_prediction_log_open", "target_date", "horizon", "product_id", "store_id"),
        # Finds what has no actual yet among all that was ever served.
        Index("ix_prediction_log_waiting", "actual", "target_date", "horizon", "product_id", "store_id"),
    )

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    served_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    user_id: Mapped[int | None] = mapped_column(RowNumber)
    request_id: Mapped[str] = mapped_column(String(36))
    form: Mapped[str] = mapped_column(String(20))
    """"stored" for product, store and horizon; "what_if" for features typed in."""
    inputs: Mapped[dict[str, Any]] = mapped_column(JSON)
    product_id: Mapped[int | None] = mapped_column(RowNumber)
    store_id: Mapped[int | None] = mapped_column(RowNumber)
    target_date: Mapped[date | None]
    """The last day predicted."""
    horizon: Mapped[int | None]
    mean: Mapped[float]
    lower: Mapped[float]
    upper: Mapped[float]
    model_version: Mapped[str] = mapped_column(String(100), index=True)
    latency_ms: Mapped[float]
    actual: Mapped[float | None]


class AlertRow(Dated, Table):
    """Something that someone should look at: drift, bias, a stale forecast."""

    __tablename__ = "alerts"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    kind: Mapped[str] = mapped_column(String(30), index=True)
    subject: Mapped[str] = mapped_column(String(200))
    store_id: Mapped[int | None] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"), index=True)
    """The only store it tells of; NULL where it tells of several, or all."""
    message: Mapped[str] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(String(50))
    """A code of `error_reasons.py`, where something failed."""
    arguments: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What else stands in its sentence, by name; NULL of alerts before there were any."""
    value: Mapped[float | None]
    threshold: Mapped[float | None]
    resolved_at: Mapped[datetime | None] = mapped_column(UtcTime)
