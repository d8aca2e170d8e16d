"""Days and months of several files read together, each in the order that its own cells prove."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from foresale.data.reading.columns.words.names import date_rank
from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.parsing.dates.date_formats import match_dates
from foresale.data.reading.parsing.dates.date_order import ORDER_FIX, find_order
from foresale.data.reading.parsing.dates.date_reading import DateReading
from foresale.data.reading.parsing.numbers.parse_numbers import is_missing
from foresale.data.reading.provenance import FILE
from foresale.errors import ColumnsError
from foresale.notes import Evidence, Note, Reading

_MAX_FILES = 60
"""Files that are looked at one by one; more are exports of one program."""

_MOSTLY = 0.9  # share of a file's filled cells that are dates of three numbers
_DAY_AND_MONTH = r"^(\s*)(\d{1,2})(\s?[-/.]\s?|\s)(\d{1,2})((?:[-/.]\s?|\s)\d{2})"
_SWAPPED = "${1}${4}${3}${2}${5}"


@dataclass(frozen=True)
class _Order:
    """What stands first in one file's dates: day or month, or None where its cells leave it open."""

    first: str | None
    example: str


def align_date_orders(tables: Sequence[RawTable], options: ReadOptions) -> list[RawTable]:
    """The tables with day and month in one order for each column, where files prove different ones.

    Args:
        tables: The tables of several files, in order.
        options: The order that the caller names holds for files whose own cells leave it open.

    Raises:
        ColumnsError: A file leaves its order open while others prove both.
    """
    found = list(tables)
    if not 2 <= len(tables) <= _MAX_FILES or options.date_format is not None:
        return found
    wanted = "month" if options.day_first is False else "day"
    names = dict.fromkeys(name for table in tables for name in table.columns if date_rank(name))
    notes = []
    for name in names:
        orders = {at: order for at, table in enumerate(tables) if (order := _order_of(table, name, options))}
        if not {"day", "month"} <= {order.first for order in orders.values()}:
            continue
        for at, order in orders.items():
            if order.first is None and options.day_first is None:
                raise _open_order(tables, name, orders, at)
            if order.first not in (None, wanted):
                cells = pl.col(name).str.replace(_DAY_AND_MONTH, _SWAPPED)
                found[at] = replace(found[at], frame=found[at].frame.with_columns(cells))
        notes.append(_note(tables, name, orders))
    return [replace(found[0], notes=(*found[0].notes, *notes)), *found[1:]] if notes else found


def _order_of(table: RawTable, name: str, options: ReadOptions) -> _Order | None:
    """The order that a file's own cells prove; None where they aren't dates of three numbers."""
    if name not in table.columns or table.frame[name].dtype != pl.String:
        return None
    cells = table.frame[name].unique(maintain_order=True)
    cells = cells.filter(~is_missing(cells))
    if not len(cells):
        return None
    dates = match_dates(cells)
    numeric = dates.filter(pl.col("family") == "numeric")
    if numeric.height < _MOSTLY * len(cells):
        return None
    today = options.today or datetime.date.today()
    try:
        order, _ = find_order(dates, name, DateReading(today=today), None)
    except ColumnsError:
        return _Order(None, numeric["cell"][0])
    return _Order(order, numeric["cell"][0]) if order in ("day", "month") else None


def _open_order(tables: Sequence[RawTable], name: str, orders: dict[int, _Order], at: int) -> ColumnsError:
    day, month = (_file_of(tables, orders, first) for first in ("day", "month"))
    return ColumnsError(
        f"{name} is written day first in {day} and month first in {month}, and "
        f"{tables[at].frame[FILE][0]} proves neither ('{orders[at].example}').",
        fix=f"{ORDER_FIX} It holds for files that leave it open.",
    )


def _note(tables: Sequence[RawTable], name: str, orders: dict[int, _Order]) -> Note:
    day, month = (_file_of(tables, orders, first) for first in ("day", "month"))
    text = f"{name} is written day first in {day} and month first in {month}: each file is read its own way."
    readings = (Reading("each file in its own order"), Reading("one order for all files"))
    return Note("orders_by_file", len(orders), text, Evidence(text, readings, "proven"))


def _file_of(tables: Sequence[RawTable], orders: dict[int, _Order], first: str) -> str:
    at = next(at for at, order in orders.items() if order.first == first)
    return str(tables[at].frame[FILE][0])
