"""An order's total that stands on each of its lines: counted once an order, or asked about."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from foresale.aggregates import number_of
from foresale.data.reading.columns.column_stats import ColumnStats
from foresale.data.reading.parsing.numbers.parse_numbers import parse_numbers
from foresale.data.reading.provenance import own_columns
from foresale.data.reading.questions import Ask, Question, settle
from foresale.data.reading.rows.sale_rows import SaleRows
from foresale.errors import ColumnsError
from foresale.messages import option
from foresale.notes import Certainty, Evidence, Note, Reading

_FIRST = 5_000  # rows of a first look, before the whole file is grouped
_FEWEST = 5  # orders of several lines
_SAME = 0.97  # share of them in which all lines hold one amount
_BY_CHANCE = 1e-4  # how likely that may be at most, if lines had amounts of their own
_OF_CHANCE = 0.2  # how many may differ, of as many as would if lines had amounts of their own
_ONE_DAY = 0.98  # share of orders whose lines have one date
_OF_LINES = 0.95  # share of lines or orders that arithmetic must hold for
_EXTRA = (-0.5, 1.0)  # discounts, and shipping and taxes, as a share of what the lines come to
_TRACKS = 0.8  # how closely orders' totals follow what their lines come to, 0-1
_PRODUCTS = ("product", "code", "label", "series")
_NUMBERS = ("label", "code", "series", "row", None)


def count_order_totals_once(rows: SaleRows, ask: Ask | None) -> tuple[SaleRows, list[Note]]:
    """The rows with one of each order, where what is forecast is the order's total, said on each line.

    Proved where quantity times price of the lines add up to it; else asked. What differs from line to line
    then tells no series apart, as nothing says how much of the total a product has.

    Args:
        rows: The rows.
        ask: Asked where each line may also have that amount of its own.

    Raises:
        ColumnsError: That can't be told and nobody is asked; or named keys differ within orders.
    """
    order = _order_column(rows)
    if order is None:
        return rows, []
    own = _line_amounts(rows)
    if own is not None and _agree(own, rows.amounts):
        return rows, []
    if rows.options.duplicates is None and _are_prices(rows, order):
        return rows, []
    first = rows.frame.select(pl.col(order).is_first_distinct() | pl.col(order).is_null()).to_series()
    before, once = rows.total(), rows.total(first)
    several = int(rows.frame.group_by(order).len().filter(pl.col("len") > 1).height)
    seen = f"{rows.target} is the same on all lines of {order} in {several:,} orders of several lines"
    readings = (Reading(f"once for each {order}", once), Reading("added up over all lines", before))
    told = rows.options.duplicates
    certainty: Certainty = "told" if told else "proven"
    if told is None and (own is None or not _sums_lines(rows, order, own)):
        certainty = "asked"
        answers = ("Each is the order's total: count it once", "Each line has that amount: add them up")
        question = Question(
            f"order_totals:{rows.target}",
            f"{seen}: is it the order's total, written on each of them?",
            answers,
            f"Use {option('duplicates', 'drop')} to count it once for each {order}, "
            f"{option('duplicates', 'keep')} to add all lines up; or name the column of the lines' own "
            f"amounts with {option('target')}.",
            readings,
        )
        if settle(question, ask) == answers[1]:
            return rows, []
    elif told == "keep":
        return rows, []
    varying = find_varying(rows, order)
    refuse_keys(rows, order, varying)
    text = (
        f"{seen}: the order's total, which counts once ({once:,.10g}, not {before:,.10g}). Nothing says how "
        "much of it each line has, so products can't be told apart by it."
    )
    note = Note("order_totals", several, text, Evidence(seen, readings, certainty))
    return replace(rows.filter(first), used=(*rows.used, *varying)), [note]


def _order_column(rows: SaleRows) -> str | None:
    """The column that numbers orders, in whose lines the target is always the same; None where none is."""
    if rows.options.transaction is not None:
        names = [rows.options.transaction]
    else:
        free = [name for name in rows.free() if rows.stats[name].distinct > _FEWEST]
        named = [name for name in free if rows.stats[name].kind == "transaction"]
        names = named or [name for name in free if _could_number(rows.stats[name])]
    return next((name for name in names if name in rows.frame.columns and _is_repeated(rows, name)), None)


def _could_number(stat: ColumnStats) -> bool:
    """Whether a column could number orders without a name that says so."""
    return stat.kind in _NUMBERS and (stat.kind is not None or not stat.is_number)


def _is_repeated(rows: SaleRows, order: str) -> bool:
    """Whether lines of one order all hold one amount, on one day, as chance would hardly have it."""
    for count in (_FIRST, rows.frame.height):
        frame = rows.frame.head(count)
        day = frame[rows.date].cast(pl.Date).alias("day")
        lines = pl.DataFrame([frame[order].alias("order"), day, rows.amounts.head(count).alias("amount")])
        if not _is_same_within(lines):
            return False
    # Lines that are equal in every column were written twice: they say nothing of an order's total.
    return _is_same_within(
        lines.filter(frame.select(pl.struct(own_columns(frame)).is_first_distinct()).to_series())
    )


def _is_same_within(table: pl.DataFrame) -> bool:
    orders = (
        table.drop_nulls()
        .group_by("order")
        .agg(
            pl.len().alias("lines"),
            (pl.col("amount").min() == pl.col("amount").max()).alias("same"),
            (pl.col("day").min() == pl.col("day").max()).alias("one_day"),
            pl.col("amount").first(),
        )
    )
    several = orders.filter(pl.col("lines") > 1)
    if several.height < _FEWEST:
        return False
    same, one_day = (float(several[name].to_numpy().mean()) for name in ("same", "one_day"))
    if same < _SAME or one_day < _ONE_DAY:
        return False
    amounts = several["amount"].value_counts()["count"] / several.height
    chance = float((amounts**2).sum())
    differ = 1 - same
    return chance**several.height <= _BY_CHANCE and differ <= _OF_CHANCE * (1 - chance)


def _are_prices(rows: SaleRows, order: str) -> bool:
    """Whether an event or the like has one amount in orders of one line and of several: what each line costs.

    An order's total would grow with its lines.
    """
    first, amounts = rows.frame.head(_FIRST), rows.amounts.head(_FIRST).alias("amount")
    for name in (*rows.free(), *rows.keys):
        stat = rows.stats.get(name)
        if stat is None or name == order or (stat.is_number and stat.kind not in _PRODUCTS):
            continue
        lines = pl.DataFrame([first[name].alias("label"), first[order].alias("order"), amounts]).drop_nulls()
        sizes = lines.group_by("label", "order").agg(pl.len().alias("lines")).group_by("label")
        several = sizes.agg(pl.len().alias("orders"), pl.col("lines").n_unique())
        prices = lines.group_by("label").agg(pl.len(), pl.col("amount").n_unique() == 1)
        each = prices.join(several, on="label").filter((pl.col("orders") >= _FEWEST) & (pl.col("lines") > 1))
        priced = each.filter("amount")
        if priced.height > 1 and int(priced["len"].sum()) >= _OF_LINES * first.height:
            return True
    return False


def _line_amounts(rows: SaleRows) -> pl.Series | None:
    """What each line comes to by its quantity and price; None where the file doesn't say."""
    free = [name for name in rows.free() if rows.stats[name].is_number]
    units = [name for name in free if rows.stats[name].kind == "units"]
    prices = [name for name in free if rows.stats[name].kind == "price"]
    if len(units) != 1 or len(prices) != 1:
        return None
    quantity, price = (parse_numbers(rows.frame[name], units=True) for name in (units[0], prices[0]))
    return (quantity * price).fill_null(0.0)


