"""The sales that contestants are tried on, and how each file is cut at a cutoff."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import polars as pl

Cut = Literal["rows", "columns", "whole", "ahead"]
Part = Literal["sales", "join", "future"]


@dataclass(frozen=True)
class SourceFile:
    """One file of a set, and how a past is made of it.

    Attributes:
        name: Its name in the set's folder.
        part: What it is to `foresale.read`.
        cut: Keep `rows` before the cutoff by `date`, `columns` whose name is a day before it, or the
            `whole` file; `ahead` keeps the rows of the horizon, with `columns` only.
        date: The date column.
        date_format: Its strptime format, where it is text.
        encoding: Of a text file.
        columns: What an `ahead` file shows of the future.
        prefixes: Its columns with names that begin so are shown too.
        mend: Turns the raw table into one with a date and units, where it has neither.
    """

    name: str
    part: Part = "sales"
    cut: Cut = "rows"
    date: str = "date"
    date_format: str | None = None
    encoding: str = "utf8"
    columns: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    mend: Callable[[pl.DataFrame], pl.DataFrame] | None = None

    def load(self, folder: Path) -> pl.DataFrame:
        """The whole table; text files keep every cell as it was written."""
        path = folder / self.name
        if path.suffix == ".parquet":
            table = pl.read_parquet(path)
        else:
            table = pl.read_csv(path, infer_schema=False, encoding=self.encoding)
        return self.mend(table) if self.mend is not None else table

    def before(self, table: pl.DataFrame, end: datetime.date | None, steps: int) -> pl.DataFrame:
        """What was known when `end` began: nothing of that day and later, except what is known ahead."""
        if self.cut == "whole":
            return table
        if self.cut == "columns":
            dates = [column for column in table.columns if _day(column) is not None]
            late = [column for column in dates if end is not None and _day(column) >= end]
            return table.drop(late)
        day = pl.col(self.date)
        if self.date_format is not None:
            day = day.str.to_date(self.date_format)
        day = day.cast(pl.Date)
        if self.cut == "ahead":
            rows = table.filter(day >= end, day < end + datetime.timedelta(days=steps)) if end else table
            told = [name for name in rows.columns if self.prefixes and name.startswith(self.prefixes)]
            return rows.select(*self.columns, *told)
        return table if end is None else table.filter(day < end)


@dataclass(frozen=True)
class SalesSet:
    """A retailer's file or files, the periods ahead that are judged, and what must be told of its columns.

    Attributes:
        folder: Its folder in the data.
        horizon: Periods ahead.
        files: The sales first.
        options: What `foresale.read` is told.
        sample: Series drawn by default: the columns that name a series, and how many.
        note: What a reader of the table should know.
    """

    folder: str
    horizon: int
    files: tuple[SourceFile, ...]
    options: Mapping[str, Any] = field(default_factory=dict)
    sample: tuple[tuple[str, ...], int] | None = None
    note: str = ""


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _orange_juice(table: pl.DataFrame) -> pl.DataFrame:
    """Units and dates of Dominick's weeks (week 1 began on 14 September 1989), and each brand's own price."""
    prices = pl.concat_list([f"price{brand}" for brand in range(1, 12)])
    return table.select(
        "store",
        "brand",
        date=pl.date(1989, 9, 14) + pl.duration(weeks=pl.col("week").cast(pl.Int64) - 1),
        units=pl.col("logmove").exp().round(),
        price=prices.list.get(pl.col("brand") - 1),
        deal="deal",
        feat="feat",
    )


SETS: Mapping[str, SalesSet] = {
    "supermarket": SalesSet(
        "supermarket",
        14,
        (SourceFile("supermarket_sales.csv", date="Date", date_format="%m/%d/%Y"),),
        {"target": "Quantity", "keys": ("Branch", "Product line"), "day_first": False},
        note="units a branch and product line",
    ),
    "retail_sales": SalesSet(
        "retail_sales",
        28,
        (SourceFile("retail_sales_dataset.csv", date="Date", date_format="%Y-%m-%d"),),
        {"target": "Quantity", "keys": ("Product Category",)},
        note="units a category",
    ),
    "superstore": SalesSet(
        "superstore",
        28,
        (SourceFile("superstore.csv", date="Order Date", date_format="%m/%d/%Y", encoding="latin-1"),),
        {"target": "Quantity", "keys": ("Sub-Category",), "day_first": False},
        note="units a sub-category",
    ),
    "pasta": SalesSet(
        "pasta",
        28,
        (
            SourceFile("sales.csv", date="DATE", date_format="%Y-%m-%d"),
            SourceFile(
                "sales.csv", "future", "ahead", "DATE", "%Y-%m-%d", columns=("DATE",), prefixes=("PROMO_",)
            ),
        ),
        note="units a product; the promotions of the horizon are known",
    ),
    "vn2": SalesSet(
        "vn2",
        8,
        (
            SourceFile("sales.csv", cut="columns"),
            SourceFile("in_stock.csv", part="join", cut="columns"),
            SourceFile("master.csv", part="join", cut="whole"),
        ),
        note="units a store and product; weeks out of stock aren't judged",
    ),
    "dominicks_oj": SalesSet(
        "dominicks_oj",
        8,
        (
            SourceFile("weekly.parquet", mend=_orange_juice),
            SourceFile(
                "weekly.parquet",
                "future",
                "ahead",
                columns=("store", "brand", "date", "price", "deal", "feat"),
                mend=_orange_juice,
            ),
        ),
        {"target": "units", "keys": ("store", "brand")},
        note="units = exp(logmove); prices, deals and features of the horizon are known",
    ),
    "online_retail": SalesSet(
        "online_retail",
        28,
        (SourceFile("transactions.parquet", date="InvoiceDate"),),
        {"target": "Quantity", "keys": ("StockCode",)},
        sample=(("StockCode",), 1000),
        note="units a product",
    ),
    "freshretailnet": SalesSet(
        "freshretailnet",
        7,
        (SourceFile("daily.parquet"),),
        {"target": "sale_amount_from_hours", "keys": ("store_id", "product_id")},
        sample=(("store_id", "product_id"), 5000),
        note="units a store and product; days with a stock-out aren't judged",
    ),
    "store_item": SalesSet(
        "store_item",
        28,
        (SourceFile("sales.parquet"),),
        {"target": "sales", "keys": ("store", "item")},
        note="units a store and item",
    ),
    "m5_sample": SalesSet(
        "m5_sample",
        28,
        (
            SourceFile("sales.parquet"),
            SourceFile("sales.parquet", part="future", cut="ahead", columns=("id", "date", "sell_price")),
            SourceFile("calendar.parquet", part="join", cut="whole"),
        ),
        {"target": "sales", "keys": ("item_id", "store_id")},
        sample=(("id",), 700),
        note="units a store and item; prices, events and SNAP days of the horizon are known",
    ),
}

FOLDERS = {name: chosen.folder for name, chosen in SETS.items()}
