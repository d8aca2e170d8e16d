"""The indexes of the sales during a large import."""

from __future__ import annotations

from types import TracebackType
from typing import Self

import sqlalchemy as sa
from sqlalchemy.schema import AddConstraint, DropConstraint

from foresale.storage.database.tables.base import Table
from foresale.storage.database.tables.trade import SaleRow

MANY = 100_000
_SALES = Table.metadata.tables[SaleRow.__tablename__]


def newest_sale(connection: sa.Connection) -> int:
    """The number of the newest sale; 0 without any."""
    return connection.execute(sa.select(sa.func.coalesce(sa.func.max(SaleRow.id), 0))).scalar_one()


class SaleIndexes:
    """Builds the sales' indexes after the rows, where sorting once is faster and nobody has to wait for it.

    On SQLite that is an import that at least doubles the table: readers see it as it was until the end. On
    PostgreSQL they would wait, so there it is the first import only; on MariaDB it would end the transaction.

    Args:
        connection: An open transaction.
        coming: How many rows an import has.

    Attributes:
        alone: Whether there are no sales yet, and nobody else can add any before this transaction ends.
    """

    def __init__(self, connection: sa.Connection, coming: int) -> None:
        self._connection = connection
        kind = connection.dialect.name
        there = newest_sale(connection)
        self.alone = kind == "sqlite" and not there
        if kind == "postgresql" and not there and coming >= MANY:
            connection.exec_driver_sql("LOCK TABLE sales IN ACCESS EXCLUSIVE MODE")
            self.alone = not newest_sale(connection)
        self._worth_it = coming >= max(MANY, there) and (kind == "sqlite" or self.alone)
        self._aside: list[sa.Index] = []

    def set_aside(self) -> None:
        """Drop the indexes until the import's end, where that is worth it."""
        if not self._worth_it or self._aside:
            return
        self._aside = sorted(_SALES.indexes, key=lambda index: str(index.name))
        for index in self._aside:
            index.drop(self._connection)
        for constraint in self._unique():
            self._connection.execute(DropConstraint(constraint))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Build what was dropped; after a failure the rollback brings it back."""
        if kind is not None or not self._aside:
            return
        for index in self._aside:
            index.create(self._connection)
        for constraint in self._unique():
            self._connection.execute(AddConstraint(constraint, isolate_from_table=False))

    def _unique(self) -> list[sa.UniqueConstraint]:
        if self._connection.dialect.name != "postgresql":
            return []
        return [part for part in _SALES.constraints if isinstance(part, sa.UniqueConstraint)]
