"""A supermarket chain of any size, with the demand that its sales only partly show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foresale.cards import Card, Shown
from foresale.simulation.assortment import REGIONS, draw_products, draw_stores
from foresale.simulation.catalogue import CATEGORIES
from foresale.simulation.demand import Demand, World, draw_demand
from foresale.simulation.festivals import plan_festivals
from foresale.simulation.mess import soil
from foresale.simulation.options import ChainOptions
from foresale.simulation.prices import draw_prices
from foresale.simulation.stock import Units, sell
from foresale.simulation.weather import draw_weather

_SALES_COLUMNS = (
    "date", "store", "region", "product", "category", "units", "price", "promotion", "stockout",
)  # fmt: skip


@dataclass(frozen=True, repr=False)
class SimulatedChain(Shown):
    """A chain's files, and the truth behind them.

    Attributes:
        options: What it was made from.
        sales: One row per day, store and product on sale: `date`, `store`, `region`, `product`,
            `category`, `units`, `price`, `promotion` (0 or 1), `stockout` (1 where stock ran out).
            A closed shop or a product not on sale has no row.
        future: The same days ahead without what isn't known yet: no `units`, no `stockout`.
        truth: `date`, `store`, `product`, `baseline` (expected demand without promotions),
            `expected` (with them) and `demand` (what shoppers wanted), past and future.
        weather: `date`, `region`, `temperature` (°C), `rain` (mm) and `holiday` (its name or
            null) of the history.
        products: One row a product, with what the simulator knows of it.
        stores: One row a store.
        dirt: How many rows are `repeated`, `returned` and `unreadable`; empty for a clean chain.
    """

    options: ChainOptions
    sales: pl.DataFrame
    future: pl.DataFrame
    truth: pl.DataFrame
    weather: pl.DataFrame
    products: pl.DataFrame
    stores: pl.DataFrame
    dirt: Mapping[str, int] = field(default_factory=dict)

    def _card(self) -> Card:
        days = self.sales["date"].cast(pl.String).str.slice(0, 10)
        return "Simulated chain", [
            ("stores", f"{self.stores.height:,}"),
            ("products", f"{self.products.height:,}"),
            ("sales", f"{self.sales.height:,} rows, {days.min()!s} to {days.max()!s}"),
            ("tables", ".sales, .future, .truth, .weather, .products, .stores"),
        ]


def simulate_chain(options: ChainOptions) -> SimulatedChain:
    """Make up a chain's sales, with everything that makes real ones hard to forecast.

    Args:
        options: Size, time, seed and habits of the chain.

    Examples:
        >>> chain = simulate_chain(ChainOptions(stores=1, products=2, days=3))
        >>> chain.sales.select("date", "store", "product").rows()[:2]
        [(datetime.date(2022, 1, 2), 'Store 01', 'Whole milk 1 l'),
         (datetime.date(2022, 1, 2), 'Store 01', 'White bread 800 g')]
    """
    stores, products = draw_stores(options), draw_products(options)
    world = World(
        options=options,
        products=products,
        stores=stores,
        prices=draw_prices(options, products, stores.n_regions),
        weather=draw_weather(options, stores.n_regions),
        festivals=plan_festivals(options),
    )
    demand = draw_demand(world)
    sold = sell(world, demand)
    past, ahead = _row_positions(demand, 0, options.days), _row_positions(demand, options.days, None)
    sales = _shelf_rows(world, past).with_columns(_outcome(sold, demand, past)).select(_SALES_COLUMNS)
    dirt: dict[str, int] = {}
    if options.mess > 0:
        sales, dirt = soil(sales, options)
    return SimulatedChain(
        options=options,
        sales=sales,
        future=_shelf_rows(world, ahead),
        truth=_truth_rows(world, demand),
        weather=_weather_rows(world),
        products=products.to_frame(),
        stores=stores.to_frame(),
        dirt=dirt,
    )


@dataclass(frozen=True)
class _Rows:
    """Day, store and product of each row."""

    day: NDArray[np.int64]
    store: NDArray[np.int64]
    product: NDArray[np.int64]


def _row_positions(demand: Demand, first: int, last: int | None) -> _Rows:
    """Every product on sale in every store, day by day."""
    on_sale = demand.on_sale[first:last, None, :]
    stores = demand.realised.shape[1]
    day, store, product = np.nonzero(np.repeat(on_sale, stores, axis=1))
    return _Rows(day + first, store, product)


def _keys(world: World, rows: _Rows) -> pl.DataFrame:
    """The columns that name a row."""
    return pl.DataFrame(
        {
            "date": world.options.dates[rows.day],
            "store": pl.Series(world.stores.names).gather(rows.store),
            "product": pl.Series(world.products.names).gather(rows.product),
        }
    )


def _shelf_rows(world: World, rows: _Rows) -> pl.DataFrame:
    """What stands on the shelf, known beforehand."""
    region = world.stores.region[rows.store]
    at = (rows.day, region, rows.product)
    shelves = pl.Series([CATEGORIES[i].name for i in world.products.category])
    return (
        _keys(world, rows)
        .with_columns(
            region=pl.Series(REGIONS).gather(region),
            category=shelves.gather(rows.product),
            price=pl.Series(world.prices.price[at]),
            promotion=pl.Series(world.prices.promotion[at].astype(np.int64)),
        )
        .select("date", "store", "region", "product", "category", "price", "promotion")
    )


def _outcome(sold: Units, demand: Demand, rows: _Rows) -> list[pl.Series]:
    """What the tills and shelves said."""
    at = (rows.day, rows.store, rows.product)
    units = sold[at].astype(np.int64)
    return [
        pl.Series("units", units),
        pl.Series("stockout", (units < demand.realised[at]).astype(np.int64)),
    ]


def _truth_rows(world: World, demand: Demand) -> pl.DataFrame:
    """What only a simulator can know."""
    rows = _row_positions(demand, 0, None)
    at = (rows.day, rows.store, rows.product)
    return _keys(world, rows).with_columns(
        pl.Series("baseline", demand.baseline[at].astype(np.float64).round(4)),
        pl.Series("expected", demand.expected[at].astype(np.float64).round(4)),
        pl.Series("demand", demand.realised[at].astype(np.int64)),
    )


def _weather_rows(world: World) -> pl.DataFrame:
    """Weather and holidays of the history, by region."""
    days, regions = world.options.days, world.stores.n_regions
    holidays = pl.Series(world.festivals.names[:days]).replace("", None)
    return pl.DataFrame(
        {
            "date": np.repeat(world.options.dates[:days], regions),
            "region": REGIONS[:regions] * days,
            "temperature": world.weather.temperature[:days].ravel(),
            "rain": world.weather.rain[:days].ravel(),
            "holiday": holidays.gather(np.repeat(np.arange(days), regions)),
        }
    )
