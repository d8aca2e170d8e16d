"""Several rows of stock of one series: parts to be added up, or one stock told several times."""

from __future__ import annotations

import polars as pl

from foresale.data.reading.questions import Ask, Question, settle
from foresale.data.reading.replenishment.read_table import OrderTable
from foresale.data.reading.replenishment.series_match import AT
from foresale.messages import option
from foresale.notes import Certainty, Evidence, Note, Reading

_SUM, _LAST = "add them up", "take the last row"


def batches_of(frame: pl.DataFrame) -> pl.DataFrame:
    """Units by the last day they can be sold.

    Args:
        frame: The rows that count.
    """
    if "expiry" not in frame.columns:
        return pl.DataFrame(schema={AT: pl.Int64, "expiry": pl.Date, "quantity": pl.Float64})
    dated = frame.filter(pl.col("expiry").is_not_null() & (pl.col("on_hand") > 0))
    return dated.select(AT, "expiry", pl.col("on_hand").alias("quantity"))


def take_one_row(
    frame: pl.DataFrame,
    table: OrderTable,
    notes: list[Note],
    ask: Ask | None,
    duplicates: str | None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows that count, and one row a series made of them.

    Batches are added up, one stock beside several receipts counts once, else it is as answered.

    Args:
        frame: Rows with the place of their series.
        table: As read.
        notes: What was decided is added here.
        ask: Asked what the file leaves open.
        duplicates: "sum" or "last", as the caller says; None where it doesn't.
    """
    parts = frame.group_by(AT, maintain_order=True).agg(
        total=pl.col("on_hand").sum(),
        last=pl.col("on_hand").last(),
        kinds=pl.col("on_hand").n_unique(),
        n=pl.len(),
        batches=pl.col("expiry").drop_nulls().n_unique() if "expiry" in frame.columns else pl.lit(0),
        date=pl.col("date").max(),
    )
    several = parts.filter(pl.col("n") > 1)
    take = "total"
    certainty: Certainty
    if several.height:
        coming = table.has("in_transit") and table.has("arrival")
        same = bool((several["kinds"] == 1).all())
        example = several.row(0, named=True)
        readings = (
            Reading(_SUM, float(several["total"].sum())),
            Reading(_LAST, float(several["last"].sum())),
        )
        if (several["batches"] == several["n"]).all():
            why, certainty = "they differ in the day they keep to", "proven"
        elif coming and same:
            take, why, certainty = "last", "the stock is the same, and what arrives differs", "proven"
        else:
            if duplicates is None:
                answer = settle(
                    Question(
                        f"duplicate_stock:{table.name}",
                        f"{table.name} has several rows for {several.height:,} series, such as "
                        f"{example['n']} rows "
                        f"with {example['total']:,.10g} units together and {example['last']:,.10g} in "
                        "the last.",
                        (_SUM, _LAST),
                        f"Say what they mean: {option('duplicate_stock', 'sum')} or "
                        f"{option('duplicate_stock', 'last')}.",
                        readings,
                    ),
                    ask,
                )
                duplicates = "sum" if answer == _SUM else "last"
                why, certainty = "as answered", "asked"
            else:
                why, certainty = "as you said", "told"
            take = "total" if duplicates == "sum" else "last"
        chosen = readings if take == "total" else readings[::-1]
        did = "added up" if take == "total" else "counted once"
        text = f"Several rows of one series in {table.name} ({several.height:,} series) are {did}: {why}."
        notes.append(Note("several_stock_rows", several.height, text, Evidence(why, chosen, certainty)))
    rows = frame if take == "total" else frame.unique(AT, keep="last", maintain_order=True)
    return rows, parts.select(AT, pl.col(take).alias("on_hand"), "date")
