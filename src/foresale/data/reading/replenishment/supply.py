"""Suppliers' terms for every series of the sales: lead time, packs, limits, costs, order days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl
import polars.selectors as cs

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.questions import Ask
from foresale.data.reading.replenishment.durations import (
    parse_day_list,
    parse_days,
    parse_weekdays,
    unit_of_name,
)
from foresale.data.reading.replenishment.read_table import OrderTable, TableKind, read_order_table
from foresale.data.reading.replenishment.series_match import AT, SeriesNames
from foresale.data.reading.replenishment.stock import check_bad_rows, with_series
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading
from foresale.sales import REJECT_SCHEMA

SUPPLY = TableKind("supply", "supply_columns")
NUMBERS = (
    *("lead_time", "lead_time_spread", "late_share", "late_by", "shelf_life", "review"),
    *("pack", "minimum", "maximum", "unit_cost", "price", "minimum_value"),
)
TEXTS = ("supplier", "order_days", "delivery_days", "closed_days")
_YES = ("yes", "y", "true", "x", "ja", "oui", "si", "1", "1.0")
DURATIONS = ("lead_time", "lead_time_spread", "late_by", "shelf_life", "review")
WEEKDAYS = ("order_days", "delivery_days")


def read_supply(
    source: object,
    names: SeriesNames,
    options: ReadOptions,
    given: Sequence[str] = (),
    ask: Ask | None = None,
    *,
    by_cost: bool = False,
) -> tuple[pl.DataFrame, OrderTable, tuple[Note, ...]]:
    """Read suppliers' terms: a row for each series and supplier that the file has terms of.

    Columns: `series`, `place` (1 for the supplier to order from where nothing else decides), `supplier`,
    `lead_time`, `lead_time_spread` (its standard deviation), `late_by`,
    `shelf_life` and `review` in days, `late_share`, `order_days` and `delivery_days` (weekdays, Monday is
    0), `closed_days` (dates), `pack`, `minimum`, `maximum` in units, `unit_cost`, `price`, `minimum_value`;
    null where not said.

    Args:
        source: Its path, several, or a table.
        names: What the sales call their series.
        options: How the caller reads dates and decimals.
        given: What the caller says of its columns.
        ask: Asked what the file leaves open.
        by_cost: Whether the supplier is chosen by the cost of the order, later.

    Raises:
        ColumnsError: Its columns can't be told.
        BadRowsError: Too many rows can't be used.
    """
    table = _with_durations(read_order_table(source, SUPPLY, names, options, given, ask))
    notes: list[Note] = []
    frame, rejects = _type_fields(table, notes)
    table = replace(table, frame=frame, rejects=pl.concat([table.rejects, rejects]))
    check_bad_rows(table, options)
    frame = with_series(table, names, broadcast=True)
    frame = _in_order(frame, table, notes, by_cost=by_cost)
    return frame.select(AT, "place", *TEXTS, *NUMBERS), table, tuple(notes)


def _type_fields(table: OrderTable, notes: list[Note]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """All fields in their units, and the rows whose lengths of time or weekdays can't be read."""
    frame, bad = table.frame, []
    for name in DURATIONS:
        if not table.has(name):
            frame = frame.with_columns(pl.lit(None, dtype=pl.Float64).alias(name))
            continue
        column = table.columns[name]
        unit = unit_of_name(column)
        days = parse_days(frame[name], unit or 1)
        wrong = (days.is_null() & frame[name].is_not_null() & (frame[name] != "")) | (days < 0).fill_null(
            value=False
        )
        bad.append(_rejects(frame, wrong, column, name, "is no length of time"))
        if unit is None and frame[name].drop_nulls().str.contains(r"^\s*\d+([.,]\d+)?\s*$").any():
            text = f"{column} of {table.name} counts days (say otherwise in the column's name: weeks)."
            evidence = Evidence(
                "neither its name nor its cells say a unit", (Reading("days"), Reading("weeks")), "likely"
            )
            notes.append(Note("days_assumed", 1, text, evidence))
        frame = frame.with_columns(days.set(wrong, None).alias(name), wrong.alias(f"__bad_{name}"))
    for name in WEEKDAYS:
        if table.has(name):
            frame, wrong = _weekdays(frame, name)
            bad.append(_rejects(frame, wrong, table.columns[name], name, "names no weekday"))
            frame = frame.with_columns(frame[f"__days_{name}"].alias(name), wrong.alias(f"__bad_{name}"))
    if table.has("closed_days"):
        read = {cell: parse_day_list(cell) for cell in frame["closed_days"].drop_nulls().unique() if cell}
        wrong = pl.Series(
            [bool(cell) and read[cell] is None for cell in frame["closed_days"]], dtype=pl.Boolean
        )
        bad.append(_rejects(frame, wrong, table.columns["closed_days"], "closed_days", "lists no days"))
        lists = [read.get(cell) for cell in frame["closed_days"]]
        frame = frame.with_columns(
            pl.Series("closed_days", lists, dtype=pl.String), wrong.alias("__bad_closed_days")
        )
    flags = [name for name in frame.columns if name.startswith("__bad_")]
    if flags:
        frame = frame.filter(~pl.any_horizontal(flags)).drop(flags, cs.starts_with("__days_"))
    for name in NUMBERS:
        if name not in frame.columns:
            frame = frame.with_columns(pl.lit(None, dtype=pl.Float64).alias(name))
    for name in TEXTS:
        if name not in frame.columns:
            frame = frame.with_columns(pl.lit(None, dtype=pl.String).alias(name))
    frame = _with_shares(frame, table, notes)
    frame = frame.with_columns(pl.when(pl.col("pack") > 0).then("pack").alias("pack"))
    return frame, pl.concat(bad) if bad else pl.DataFrame(schema=REJECT_SCHEMA)


