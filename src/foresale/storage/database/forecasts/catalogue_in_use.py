"""The prices, products and stores in use that sums of forecasts are worked out with."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import sqlalchemy as sa

from foresale.storage.database.tables.catalog import ProductRow, StoreRow, UsualPriceRow


@dataclass(frozen=True)
class Catalogue:
    """All products and stores at one moment, by id.

    Attributes:
        products: Id, price, whether somebody set that, and whether it is in use.
        stores: Id and whether it is in use.
    """

    products: tuple[tuple[int, Decimal | None, bool, bool], ...]
    stores: tuple[tuple[int, bool], ...]

    @cached_property
    def digest(self) -> str:
        """A short text that is another one when another product or store is in use, or has another price."""
        digest = hashlib.blake2b(digest_size=16)
        for rows in (self.products, self.stores):
            digest.update(repr(list(rows)).encode())
        return digest.hexdigest()


def read_catalogue(connection: sa.Connection) -> Catalogue:
    """The catalogue as a transaction sees it.

    Args:
        connection: That transaction.
    """
    product, usual = ProductRow, UsualPriceRow
    products = (
        sa.select(product.id, product.price, usual.price, product.is_active)
        .outerjoin(usual, usual.product_id == product.id)
        .order_by(product.id)
    )
    stores = sa.select(StoreRow.id, StoreRow.is_active).order_by(StoreRow.id)
    return Catalogue(
        tuple(
            (number, sold_for if price is None else price, price is not None, used)
            for number, price, sold_for, used in connection.execute(products)
        ),
        tuple((number, used) for number, used in connection.execute(stores)),
    )
