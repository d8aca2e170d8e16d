"""Some series forecast anew from their own sales, as a forecast of everything has them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest

from foresale.errors import OptionError
from foresale.workflows.forecasts.ready_champion import ReadyChampions
from foresale.workflows.forecasts.refresh import Refresh, refresh_forecast
from foresale.workflows.forecasts.refresh_series import SeriesRefresh, refresh_series
from foresale.workflows.ports import Scope
from foresale.workflows.training.daily import train_daily
from foresale.workflows.training.options import DailyTraining
from recorded_progress import RecordedProgress

KEYS = ["product", "store"]
ORDER = [*KEYS, "grain", "target_date"]
TREES = DailyTraining(horizon=7, models=("lightgbm",), folds=1, budget_seconds=5)


class CountingBook:
    """A book that counts whole looks."""

    def __init__(self, book):
        self.book, self.looks, self.sales = book, 0, book.sales

    def daily(self, scope, since=None):
        self.looks += 1
        return self.book.daily(scope, since)

    def __getattr__(self, name):
        return getattr(self.book, name)


@pytest.fixture(scope="module")
def champion(chain_sales, keepers, tmp_path_factory):
    """The chain's trees, trained once, with the registry and the shelf that hold them."""
    book, registry, shelf = keepers(chain_sales, tmp_path_factory.mktemp("champion"))
    version = train_daily(book, registry, shelf, Scope(), TREES, RecordedProgress())
    registry.point(Scope(), "champion", version.number)
    return registry, shelf


@pytest.fixture
def take_champion(champion):
    """A function that lets a registry and a shelf hold what training left."""
    trained, first = champion

    def take(registry, shelf):
        registry.folder, registry.kept = trained.folder, list(trained.kept)
        shelf.runs = list(first.runs)

    return take


def some(book, count, seed=1):
    return book.sales.select(KEYS).unique(maintain_order=True).sample(count, seed=seed)


def of(run, series):
    return run.rows.join(series, on=KEYS, how="semi").sort(ORDER)


@pytest.mark.slow
def test_series_are_forecast_from_their_own_sales_as_in_a_forecast_of_everything(
    book, registry, shelf, progress, take_champion
):
    take_champion(registry, shelf)
    counting, ready = CountingBook(book), ReadyChampions()
    refresh_forecast(counting, registry, shelf, Scope(), Refresh(), progress)
    whole = shelf.runs[-1]
    first = refresh_series(
        counting, registry, shelf, SeriesRefresh(some(book, 1), "A late sale."), progress, ready
    )
    assert (first.count, counting.looks) == (1, 2)  # everything was looked at once more, to be ready
    for count in (1, 3, 10):
        series = some(book, count, seed=count)
        asked = SeriesRefresh(series, "Another one.")
        done = refresh_series(counting, registry, shelf, asked, progress, ready)
        made = shelf.runs[-1]
        assert (done.count, done.left_out.height, counting.looks) == (count, 0, 2)
        assert (made.base_id, made.because) == (2, "Another one.")
        assert (
            of(made, series)
            .drop("quantiles", "deviation")
            .equals(of(whole, series).drop("quantiles", "deviation"))
        )
        ranges = [of(run, series)["quantiles"].explode() for run in (made, whole)]
        apart = (ranges[0] - ranges[1]).abs()
        assert apart.max() < 1e-6
        assert made.reasons.select(KEYS).sort(KEYS).equals(series.sort(KEYS))
    # A late sale of the series is heard, the others' forecasts aren't made anew.
    series = book.sales.group_by(KEYS).agg(pl.col("units").sum()).sort("units").tail(1).select(KEYS)
    own = (pl.col("product") == series["product"][0]) & (pl.col("store") == series["store"][0])
    late = own & (pl.col("date") > book.sales["date"].max() - timedelta(days=14))
    units = pl.when(late).then(pl.col("units") * 3).otherwise("units").alias("units")
    counting.book = replace(book, sales=book.sales.with_columns(units))
    refresh_series(counting, registry, shelf, SeriesRefresh(series, "Late sales."), progress, ready)
    assert of(shelf.runs[-1], series)["mean"].sum() > of(whole, series)["mean"].sum()
    assert counting.looks == 2


