"""Tables that were uploaded to find out what drives their totals."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from foresale.storage.database.tables.base import Dated, Table


class DriverAnalysisRow(Dated, Table):
    """An uploaded table: looked at first, then analysed by a job."""

    __tablename__ = "driver_analyses"
    __table_args__ = (Index("ix_driver_analyses_created_at", "created_at", "id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    file_name: Mapped[str] = mapped_column(String(255))
    digest: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(20))
    """looked_at, started (a job works on it), done."""
    options: Mapped[dict[str, Any]] = mapped_column(JSON)
    preview: Mapped[dict[str, Any]] = mapped_column(JSON)
    summary: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What a list shows of it."""
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    """Everything that was found; report and tables lie beside the model in the registry."""
    version: Mapped[str | None] = mapped_column(String(150))
    """The registered model, such as drivers.customers Sales.1."""
    published: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """Where its held-out predictions were sent last."""
    job_id: Mapped[str | None] = mapped_column(String(36))
    publish_job_id: Mapped[str | None] = mapped_column(String(36))
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
