"""The simulated chain's receipts."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from foresale.errors import OptionError
from foresale.simulation.chain import SimulatedChain, simulate_chain
from foresale.simulation.options import ChainOptions
from foresale.simulation.till_sales import Tills, make_timed_sales

KEYS = ["date", "store", "product"]


@pytest.fixture(scope="module")
def chain() -> SimulatedChain:
    return simulate_chain(ChainOptions(stores=5, products=30, days=84, seed=2, stockout_share=0.1))


@pytest.fixture(scope="module")
def timed(chain: SimulatedChain) -> pl.DataFrame:
    sales = make_timed_sales(chain)
    return sales.with_columns(
        date=pl.col("sold_at").dt.date(),
        receipt=pl.col("transaction_id").str.replace(r"-\d+$", ""),
        hour=pl.col("sold_at").dt.hour() + pl.col("sold_at").dt.minute() / 60,
    )


def test_receipts_of_a_day_add_up_to_the_daily_file(chain, timed):
    daily = timed.group_by(KEYS).agg(pl.col("units").sum(), pl.col("price", "promotion").unique())
    wanted = chain.sales.filter(pl.col("units") > 0).select(*KEYS, "units", "price", "promotion")
    assert_frame_equal(
        daily.explode("price", "promotion").select(wanted.columns), wanted, check_row_order=False
    )


def test_the_same_seed_rings_up_the_same_receipts_and_another_seed_others(chain, timed):
    again = make_timed_sales(simulate_chain(chain.options))
    other = make_timed_sales(simulate_chain(replace(chain.options, seed=3)))
    assert_frame_equal(again, timed.select(again.columns))
    assert not other["sold_at"].equals(again["sold_at"])


def test_a_day_is_the_same_alone_and_among_all(chain, timed):
    day = date(2022, 2, 1)
    alone = Tills(chain).day(day)
    assert_frame_equal(alone, timed.filter(pl.col("date") == day).select(alone.columns))
    assert Tills(chain).day(date(2031, 1, 1)).height == 0


def test_every_line_has_a_number_of_its_own_and_a_receipt_one_time_and_one_store(timed):
    assert timed["transaction_id"].n_unique() == timed.height
    receipts = timed.group_by("receipt").agg(
        pl.col("sold_at", "store").n_unique(), pl.len(), lines=pl.col("product").n_unique()
    )
    assert receipts["sold_at"].max() == receipts["store"].max() == 1
    assert receipts["len"].max() > 3
    assert receipts["lines"].equals(receipts["len"])
    assert receipts["len"].mean() > 1.4
    assert timed.filter(pl.col("units") > 1).height > 0.05 * timed.height


def test_nothing_is_sold_while_doors_are_closed_and_hours_differ_by_store_and_weekday(chain, timed):
    tills, names = Tills(chain), chain.stores["store"].to_list()
    minutes = timed.with_columns(minute=pl.col("hour") * 60, weekday=pl.col("sold_at").dt.weekday() - 1)
    for weekday in range(7):
        opens, closes = tills.hours(weekday)
        hours = pl.DataFrame({"store": names, "opens": opens, "closes": closes})
        sold = minutes.filter(pl.col("weekday") == weekday).join(hours, on="store")
        assert (sold["minute"] >= sold["opens"]).all()
        assert (sold["minute"] < sold["closes"]).all()
    assert len({tuple(pair) for pair in zip(*tills.hours(0), strict=True)}) > 1
    assert (tills.hours(6)[1] < tills.hours(0)[1]).all()


def test_rush_hours_differ_by_category_and_weekday(timed):
    middle = dict(timed.group_by("category").agg(pl.col("hour").mean()).iter_rows())
    assert middle["Bakery"] < middle["Meat and fish"] - 1.5
    assert middle["Bakery"] < middle["Beer and wine"] - 3
    weekday = dict(
        timed.group_by(pl.col("sold_at").dt.weekday())
        .agg((pl.col("hour").is_between(17, 19)).mean().alias("evening"))
        .iter_rows()
    )
    assert weekday[6] < 0.9 * weekday[3]


def test_no_two_days_spread_alike(timed):
    store = timed.filter((pl.col("store") == "Store 01") & (pl.col("sold_at").dt.weekday() == 3))
    days = store.group_by("date").agg((pl.col("hour") < 13).mean().alias("share"), pl.len())
    share, count = days["share"].to_numpy(), days["len"].to_numpy()
    by_chance = (share.mean() * (1 - share.mean()) / count).mean()
    assert np.var(share) > 2 * by_chance


def test_what_ran_out_was_sold_early_in_the_day(chain, timed):
    ran_out = chain.sales.filter(pl.col("stockout") == 1).select(KEYS)
    last = timed.group_by(KEYS).agg(pl.col("hour").max())
    short = last.join(ran_out, on=KEYS)["hour"].mean()
    assert short < last.join(ran_out, on=KEYS, how="anti")["hour"].mean() - 0.5


def test_a_closed_day_and_an_empty_shelf_have_no_receipts():
    chain = simulate_chain(ChainOptions(stores=1, products=1, days=9, start=date(2022, 12, 20)))
    timed = make_timed_sales(chain)
    assert not timed.filter(pl.col("sold_at").dt.date() == date(2022, 12, 25)).height
    assert timed["sold_at"].max() - timed["sold_at"].min() < timedelta(9)


def test_soiled_sales_have_no_receipts():
    soiled = simulate_chain(ChainOptions(stores=1, products=5, days=40, mess=0.2))
    with pytest.raises(OptionError, match="soiled"):
        make_timed_sales(soiled)
