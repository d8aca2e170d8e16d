"""The sales of record as the library reads them: roles named, promotions planned, events listed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from foresale.data.panel.options import PanelOptions
from foresale.error_reasons import Reason
from foresale.errors import HistoryError
from foresale.frequency import Frequency
from foresale.sales import ColumnRoles, Sales
from foresale.workflows.ports import SalesRepository, Scope

KEYS = ("product", "store")
ROLES = ColumnRoles(
    date="date",
    target="units",
    keys=KEYS,
    price="price",
    promotion="promotion",
    static=("category",),
)
PANEL = PanelOptions(
    freq=Frequency.DAY,
    missing="zero",  # the books are whole: a day without a row sold nothing, or the shop was closed
    duplicates="keep",
    returns="net",
    key_spelling="keep",
    incomplete_last="keep",
    non_negative=True,
)
SOLD_LATELY = 56  # days; what hasn't sold since isn't planned for
MOST_EVENTS = 20  # names, each a column of every series


@dataclass(frozen=True)
class SalesOfRecord:
    """The sales of a scope, and the events that touch them.

    Attributes:
        sales: With promotions planned, where any are.
        events: As `ForecastOptions.events` takes them; None without any.
    """

    sales: Sales
    events: pl.DataFrame | None

    @property
    def last_day(self) -> date:
        """The last day of the history."""
        return _last_day(self.sales.frame)

    @property
    def fingerprint(self) -> dict[str, str]:
        """Digest, rows, series and dates: the same sales have the same digest on every machine."""
        frame = self.sales.frame
        digest = hashlib.sha256()
        for column in ("product", "store"):
            labels = frame[column].unique().sort()
            codes = frame[column].replace_strict(labels, np.arange(len(labels)), return_dtype=pl.UInt32)
            digest.update("\n".join(labels.to_list()).encode())
            digest.update(np.ascontiguousarray(codes.to_numpy()).tobytes())
        digest.update(np.ascontiguousarray(frame["date"].cast(pl.Int32).to_numpy()).tobytes())
        digest.update(np.ascontiguousarray(frame["units"].to_numpy()).tobytes())
        first = frame["date"].min()
        return {
            "digest": digest.hexdigest()[:32],
            "rows": str(frame.height),
            "series": str(frame.select("product", "store").n_unique()),
            "first_day": str(first),
            "last_day": str(self.last_day),
        }


def read_sales_of_record(
    sales_repository: SalesRepository,
    scope: Scope,
    horizon: int,
    *,
    until: date | None = None,
    planned: bool | None = None,
) -> SalesOfRecord:
    """Read a scope's sales, with what is known of the days ahead.

    Args:
        sales_repository: The sales of record.
        scope: Which of them.
        horizon: Days ahead that plans are needed for.
        until: The last day to read; later ones are as if they hadn't happened.
        planned: Whether promotions of the days ahead are known; by default where any is planned.

    Raises:
        HistoryError: There are no sales.
    """
    frame = sales_repository.daily(scope)
    if until is not None:
        frame = frame.filter(pl.col("date") <= until)
    if not frame.height:
        raise HistoryError(
            f"There are no sales of {scope.segment}{f' until {until}' if until else ''}.",
            fix="Import sales first, or train for another segment.",
            reason=Reason("no_sales_of", segment=scope.segment),
        )
    last = _last_day(frame)
    events = sales_repository.events(scope)
    promotions = events.filter(pl.col("kind") == "promotion")
    others = events.filter((pl.col("kind") != "promotion") & (pl.col("starts_on") <= last))
    ahead = promotions.filter((pl.col("ends_on") > last) & (pl.col("starts_on") <= last + timedelta(horizon)))
    wanted = ahead.height > 0 if planned is None else planned
    typed = frame.select(
        pl.col("product", "store", "category").cast(pl.String),
        "date",
        pl.col("units", "price").cast(pl.Float64),
        flag(frame).alias("promotion"),
    )
    future = plan_ahead(typed, ahead, horizon) if wanted else None
    return SalesOfRecord(Sales(typed, ROLES, future=future), _columns(others))


def plan_ahead(frame: pl.DataFrame, promotions: pl.DataFrame, horizon: int) -> pl.DataFrame:
    """Price and promotion of every series that sold lately, on each day ahead.

    A promotion with a discount lowers the last regular price by it; what isn't on promotion keeps its last
    regular price.

    Args:
        frame: The sales.
        promotions: Events of that kind: `starts_on`, `ends_on`, `discount`, and `product`, `store`,
            `category`, of which an empty one means all.
        horizon: Days ahead.
    """
    last = _last_day(frame)
    lately = frame.filter(pl.col("date") > last - timedelta(SOLD_LATELY))
    regular = pl.col("price").filter(pl.col("promotion") == 0).last()
    series = lately.group_by("product", "store", maintain_order=True).agg(
        pl.col("category").last(), pl.coalesce(regular, pl.col("price").last()).alias("price")
    )
    days = pl.DataFrame({"date": [last + timedelta(n) for n in range(1, horizon + 1)]})
    cells = series.join(days, how="cross").with_row_index("cell")
    keys = ("product", "store", "category")
    on = [
        cells.lazy()
        .filter(
            pl.col("date").is_between(promotion["starts_on"], promotion["ends_on"]),
            *(pl.col(key) == promotion[key] for key in keys if promotion[key] is not None),
        )
        .select("cell", pl.lit(promotion["discount"] or 0.0, dtype=pl.Float64).alias("discount"))
        for promotion in promotions.iter_rows(named=True)
    ]
    if on:
        best = pl.concat(on).group_by("cell").agg(pl.col("discount").max()).collect()
        cells = cells.join(best, on="cell", how="left", maintain_order="left")
    else:
        cells = cells.with_columns(pl.lit(None, dtype=pl.Float64).alias("discount"))
    return cells.select(
        "product",
        "store",
        "date",
        (pl.col("price") * (1 - pl.col("discount").fill_null(0.0))).alias("price"),
        pl.col("discount").is_not_null().cast(pl.Float64).alias("promotion"),
    )


def _columns(events: pl.DataFrame) -> pl.DataFrame | None:
    """The most frequent events, with what happened before: of others nothing can be learned."""
    if not events.height:
        return None
    names = events["name"].value_counts(sort=True)["name"].head(MOST_EVENTS)
    return events.filter(pl.col("name").is_in(names.implode())).select(
        "name",
        pl.col("starts_on").alias("start"),
        pl.col("ends_on").alias("end"),
        "product",
        "store",
        "category",
    )


def flag(frame: pl.DataFrame) -> pl.Expr:
    """1 on promotion, whatever its name; else 0.

    Args:
        frame: Sales with a column `promotion`.
    """
    if frame["promotion"].dtype == pl.String:
        return (pl.col("promotion").fill_null("") != "").cast(pl.Float64)
    return (pl.col("promotion").cast(pl.Float64).fill_null(0.0) > 0).cast(pl.Float64)


def _last_day(frame: pl.DataFrame) -> date:
    last = frame["date"].max()
    if not isinstance(last, date):
        raise HistoryError(
            "No sale has a day.", fix="Import sales with dates.", reason=Reason("sales_without_days")
        )
    return last
