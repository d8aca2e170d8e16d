"""What shoppers want each day: the expected demand, and what it came to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Array, Matrix
from foresale.data.calendar.calendars import CalendarOptions, calendar_columns
from foresale.frequency import Frequency
from foresale.simulation.assortment import Products, Stores
from foresale.simulation.catalogue import CATEGORIES
from foresale.simulation.festivals import Festivals
from foresale.simulation.options import ChainOptions
from foresale.simulation.prices import Prices
from foresale.simulation.weather import Weather, season_angle

# Monday to Sunday, log of a usual supermarket's week.
_WEEK = np.array([-0.12, -0.14, -0.07, 0.0, 0.17, 0.26, -0.1])
_PAYDAY_LIFT, _PAYDAY_DAYS = 0.05, 5
_LAUNCH_DAYS, _FADE_DAYS = 14.0, 60
_DAY_NOISE = 0.05
_DRIFT_A_WEEK, _OWN_DRIFT, _OWN_MEMORY = 0.02, 0.06, 0.95


@dataclass(frozen=True)
class Demand:
    """Demand of T days in S stores for P products; all 0 where a product isn't on sale or the shop is closed.

    Attributes:
        on_sale: T × P, true where the product is in the shops and these are open.
        baseline: T × S × P expected units, had there been no promotions.
        expected: T × S × P expected units.
        realised: T × S × P units that shoppers wanted.
    """

    on_sale: NDArray[np.bool_]
    baseline: Matrix
    expected: Matrix
    realised: NDArray[np.int32]


@dataclass(frozen=True)
class World:
    """Everything that moves demand."""

    options: ChainOptions
    products: Products
    stores: Stores
    prices: Prices
    weather: Weather
    festivals: Festivals


def draw_demand(world: World) -> Demand:
    """Expected demand as a product of causes, and counts around it with negative binomial noise.

    The noise is gamma-mixed Poisson, with a share that all products of a store have in common
    (a fair, a road closed), as in Snyder, Ord and Beaumont (2012), "Forecasting the intermittent
    demand for slow-moving inventories", Int. J. of Forecasting 28.
    """
    options, products = world.options, world.products
    days, count = len(options.dates), len(products.names)
    shape = (days, options.stores, count)
    baseline, expected = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    realised = np.zeros(shape, np.int32)
    day = np.arange(days)[:, None]
    on_sale = (day >= products.launch) & (day < products.leave) & world.festivals.is_open[:, None]
    noise = options.stream("demand")
    for store, log_rate in enumerate(_log_rates(world)):
        level = np.where(on_sale, np.exp(log_rate), 0)
        mean = level * np.exp(world.prices.effect[:, world.stores.region[store]])
        shock = noise.lognormal(-(_DAY_NOISE**2) / 2, _DAY_NOISE, (days, 1))
        mixed = mean * shock * noise.standard_gamma(products.dispersion, mean.shape) / products.dispersion
        baseline[:, store], expected[:, store] = level, mean
        realised[:, store] = noise.poisson(mixed)
    return Demand(on_sale, baseline, expected, realised)


def _log_rates(world: World) -> Iterator[Array]:
    """Each store's T × P log of expected demand without promotions."""
    options, products, stores = world.options, world.products, world.stores
    days = len(options.dates)
    years = np.arange(days)[:, None] / 365.25
    chain = np.log(products.rate) + products.growth * years + _product_days(world)
    chain += (_payday(options) * _PAYDAY_LIFT)[:, None]
    weekday = (options.dates.astype(np.int64) + 3) % 7
    weekend = np.array([c.weekend for c in CATEGORIES])[products.category]
    heat, rain = (
        np.array([getattr(c, name) for c in CATEGORIES])[products.category] for name in ("heat", "rain")
    )
    rng = options.stream("stores' own")
    for store in range(options.stores):
        region = stores.region[store]
        own = rng.normal(0, 0.35, len(products.names)) + _own_drift(options, rng, len(products.names))
        sky = heat * world.weather.anomaly[:, [region]] / 10 + rain * (world.weather.rain[:, [region]] > 0)
        week = _WEEK[weekday][:, None] * weekend * stores.weekend[store]
        yield chain + sky + week + own + np.log(stores.size[store]) + stores.growth[store] * years


def _product_days(world: World) -> Array:
    """T × P log effects that all stores share: season, holidays, slow drift, launch and farewell."""
    options, products = world.options, world.products
    days, count = len(options.dates), len(products.names)
    rng = options.stream("products' own")
    peak = np.array([c.peak for c in CATEGORIES])[products.category] + rng.normal(0, 8, count)
    height = np.array([c.season for c in CATEGORIES])[products.category] * rng.lognormal(0, 0.2, count)
    season = height * np.cos(season_angle(options, peak))
    steps = rng.normal(0, _DRIFT_A_WEEK, (days // 7 + 1, count)).cumsum(axis=0)
    drift = steps[np.arange(days) // 7]
    since = np.arange(days)[:, None] - products.launch
    new = products.launch > 0
    rise = np.where(new, np.log1p(-0.75 * np.exp(-np.maximum(since, 0) / _LAUNCH_DAYS)), 0)
    left = products.leave - np.arange(days)[:, None]
    leaving = products.leave < days
    fade = np.where(leaving, np.log(np.clip(left / _FADE_DAYS, 0.1, 1)), 0)
    feast = world.festivals.effect[:, products.category]
    return np.asarray(season + drift + rise + fade + feast)


def _own_drift(options: ChainOptions, rng: np.random.Generator, count: int) -> Array:
    """T × P slow wandering of one store's demand around its usual, by the week."""
    days = len(options.dates)
    steps = rng.normal(0, _OWN_DRIFT, (days // 7 + 1, count))
    level = steps[0]
    for week in range(1, len(steps)):
        level = _OWN_MEMORY * level + np.sqrt(1 - _OWN_MEMORY**2) * steps[week]
        steps[week] = level
    return np.asarray(steps[np.arange(days) // 7])


def _payday(options: ChainOptions) -> NDArray[np.bool_]:
    """The days just after wages came in."""
    calendar = CalendarOptions(country=options.country, paydays=())
    since = calendar_columns(options.dates, Frequency.DAY, calendar)["days_since_payday"]
    return np.asarray(since < _PAYDAY_DAYS)
