"""Several products in one cell, as exports of orders list them: a row each where the cells prove it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import polars as pl

from foresale.data.reading.columns.column_stats import spread_sample
from foresale.data.reading.columns.words.names import kind_of
from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.parsing.numbers.parse_numbers import parse_numbers
from foresale.data.reading.questions import Ask, Question, settle
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading, counted

_AT, _ITEM, _COUNT = "__order__", "__item__", "__count__"
_MARKS = ("\n", ";", "|", " + ", ",")
_COUNTED = (r"^(?P<count>\d{1,4})\s?[x×*]\s(?P<item>.*\p{L}.*)$",
            r"^(?P<item>.*\p{L}.*?)\s[x×*]\s?(?P<count>\d{1,4})$",
            r"^(?P<item>.*\p{L}.*?)\s*\((?:qty:?\s?|[x×])?(?P<count>\d{1,4})\)$",
            r"^(?P<item>.*\p{L}.*?)\s*:\s*(?P<count>\d{1,4})$")  # fmt: skip
_FEWEST_JOINED = 3  # different cells of several products
_ALONE = 0.9  # share of the parts of joined cells that other cells hold alone
_AGREE = 0.99  # share of the rows
_OF_ORDERS = ("revenue", "sales", "price", "result", "promotion", "shipping")
_QUANTITY = "Quantity"
_ALL = "all"  # what the one product is called where rows are added up
_TOGETHER, _APART = "all rows are one series", "each cell is a series"


@dataclass(frozen=True)
class _Joined:
    """A column whose cells hold several products.

    Attributes:
        name: The column.
        mark: What parts the products of a cell.
        pattern: How their counts are written; None where there are none.
        example: A cell with several.
        rows: How many rows hold several.
    """

    name: str
    mark: str
    pattern: str | None
    example: str
    rows: int


def split_items(raw: RawTable, options: ReadOptions, ask: Ask | None) -> RawTable:
    """`raw` with a row for each product of cells that hold several, such as `2x Latte, 1x Bagel`.

    That they do is proved where each part is counted, or is a cell of its own elsewhere. How many of each
    were sold is what the cell counts; else what a list beside it says; else one each, where that is what
    the row's quantity adds up to. Where nothing tells, it is asked what is to be forecast.

    Args:
        raw: The table as read.
        options: Keys or a target that the caller names need no products of their own.
        ask: Asked where the row's quantity can't be parted.

    Raises:
        ColumnsError: It can't, and nobody is there to ask.
    """
    if options.layout == "wide" or options.target == "rows":
        return raw
    joined = next((found for name in raw.columns if (found := _find_joined(raw, name, options))), None)
    if joined is None:
        return raw
    parts = _parts_of(raw.frame, joined)
    units = [n for n in raw.columns if kind_of(n) == "units"]
    quantity = options.target or (units[0] if len(units) == 1 else None)
    if not units or quantity in units:
        sold = _count_parts(raw.frame, joined, parts, quantity)
        if sold is not None:
            return _explode(raw, joined, sold, quantity or _QUANTITY)
    return _ask_what_counts(raw, joined, options, ask)


def _find_joined(raw: RawTable, name: str, options: ReadOptions) -> _Joined | None:
    """How a column's cells hold several products; None where they hold one each."""
    cells = raw.frame[name]
    if cells.dtype != pl.String or kind_of(name) not in ("product", "code"):
        return None
    if name in options.ignored or (options.keys is not None and name not in options.keys):
        return None
    some = spread_sample(raw.frame.select(name)).to_series().drop_nulls()
    for mark in _MARKS:
        several = some.str.contains(re.escape(mark) + r".*\S")
        values = some.filter(several).unique(maintain_order=True)
        if len(values) < _FEWEST_JOINED:
            continue
        parts = _split(values, mark)
        pattern = _pattern_of(_split(some.unique(), mark))
        if pattern is not None or _stand_alone(parts, some.filter(~several)):
            return _Joined(name, mark, pattern, values[0], round(_share(several) * len(cells)))
    return None


def _split(cells: pl.Series, mark: str) -> pl.Series:
    parts = cells.str.split(mark).explode().str.strip_chars()
    return parts.filter(parts != "")


def _pattern_of(parts: pl.Series) -> str | None:
    """How each part is counted; None where some aren't, or where counts never differ from part to part."""
    for pattern in _COUNTED:
        found = parts.str.extract_groups(pattern)
        items, counts = found.struct.field("item"), found.struct.field("count")
        if counts.null_count() == len(parts) or counts.n_unique() < 2:
            continue
        bare = parts.filter(counts.is_null())
        if bare.is_in(items.drop_nulls().unique().implode()).all() and items.n_unique() <= len(parts) / 2:
            return pattern
    return None


