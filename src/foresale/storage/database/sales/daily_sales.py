"""The sales of a scope by product, store and day: what forecasts are trained on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
import sqlalchemy as sa

from foresale.arrays import Bools, Index
from foresale.storage.database.sales.line_sums import sum_lines
from foresale.storage.database.sales.packed_days import read_by_packed_days
from foresale.storage.database.sales.sales_part import SalesPart
from foresale.storage.database.sales.segments import in_segment
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.workflows.ports import Scope
from foresale.workflows.segments import ALL, split_segment

FEW_SERIES = 1_000
"""Up to so many are summed from their lines, which an index finds."""
SMALL_SHARE = 0.03
"""So are those of such a share of all products: a packed day is read with all that it holds."""
_DAYS = 1 << 20  # more than there are days since 1970


def daily_sales(
    connection: sa.Connection,
    scope: Scope,
    since: date | None = None,
    series: pl.DataFrame | None = None,
    few_series: int = FEW_SERIES,
) -> pl.DataFrame:
    """Sum sales by product, store and day.

    Args:
        connection: A transaction whose reads all see one moment (`connect_at_one_moment`).
        scope: Whose sales.
        since: The first day; by default the first there is.
        series: `product` and `store` of the only series that are wanted; by default all of the scope.
        few_series: Up to how many are read from their lines.

    Returns:
        `product`, `store`, `date`, `units`, `revenue`, `price` (revenue of a unit; empty where nothing was
        sold or revenue isn't known), `promotion` (whether any line was on one, 0 or 1) and `category`, sorted
        by the first three.
    """
    catalog = _Catalog.read(connection)
    part = catalog.part(connection, scope, since, series)
    sums = (
        sum_lines(connection, part.lines())
        if catalog.is_small(part, few_series)
        else read_by_packed_days(connection, part)
    )
    product = _places(sums["product_id"], catalog.products)
    store = _places(sums["store_id"], catalog.stores)
    pair = product * catalog.stores.height + store
    is_wanted = (product >= 0) & (store >= 0)
    if series is not None:
        is_wanted &= catalog.has(series)[np.where(is_wanted, pair, 0)]
    # One number sorts faster than two texts and a day.
    key = pair * _DAYS + sums["date"].to_physical().to_numpy()
    wanted = np.flatnonzero(is_wanted)
    order = wanted[np.argsort(key[wanted], kind="stable")]
    units = pl.col("units")
    return sums[order].select(
        catalog.products["name"].gather(product[order]).alias("product"),
        catalog.stores["name"].gather(store[order]).alias("store"),
        "date",
        "units",
        "revenue",
        pl.when(units > 0).then(pl.col("revenue") / units).alias("price"),
        pl.col("promotion").cast(pl.Int8),
        catalog.products["category"].gather(product[order]).alias("category"),
    )


@dataclass(frozen=True)
class _Catalog:
    """`id` and `name` of products (and their `category`) and of stores, in the order of the names."""

    products: pl.DataFrame
    stores: pl.DataFrame

    @classmethod
    def read(cls, connection: sa.Connection) -> _Catalog:
        return cls(
            _names(connection, sa.select(ProductRow.id, ProductRow.sku, ProductRow.category)),
            _names(connection, sa.select(StoreRow.id, StoreRow.code, sa.null())),
        )

    def part(
        self, connection: sa.Connection, scope: Scope, since: date | None, series: pl.DataFrame | None
    ) -> SalesPart:
        """What is read of the sales."""
        what = split_segment(scope.segment)[0]
        number = StoreRow.id if what == "store" else ProductRow.id
        found = None
        if what != ALL:
            found = connection.scalars(
                sa.select(number).where(*in_segment(scope.segment, number, number))
            ).all()
        ids: dict[str, Sequence[int] | None] = {"product": found, "store": None}
        if what == "store":
            ids = {"product": None, "store": found}
        if series is not None:
            for name, names in (("product", self.products), ("store", self.stores)):
                own = names.filter(pl.col("name").is_in(series[name].unique().implode()))["id"].to_list()
                its = ids[name]
                ids[name] = own if its is None else sorted({*own} & {*its})
        return SalesPart(scope.segment, since, ids["product"], ids["store"])

    def is_small(self, part: SalesPart, few_series: int) -> bool:
        """Whether lines are read rather than packed days."""
        products = self.products.height if part.product_ids is None else len(part.product_ids)
        stores = self.stores.height if part.store_ids is None else len(part.store_ids)
        return products * stores <= few_series or products <= SMALL_SHARE * self.products.height

    def has(self, series: pl.DataFrame) -> Bools:
        """Of each product in each store, whether it is among some series."""
        found = np.zeros(self.products.height * self.stores.height, dtype=bool)
        known = series.select("product", "store").join(
            self.products.select(product="name").with_row_index("product_place"), on="product"
        )
        known = known.join(self.stores.select(store="name").with_row_index("store_place"), on="store")
        places = known.select(pl.col("product_place", "store_place").cast(pl.Int64))
        found[(places["product_place"] * self.stores.height + places["store_place"]).to_numpy()] = True
        return found


def _names(connection: sa.Connection, query: sa.Executable) -> pl.DataFrame:
    """Ids with their names, in the order of these."""
    schema = {"id": pl.Int64, "name": pl.String, "category": pl.String}
    rows = [tuple(row) for row in connection.execute(query)]
    return pl.DataFrame(rows, schema=schema, orient="row").sort("name")


def _places(ids: pl.Series, names: pl.DataFrame) -> Index:
    """Where each id stands among the names; -1 where it isn't among them."""
    known, wanted = names["id"].to_numpy(), ids.to_numpy()
    place = np.full(int(max(known.max(initial=0), wanted.max(initial=0))) + 1, -1)
    place[known] = np.arange(names.height)
    found: Index = place[wanted]
    return found