def _with_shares(frame: pl.DataFrame, table: OrderTable, notes: list[Note]) -> pl.DataFrame:
    """With shares of late orders up to 1: where one is above, the whole column counts per cent."""
    most = frame["late_share"].max()
    if isinstance(most, float) and most > 1:
        column = table.columns["late_share"]
        text = f"{column} goes up to {most:,.6g}: it counts per cent."
        notes.append(Note("late_share_in_percent", 1, text, Evidence(text)))
        frame = frame.with_columns(pl.col("late_share") / 100)
    return frame.with_columns(pl.col("late_share").clip(0, 1))


def _weekdays(frame: pl.DataFrame, name: str) -> tuple[pl.DataFrame, pl.Series]:
    """With a column of weekdays as numbers, and which cells name none."""
    cells = frame[name]
    read = {cell: parse_weekdays(cell) for cell in cells.drop_nulls().unique() if cell}
    wrong = pl.Series([bool(cell) and read.get(cell) is None for cell in cells], dtype=pl.Boolean)
    days = [",".join(map(str, read[cell] or ())) if cell else None for cell in cells]
    return frame.with_columns(pl.Series(f"__days_{name}", days, dtype=pl.String)), wrong


def _with_durations(table: OrderTable) -> OrderTable:
    """Delivery days that are numbers are a lead time, where no other column is one."""
    if not table.has("delivery_days") or table.has("lead_time"):
        return table
    cells = table.frame["delivery_days"].drop_nulls()
    if any(parse_weekdays(cell) for cell in cells if cell):
        return table
    columns = {"lead_time" if name == "delivery_days" else name: each for name, each in table.columns.items()}
    return replace(table, frame=table.frame.rename({"delivery_days": "lead_time"}), columns=columns)


def _rejects(frame: pl.DataFrame, wrong: pl.Series, column: str, field: str, reason: str) -> pl.DataFrame:
    return frame.filter(wrong).select(
        file=pl.col("__file__").cast(pl.String),
        row=pl.col("__row__").cast(pl.Int64),
        column=pl.lit(column),
        value=pl.col(field),
        reason=pl.lit(reason),
    )


def _in_order(frame: pl.DataFrame, table: OrderTable, notes: list[Note], *, by_cost: bool) -> pl.DataFrame:
    """With the place of each series' suppliers: the preferred one, else the cheapest, else the quickest."""
    flag = pl.lit(value=False)
    words = ["the lowest unit cost", "then the shortest lead time"]
    if table.has("preferred"):
        flag = pl.col("preferred").str.to_lowercase().is_in(_YES).fill_null(value=False)
        words = [f"{table.columns['preferred']} first", "then the lowest unit cost", words[1]]
    rank = pl.struct(
        ~flag, pl.col("unit_cost").fill_null(float("inf")), pl.col("lead_time").fill_null(float("inf"))
    )
    frame = frame.with_columns(place=rank.rank("ordinal").over(AT).cast(pl.Int64))
    several = frame.filter(pl.len().over(AT) > 1)
    if not several.height:
        return frame
    count = several[AT].n_unique()
    names = several.filter(pl.col(AT) == several[AT][0])["supplier"].drop_nulls().to_list()
    such = f" (such as {' and '.join(names[:2])})" if len(names) > 1 else ""
    how = "the one is taken whose order leaves the least cost in all" if by_cost else ", ".join(words)
    text = f"{count:,} series of {table.name} have several suppliers{such}: {how}."
    if not by_cost:
        text += f" {option('choose_supplier', 'least_cost')} weighs price against waiting."
    evidence = Evidence(f"{count:,} series have more than one row", certainty="told" if by_cost else "likely")
    notes.append(Note("several_suppliers", count, text, evidence))
    return frame