def _stand_alone(parts: pl.Series, others: pl.Series) -> bool:
    """Whether nearly all parts of joined cells are cells of their own."""
    alone = others.str.strip_chars().unique()
    return _share(parts.unique().is_in(alone.implode())) >= _ALONE


def _share(flags: pl.Series) -> float:
    return int(flags.sum()) / len(flags) if len(flags) else 0.0


def _parts_of(frame: pl.DataFrame, joined: _Joined) -> pl.DataFrame:
    """Each row's products and how often the cell counts or names each."""
    lists = frame.select(pl.col(joined.name).str.split(joined.mark).alias(_ITEM)).with_row_index(_AT)
    parts = lists.explode(_ITEM).with_columns(pl.col(_ITEM).str.strip_chars())
    parts = parts.filter((pl.col(_ITEM) != "") | pl.col(_ITEM).is_null())
    if joined.pattern is None:
        return parts.with_columns(pl.lit(1.0).alias(_COUNT))
    found = pl.col(_ITEM).str.extract_groups(joined.pattern)
    return parts.with_columns(
        pl.coalesce(found.struct.field("item").str.strip_chars(), _ITEM).alias(_ITEM),
        found.struct.field("count").cast(pl.Float64).fill_null(1.0).alias(_COUNT),
    )


def _count_parts(
    frame: pl.DataFrame, joined: _Joined, parts: pl.DataFrame, quantity: str | None
) -> pl.DataFrame | None:
    """The products with what was sold of each; None where nothing says it."""
    if quantity is None:
        return parts if joined.pattern is not None else None
    cells = frame[quantity]
    if cells.dtype == pl.String and joined.mark.strip():
        listed = frame.select(pl.col(quantity).str.split(joined.mark).alias(_COUNT)).with_row_index(_AT)
        numbers = listed.explode(_COUNT)
        sizes = [table[_AT].value_counts(sort=False).sort(_AT)["count"] for table in (numbers, parts)]
        if cells.str.contains(joined.mark, literal=True).any() and sizes[0].equals(sizes[1]):
            return parts.with_columns(parse_numbers(numbers[_COUNT]).alias(_COUNT))
    said = parse_numbers(cells)
    sums = parts.group_by(_AT).agg(pl.col(_COUNT).sum())
    both = sums.with_columns(pl.lit(said).gather(pl.col(_AT)).alias("said")).drop_nulls()
    return parts if _share(both[_COUNT] == both["said"]) >= _AGREE and both.height else None


def _explode(raw: RawTable, joined: _Joined, parts: pl.DataFrame, quantity: str) -> RawTable:
    """A row for each product; amounts of the whole order stand on its first row only."""
    name = joined.name
    sold = parts.group_by(_AT, _ITEM, maintain_order=True).agg(pl.col(_COUNT).sum())
    frame = raw.frame.drop(quantity, strict=False).with_row_index(_AT).drop(name)
    amounts = [n for n in frame.columns if kind_of(n) in _OF_ORDERS]
    full = sold.join(frame, on=_AT, how="left", maintain_order="left")
    first = pl.col(_AT).is_first_distinct()
    full = full.with_columns(pl.when(first).then(pl.col(n)).alias(n) for n in amounts)
    full = full.rename({_ITEM: name, _COUNT: quantity})
    order = [n for n in (*raw.frame.columns, quantity) if n in full.columns]
    full = full.select(list(dict.fromkeys(order)))
    text = (
        f"{name} holds several products in a cell ('{joined.example}'), on {counted(joined.rows, 'row')}: "
        f"each became a row with its {quantity} ({full.height:,} in all)."
    )
    if amounts:
        text += f" The first row of each keeps {', '.join(amounts[:4])}."
    seen = "each product is counted" if joined.pattern else f"each product stands in {name} alone elsewhere"
    readings = (Reading("a row a product"), Reading("a product of its own for each such cell"))
    note = Note("joined_items", joined.rows, text, Evidence(seen, readings))
    return replace(raw, frame=full, notes=(*raw.notes, note))


def _ask_what_counts(raw: RawTable, joined: _Joined, options: ReadOptions, ask: Ask | None) -> RawTable:
    if options.keys is not None:
        return raw
    name = joined.name
    question = Question(
        f"joined_items:{name}",
        f"{name} holds several products in a cell, such as '{joined.example}', on "
        f"{counted(joined.rows, 'row')}: how much of a row each of them has isn't said.",
        (_TOGETHER, _APART),
        f"Say {option('keys', [])} to forecast all rows together, or {option('keys', [name])} for a series "
        "for each such cell; or export a row for each product.",
    )
    if settle(question, ask) == _APART:
        return raw
    return replace(raw, frame=raw.frame.with_columns(pl.lit(_ALL).alias(name)))
