"""What people changed in forecasts: a ledger that is only ever added to."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from foresale.storage.database.sql.column_types import RowNumber, exact_text
from foresale.storage.database.tables.base import Dated, Table


class OverrideRow(Dated, Table):
    """An entry: a change of a forecast, the undoing of one, or somebody's yes to one."""

    __tablename__ = "overrides"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    """set, percent or add; undo or approve of another entry."""
    about_id: Mapped[int | None] = mapped_column(ForeignKey("overrides.id", ondelete="CASCADE"), index=True)
    """The change that is undone or approved; NULL for a change."""
    amount: Mapped[float | None]
    """Units, or per cent."""
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"), index=True)
    store_id: Mapped[int | None] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"), index=True)
    category: Mapped[str | None] = mapped_column(exact_text(100))
    first_day: Mapped[date]
    last_day: Mapped[date] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(String(20))
    comment: Mapped[str | None] = mapped_column(String(500))
    expires_on: Mapped[date | None]
    """The last day on which it still changes the forecast; NULL: as long as its days are ahead."""
    run_id: Mapped[int | None] = mapped_column(RowNumber)
    """The forecast of everything that was changed."""
    model_version: Mapped[str | None] = mapped_column(String(100))
    levels: Mapped[list[float] | None] = mapped_column(JSON(none_as_null=True))
    """Of the quantiles that its cells keep."""
    before: Mapped[float | None]
    """Units of all its cells together, as they were when it was made."""
    after: Mapped[float | None]
    n_series: Mapped[int] = mapped_column(default=0)
    n_cells: Mapped[int] = mapped_column(default=0)


class OverrideCellRow(Table):
    """What a change made of one day of a product in a store, and what it was compared with."""

    __tablename__ = "override_cells"
    __table_args__ = (Index("ix_override_cells_series", "product_id", "store_id", "target_date"),)

    override_id: Mapped[int] = mapped_column(ForeignKey("overrides.id", ondelete="CASCADE"), primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"), primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True)
    target_date: Mapped[date] = mapped_column(primary_key=True)
    before: Mapped[float]
    """The forecast with the changes that were in force before."""
    after: Mapped[float]
    champion: Mapped[float]
    """The forecast without anybody's changes."""
    naive: Mapped[float]
    """What was sold on the newest such weekday that was known."""
    statistical: Mapped[float]
    """The average of the newest eight such weekdays."""
    quantiles: Mapped[list[float]] = mapped_column(JSON)
    """Of the champion's forecast."""
