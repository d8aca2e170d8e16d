"""Text to numbers: marks of every country, currencies, units, percent, accountants' minus."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from foresale.data.reading.parsing.numbers.cell_words import ERRORS, MISSING
from foresale.data.reading.parsing.numbers.fractions import read_fractions
from foresale.data.reading.parsing.numbers.number_cells import (
    currency_of,
    read_bodies,
    side_of,
    split_cells,
    split_scale,
    unit_of,
)
from foresale.data.reading.parsing.numbers.number_format import NumberFormat, count_marks

_NO_VALUE = (*MISSING, *ERRORS)
_BELOW = r"^<\s?\d+(?:[.,]\d+)?$"  # less than the least that is shown
_PERHAPS_NUMBER = r"\d|(?i:inf)"
"""What every cell has that can be read as a number, in whatever script its digits are."""
_MARKS = (
    "e",
    "p",
    "b",
    "*",
    "**",
    "(e)",
    "(p)",
    "(b)",
    "(r)",
    "(s)",
    "prov",
    "prov.",
    "est",
    "est.",
    "rev",
    "rev.",
)
"""Marks beside the numbers of statistics: estimated, provisional, break in the series, revised."""
PLAIN = NumberFormat()
_TRUE = (
    "true",
    "t",
    "yes",
    "y",
    "ja",
    "oui",
    "si",
    "sí",
    "sì",
    "1",
    "1.0",
    "x",
    "on",
    "wahr",
    "vrai",
    "vero",
)
_FALSE = ("false", "f", "no", "n", "nein", "non", "0", "0.0", "off", "falsch", "faux", "falso")


def is_missing(values: pl.Series) -> pl.Series:
    """True where a cell is empty, NaN, or holds a word for "no value" such as NA or #DIV/0!."""
    if values.dtype.is_float():
        return values.is_null() | values.is_nan().fill_null(value=False)
    if values.dtype != pl.String:
        return values.is_null()
    empty = values.is_null()
    if empty.all():
        return empty
    text = values.str.strip_chars().str.to_lowercase()
    missing = text.is_in(_NO_VALUE)
    below = text.str.starts_with("<")
    if below.any():
        missing |= below & text.str.contains(_BELOW)
    return empty | missing.fill_null(value=False)


def parse_numbers(
    values: pl.Series, *, decimal: str | NumberFormat | None = None, units: bool = False
) -> pl.Series:
    """Cells as float64; null where a cell is missing or can't be read as a number.

    Reads 1.234,56 and 1,234.56, 1 234, 1'234, 1,23,456, $5, 5 €, 12 %, (7) and 7- as people mean them. A
    mark that thousands are separated by must stand before three digits, so that 1,5 is not taken for 15.

    Args:
        values: Cells of any type.
        decimal: "." or ",", or how the column writes its numbers; told from the cells where it's None.
        units: Whether a unit may stand beside the number, as in 12 kg.

    Examples:
        >>> parse_numbers(pl.Series(["1.234,50 €", "(3)", "12%", "n/a"]), decimal=",").to_list()
        [1234.5, -3.0, 0.12, None]
    """
    if values.dtype != pl.String:
        return _cast(values)
    if not values.str.contains(_PERHAPS_NUMBER).any():
        return pl.Series(values.name, [None], dtype=pl.Float64).new_from_index(0, len(values))
    number_format = decimal if isinstance(decimal, NumberFormat) else NumberFormat(decimal)
    mark = number_format.decimal or find_decimal(values) or "."
    plain = values.cast(pl.Float64, strict=False)
    settled = plain.is_not_null() | values.is_null()
    if mark == "." and settled.all():
        return plain.fill_nan(None)
    cells = values.filter(~settled) if mark == "." else values.drop_nulls()
    read = read_cells(cells.unique(), replace(number_format, decimal=mark))
    table = (
        _with_sizes(read, has_plain=bool(plain.is_not_null().any()), one_side=_marks_one_side(read, values))
        if units
        else read.filter(pl.col("unit").is_null() & (pl.col("scale") == 1))
    )
    table = table.select("cell", "number")
    found = pl.DataFrame({"cell": values}).join(table, on="cell", how="left", maintain_order="left")["number"]
    if mark == ".":
        found = pl.select(pl.coalesce(plain, found)).to_series()
    return found.fill_nan(None).alias(values.name)


