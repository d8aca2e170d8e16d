"""Gives every sale of a file the number it is known under, the same whenever the file comes again."""

from __future__ import annotations

import hashlib

import polars as pl

from foresale.data.reading.rows.rejects import Rejects
from foresale.notes import Note, counted

_FEW = 0.05  # a larger share of repeated keys means that a row is a sale, and equal ones are two sales
_KEY = ("product", "store", "sold_at")
_VALUES = ("quantity", "unit_price", "revenue", "customer_group", "promotion")
_DIGITS = 20


def number_lines(
    rows: pl.DataFrame, faults: Rejects, *, has_receipts: bool
) -> tuple[pl.DataFrame, list[Note]]:
    """The rows with a `transaction_id` each, the same one whenever they come again.

    Where a number covers lines of several products it is a receipt's: its first line has the number itself,
    the others `~1`, `~2` … in the file's order. Else a number is one sale's: an equal row is the same sale
    again, one with other values is refused. Without numbers, product, store and time stand for them, and
    several sales of one time are told apart by their order.

    Args:
        rows: Typed rows, bad ones among them, so that numbers don't change once these are corrected.
        faults: Takes up repeated rows.
        has_receipts: Whether the file has a column of numbers.
    """
    notes: list[Note] = []
    given = rows["transaction_id"]
    if given.null_count():
        given = (
            rows.with_columns(_by_key(rows).alias("_key"))
            .select(pl.coalesce("transaction_id", "_key"))
            .to_series()
        )
    keyed = rows.with_columns(given.alias("_base"))
    lacking = rows["transaction_id"].null_count() if has_receipts else 0
    if lacking:
        text = f"{counted(lacking, 'row')} without a number: product, store and time stand for it."
        notes.append(Note("transaction_missing", lacking, text))
    repeated = keyed["_base"].is_duplicated() & keyed["_base"].is_not_null()
    ordinal = pl.Series("_line", [0], dtype=pl.Int64).new_from_index(0, rows.height)
    if repeated.any():
        again = keyed.select("_base", *_KEY, *_VALUES).with_row_index("_at").filter(repeated)
        lines = has_receipts and _are_receipts(again)
        if lines:
            text = "A number covers the lines of a receipt: each line is a sale of its own."
            notes.append(Note("receipts", again["_base"].n_unique(), text))
        elif has_receipts or again.height <= _FEW * rows.height:
            again = _once(again, faults, rows.height, notes)
            if has_receipts:
                _refuse_others(again, faults, rows)
        numbered = again.select("_at", pl.int_range(pl.len()).over("_base").alias("_line"))
        ordinal = ordinal.scatter(numbered["_at"], numbered["_line"])
    line = (
        pl.when(ordinal == 0).then(pl.lit("")).otherwise(pl.concat_str(pl.lit("~"), ordinal.cast(pl.String)))
    )
    named = keyed.with_columns(transaction_id=pl.col("_base") + line)
    return named.drop("_base"), notes


def _by_key(rows: pl.DataFrame) -> pl.Series:
    """A number made of product, store and time; null where one of them is missing."""
    series = rows.select("product", "store").unique().drop_nulls()
    digests = [
        hashlib.blake2b(f"{product}\x1f{store}".encode(), digest_size=_DIGITS // 2).hexdigest()
        for product, store in series.iter_rows()
    ]
    table = series.with_columns(pl.Series("_digest", digests, dtype=pl.String))
    joined = rows.select("product", "store", "sold_at").join(
        table, on=["product", "store"], how="left", maintain_order="left"
    )
    return joined.select(
        # Time first: a file's numbers then lie together in the database's index, which grows at its end.
        pl.concat_str(pl.col("sold_at").dt.strftime("%Y%m%d%H%M%S"), pl.lit("."), "_digest")
    ).to_series()


def _are_receipts(again: pl.DataFrame) -> bool:
    """Whether a number comes with several products."""
    return bool((again.group_by("_base").agg(pl.col("product").n_unique())["product"] > 1).any())


def _once(again: pl.DataFrame, faults: Rejects, height: int, notes: list[Note]) -> pl.DataFrame:
    """Leave out rows equal to an earlier one."""
    fields = [name for name in again.columns if name != "_at"]
    first = again.unique(fields, keep="first", maintain_order=True)
    surplus = again.join(first, on="_at", how="anti")["_at"]
    count = faults.drop(_mask(surplus, height))
    if count:
        text = f"{counted(count, 'row')} repeat another row in every field: left out."
        notes.append(Note("repeated_rows", count, text))
    return first


def _refuse_others(again: pl.DataFrame, faults: Rejects, rows: pl.DataFrame) -> None:
    later = again.filter(~again["_base"].is_first_distinct())["_at"]
    reason = "comes again with other values; the first row with it is kept"
    faults.refuse(_mask(later, rows.height), "transaction_id", rows["transaction_id"], reason)


def _mask(places: pl.Series, height: int) -> pl.Series:
    empty = pl.repeat(value=False, n=height, eager=True)
    return empty.scatter(places, True) if len(places) else empty
