"""A chain's sales as its tills rang them up: receipts with a time, of several lines each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from foresale.arrays import Array, Bools, Ints
from foresale.errors import OptionError
from foresale.messages import option
from foresale.simulation.assortment import FORMATS
from foresale.simulation.catalogue import CATEGORIES
from foresale.simulation.chain import SimulatedChain
from foresale.simulation.opening_hours import draw_hours
from foresale.simulation.rush_hours import SLOT_MINUTES, SLOTS, draw_rush

COLUMNS = (
    "transaction_id", "sold_at", "store", "region", "product", "category", "units", "price", "promotion",
)  # fmt: skip

_DAY_SECONDS = 24 * 60 * 60
_SLOT_SECONDS = SLOT_MINUTES * 60
_APART = 2 * _DAY_SECONDS  # between two stores' seconds, so that a receipt next door is never the nearest
_LINES_A_RECEIPT = 4
_NEAR_SECONDS = 1200
_TOGETHER, _PROMOTION_TOGETHER, _STORED_TOGETHER = 0.12, 0.15, 0.5


class Tills:
    """The within-day truth of a chain: which units were sold when, and on which receipt.

    Days can be asked for in any order, and each is the same however it is asked for. Of a product that ran
    out, the first who came got theirs.

    Args:
        chain: A chain without dirt.

    Raises:
        OptionError: Its sales are soiled.

    Examples:
        >>> from foresale.simulation.chain import simulate_chain
        >>> from foresale.simulation.options import ChainOptions
        >>> tills = Tills(simulate_chain(ChainOptions(stores=1, products=5, days=3)))
        >>> tills.day(date(2022, 1, 3)).select("transaction_id", "sold_at", "units").row(0)
        ('01-20220103-00001-1', datetime.datetime(2022, 1, 3, 7, 42, 4), 1)
    """

    def __init__(self, chain: SimulatedChain) -> None:
        if chain.dirt:
            raise OptionError(
                "Receipts of soiled sales can't be told.",
                fix=f"Leave {option('mess')} out, or {option('times')}.",
            )
        self._options = chain.options
        products = {name: place for place, name in enumerate(chain.products["product"])}
        stores = {name: place for place, name in enumerate(chain.stores["store"])}
        names = [category.name for category in CATEGORIES]
        self._categories = np.array([names.index(name) for name in chain.products["category"]])
        formats = np.array([FORMATS.index(name) for name in chain.stores["format"]])
        self._opens, self._closes = draw_hours(chain.options, formats)
        self._sales = chain.sales
        self._stores = _places(chain.sales["store"], stores)
        self._products = _places(chain.sales["product"], products)
        self._units = chain.sales["units"].to_numpy()
        self._wanted = chain.truth["demand"][: chain.sales.height].to_numpy()
        self._promotion = chain.sales["promotion"].to_numpy()
        self._width = max(2, len(str(len(stores))))
        day = (chain.sales["date"].to_numpy().astype("datetime64[D]") - chain.options.dates[0]).astype(int)
        self._first_row = np.searchsorted(day, np.arange(chain.options.days + 1))

    def hours(self, weekday: int) -> tuple[Ints, Ints]:
        """Minutes of the day at which each store opens and closes.

        Args:
            weekday: 0 is Monday.
        """
        return self._opens[:, weekday], self._closes[:, weekday]

    def day(self, day: date) -> pl.DataFrame:
        """One day's lines in order of time; `sold_at` is the store's own clock.

        Args:
            day: Of the chain's history; others have no lines.
        """
        at = (day - self._options.start).days
        if not 0 <= at < self._options.days:
            return self._lines(np.zeros(0, np.int64), _Rung.nothing(), day)
        rows = np.arange(self._first_row[at], self._first_row[at + 1])
        rung = self._ring_up(rows, day)
        return self._lines(rows, rung, day)

    def days(self) -> Iterator[pl.DataFrame]:
        """Every day's lines, one after the other."""
        return (self.day(day) for day in self._options.dates[: self._options.days].tolist())

    def _ring_up(self, rows: Ints, day: date) -> _Rung:
        """Draw when each unit is bought and on which receipt, and add up the lines."""
        rng = self._options.stream(f"tills {day}")
        opens, closes = self.hours(day.weekday())
        sold_by = draw_rush(rng, day.weekday(), opens, closes)
        wanted = self._wanted[rows]
        unit_row = np.repeat(np.arange(len(rows)), wanted)
        if not len(unit_row):
            return _Rung.nothing()
        begins = np.r_[True, unit_row[1:] != unit_row[:-1]]
        categories = self._categories[self._products[rows]]
        together = _TOGETHER + _PROMOTION_TOGETHER * self._promotion[rows]
        together = together + _STORED_TOGETHER * _STOCKPILING[categories]
        begins |= rng.random(len(unit_row)) >= together[unit_row]
        purchase = np.cumsum(begins) - 1
        row = unit_row[begins]
        second = _draw_seconds(rng, sold_by, self._stores[rows][row], categories[row])
        sold = _first_come(unit_row, second[purchase], self._units[rows])
        store = self._stores[rows][unit_row[sold]]
        second = _share_receipts(rng, store, purchase[sold], second[purchase[sold]])
        return _add_up(store, second, unit_row[sold])

    def _lines(self, rows: Ints, rung: _Rung, day: date) -> pl.DataFrame:
        """What the tills' journal says."""
        columns = ["store", "region", "product", "category", "price", "promotion"]
        lines = self._sales.select(columns)[rows][rung.row]
        width, stamp = self._width, day.strftime("%Y%m%d")
        number = pl.Series("store_number", rung.store + 1)
        return (
            lines.with_columns(
                number,
                pl.Series("receipt", rung.receipt),
                pl.Series("line", rung.line),
                pl.Series("units", rung.units),
                pl.Series("second", rung.second),
            )
            .with_columns(
                sold_at=pl.lit(day).cast(pl.Datetime("us")) + pl.duration(seconds="second"),
                transaction_id=pl.format(
                    "{}-{}-{}-{}",
                    pl.col("store_number").cast(pl.String).str.zfill(width),
                    pl.lit(stamp),
                    pl.col("receipt").cast(pl.String).str.zfill(5),
                    pl.col("line"),
                ),
            )
            .sort("sold_at", "store_number", "receipt", "line")
            .select(COLUMNS)
        )