def read_cells(cells: pl.Series, number_format: NumberFormat = PLAIN) -> pl.DataFrame:
    """Each cell as a `number`, with the `currency` or `unit` beside it and the unit's `size`.

    A word for thousands or millions is part of the number; `scale` says how much it is. `side` is 1 beside
    CR, −1 beside DR. The number is null where a cell is none, or where what stands beside it is neither.

    Args:
        cells: Text; distinct cells spare work.
        number_format: How they write their numbers.
    """
    parts = split_cells(cells)
    decimal = number_format.decimal or "."
    number = read_bodies(parts["body"], decimal)
    if number_format.mixed:
        other = read_bodies(parts["body"], "," if decimal == "." else ".")
        number = pl.select(pl.coalesce(number, other)).to_series()
    scaled = split_scale(parts["beside"], number_format.words)
    beside = scaled["beside"]
    table = pl.DataFrame(
        {
            "cell": cells,
            "fraction": read_fractions(cells),
            "number": number,
            "currency": currency_of(beside),
            "side": side_of(beside),
        }
    ).hstack(unit_of(beside))
    infinite = cells.str.strip_chars().str.extract_groups(r"(?i)^(?<sign>[-+]?)(?<inf>inf(?:inity)?)$")
    signs = parts.select("negative", "percent").hstack(scaled).hstack(infinite.struct.unnest())
    known = pl.col("beside").is_in(["", *_MARKS]) | pl.any_horizontal(
        pl.col("currency", "unit", "side").is_not_null()
    )
    sized = pl.when(known).then(pl.when("percent").then(pl.col("number") / 100).otherwise("number")) * pl.col(
        "scale"
    )
    signed = pl.when("negative").then(-sized).otherwise(sized)
    endless = pl.when(pl.col("sign") == "-").then(float("-inf")).otherwise(float("inf"))
    return table.hstack(signs).select(
        "cell",
        pl.when(pl.col("inf").is_not_null())
        .then(endless)
        .otherwise(pl.coalesce("fraction", signed))
        .alias("number"),
        pl.col("currency"),
        pl.coalesce("unit", pl.when(pl.col("side").is_not_null()).then(pl.lit("side"))).alias("unit"),
        "size",
        "side",
        pl.when(pl.col("fraction").is_null()).then("scale").otherwise(1.0).alias("scale"),
    )


def _marks_one_side(read: pl.DataFrame, values: pl.Series) -> bool:
    """Whether fewer cells stand beside CR (or DR) than beside neither, and none beside the other."""
    sides = read["side"].drop_nulls().unique()
    if len(sides) != 1:
        return False
    marked = read["cell"].filter(read["side"].is_not_null())
    return 2 * int(values.is_in(marked.implode()).sum()) < values.count()


def _with_sizes(read: pl.DataFrame, *, has_plain: bool, one_side: bool) -> pl.DataFrame:
    """Grams and kilograms of one column in kilograms; the rarer of CR, DR and neither below zero.

    Dozens are pieces where some cells hold pieces, with a word for them or without any.
    """
    of_pieces = pl.lit(value=True) if has_plain else is_bare().any()
    several = (pl.col("size").n_unique().over("unit") > 1) | ((pl.col("unit") == "pcs") & of_pieces)
    sizes = pl.when(several).then("size").fill_null(1.0)
    usual = pl.when(pl.col("side").sum() < 0).then(-1.0).otherwise(1.0)
    both = pl.col("side").n_unique().over("unit") > 1
    rarer = pl.lit(one_side) & pl.col("side").is_not_null()
    signs = pl.when(both).then(pl.col("side") * usual).when(rarer).then(-1.0).fill_null(1.0)
    return read.with_columns(number=pl.col("number") * sizes * signs)


def is_bare() -> pl.Expr:
    """True for each cell of `read_cells` that is a number with neither a unit nor a currency beside it."""
    return pl.col("number").is_not_null() & pl.col("unit").is_null() & pl.col("currency").is_null()


def _cast(values: pl.Series) -> pl.Series:
    if values.dtype.is_numeric() or values.dtype == pl.Boolean:
        return values.cast(pl.Float64).fill_nan(None)
    if values.dtype in (pl.Categorical, pl.Enum):
        return parse_numbers(values.cast(pl.String))
    return pl.Series(values.name, [None], dtype=pl.Float64).new_from_index(0, len(values))


def find_decimal(values: pl.Series) -> str | None:
    """The decimal mark that the cells prove, or None where they prove none.

    Proof is a cell with both marks (the last one is decimal), a mark before other than three
    digits, or a mark that comes twice (it parts thousands). 1.234 alone proves nothing.

    Examples:
        >>> find_decimal(pl.Series(["1.234", "0,5"]))
        ','
    """
    return count_marks(values).decimal if values.dtype == pl.String else None


def parse_flags(values: pl.Series) -> pl.Series:
    """Yes and no, true and false, 1 and 0 as 1.0 and 0.0; null where a cell says neither.

    Examples:
        >>> parse_flags(pl.Series(["yes", "No", "?"])).to_list()
        [1.0, 0.0, None]
    """
    if values.dtype != pl.String:
        return _cast(values)
    text = values.str.strip_chars().str.to_lowercase()
    flags = pl.DataFrame({"t": text}).select(
        pl.when(pl.col("t").is_in(_TRUE)).then(1.0).when(pl.col("t").is_in(_FALSE)).then(0.0)
    )
    return flags.to_series().alias(values.name)