def _agree(one: pl.Series, other: pl.Series) -> bool:
    off = (one - other).abs() <= 0.011 + 1e-6 * other.abs()
    return number_of(off.mean(), empty=0) >= _OF_LINES


def _sums_lines(rows: SaleRows, order: str, own: pl.Series) -> bool:
    """Whether the orders' totals follow what their lines come to, but for discounts, taxes and shipping."""
    table = pl.DataFrame([rows.frame[order].alias("order"), rows.amounts.alias("amount"), own.alias("own")])
    orders = table.group_by("order").agg(
        pl.len().alias("lines"), pl.col("amount").first(), pl.col("own").sum().alias("sum"),
        pl.col("own").first().alias("line"),
    ).filter((pl.col("lines") > 1) & (pl.col("sum") > 0))  # fmt: skip
    if orders.height < _FEWEST:
        return False
    extra = orders["amount"] / orders["sum"] - 1
    near = number_of(extra.is_between(*_EXTRA).mean(), empty=0)
    of_sum, of_line = (orders.select(pl.corr("amount", name)).item() for name in ("sum", "line"))
    return bool(near >= _OF_LINES and of_sum >= _TRACKS and of_sum > of_line)


def find_varying(rows: SaleRows, order: str) -> list[str]:
    """The columns that differ within some order."""
    names = [name for name in (*rows.free(), *(rows.options.keys or ())) if name != order]
    names = [name for name in dict.fromkeys(names) if name in rows.frame.columns]
    if not names:
        return []
    most = rows.frame.group_by(order).agg(pl.col(names).n_unique()).select(pl.col(names).max()).row(0)
    return [name for name, count in zip(names, most, strict=True) if (count or 0) > 1]


def refuse_keys(rows: SaleRows, order: str, varying: list[str]) -> None:
    """Refuse to part orders' totals by a key that the caller names and that differs within an order."""
    named = [name for name in rows.options.keys or () if name in varying]
    if named:
        raise ColumnsError(
            f"{rows.target} is the total of each {order}, not of its lines: it can't be parted by "
            f"{named[0]}, which differs within an order.",
            fix=f"Name the column of the lines' own amounts or pieces with {option('target')}, or leave "
            f"{named[0]} out of {option('keys')}.",
        )
