"""Column types that mean the same on every database."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, DateTime, Integer, LargeBinary, Numeric, String
from sqlalchemy.dialects.mysql import DATETIME, MEDIUMBLOB, VARCHAR
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

MONEY_DIGITS = 4
_UNIT = Decimal(1).scaleb(-MONEY_DIGITS)


def is_utc(moment: datetime) -> bool:
    """Whether a moment is told in UTC already, which is asked thousands of times a second."""
    zone = moment.tzinfo
    return zone is UTC or (isinstance(zone, ZoneInfo) and zone.key == "UTC")


class UtcTime(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in the database, to the microsecond."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """A type with a zone where there is one; MySQL needs to be asked for fractions."""
        if dialect.name in ("mysql", "mariadb"):
            return dialect.type_descriptor(DATETIME(fsp=6))
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse times without a zone: whose they are can't be told later."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        utc = value if is_utc(value) else value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment its zone back."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Money(TypeDecorator[Decimal]):
    """An exact amount to four decimals; SQLite, which has no DECIMAL, keeps ten-thousandths as integers."""

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """DECIMAL(18, 4) where there is one."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(Numeric(18, MONEY_DIGITS))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """Round to four decimals."""
        if value is None:
            return None
        exact = Decimal(value).quantize(_UNIT)
        return int(exact.scaleb(MONEY_DIGITS)) if dialect.name == "sqlite" else exact

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Bring integers back to amounts."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return Decimal(value).scaleb(-MONEY_DIGITS).quantize(_UNIT)
        return Decimal(value)


RowNumber = BigInteger().with_variant(Integer(), "sqlite")
"""A key that counts up; SQLite counts only INTEGER keys."""

Bytes = LargeBinary().with_variant(MEDIUMBLOB(), "mysql", "mariadb")
"""Up to 16 MB; MySQL's plain one ends at 64 KB."""


def exact_text(length: int) -> String:
    """Text that is compared letter by letter; MySQL else takes "a" for "Ä"."""
    exact = VARCHAR(length, charset="utf8mb4", collation="utf8mb4_bin")
    return String(length).with_variant(exact, "mysql", "mariadb")


IN_MYSQL: dict[str, Any] = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4"}
"""What a table needs to be told on MySQL and MariaDB: transactions, and all letters."""
