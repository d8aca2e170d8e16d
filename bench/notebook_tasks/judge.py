"""How far off each task's answer is, by the same code for both sides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl


@dataclass(frozen=True)
class Error:
    """How far off an answer is.

    Attributes:
        measure: What is counted.
        value: The lower, the better.
        held: Share of days inside the range of 80 %, where there is one.
    """

    measure: str
    value: float
    held: float | None = None


def judge(task: str, found: Any, folder: Path) -> Error:
    """The error of an answer to a task.

    Args:
        task: Its name.
        found: A polars or pandas table.
        folder: Where the truths are.
    """
    table = found if isinstance(found, pl.DataFrame) else pl.from_pandas(found.reset_index(drop=True))
    return _JUDGES[task](table, folder)


def _forecast(table: pl.DataFrame, folder: Path, truth: str, keys: list[str]) -> Error:
    actual = pl.read_parquet(folder / truth)
    both = actual.join(table.with_columns(pl.col("date").cast(pl.Date)), on=[*keys, "date"], how="left")
    assert both["mean"].null_count() == 0, "a series or day has no forecast"
    held = both.select(pl.col("units").is_between("q0.1", "q0.9").mean()).item()
    return Error("WAPE", _wape(both), float(held))


def _many_series(table: pl.DataFrame, folder: Path) -> Error:
    return _forecast(table, folder, "sales_truth.parquet", ["store", "item"])


def _promotions(table: pl.DataFrame, folder: Path) -> Error:
    return _forecast(table, folder, "promoted_truth.parquet", ["item"])


def _past_windows(table: pl.DataFrame, folder: Path) -> Error:
    tried = (
        table.drop_nulls("actual")
        .group_by("model")
        .agg(((pl.col("mean") - pl.col("actual")).abs().sum() / pl.col("actual").sum()).alias("wape"))
    )
    return Error("WAPE of the best", float(tried["wape"].min()))


def _sums(table: pl.DataFrame, folder: Path) -> Error:
    actual = pl.read_parquet(folder / "sales_truth.parquet").join(
        pl.read_csv(folder / "shops.csv"), on="store"
    )
    found = table.select(pl.col("date").cast(pl.Date), pl.col("name").cast(pl.String), "mean")
    errors = []
    for name in (pl.lit("total"), pl.col("region"), pl.format("{} > {}", "region", "store")):
        level = actual.group_by(name.alias("name"), "date").agg(pl.col("units").sum())
        both = level.join(found, on=["name", "date"], how="left")
        assert both["mean"].null_count() == 0, "a sum has no forecast"
        errors.append(_wape(both))
    return Error("WAPE of sums", sum(errors) / len(errors))


def _messy_file(table: pl.DataFrame, folder: Path) -> Error:
    truth = pl.read_parquet(folder / "till_truth.parquet")
    day = "date" if "date" in table.columns else "Datum"
    found = table.select(
        pl.col(day).cast(pl.Date).alias("date"),
        pl.col("Filiale").str.strip_chars().str.to_lowercase().alias("store"),
        pl.col("Artikel").alias("item"),
        pl.col("Menge").cast(pl.Float64).alias("found"),
    )
    both = truth.join(found, on=["store", "item", "date"], how="full", coalesce=True)
    wrong = (both["units"].fill_null(0) - both["found"].fill_null(0)).abs().sum()
    return Error("units misplaced", float(wrong) / float(truth["units"].sum()))


def _wape(both: pl.DataFrame) -> float:
    return float((both["mean"] - both["units"]).abs().sum()) / float(both["units"].sum())


_JUDGES: dict[str, Callable[[pl.DataFrame, Path], Error]] = {
    "many_series": _many_series,
    "past_windows": _past_windows,
    "sums": _sums,
    "messy_file": _messy_file,
    "promotions": _promotions,
}
