"""How days go: learned from sales with times."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from foresale.storage.database.sql.column_types import RowNumber, UtcTime, exact_text
from foresale.storage.database.tables.base import Table


class IntradayModelRow(Table):
    """What was learned at one time; the newest counts."""

    __tablename__ = "intraday_models"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    learned_at: Mapped[datetime] = mapped_column(UtcTime)
    until: Mapped[date]
    """The last day it was learned from."""
    warp: Mapped[list[float] | None] = mapped_column(JSON)
    """How far days stray at each full hour; NULL where sales have no times."""


class DayProfileRow(Table):
    """The share of a day sold by each quarter of an hour: of a store, weekday and category, or of all."""

    __tablename__ = "day_profiles"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    model_id: Mapped[int] = mapped_column(ForeignKey("intraday_models.id", ondelete="CASCADE"), index=True)
    store_id: Mapped[int | None] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"))
    weekday: Mapped[int | None]
    category: Mapped[str | None] = mapped_column(exact_text(100))
    shares: Mapped[list[float]] = mapped_column(JSON)


class SaleBatchRow(Table):
    """How many units of a product in a store are bought together, itself among them."""

    __tablename__ = "sale_batches"

    model_id: Mapped[int] = mapped_column(
        ForeignKey("intraday_models.id", ondelete="CASCADE"), primary_key=True
    )
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"), primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True)
    batch: Mapped[float]
