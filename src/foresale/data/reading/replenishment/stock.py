"""What lies in stock and what is on its way, for every series of the sales."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.provenance import own_columns
from foresale.data.reading.questions import Ask
from foresale.data.reading.replenishment.arrival_columns import receipts_by_column
from foresale.data.reading.replenishment.read_table import OrderTable, TableKind, read_order_table
from foresale.data.reading.replenishment.series_match import AT, SeriesNames, key_column
from foresale.data.reading.replenishment.several_rows import batches_of, take_one_row
from foresale.errors import BadRowsError, ColumnsError
from foresale.messages import option
from foresale.notes import Evidence, Note, counted, percent

STOCK = TableKind("stock", "stock_columns", "on_hand", ("on_hand", "in_transit"))
ON_THE_WAY = TableKind("stock", "stock_columns", "in_transit", ("in_transit",))


@dataclass(frozen=True)
class Stock:
    """Stock and receipts as the files say them.

    Attributes:
        on_hand: One row a series that the file has: `series` (its place among the sales' series), `on_hand`
            (below zero as the file has it), `date` (when it was counted; null where the file doesn't say).
        receipts: Units on their way: `series`, `quantity`, `arrival` (null where the file doesn't say), and
            `ahead` and `unit` where columns say the arrival from the day of the count on (`date_arrivals`).
        batches: Units by the last day they can be sold: `series`, `expiry`, `quantity`.
    """

    on_hand: pl.DataFrame
    receipts: pl.DataFrame
    batches: pl.DataFrame


@dataclass(frozen=True)
class StockRules:
    """What the caller says of a stock file.

    Attributes:
        columns: Its columns, as `field=column`.
        duplicates: Whether several rows of one series are added up or the last counts, where it is open.
        until: Counts of later days are left out; None for none.
    """

    columns: Sequence[str] = ()
    duplicates: Literal["sum", "last"] | None = None
    until: datetime.date | None = None


def read_stock(
    source: object,
    names: SeriesNames,
    options: ReadOptions,
    rules: StockRules | None = None,
    ask: Ask | None = None,
) -> tuple[Stock, OrderTable, tuple[Note, ...]]:
    """Read a stock file.

    Args:
        source: Its path, several, or a table.
        names: What the sales call their series.
        options: How the caller reads dates and decimals.
        rules: What the caller says of its columns and rows.
        ask: Asked what the file leaves open.

    Raises:
        ColumnsError: It lacks a column, or several rows of a series can be read in two ways.
        BadRowsError: Too many rows can't be used.
    """
    rules = rules or StockRules()
    table = read_order_table(source, STOCK, names, options, rules.columns, ask)
    if not table.has("on_hand"):
        raise ColumnsError(
            f"{table.name} has no column of stock on hand.",
            fix=f"Name it with {option('stock_columns', ['on_hand=Column name'])}.",
        )
    check_bad_rows(table, options)
    frame = with_series(table, names)
    notes: list[Note] = []
    frame, receipts = _split_receipts(frame, table, notes)
    frame = frame.filter(pl.col("on_hand").is_not_null())
    frame = _each_once(frame, table, notes)
    frame = _newest(_until(frame, table, rules.until, notes), table, notes)
    frame, on_hand = take_one_row(frame, table, notes, ask, rules.duplicates)
    return Stock(on_hand, receipts, batches_of(frame)), table, tuple(notes)


def read_on_the_way(
    source: object,
    names: SeriesNames,
    options: ReadOptions,
    given: Sequence[str] = (),
    ask: Ask | None = None,
) -> tuple[pl.DataFrame, OrderTable, tuple[Note, ...]]:
    """Read a list of orders on the way: receipts as those of `Stock`.

    Args:
        source: Its path, several, or a table.
        names: What the sales call their series.
        options: How the caller reads dates and decimals.
        given: What the caller says of its columns.
        ask: Asked what the file leaves open.

    Raises:
        ColumnsError: It lacks a column.
        BadRowsError: Too many rows can't be used.
    """
    known = [text for text in given if text.partition("=")[0] in ("in_transit", "arrival", *names.keys)]
    table = read_order_table(source, ON_THE_WAY, names, options, known, ask)
    if not (table.has("in_transit") or table.arrivals):
        raise ColumnsError(
            f"{table.name} has no column of the quantity on the way.",
            fix=f"Call it 'on order', or name it with {option('stock_columns', ['in_transit=Column name'])}.",
        )
    check_bad_rows(table, options)
    rows = with_series(table, names)
    coming = receipts_by_column(rows, table.arrivals) if table.arrivals else _receipts_of(rows, table)
    return coming, table, ()


def check_bad_rows(table: OrderTable, options: ReadOptions) -> None:
    """Stop where more rows than allowed can't be used; rows of products that don't sell are no fault.

    Raises:
        BadRowsError: With the count and the first examples.
    """
    from foresale.data.reading.replenishment.read_table import NOT_SOLD
    from foresale.data.reading.rows.rejects import describe_reject

    if not table.n_rows:
        raise BadRowsError(f"{table.name} has no rows.", fix="Give a file with rows.")
    bad = table.rejects.filter(pl.col("reason") != NOT_SOLD)
    if not table.frame.height and not bad.height:
        first = describe_reject(table.rejects.row(0, named=True))
        raise BadRowsError(
            f"None of the {counted(table.n_rows, 'row')} of {table.name} is of the sales' series, such "
            f"as {first}.",
            fix="Check that it is the right file and that both name products and stores alike.",
        )
    share = bad.height / table.n_rows
    if share <= options.max_bad_share:
        return
    examples = "; ".join(describe_reject(row) for row in bad.head(3).iter_rows(named=True))
    raise BadRowsError(
        f"{bad.height:,} of {table.n_rows:,} rows of {table.name} ({percent(share)}) can't be used, "
        "more than the "
        f"{percent(options.max_bad_share)} allowed, such as {examples}.",
        fix=(
            "Correct them, or leave them out with "
            f"{option('max_bad_share', round(min(1.0, share + 0.01), 2))}."
        ),
    )


def with_series(table: OrderTable, names: SeriesNames, *, broadcast: bool = False) -> pl.DataFrame:
    """The table's rows with the place of their series; one row for each series that a row is of.

    Args:
        table: As read.
        names: What the sales call their series.
        broadcast: Whether a row may be of several series, as a product's terms are of all stores.

    Raises:
        ColumnsError: Rows are of several series, and may not be.
    """
    series = names.frame.select(pl.col(key).alias(key_column(key)) for key in names.keys).with_row_index(AT)
    on = [key_column(key) for key in table.keys]
    lacking = [key for key in names.keys if key not in table.keys and names.frame[key].n_unique() > 1]
    if lacking and not broadcast:
        key = lacking[0]
        raise ColumnsError(
            f"{table.name} has no column of {key}, and the sales have {names.frame[key].n_unique():,} "
            "of them.",
            fix=f"Give it one, or name it with {option('stock_columns', [f'{key}=Column name'])}.",
        )
    if not on:
        return series.select(AT).join(table.frame, how="cross").with_columns(pl.col(AT).cast(pl.Int64))
    joined = table.frame.join(series.select(AT, *on), on=on, how="inner", maintain_order="left")
    return joined.with_columns(pl.col(AT).cast(pl.Int64))


def _split_receipts(
    frame: pl.DataFrame, table: OrderTable, notes: list[Note]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows of stock, and what is on its way."""
    if table.arrivals:
        once = frame.unique(own_columns(frame), maintain_order=True)
        return frame, receipts_by_column(once, table.arrivals)
    if table.has("in_transit"):
        return frame, _receipts_of(frame, table)
    nothing = pl.DataFrame(schema={AT: pl.Int64, "quantity": pl.Float64, "arrival": pl.Date})
    if not table.has("arrival"):
        return frame, nothing
    coming = frame.filter(pl.col("arrival").is_not_null())
    if not coming.height or coming.height == frame.height:
        return frame, nothing
    where = table.columns["arrival"]
    text = (
        f"{counted(coming.height, 'row')} of {table.name} have a date in {where}: these units are on their "
        "way."
    )
    evidence = Evidence(
        f"the other {counted(frame.height - coming.height, 'row')} have none", certainty="likely"
    )
    notes.append(Note("rows_on_the_way", coming.height, text, evidence))
    receipts = coming.select(AT, pl.col("on_hand").alias("quantity"), "arrival").drop_nulls("quantity")
    return frame.filter(pl.col("arrival").is_null()), receipts


def _receipts_of(frame: pl.DataFrame, table: OrderTable) -> pl.DataFrame:
    arrival = pl.col("arrival") if table.has("arrival") else pl.lit(None, dtype=pl.Date).alias("arrival")
    once = frame.unique(own_columns(frame), maintain_order=True) if table.has("on_hand") else frame
    return once.filter(pl.col("in_transit") > 0).select(AT, pl.col("in_transit").alias("quantity"), arrival)


def _each_once(frame: pl.DataFrame, table: OrderTable, notes: list[Note]) -> pl.DataFrame:
    once = frame.unique(own_columns(frame), keep="first", maintain_order=True)
    repeated = frame.height - once.height
    if repeated:
        text = f"{counted(repeated, 'row')} of {table.name} repeat another in every column: taken once."
        notes.append(Note("stock_rows_repeated", repeated, text))
    return once


def _until(
    frame: pl.DataFrame, table: OrderTable, until: datetime.date | None, notes: list[Note]
) -> pl.DataFrame:
    """Without counts of days after one."""
    if until is None or not table.has("date"):
        return frame
    kept = frame.filter(pl.col("date").is_null() | (pl.col("date") <= until))
    later = frame.height - kept.height
    if not kept.height and later:
        first = frame["date"].sort()[0]
        raise ColumnsError(
            f"{table.name} has no count from {until} or before: the first is of {first}.",
            fix=f"Give the stock of {until}, or play only what came after the count: {option('periods')}.",
        )
    if later:
        text = f"{counted(later, 'row')} of {table.name} were counted after {until}: not looked at."
        notes.append(Note("later_stock", later, text, Evidence(f"{table.columns['date']} says so")))
    return kept


def _newest(frame: pl.DataFrame, table: OrderTable, notes: list[Note]) -> pl.DataFrame:
    if not table.has("date"):
        return frame.with_columns(pl.lit(None, dtype=pl.Date).alias("date"))
    latest = frame.filter(pl.col("date").is_null() | (pl.col("date") == pl.col("date").max().over(AT)))
    older = frame.height - latest.height
    if older:
        text = (
            f"{counted(older, 'row')} of {table.name} are of earlier days: the newest count of each series "
            "is taken."
        )
        notes.append(Note("older_stock", older, text, Evidence(f"{table.columns['date']} says so")))
    return latest
