"""The simulated chain."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from foresale.errors import OptionError
from foresale.simulation.catalogue import CATEGORIES, shelf
from foresale.simulation.chain import SimulatedChain, simulate_chain
from foresale.simulation.options import ChainOptions
from foresale.simulation.writing import write_chain
from foresale.writing.manifest import MANIFEST

KEYS = ["date", "store", "product"]
TABLES = ("sales", "future", "truth", "weather", "products", "stores")


@pytest.fixture(scope="module")
def chain() -> SimulatedChain:
    return simulate_chain(ChainOptions(stores=6, products=60, days=800, seed=3))


@pytest.fixture(scope="module")
def judged(chain: SimulatedChain) -> pl.DataFrame:
    """Every row of the sales with its truth."""
    joined = chain.sales.join(chain.truth, on=KEYS, validate="1:1", maintain_order="left")
    assert joined.height == chain.sales.height
    return joined


def test_the_same_seed_gives_the_same_chain_and_another_seed_another():
    small = ChainOptions(stores=2, products=20, days=120, mess=0.05)
    one, same, other = (simulate_chain(o) for o in (small, small, replace(small, seed=1)))
    for table in TABLES:
        assert_frame_equal(getattr(one, table), getattr(same, table))
    assert not one.sales["units"].equals(other.sales["units"])


def test_the_same_seed_writes_the_same_bytes(tmp_path):
    small = ChainOptions(stores=2, products=20, days=60)
    for folder in ("one", "two"):
        write_chain(simulate_chain(small), tmp_path / folder)
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == sorted(
        [MANIFEST, *(f"{name}.csv" for name in TABLES if name != "truth"), "truth.parquet"]
    )
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_sales_never_exceed_demand_and_stock_outs_are_exactly_where_they_fall_short(judged):
    assert (judged["units"] <= judged["demand"]).all()
    assert (judged["units"] >= 0).all()
    short = judged["units"] < judged["demand"]
    assert short.any()
    assert judged["stockout"].cast(pl.Boolean).equals(short)


@pytest.mark.parametrize("share", [0.02, 0.1])
def test_about_the_share_of_days_asked_for_runs_out_of_stock(share):
    chain = simulate_chain(ChainOptions(stores=4, products=60, days=500, stockout_share=share))
    assert chain.sales["stockout"].mean() == pytest.approx(share, rel=0.15)


def test_without_stock_outs_every_demand_is_sold():
    chain = simulate_chain(ChainOptions(stores=2, products=20, days=100, stockout_share=0))
    joined = chain.sales.join(chain.truth, on=KEYS)
    assert joined["units"].equals(joined["demand"])
    assert chain.sales["stockout"].sum() == 0


def test_demand_varies_around_its_expected_mean_more_than_by_chance_alone(judged):
    assert judged["demand"].sum() == pytest.approx(judged["expected"].sum(), rel=0.02)
    spread = ((judged["demand"] - judged["expected"]) ** 2).sum()
    assert spread > 1.5 * judged["expected"].sum()  # a Poisson's variance is its mean


def test_a_promotion_raises_demand_by_the_stated_uplift_and_price_effect(chain, judged):
    regular = pl.col("price").filter(pl.col("promotion") == 0)
    rows = (
        judged.with_columns(
            before=regular.last().over("store", "product", pl.col("date").dt.truncate("30d")),
            third_day=pl.col("promotion").rolling_min(3).over("store", "product", order_by="date") == 1,
        )
        .filter(pl.col("third_day") & pl.col("before").is_not_null())
        .join(chain.products.select("product", "elasticity", "uplift"), on="product")
        .with_columns(
            stated=pl.col("uplift") * (pl.col("price") / pl.col("before")) ** pl.col("elasticity"),
            lift=pl.col("expected") / pl.col("baseline"),
        )
    )
    assert rows.height > 1000
    assert (rows["stated"] > 1.1).all()
    # Prices are rounded to cents and change now and then within the 30 days.
    assert (rows["lift"] / rows["stated"] - 1).abs().quantile(0.9) < 0.05
    assert rows["demand"].sum() / rows["baseline"].sum() == pytest.approx(
        rows["expected"].sum() / rows["baseline"].sum(), rel=0.03
    )


def test_demand_dips_after_a_promotion_of_what_can_be_stored(judged):
    ended = pl.col("promotion").shift(1).over("store", "product", order_by="date") == 1
    after = judged.filter(ended & (pl.col("promotion") == 0))
    stored = after.filter(pl.col("category") == "Household")
    fresh = after.filter(pl.col("category") == "Bakery")
    assert (stored["expected"] < 0.9 * stored["baseline"]).all()
    assert fresh["expected"].to_numpy() == pytest.approx(fresh["baseline"].to_numpy(), rel=1e-3)


def test_promotions_take_the_share_of_days_asked_for():
    for share in (0.03, 0.15):
        options = ChainOptions(stores=4, products=100, days=700, promotion_share=share)
        assert simulate_chain(options).sales["promotion"].mean() == pytest.approx(share, rel=0.15)
    none = simulate_chain(ChainOptions(stores=1, products=10, days=60, promotion_share=0))
    assert none.sales["promotion"].sum() == 0
    assert none.truth["expected"].equals(none.truth["baseline"])


def test_demand_peaks_before_christmas_and_the_doors_are_closed_on_the_day(chain):
    sweets = chain.products.filter(pl.col("category") == "Snacks and sweets")["product"].to_list()
    days = (
        chain.truth.filter(pl.col("product").is_in(sweets))
        .group_by("date").agg(pl.col("baseline").sum()).sort("date")
    )  # fmt: skip

    def week(first: date) -> float:
        return days.filter(pl.col("date").is_between(first, first + timedelta(6)))["baseline"].sum()

    assert week(date(2022, 12, 18)) > 1.4 * week(date(2022, 11, 20))
    assert date(2022, 12, 25) not in days["date"]
    assert date(2022, 12, 24) in days["date"]


def test_a_chain_without_a_country_knows_no_holidays():
    chain = simulate_chain(ChainOptions(stores=1, products=15, days=380, country=None))
    assert chain.weather["holiday"].null_count() == chain.weather.height
    assert chain.truth["date"].n_unique() == 380 + 28


def test_heat_sells_ice_cream_and_not_soup():
    options = ChainOptions(
        stores=3, products=45, days=1096, promotion_share=0, intermittent_share=0, new_share=0, dying_share=0
    )
    chain = simulate_chain(options)
    kinds = chain.products.select("product", "category")
    daily = (
        chain.truth.join(kinds, on="product").join(chain.weather.select("date", "temperature"), on="date")
        .filter(pl.col("date").dt.month().is_in([6, 7, 8]) & (pl.col("date").dt.weekday() < 5))
        .group_by("category", "date").agg(pl.col("baseline").sum(), pl.col("temperature").first())
        .group_by("category").agg(slope=pl.corr("temperature", pl.col("baseline").log()))
    )  # fmt: skip
    slope = dict(daily.iter_rows())
    assert slope["Ice cream"] > 0.4
    assert slope["Soups and tins"] < -0.1


def test_the_warm_season_lies_half_a_year_later_in_the_south():
    july = {}
    for country in ("GB", "AU"):
        weather = simulate_chain(ChainOptions(stores=1, products=1, days=365, country=country)).weather
        july[country] = weather.filter(pl.col("date").dt.month() == 7)["temperature"].mean()
    assert july["GB"] > july["AU"] + 8


def test_new_products_sell_nothing_before_their_launch_and_dying_ones_nothing_after_they_left(chain):
    spans = chain.sales.group_by("product").agg(first=pl.col("date").min(), last=pl.col("date").max())
    rows = spans.join(chain.products, on="product")
    new = rows.filter(pl.col("launch_day") > 0)
    assert new.height == 6
    start = chain.options.start
    for row in new.iter_rows(named=True):
        assert timedelta(0) <= row["first"] - (start + timedelta(row["launch_day"])) <= timedelta(2)
    dying = rows.filter(pl.col("leave_day") < chain.options.days)
    assert dying.height == 3
    for row in dying.iter_rows(named=True):
        assert timedelta(1) <= start + timedelta(row["leave_day"]) - row["last"] <= timedelta(3)
    assert not set(dying["product"]) & set(chain.future["product"])


def test_intermittent_products_sell_on_few_days(chain, judged):
    zero = (
        judged.group_by("product").agg(idle=(pl.col("demand") == 0).mean())
        .join(chain.products, on="product").group_by("intermittent").agg(pl.col("idle").mean())
    )  # fmt: skip
    idle = dict(zero.iter_rows())
    assert chain.products["intermittent"].sum() == 12
    assert idle[True] > 0.6
    assert idle[False] < 0.3


@pytest.mark.parametrize(("stores", "products", "days"), [(1, 1, 1), (1, 3, 40), (7, 31, 90)])
def test_a_chain_has_the_size_asked_for(stores, products, days):
    options = ChainOptions(
        stores=stores, products=products, days=days, future_days=14, new_share=0, dying_share=0, country=None
    )
    chain = simulate_chain(options)
    assert chain.sales.height == stores * products * days
    assert chain.future.height == stores * products * 14
    assert chain.truth.height == stores * products * (days + 14)
    assert (chain.stores.height, chain.products.height) == (stores, products)


def test_the_future_tells_prices_and_promotions_but_not_sales(chain):
    assert chain.future.columns == [*("date", "store", "region", "product", "category", "price", "promotion")]
    first, last = chain.future["date"].min(), chain.future["date"].max()
    assert first > chain.sales["date"].max()
    assert last == chain.options.start + timedelta(chain.options.days + chain.options.future_days - 1)
    assert chain.future.join(chain.truth, on=KEYS).height == chain.future.height
    assert chain.weather["date"].max() < first


def test_prices_are_positive_rise_over_the_years_and_fall_on_promotion(chain):
    usual = chain.sales.filter(pl.col("promotion") == 0)
    assert usual["price"].min() > 0
    spans = usual.group_by("product").agg(
        rise=pl.col("price").sort_by("date").last() / pl.col("price").sort_by("date").first(),
        days=pl.col("date").n_unique(),
    )
    assert 1.02 < spans.filter(pl.col("days") > 700)["rise"].mean() < 1.12
    ratio = chain.sales.group_by("product").agg(
        pl.col("price").filter(pl.col("promotion") == 1).mean()
        / pl.col("price").filter(pl.col("promotion") == 0).mean()
    )
    assert ratio["price"].drop_nulls().max() < 1


def test_every_product_has_a_name_of_its_own_however_many_there_are():
    for category in CATEGORIES:
        names = [name for name, _ in shelf(category, 900)]
        assert len(set(names)) == 900
        assert all(name == name.strip() and "  " not in name for name in names)
    every = [name for category in CATEGORIES for name, _ in shelf(category, 200)]
    assert len(set(every)) == len(every)


def test_mess_is_counted_and_leaves_the_truth_alone():
    clean = simulate_chain(ChainOptions(stores=2, products=20, days=200))
    dirty = simulate_chain(ChainOptions(stores=2, products=20, days=200, mess=0.06))
    assert_frame_equal(clean.truth, dirty.truth)
    assert clean.dirt == {}
    each = int(0.02 * clean.sales.height)
    assert dirty.dirt == {"repeated": each, "returned": each, "unreadable": each}
    assert dirty.sales.height == clean.sales.height + 2 * each
    units = dirty.sales["units"].cast(pl.Int64, strict=False)
    assert (units < 0).sum() == each
    unreadable = (
        units.is_null()
        | dirty.sales["price"].cast(pl.Float64, strict=False).is_null()
        | dirty.sales["date"].str.to_date("%Y-%m-%d", strict=False).is_null()
    )
    assert unreadable.sum() == each
    assert dirty.sales.height - dirty.sales.unique().height == pytest.approx(each, abs=3)


def test_the_files_written_read_back_as_the_chain(tmp_path, chain):
    small = simulate_chain(ChainOptions(stores=1, products=15, days=50))
    paths = write_chain(small, tmp_path / "new" / "folder", "csv")
    assert_frame_equal(pl.read_csv(paths["sales"], try_parse_dates=True), small.sales)
    assert_frame_equal(pl.read_parquet(paths["truth"]), small.truth)
    again = write_chain(small, tmp_path / "new" / "folder", "parquet")
    assert_frame_equal(pl.read_parquet(again["future"]), small.future)
    assert not [path for path in (tmp_path / "new" / "folder").iterdir() if path.suffix == ".part"]


def test_an_unknown_format_and_a_folder_that_is_a_file_are_refused(tmp_path):
    small = simulate_chain(ChainOptions(stores=1, products=1, days=1))
    with pytest.raises(OptionError, match="csv or parquet"):
        write_chain(small, tmp_path, "xls")
    (tmp_path / "taken").write_text("")
    with pytest.raises(OptionError, match="taken can't be written"):
        write_chain(small, tmp_path / "taken")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"stores": 0}, "stores="),
        ({"days": -3}, "days="),
        ({"promotion_share": 0.5}, "promotion_share= a share between 0 and 0.3"),
        ({"mess": 1.0}, "mess="),
        ({"new_share": 0.7, "dying_share": 0.5}, "more than all"),
        ({"country": "Germny"}, "DE"),
    ],
)
def test_options_that_no_chain_can_have_are_refused(wrong, words):
    with pytest.raises(OptionError, match=words):
        ChainOptions(**wrong)


def test_a_change_in_one_habit_leaves_the_others_as_they_were():
    one = simulate_chain(ChainOptions(stores=2, products=20, days=150))
    other = simulate_chain(ChainOptions(stores=2, products=20, days=150, stockout_share=0.2))
    assert_frame_equal(one.truth, other.truth)
    assert np.array_equal(one.sales["price"], other.sales["price"])
    assert other.sales["stockout"].sum() > one.sales["stockout"].sum()
