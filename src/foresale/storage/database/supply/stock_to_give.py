"""What a store has of products, and what of it is meant for other stores already."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from foresale.storage.database.stock.levels import stock_levels
from foresale.storage.database.supply.transfers import PROMISED
from foresale.storage.database.tables.transfers import TransferLineRow, TransferRow

_TOGETHER = 500


@dataclass(frozen=True)
class StockToGive:
    """A product in a store.

    Attributes:
        in_stock: Units there; None where no stock of it is kept there.
        promised: Units of them that transfers will take, which haven't left.
    """

    in_stock: float | None = None
    promised: float = 0.0

    def is_less_than(self, units: float) -> bool:
        """Whether so many units can't be given: there are fewer, less those promised, or none are kept."""
        return units > 0 and (self.in_stock is None or units > self.in_stock - self.promised + 1e-9)


def stock_to_give(
    connection: sa.Connection, store_id: int, product_ids: Collection[int], *, besides: int | None = None
) -> dict[int, StockToGive]:
    """What a store could give of each product.

    Args:
        connection: An open transaction.
        store_id: The store that gives.
        product_ids: Of which products.
        besides: A transfer whose own units aren't counted as promised.
    """
    numbers = sorted(product_ids)
    in_stock: dict[int, float] = {}
    promised: dict[int, float] = {}
    levels, line = stock_levels(connection), TransferLineRow
    for start in range(0, len(numbers), _TOGETHER):
        some = numbers[start : start + _TOGETHER]
        kept = sa.select(levels.c.product_id, levels.c.units).where(
            levels.c.place == store_id, levels.c.product_id.in_(some)
        )
        leaving = (
            sa.select(line.product_id, sa.func.sum(line.quantity))
            .join(TransferRow, TransferRow.id == line.transfer_id)
            .where(
                TransferRow.from_store_id == store_id,
                TransferRow.state.in_(PROMISED),
                line.product_id.in_(some),
                *([] if besides is None else [TransferRow.id != besides]),
            )
            .group_by(line.product_id)
        )
        in_stock |= {product: float(units) for product, units in connection.execute(kept)}
        promised |= {product: float(units) for product, units in connection.execute(leaving)}
    return {number: StockToGive(in_stock.get(number), promised.get(number, 0.0)) for number in numbers}
