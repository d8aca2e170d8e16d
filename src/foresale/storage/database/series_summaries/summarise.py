"""Makes the rows of the list: one for each product in each store."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from foresale.storage.database.series_summaries.sources import PAIR
from foresale.storage.database.series_summaries.weeks import Weeks

EXCEPTIONS = ("out_of_stock", "runs_out", "no_forecast", "no_sales", "biased")
"""Why somebody should look at a series, the most urgent first."""
QUIET_WEEKS = 4
"""So many weeks without a sale, of something that was sold before or is in stock, are told."""
MAX_BIAS = 0.25
MIN_WEEKS_JUDGED = 4
_CLASSES = (("A", 0.8), ("B", 0.95))
_EVEN, _VARIED = 0.5, 1.0
"""Deviation of weeks as a share of their mean, up to which sales count as even, and as varied."""
_DIGITS = 4
_KEYS = list(PAIR)


@dataclass(frozen=True)
class Sources:
    """What `sources` read.

    Attributes:
        sold: Weeks that are over.
        before: Weeks up to last year's next week.
        ahead: Weeks forecast.
        judged: Sums of past forecasts.
        stock: By store.
        products: Ids in use.
        stores: Ids in use.
    """

    sold: pl.DataFrame
    before: pl.DataFrame
    ahead: pl.DataFrame
    judged: pl.DataFrame
    stock: pl.DataFrame
    products: list[int]
    stores: list[int]


def summarise(sources: Sources, weeks: Weeks) -> pl.DataFrame:
    """The rows of `series_summaries`.

    Args:
        sources: What is known.
        weeks: Which weeks it is of.
    """
    parts = (sources.ahead, sources.sold, sources.stock)
    pairs = pl.concat([part.select(_KEYS) for part in parts]).unique()
    pairs = pairs.filter(
        pl.col("product_id").is_in(sources.products), pl.col("store_id").is_in(sources.stores)
    )
    rows = (
        pairs.join(_sum_sales(pairs, sources.sold, weeks), on=_KEYS, how="left")
        .join(_ahead(sources.ahead, weeks), on=_KEYS, how="left")
        .join(_last_year(sources.before, weeks), on=_KEYS, how="left")
        .join(_judge(sources.judged), on=_KEYS, how="left")
        .join(sources.stock, on=_KEYS, how="left")
    )
    growth = pl.col("next_mean") / pl.col("last_year") - 1
    rows = rows.with_columns(
        ahead=pl.col("ahead").fill_null("[]"),
        change=pl.when(pl.col("last_year") > 0).then(growth),
        weeks_judged=pl.col("weeks_judged").fill_null(0),
        turnover_class=_turnover_class(),
    )
    rows = rows.with_columns(exception_rank=_exception())
    figures = pl.selectors.float()
    return rows.drop("revenue", "latest", "units_short").with_columns(figures.round(_DIGITS)).sort(_KEYS)


def _sum_sales(pairs: pl.DataFrame, sold: pl.DataFrame, weeks: Weeks) -> pl.DataFrame:
    """Units of each week, none where nothing was sold, and how they vary."""
    calendar = pl.DataFrame({"week": weeks.list_sold()}, schema={"week": pl.Date})
    every = pairs.join(calendar, how="cross").join(sold, on=[*_KEYS, "week"], how="left")
    units = pl.col("units").fill_null(0.0)
    mean, deviation = units.mean(), units.std()
    variation = pl.when(mean > 0).then(deviation / mean)
    by_series = (
        every.sort("week")
        .group_by(_KEYS)
        .agg(
            _json_list(units.round(2).cast(pl.String).str.join(",")).alias("sold"),
            units.sum().alias("units"),
            units.tail(QUIET_WEEKS).sum().alias("latest"),
            pl.col("revenue").sum(),
            variation.alias("variation"),
        )
    )
    steadiness = (
        pl.when(pl.col("variation") <= _EVEN).then(pl.lit("X"))
        .when(pl.col("variation") <= _VARIED).then(pl.lit("Y"))
        .when(pl.col("variation").is_not_null()).then(pl.lit("Z"))
    )  # fmt: skip
    return by_series.with_columns(variation_class=steadiness).drop("variation")


def _ahead(ahead: pl.DataFrame, weeks: Weeks) -> pl.DataFrame:
    triple = pl.format("[{},{},{}]", *(pl.col(name).round(2) for name in ("mean", "lower", "upper")))
    following = pl.col("week") == weeks.next_week
    return (
        ahead.sort("week")
        .group_by(_KEYS)
        .agg(
            pl.col("base_id").last(),
            pl.col("run_id").last(),
            _json_list(triple.str.join(",")).alias("ahead"),
            *(
                pl.col(name).filter(following).first().alias(f"next_{name}")
                for name in ("mean", "lower", "upper")
            ),
        )
    )


def _last_year(before: pl.DataFrame, weeks: Weeks) -> pl.DataFrame:
    """The units of last year's week: none sold counts where it was sold in that season."""
    units = pl.col("units").filter(pl.col("week") == weeks.last_year).sum()
    return before.group_by(_KEYS).agg(units.alias("last_year"))


def _judge(judged: pl.DataFrame) -> pl.DataFrame:
    return judged.select(
        *_KEYS,
        pl.col("judged").alias("weeks_judged"),
        pl.when(pl.col("size") > 0).then(pl.col("absolute") / pl.col("size")).alias("wape"),
        pl.when(pl.col("actual") > 0).then(pl.col("error") / pl.col("actual")).alias("bias"),
    )


def _turnover_class() -> pl.Expr:
    """By revenue, or by units where not all revenue is known; None for what wasn't sold."""
    has_revenue = (pl.col("revenue") > 0).sum() >= (pl.col("units") > 0).sum()
    worth = pl.when(has_revenue).then(pl.col("revenue")).otherwise(pl.col("units")).clip(0)
    # What comes before it in the order of worth: the product that crosses a mark belongs to the class.
    order = worth.rank("ordinal", descending=True).cast(pl.Int64)
    before = (worth.sort_by(order).cum_sum() - worth.sort_by(order)).gather(order - 1)
    share = before / worth.sum()
    (first, most), (second, more) = _CLASSES
    found = pl.when(share < most).then(pl.lit(first)).when(share < more).then(pl.lit(second))
    found_or_last = found.otherwise(pl.lit("C"))
    return pl.when(worth > 0).then(found_or_last)


def _exception() -> pl.Expr:
    is_alive = (pl.col("units") > 0) | (pl.col("stock") > 0)
    tests = {
        "out_of_stock": (pl.col("stock") <= 0) & ((pl.col("next_mean") > 0) | (pl.col("latest") > 0)),
        "runs_out": pl.col("units_short") > 0,
        "no_forecast": pl.col("run_id").is_null() & (pl.col("latest") > 0),
        "no_sales": (pl.col("latest") <= 0) & is_alive,
        "biased": (pl.col("bias").abs() > MAX_BIAS) & (pl.col("weeks_judged") >= MIN_WEEKS_JUDGED),
    }
    cases = [pl.when(tests[name]).then(pl.lit(rank, pl.Int64)) for rank, name in enumerate(EXCEPTIONS)]
    return pl.coalesce(cases)


def _json_list(joined: pl.Expr) -> pl.Expr:
    return pl.format("[{}]", joined)
