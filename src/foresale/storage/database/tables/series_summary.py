"""What lists of all products in all stores show, worked out ahead so that they sort and filter at once."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from foresale.storage.database.sql.column_types import RowNumber, UtcTime
from foresale.storage.database.tables.base import Table


class SeriesSummaryRow(Table):
    """A product in a store: what it sold lately, what it will sell, and whether somebody should look."""

    __tablename__ = "series_summaries"
    __table_args__ = (Index("ix_series_summaries_store", "store_id", "product_id"),)

    product_id: Mapped[int] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"), primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True)
    base_id: Mapped[int | None] = mapped_column(RowNumber)
    """The forecast of everything that is served for it; NULL where it has no forecast."""
    run_id: Mapped[int | None] = mapped_column(RowNumber)
    """The forecast in force: that of everything, or a newer one of some series."""
    sold: Mapped[list[float]] = mapped_column(JSON)
    """Units of each of the last weeks that are over, oldest first."""
    ahead: Mapped[list[list[float]]] = mapped_column(JSON)
    """Mean, lower and upper end of each of the next weeks."""
    units: Mapped[float]
    """All of `sold` together."""
    next_mean: Mapped[float | None]
    next_lower: Mapped[float | None]
    next_upper: Mapped[float | None]
    last_year: Mapped[float | None]
    """What was sold in the same week of last year; NULL where it wasn't sold in that season at all."""
    change: Mapped[float | None]
    """The next week's mean against that of last year, as a share of the latter."""
    wape: Mapped[float | None]
    bias: Mapped[float | None]
    weeks_judged: Mapped[int]
    """Weeks that `wape` and `bias` are of."""
    stock: Mapped[float | None]
    days_of_cover: Mapped[float | None]
    turnover_class: Mapped[str | None] = mapped_column(String(1))
    """A: the first four fifths of what is sold, B: up to 95 %, C: the rest."""
    variation_class: Mapped[str | None] = mapped_column(String(1))
    """X: even from week to week, Y: varied, Z: erratic."""
    exception_rank: Mapped[int | None]
    """Why somebody should look, the most urgent first; NULL where nobody needs to."""


class SummaryStateRow(Table):
    """Of when the summaries are, in one row."""

    __tablename__ = "series_summary_state"

    id: Mapped[int] = mapped_column(primary_key=True)
    seen: Mapped[str] = mapped_column(Text)
    """What there was when they were worked out: with something else they are worked out anew."""
    made_at: Mapped[datetime | None] = mapped_column(UtcTime)
    known_until: Mapped[date | None]
    """The last day whose sales count as past."""
