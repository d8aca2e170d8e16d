"""Which sales are read: of a part of the assortment or of some series of it, and since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from foresale.storage.database.sales.segments import in_segment
from foresale.storage.database.tables.trade import SaleRow

_MOST_NAMED = 5_000


@dataclass(frozen=True)
class SalesPart:
    """Which sales are read.

    Attributes:
        segment: The part of the assortment, as for `in_segment`.
        since: The first day; None for the first there is.
        product_ids: Only these of its products; None for all there are.
        store_ids: Only these of its stores; None for all there are.
    """

    segment: str
    since: date | None = None
    product_ids: Sequence[int] | None = None
    store_ids: Sequence[int] | None = None

    def lines(self) -> list[sa.ColumnElement[bool]]:
        """Conditions that keep their lines, and few others."""
        found = in_segment(self.segment, SaleRow.product_id, SaleRow.store_id)
        for column, ids in ((SaleRow.product_id, self.product_ids), (SaleRow.store_id, self.store_ids)):
            if ids is not None and len(ids) <= _MOST_NAMED:  # more are most of the assortment
                found.append(column.in_(ids))
        return found if self.since is None else [*found, SaleRow.sold_on >= sa.literal(self.since, sa.Date())]

    def days(self, store_id: Any, day: Any) -> list[sa.ColumnElement[bool]]:
        """Conditions that keep its stores' days in a table of such, and few others.

        Args:
            store_id: The table's column of that name.
            day: Its column of days.
        """
        found = []
        if self.store_ids is not None and len(self.store_ids) <= _MOST_NAMED:
            found.append(store_id.in_(self.store_ids))
        return found if self.since is None else [*found, day >= sa.literal(self.since, sa.Date())]