def make_timed_sales(chain: SimulatedChain) -> pl.DataFrame:
    """All of a chain's sales as receipts' lines with times; a day's units are those of `chain.sales`.

    Args:
        chain: A chain without dirt.

    Raises:
        OptionError: Its sales are soiled.
    """
    return pl.concat(list(Tills(chain).days()))


@dataclass(frozen=True)
class _Rung:
    """One day's lines: where their shelf is among the day's, store, second, receipt and units."""

    row: Ints
    store: Ints
    second: Ints
    receipt: Ints
    line: Ints
    units: Ints

    @classmethod
    def nothing(cls) -> _Rung:
        """A day on which nothing was sold."""
        none = np.zeros(0, np.int64)
        return cls(none, none, none, none, none, none)


_STOCKPILING = np.array([category.stockpiling for category in CATEGORIES])


def _places(names: pl.Series, places: dict[str, int]) -> Ints:
    return np.asarray(names.replace_strict(places, return_dtype=pl.Int64).to_numpy())


def _draw_seconds(rng: np.random.Generator, sold_by: Array, store: Ints, category: Ints) -> Ints:
    """A second of the day for each purchase, as its category's shoppers come to its store."""
    kinds = sold_by.shape[1]
    group = store * kinds + category
    ladder = (sold_by.reshape(-1, SLOTS) + np.arange(sold_by.shape[0] * kinds)[:, None]).ravel()
    step = np.searchsorted(ladder, group + rng.random(len(group)), side="right")
    slot = np.minimum(step - group * SLOTS, SLOTS - 1)
    return np.asarray(slot * _SLOT_SECONDS + rng.integers(0, _SLOT_SECONDS, len(group)))


def _first_come(row: Ints, second: Ints, units: Ints) -> Ints:
    """Positions of the units that were sold: of each row as many as there were, the earliest first."""
    order = np.lexsort((second, row))
    ordered = row[order]
    first = np.searchsorted(ordered, np.arange(len(units)))
    rank = np.arange(len(ordered)) - first[ordered]
    return np.sort(order[rank < units[ordered]])


def _share_receipts(rng: np.random.Generator, store: Ints, purchase: Ints, second: Ints) -> Ints:
    """Seconds with neighbouring purchases moved to one receipt's."""
    key = store * _APART + second
    leads = rng.random(int(purchase.max()) + 1 if len(purchase) else 0) < 1 / _LINES_A_RECEIPT
    receipts = np.unique(key[leads[purchase]])
    if not len(receipts):
        return second
    after = np.searchsorted(receipts, key)
    before = receipts[np.maximum(after - 1, 0)]
    later = receipts[np.minimum(after, len(receipts) - 1)]
    nearest = np.where(np.abs(key - before) <= np.abs(later - key), before, later)
    return np.asarray(np.where(np.abs(nearest - key) <= _NEAR_SECONDS, nearest - store * _APART, second))


def _add_up(store: Ints, second: Ints, row: Ints) -> _Rung:
    """Lines: units of one product on one receipt."""
    order = np.lexsort((row, second, store))
    store, second, row = store[order], second[order], row[order]
    new_store = _changes(store)
    new_receipt = new_store | _changes(second)
    new_line = new_receipt | _changes(row)
    at = np.flatnonzero(new_line)
    units = np.diff(np.r_[at, len(row)])
    receipt = np.cumsum(new_receipt, dtype=np.int64)[at]
    line = np.arange(len(at)) + 1 - _of_group(np.arange(len(at)), new_receipt[at])
    return _Rung(row[at], store[at], second[at], receipt + 1 - _of_group(receipt, new_store[at]), line, units)


def _changes(values: Ints) -> Bools:
    """Where a value differs from the one before."""
    return np.r_[True, values[1:] != values[:-1]] if len(values) else np.zeros(0, np.bool_)


def _of_group(values: Ints, begins: Bools) -> Ints:
    """Of each position the value with which its group began."""
    return np.asarray(values[begins][np.cumsum(begins) - 1])
