"""Sums of what past forecasts were off by, kept beside the forecasts."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from foresale.storage.database.tables.base import Table


class AccuracyColumns:
    """Sums over a period's forecasts in one forecast of everything; but for two, of those with an actual."""

    series: Mapped[int]
    """How many there are, with an actual or without."""
    mean: Mapped[float]
    """Expected units of all of them."""
    n: Mapped[int]
    """How many have an actual."""
    absolute: Mapped[float]
    """Σ|forecast − actual|."""
    error: Mapped[float]
    """Σ(forecast − actual)."""
    actual: Mapped[float]
    size: Mapped[float]
    """Σ|actual|."""
    covered: Mapped[int | None]
    """How many actuals lay in the 80 % range; NULL where the forecast has none."""


class StoreAccuracyRow(AccuracyColumns, Table):
    """Those of a store."""

    __tablename__ = "store_accuracy"

    run_id: Mapped[int] = mapped_column(ForeignKey("forecast_runs.id", ondelete="CASCADE"), primary_key=True)
    grain: Mapped[str] = mapped_column(String(5), primary_key=True)
    target_date: Mapped[date] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True)


class ProductAccuracyRow(AccuracyColumns, Table):
    """Those of a product in all stores."""

    __tablename__ = "product_accuracy"

    run_id: Mapped[int] = mapped_column(ForeignKey("forecast_runs.id", ondelete="CASCADE"), primary_key=True)
    grain: Mapped[str] = mapped_column(String(5), primary_key=True)
    target_date: Mapped[date] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"), primary_key=True)


class SummedPeriodRow(Table):
    """That both tables have a period as the forecasts have it; of others these are read."""

    __tablename__ = "summed_periods"

    grain: Mapped[str] = mapped_column(String(5), primary_key=True)
    target_date: Mapped[date] = mapped_column(primary_key=True)
    ticket: Mapped[str | None] = mapped_column(String(32))
    """Of whoever is summing it up, empty where an actual has changed since; NULL where the sums hold."""
