"""Finds tables that stand side by side on one sheet, each with dates of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from foresale.data.reading.columns.dates.date_parts import part_numbers
from foresale.data.reading.columns.dates.days_without_year import DAY, are_days
from foresale.data.reading.columns.words.names import date_rank, kind_of
from foresale.data.reading.columns.words.period_words import period_words
from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.parsing.dates.parse_dates import date_share
from foresale.data.reading.vocabulary.sale_words import layer_kind, sale_kind
from foresale.errors import ColumnsError
from foresale.messages import option

_SAMPLE = 500
_DATED = 0.9  # share of a date column's cells
_DOUBLED = re.compile(r" \(\d+\)$")
_NAMELESS = re.compile(r"column_\d+$")
_MEASURES = ("units", "sales", "revenue")
_ITEMS = (None, "product", "store", "category", "brand", "place", "channel")


@dataclass(frozen=True)
class TableBlocks:
    """Tables side by side.

    Attributes:
        columns: The columns of each, the same number.
        names: What the columns are called in all of them.
        headings: What tells the tables apart by their columns' names; None where nothing does.
        key: The column to put the headings in.
    """

    columns: tuple[tuple[str, ...], ...]
    names: tuple[str, ...]
    headings: tuple[str, ...] | None
    key: str = "section"

    @property
    def date(self) -> int:
        """Place of the column of dates in each table."""
        return _place_of_date(self.names)


def find_blocks(raw: RawTable, options: ReadOptions) -> TableBlocks | None:
    """The tables side by side; None where the table is one.

    Each has a column of dates, and all have the same columns, be it under a heading each (Bread, Milk), or
    a date and one column named after a product.

    Args:
        raw: The table as read.
        options: A date, target, ignored column or long layout that the caller names says that it is one.

    Raises:
        ColumnsError: They hold different things on different days.
    """
    if options.layout == "long" or options.date in raw.columns or options.target in raw.columns:
        return None
    dated = _date_columns(raw)
    if len(dated) < 2 or set(dated) & set(options.ignored):
        return None
    blocks = _cut(raw, dated)
    if any(date not in block for date, block in zip(dated, blocks, strict=True)):
        return None
    tables = _alike(blocks) or _one_value_each(blocks)
    if tables is None:
        _refuse_other_days(raw, blocks, dated)
    elif tables.headings is not None and _say_what_date(tables.headings):
        return None
    return tables


def _date_columns(raw: RawTable) -> list[str]:
    """The columns of dates, where two of them have names that end alike."""
    named = [n for n in raw.columns if date_rank(_bare(n)) > 0 or period_words(_bare(n))]
    last = [_bare(n).rsplit(" ", 1)[-1].casefold() for n in named]
    named = [n for n, word in zip(named, last, strict=True) if last.count(word) > 1]
    if len(named) < 2:
        return []
    return [n for n in named if _holds_dates(raw.frame[n]) or lacks_year(raw.frame[n])]


def _holds_dates(cells: pl.Series) -> bool:
    return date_share(cells.drop_nulls().head(_SAMPLE), named_so=True) >= _DATED


def lacks_year(cells: pl.Series) -> bool:
    """Whether a column names months, or days without their year.

    Args:
        cells: The column.
    """
    known = cells.drop_nulls().head(_SAMPLE)
    if not len(known) or known.dtype != pl.String:
        return False
    return are_days(known, DAY) or are_months(known)


def are_months(cells: pl.Series) -> bool:
    """Whether all cells of a column that is called a month name one, and no year.

    Args:
        cells: Filled cells.
    """
    bare = cells.str.contains(r"\d{3}|\d.*\d{2}").not_()
    return "month" in period_words(_bare(cells.name)) and bool(
        (part_numbers(cells, "month").is_not_null() & bare).all()
    )


def _bare(name: str) -> str:
    """A column's name without the number that tells it from another of the same name."""
    return _DOUBLED.sub("", name)


def _cut(raw: RawTable, dated: list[str]) -> list[tuple[str, ...]]:
    """The columns of each table: from one date to the next, as many before it as before the first."""
    empty = {n for n in raw.columns if _NAMELESS.match(n) and raw.frame[n].null_count() == raw.frame.height}
    names = [n for n in raw.columns if n not in empty]
    before = names.index(dated[0])
    starts = [names.index(n) - before for n in dated]
    return [tuple(names[at:end]) for at, end in zip(starts, [*starts[1:], len(names)], strict=True)]


