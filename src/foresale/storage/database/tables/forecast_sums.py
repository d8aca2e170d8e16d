"""Sums of forecasts by store and day, kept beside the forecasts."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String, text
from sqlalchemy.orm import Mapped, mapped_column

from foresale.storage.database.sql.column_types import RowNumber
from foresale.storage.database.tables.base import Table


class SummedStoreRow(Table):
    """That `forecast_days` has the days of a store in a forecast of everything, as they are in force."""

    __tablename__ = "summed_stores"

    run_id: Mapped[int] = mapped_column(ForeignKey("forecast_runs.id", ondelete="CASCADE"), primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True)
    catalogue: Mapped[str] = mapped_column(String(32))
    """Which prices and which products and stores in use they were summed with."""
    renewed_by: Mapped[int] = mapped_column(RowNumber)
    """The newest run of single series that they know; 0 without any."""
    has_gaps: Mapped[bool]
    """Whether series have days that aren't forecast between others: such a store's forecasts are read."""


class ForecastDayRow(Table):
    """What is forecast of a store's day, of all products in use."""

    __tablename__ = "forecast_days"

    run_id: Mapped[int] = mapped_column(ForeignKey("forecast_runs.id", ondelete="CASCADE"), primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    series: Mapped[int]
    """How many series have the day."""
    begins: Mapped[int]
    """How many of them have no earlier one."""
    mean: Mapped[float]
    apart: Mapped[float | None]
    """The sum's variance if series' errors were independent; NULL where a deviation isn't known."""
    step: Mapped[float | None]
    """The sum's deviation if they went in step; NULL as well."""
    revenue: Mapped[float | None]
    """At prices in use, in the units in which the database keeps amounts; NULL where no product has one."""
    unpriced: Mapped[float]
    """Units of products without a price."""
    priced_by_sales: Mapped[float] = mapped_column(server_default=text("0"))
    """Units of products whose price their sales tell, as nobody set one."""