def test_a_day_that_is_over_in_some_stores_alone_is_forecast_beside_the_others(
    book, registry, shelf, progress, take_champion
):
    last = book.sales["date"].max()
    take_champion(registry, shelf)
    counting, ready = CountingBook(book), ReadyChampions()
    refresh_forecast(counting, registry, shelf, Scope(), Refresh(until=last - timedelta(1)), progress)
    east, home = some(book, 1), some(book, 1, seed=3)
    early = SeriesRefresh(east, "The end of the day.", last, is_early=True)
    plain = SeriesRefresh(home, "A late sale.", last - timedelta(1))
    cutoffs = []
    for asked in (early, plain, early, plain):
        refresh_series(counting, registry, shelf, asked, progress, ready)
        cutoffs.append((shelf.runs[-1].cutoff, counting.looks))
    before = last - timedelta(1)
    assert cutoffs == [(last, 2), (before, 3), (last, 3), (before, 3)]
    # Once the day is over everywhere, what all series said before is not what counts.
    refresh_series(counting, registry, shelf, replace(early, is_early=False), progress, ready)
    assert (shelf.runs[-1].cutoff, counting.looks) == (last, 4)


def test_what_can_not_be_forecast_anew_is_said(book, registry, shelf, progress):
    with pytest.raises(OptionError, match="No forecast is served"):
        refresh_series(book, registry, shelf, SeriesRefresh(some(book, 1), "Why not."), progress)
    quick = DailyTraining(horizon=7, models=("moving_average",), folds=1)
    train_daily(book, registry, shelf, Scope(), quick, progress)
    with pytest.raises(OptionError, match="Nothing says why"):
        refresh_series(book, registry, shelf, SeriesRefresh(some(book, 1), " "), progress)
    unknown = pl.DataFrame(
        {"product": ["nobody", *some(book, 1)["product"]], "store": some(book, 1)["store"][0]}
    )
    done = refresh_series(book, registry, shelf, SeriesRefresh(unknown, "A new one."), progress)
    assert (done.count, done.left_out["product"].to_list()) == (1, ["nobody"])
    assert shelf.runs[-1].rows.select(KEYS).n_unique() == 1


@pytest.mark.parametrize("is_ready", [False, True], ids=["with all", "alone"])
def test_series_whose_sales_are_gone_are_not_forecast_any_more(
    book, registry, shelf, progress, take_champion, is_ready
):
    take_champion(registry, shelf)
    ready, asked = ReadyChampions(), SeriesRefresh(some(book, 3), "Sales of days that were over changed.")
    refresh_forecast(book, registry, shelf, Scope(), Refresh(), progress)
    if is_ready:
        refresh_series(book, registry, shelf, asked, progress, ready)
    gone = asked.series.head(2)
    left = replace(book, sales=book.sales.join(gone, on=KEYS, how="anti"))
    counting = CountingBook(left)
    for _ in range(2):  # the champion that forecast all afterwards doesn't hold them
        done = refresh_series(counting, registry, shelf, asked, progress, ready)
        made = shelf.runs[-1]
        assert (done.count, done.left_out.height) == (1, 0)
        assert done.ended.sort(KEYS).equals(gone.sort(KEYS))
        assert made.ended.sort(KEYS).equals(gone.sort(KEYS))
        assert made.rows.select(KEYS).unique().equals(asked.series.tail(1))
    assert counting.looks == (0 if is_ready else 1)


@pytest.mark.parametrize("models", [("moving_average",), ("lightgbm",)])
def test_a_chain_without_any_sales_left_forecasts_nothing(book, registry, shelf, progress, models):
    quick = DailyTraining(horizon=7, models=models, folds=1, budget_seconds=5)
    train_daily(book, registry, shelf, Scope(), quick, progress)
    asked = SeriesRefresh(some(book, 3), "An import was undone.")
    done = refresh_series(
        replace(book, sales=book.sales.clear()), registry, shelf, asked, progress, ReadyChampions()
    )
    made = shelf.runs[-1]
    assert (done.count, done.ended.height, made.rows.height, made.base_id) == (0, 3, 0, 1)
