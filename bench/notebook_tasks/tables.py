"""The tables that the tasks start from, cut from real sales, and what happened afterwards."""

from __future__ import annotations

import datetime
from pathlib import Path

import polars as pl

HORIZON = 28
END = datetime.date(2017, 9, 4)  # first day kept back of store_item
STORES, ITEMS = 5, 4
DAYS = 280
PROMOTED_DAYS = 420
TILL_DAYS = 120
DUPLICATED_EVERY, RETURNED_EVERY = 40, 25


def write_tables(data: Path, folder: Path) -> None:
    """Write what each task reads, and what was really sold afterwards.

    Args:
        data: A copy of ../shared/data.
        folder: Where to.
    """
    items = read_items(data)
    end = min(END, items["date"].max() - datetime.timedelta(days=HORIZON - 1))
    past = items.filter(pl.col("date") < end, pl.col("date") >= end - datetime.timedelta(days=DAYS))
    past.write_csv(folder / "sales.csv")
    _ahead(items, end).write_parquet(folder / "sales_truth.parquet")
    shops = past.select("store").unique().sort("store")
    shops = shops.with_columns(
        region=pl.when(pl.col("store") <= "store 2").then(pl.lit("north")).otherwise(pl.lit("south"))
    )
    shops.write_csv(folder / "shops.csv")
    _write_promotions(data, folder)
    _write_till(past, folder)


def read_items(data: Path) -> pl.DataFrame:
    """Daily units of the first few stores and items of store_item, all years.

    Args:
        data: A copy of ../shared/data.
    """
    return (
        pl.read_parquet(data / "store_item" / "sales.parquet")
        .filter(pl.col("store") <= STORES, pl.col("item") <= ITEMS)
        .select(
            pl.col("date").cast(pl.Date),
            pl.format("store {}", "store").alias("store"),
            pl.format("item {}", "item").alias("item"),
            pl.col("sales").alias("units"),
        )
    )


def _write_promotions(data: Path, folder: Path) -> None:
    """Pasta in long form: units and promotions, and the promotions of the weeks ahead."""
    wide = pl.read_csv(data / "pasta" / "sales.csv", try_parse_dates=True)
    names = [column.removeprefix("QTY_") for column in wide.columns if column.startswith("QTY_")][:20]
    long = pl.concat(
        wide.select(
            pl.col("DATE").alias("date"),
            pl.lit(name).alias("item"),
            pl.col(f"QTY_{name}").cast(pl.Float64).alias("units"),
            pl.col(f"PROMO_{name}").cast(pl.Int64).alias("promotion"),
        )
        for name in names
    )
    end = long["date"].max() - datetime.timedelta(days=HORIZON - 1)
    past = long.filter(pl.col("date") < end, pl.col("date") >= end - datetime.timedelta(days=PROMOTED_DAYS))
    past.write_csv(folder / "promoted.csv")
    ahead = _ahead(long, end)
    ahead.select("date", "item", "promotion").write_csv(folder / "plan.csv")
    ahead.write_parquet(folder / "promoted_truth.parquet")


def _write_till(past: pl.DataFrame, folder: Path) -> None:
    """A till's export as one gets it, and what was really sold.

    Semicolons, decimal commas, German dates, receipts exported twice, returns, headers and sums in the
    middle, shops spelled in two ways.
    """
    days = past.filter(
        pl.col("date") > past["date"].max() - datetime.timedelta(days=TILL_DAYS), pl.col("units") > 0
    )
    days.write_parquet(folder / "till_truth.parquet")
    header = "Beleg;Datum;Filiale;Artikel;Menge;Umsatz"
    lines = [header]
    for number, (date, store, item, units) in enumerate(days.sort("date", "store", "item").iter_rows()):
        name = store.upper() if number % 3 == 0 else f"{store} "
        receipt = f"R{number:06};{date:%d.%m.%Y};{name};{item}"
        returned = 2 if number % RETURNED_EVERY == 0 else 0
        sold = f"{receipt};{units + returned};{_money(units + returned)}"
        lines.append(sold)
        if returned:
            lines.append(f"S{number:06};{date:%d.%m.%Y};{name};{item};-{returned};-{_money(returned)}")
        if number % DUPLICATED_EVERY == 0:
            lines.append(sold)
        if number % 1000 == 999:
            lines += ["", f"Summe;;;;{units};{_money(units)}", header]
    (folder / "till.csv").write_text("\n".join(lines) + "\n", encoding="cp1252")


def _money(units: int) -> str:
    """What so many units cost, as a German till writes it."""
    return f"{units * 21.5:,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".")


def _ahead(table: pl.DataFrame, end: datetime.date) -> pl.DataFrame:
    return table.filter(pl.col("date") >= end, pl.col("date") < end + datetime.timedelta(days=HORIZON))
