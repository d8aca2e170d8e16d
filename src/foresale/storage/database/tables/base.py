"""What every table has: one registry, names for constraints, and a time of creation."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from foresale.storage.database.sql.column_types import UtcTime


def utc_now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


class Table(DeclarativeBase):
    """The registry of all tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Dated:
    """Knows when its row was made."""

    created_at: Mapped[datetime] = mapped_column(UtcTime, default=utc_now)
