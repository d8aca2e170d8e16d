"""How well products are forecast before their first sale, and when young: `python -m bench.launches`.

At five cutoffs a set, the sales of series that begin inside the window, and of those that began less than
eight weeks before it, are forecast from the mean of their category, by LightGBM without launches to learn
from, by LightGBM as it comes, and from their like alone. That a series begins is known, what it sells isn't.
Without launches, LightGBM takes an unsold series to sell what the smallest group that it is in sold lately.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from unittest.mock import patch

import numpy as np
import polars as pl

import foresale as fs
from bench.asked_sets import present_sets, set_parser
from bench.markdown import table
from foresale.arrays import Bools, Floats, Index
from foresale.data.calendar.calendars import CalendarOptions, add_calendar
from foresale.data.cleaning.clean import clean
from foresale.data.panel.build import build_panel
from foresale.data.panel.options import PanelOptions
from foresale.forecasting.features import level, sampling
from foresale.forecasting.features.groups import Group
from foresale.forecasting.features.windows import Windows
from foresale.forecasting.lifecycle.new_products import YOUNG, find_new_series, pool_with_similar
from foresale.forecasting.models.global_lightgbm import GlobalLightGBM
from foresale.frequency import Frequency
from foresale.panel import Panel

FOLDERS = {"simulated": None, "m5_sample": "m5_sample", "online_retail": "online_retail"}
CATEGORIES = ("category", "dept_id")
FIRST_SEED = 11
M5_DAYS, M5_READ, M5_JUDGED = 900, 900, 450  # read before judged: the table's draw was made in two steps
ONLINE_JUDGED = 1500
CONTESTANTS = {
    "category": "mean of the category",
    "unaware": "LightGBM without launches to learn from",
    "aware": "LightGBM with launches and like",
    "like": "the like alone",
}
HEAD = ("launch WAPE", "launch bias", "launch RMSE", "young WAPE", "young RMSE", "older WAPE")


@dataclass(frozen=True)
class Judged:
    """One panel, the cutoffs at which it is forecast, and how many periods ahead."""

    panel: Panel
    cutoffs: Sequence[int]
    horizon: int


@dataclass
class Sums:
    """Errors of one contestant on one kind of series, over all windows so far."""

    absolute: float = 0.0
    signed: float = 0.0
    squared: float = 0.0
    sold: float = 0.0
    periods: int = 0

    def add(self, actual: Floats, forecast: Floats) -> None:
        """Count the periods whose sales are known and that were forecast.

        Args:
            actual: Units sold, series by period.
            forecast: Units forecast, likewise.
        """
        judged = np.isfinite(actual) & np.isfinite(forecast)
        error = (forecast - actual)[judged]
        self.absolute += float(np.abs(error).sum())
        self.signed += float(error.sum())
        self.squared += float((error**2).sum())
        self.sold += float(actual[judged].sum())
        self.periods += int(judged.sum())

    def wape(self) -> str:
        """Absolute error as a share of sales."""
        return f"{self.absolute / self.sold:.3f}" if self.sold else "–"

    def bias(self) -> str:
        """Forecast over sales, less one."""
        return f"{self.signed / self.sold:+.0%}" if self.sold else "–"

    def rmse(self) -> str:
        """Root of the mean squared error, in units a period."""
        return f"{(self.squared / self.periods) ** 0.5:.2f}" if self.periods else "–"


@dataclass
class Found:
    """What the windows of a set have said: sums by kind of series and contestant, and how many series."""

    sums: dict[tuple[str, str], Sums] = field(default_factory=dict)
    launches: int = 0
    young: int = 0

    def of(self, kind: str, contestant: str) -> Sums:
        """The sums of one contestant on one kind of series."""
        return self.sums.setdefault((kind, contestant), Sums())

    def row(self, contestant: str) -> list[str]:
        """Its cells under `HEAD`."""
        launch, young, older = (self.of(kind, contestant) for kind in ("launch", "young", "older"))
        return [launch.wape(), launch.bias(), launch.rmse(), young.wape(), young.rmse(), older.wape()]


class SmallestGroup:
    """In place of what like series sell: the recent mean of a series' group, until its own first sale."""

    def __init__(self, panel: Panel, _history: Windows, groups: tuple[Group, ...], _horizon: int) -> None:
        group = max(groups, key=lambda each: len(each.labels))
        self.similar = self
        self._row, self._sales = group.of_series, Windows(group.sales)
        self._everything, self._window = Windows(groups[0].sales), level.WINDOW[panel.freq]

    def at(self, series: Index, origin: Index) -> Floats:
        """The level expected of series at origins; that of all series where the group has sold nothing."""
        mean = self._sales.mean(self._row[series], origin - self._window, origin)
        overall = self._everything.mean(np.zeros_like(series), np.zeros_like(origin), origin)
        return np.where(mean > 0, mean, np.where(overall > 0, overall, 1.0))

    def trust(self, origin: Index) -> Floats:
        """Next to nothing: one own sale outweighs the group."""
        return np.full(origin.shape, 1e-9)


def simulated(seeds: int) -> Iterator[Judged]:
    """Chains of which half the products are launched on the way; prices and promotions ahead are known."""
    for seed in range(FIRST_SEED, FIRST_SEED + seeds):
        chain = fs.simulate(stores=2, products=120, days=400, new_share=0.5, seed=seed)
        plan = chain.future.select("date", "store", "product", "price", "promotion")
        panel = build_panel(replace(fs.read(chain.sales), future=plan), PanelOptions())[0]
        panel = add_calendar(panel, 28, CalendarOptions(country="GB"))
        yield Judged(panel, [panel.n_periods - 28 * k for k in (5, 4, 3, 2, 1)], 28)


