"""The query of the list: summaries with the names of product and store."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from foresale.storage.database.series_summaries.summarise import EXCEPTIONS
from foresale.storage.database.sql.search import holds
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.collaboration import ProductOwnerRow
from foresale.storage.database.tables.people import UserRow
from foresale.storage.database.tables.series_summary import SeriesSummaryRow


@dataclass(frozen=True)
class SeriesChoice:
    """Which rows of the list; None leaves a choice open.

    Attributes:
        store_ids: Of these stores.
        category: Products of a category.
        q: Letters of the product's name or sku.
        exceptions: With one of these exceptions; empty for all.
        turnover_class: A, B or C.
        variation_class: X, Y or Z.
        country: Of stores in a country.
        city: Of stores in a city.
        owner_id: Of products that somebody looks after; 0 for those that nobody does.
    """

    store_ids: Collection[int] | None = None
    category: str | None = None
    q: str | None = None
    exceptions: Collection[str] = ()
    turnover_class: str | None = None
    variation_class: str | None = None
    country: str | None = None
    city: str | None = None
    owner_id: int | None = None


def select_series(choice: SeriesChoice) -> sa.Select[Any]:
    """Rows of summaries with sku, name, category and price of the product, code and name of the store, owner.

    Args:
        choice: Which of them.
    """
    row = SeriesSummaryRow
    wanted: sa.Select[Any] = (
        sa.select(row)
        .add_columns(
            ProductRow.sku, ProductRow.name, ProductRow.category, ProductRow.price, StoreRow.code,
            StoreRow.name.label("store_name"), UserRow.id.label("owner_id"), UserRow.name.label("owner"),
        )
        .join(ProductRow, ProductRow.id == row.product_id)
        .join(StoreRow, StoreRow.id == row.store_id)
        .outerjoin(ProductOwnerRow, ProductOwnerRow.product_id == row.product_id)
        .outerjoin(UserRow, UserRow.id == ProductOwnerRow.user_id)
        .where(ProductRow.is_active, StoreRow.is_active)
    )  # fmt: skip
    if choice.store_ids is not None:
        wanted = wanted.where(row.store_id.in_(choice.store_ids))
    if choice.category is not None:
        wanted = wanted.where(ProductRow.category == choice.category)
    if choice.q is not None:
        wanted = wanted.where(holds(choice.q, ProductRow.name, ProductRow.sku))
    if choice.exceptions:
        wanted = wanted.where(row.exception_rank.in_([EXCEPTIONS.index(name) for name in choice.exceptions]))
    for column, value in (
        (row.turnover_class, choice.turnover_class),
        (row.variation_class, choice.variation_class),
        (StoreRow.country, choice.country),
        (StoreRow.city, choice.city),
    ):
        if value is not None:
            wanted = wanted.where(column == value)
    if choice.owner_id is not None:
        wanted = wanted.where(UserRow.id == choice.owner_id if choice.owner_id else UserRow.id.is_(None))
    return wanted