def _alike(blocks: list[tuple[str, ...]]) -> TableBlocks | None:
    """Tables with the same columns, with or without a heading before each name."""
    if len({len(block) for block in blocks}) > 1 or len(blocks[0]) < 2:
        return None
    bare = [tuple(map(_bare, block)) for block in blocks]
    if len(set(bare)) == 1:
        return TableBlocks(tuple(blocks), bare[0], None)
    headings = [_heading(block) for block in blocks]
    if not all(headings) or len(set(headings)) < len(headings):
        return None
    rest = {
        tuple(name[len(heading) :].strip() for name in block)
        for block, heading in zip(blocks, headings, strict=True)
    }
    if len(rest) > 1:
        return None
    return TableBlocks(tuple(blocks), rest.pop(), tuple(headings))


def _heading(block: tuple[str, ...]) -> str:
    """The words with which all names of a table begin; empty where there are none, or a name is no more."""
    words = [name.split(" ") for name in block]
    count = 0
    while all(len(each) > count + 1 for each in words) and len({each[count] for each in words}) == 1:
        count += 1
    return " ".join(words[0][:count])


def _one_value_each(blocks: list[tuple[str, ...]]) -> TableBlocks | None:
    """Tables of a date and one column each, which is named after a product or store."""
    if {len(block) for block in blocks} != {2}:
        return None
    places = {_place_of_date(block) for block in blocks}
    if len(places) > 1:
        return None
    at = places.pop()
    dates = {_bare(block[at]) for block in blocks}
    values = [block[1 - at] for block in blocks]
    if len(dates) > 1 or len(set(map(_bare, values))) < len(values):
        return None
    date, measure, items = dates.pop(), "sales", values
    parted = [_without_measure(name) for name in values]
    found = {known for known, _ in parted}
    if len(found) == 1 and None not in found and all(item for _, item in parted):
        measure, items = str(found.pop()), [item for _, item in parted]
    elif any(kind_of(name) not in _ITEMS for name in values):
        return None
    names = (date, measure) if at == 0 else (measure, date)
    return TableBlocks(tuple(blocks), names, tuple(items), "item")


def _place_of_date(names: tuple[str, ...]) -> int:
    return next(i for i, name in enumerate(names) if date_rank(_bare(name)) > 0 or period_words(_bare(name)))


def _without_measure(name: str) -> tuple[str | None, str]:
    """A measure at the beginning or end of a name (units in North units), and what else it says."""
    words = name.split(" ")
    for measure, rest in ((words[-1], words[:-1]), (words[0], words[1:])):
        if rest and kind_of(measure) in _MEASURES:
            return measure, " ".join(rest)
    return None, name


def _say_what_date(headings: tuple[str, ...]) -> bool:
    """Whether headings say what happened on each day to one thing, such as its order and its delivery."""
    ranks = {date_rank(f"{heading} date") for heading in headings}
    kinds = {sale_kind(heading) for heading in headings} | {layer_kind(heading) for heading in headings}
    return bool(ranks - {2}) and not kinds & {"return", "plan"}


def _refuse_other_days(raw: RawTable, blocks: list[tuple[str, ...]], dates: list[str]) -> None:
    """Stop where columns of one name hold other dates in the same row: a row is no row of one table then.

    A date and a number each is a table of its own; what is told of one thing, as when it was ordered and when
    it was sent, has names that say so.
    """
    other = next((n for n in dates[1:] if _bare(n) == _bare(dates[0])), None)
    if other is None or raw.frame[other].equals(raw.frame[dates[0]]) or {len(b) for b in blocks} != {2}:
        return
    block = blocks[dates.index(other)]
    raise ColumnsError(
        f"Tables stand side by side ({', '.join(blocks[0])}; {', '.join(block)}), and rows of theirs hold "
        "other dates, so that they can't be read as one.",
        fix=f"Leave one out with {option('ignored', list(block))}, or give each a file of its own.",
    )