def m5_sample(folder: Path) -> Iterator[Judged]:
    """Some of the series, early in their years, when many of them began; prices ahead are known."""
    rows = pl.read_parquet(folder / "sales.parquet")
    ids = rows["id"].unique().sort()
    drawn = np.sort(np.random.default_rng(0).choice(len(ids), M5_READ, replace=False))
    rows = rows.filter(pl.col("id").is_in(ids.gather(drawn.tolist()).implode()))
    panel = build_panel(fs.read(rows), PanelOptions(assume_known_ahead=True))[0]
    panel = add_calendar(panel, 28, CalendarOptions(country="US"))
    judged = np.random.default_rng(1).choice(panel.n_series, M5_JUDGED, replace=False)
    yield Judged(panel.select(np.sort(judged)).as_of(M5_DAYS, 28), (500, 600, 700, 800, 870), 28)


def online_retail(folder: Path) -> Iterator[Judged]:
    """Some of the products by week, with neither price nor category."""
    sales = fs.read(folder / "transactions.parquet", keys=("StockCode",), target="Quantity")
    panel = build_panel(sales, PanelOptions(freq=Frequency.WEEK))[0]
    random = np.random.default_rng(1)
    random.choice(M5_READ, M5_JUDGED, replace=False)  # the table's draws came from one generator
    judged = np.sort(random.choice(panel.n_series, ONLINE_JUDGED, replace=False))
    yield Judged(panel.select(judged), (32, 36, 40, 44, 48), 4)


def category_mean(history: Panel) -> Floats:
    """Per series, what its category sold a period and series lately; all together where none is named.

    Args:
        history: What was known at the cutoff.
    """
    lately = history.target[:, -YOUNG[history.freq] :]
    sold, known = np.nansum(lately, axis=1), (~np.isnan(lately)).sum(axis=1)
    mean = np.full(history.n_series, sold.sum() / known.sum())
    for column in CATEGORIES:
        if column in history.series.columns:
            code = history.series[column].rank("dense").to_numpy().astype(np.intp)
            units, periods = np.bincount(code, sold), np.bincount(code, known)
            mean = np.where(periods[code] > 0, units[code] / np.maximum(periods[code], 1), mean)
    return mean


def forecasts(history: Panel, horizon: int, rows: int) -> Mapping[str, Floats]:
    """What each of `CONTESTANTS` says of every series and period ahead; NaN where it says nothing.

    Args:
        history: What was known at the cutoff.
        horizon: Periods ahead.
        rows: LightGBM's training rows at most.
    """
    shape = (history.n_series, horizon)
    new_series = find_new_series(history, horizon)
    like = np.full(shape, np.nan)
    if new_series is not None:
        like[new_series.rows] = new_series.mean
    with patch.object(GlobalLightGBM, "row_budget", rows):
        aware = GlobalLightGBM(seed=0).fit(history, horizon).predict(history, horizon)
        with (
            patch.object(sampling, "LAUNCH_SHARE", 0.0),
            patch.object(level, "find_similar_level", SmallestGroup),
        ):
            unaware = GlobalLightGBM(seed=0).fit(history, horizon).predict(history, horizon)
    return {
        "category": np.broadcast_to(category_mean(history)[:, None], shape),
        "unaware": unaware,
        "aware": pool_with_similar(aware, new_series, GlobalLightGBM.family),
        "like": like,
    }


def judge(judged: Judged, found: Found, rows: int) -> None:
    """Add the windows of one panel to what was found.

    Args:
        judged: The panel, its cutoffs and horizon.
        found: What earlier panels of the set have said; added to.
        rows: LightGBM's training rows at most.
    """
    panel, horizon = judged.panel, judged.horizon
    for cutoff in judged.cutoffs:
        window = slice(cutoff, cutoff + horizon)
        actual = np.where(panel.censored[:, window], np.nan, panel.target[:, window])
        kinds = by_age(panel, cutoff, horizon)
        found.launches += int(kinds["launch"].sum())
        found.young += int(kinds["young"].sum())
        history = clean(panel.as_of(cutoff, horizon))[0]
        for contestant, mean in forecasts(history, horizon, rows).items():
            for kind, which in kinds.items():
                found.of(kind, contestant).add(actual[which], mean[which])


def by_age(panel: Panel, cutoff: int, horizon: int) -> Mapping[str, Bools]:
    """Which series begin in the window, which began less than eight weeks before it, and which are older.

    The series that the file begins with are older: the beginning of a file is no launch.
    """
    first = panel.first_period()
    launch = (first >= cutoff) & (first < cutoff + horizon)
    young = (first > 0) & (first < cutoff) & (first > cutoff - YOUNG[panel.freq])
    return {"launch": launch, "young": young, "older": (first < cutoff) & ~young}


def told(name: str, found: Found) -> str:
    """The set's table, a row a contestant."""
    rows = [[label, *found.row(contestant)] for contestant, label in CONTESTANTS.items()]
    return table([f"{name}: {found.launches} launches, {found.young} young", *HEAD], rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table for each set."""
    parser = set_parser("bench.launches", __doc__, FOLDERS)
    parser.add_argument("--seeds", type=int, default=6, help="simulated chains")
    parser.add_argument("--rows", type=int, default=40_000, help="LightGBM's training rows at most")
    chosen = parser.parse_args(arguments)
    names = present_sets(chosen, FOLDERS)
    for name in names:
        if name == "simulated":
            panels = simulated(chosen.seeds)
        elif name == "m5_sample":
            panels = m5_sample(chosen.data / name)
        else:
            panels = online_retail(chosen.data / name)
        found = Found()
        for judged in panels:
            judge(judged, found, chosen.rows)
        print(told(name, found), flush=True)
    return 0 if names else 1


if __name__ == "__main__":
    sys.exit(main())
