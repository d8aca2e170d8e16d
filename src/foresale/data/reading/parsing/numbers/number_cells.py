"""Takes the cell of a number apart: its digits and marks, its sign, and what stands beside it."""
# ruff: noqa: RUF001 - signs that look alike are read alike here

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from foresale.data.reading.parsing.numbers.cell_words import CURRENCIES, SCALES, UNITS
from foresale.data.reading.parsing.plain_text import LATIN_DIGITS

_INVISIBLE = (
    "\u200b\u200c\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u2060"
)
_SAME = {
    **LATIN_DIGITS,
    **dict.fromkeys("−‐‑‒–—―﹣－˗⁻", "-"),
    **dict.fromkeys("’‘`´ʼ′＇", "'"),
    **dict.fromkeys(_INVISIBLE, ""),
    "，": ",",
    "،": ",",
    "．": ".",
    "٪": "%",
    "％": "%",
    "﹪": "%",
    "＋": "+",
    "（": "(",
    "）": ")",
    "￥": "¥",
    "＄": "$",
    "￡": "£",
    "￦": "₩",
}
_PARTS = (
    r"^(?<pre>(?:[^\d]*\p{L}\.?)?[^\d.,٫]*)"
    r"(?<body>[.,٫]?\d(?:[\d\s.,'_٬٫]*\d)?[.,٫]?(?:[eE][+-]?\d+)?)"
    r"(?<post>[^\d]*)$"
)
ANY_MARK = "[.,،，．]"
"""Dots and commas of all scripts that can be decimal or part thousands."""
#: Marks that can part thousands, but never decimals.
GROUPING = r"\s'_٬"
_SIDES = {"cr": 1.0, "cr.": 1.0, "dr": -1.0, "dr.": -1.0, "h": 1.0, "s": -1.0}
_RUPEES = frozenset(("₹", "rs", "rs.", "inr", "pkr", "npr", "lkr", "rupees"))
_INDIAN = {"l": 1e5, "cr": 1e7}
_SHORT = {"m": 1e6, "b": 1e9}
#: A sign of a currency with the letters that belong to it, as in R$; kilo and million don't.
_SIGNS = r"(\b(?:r|us|a|au|c|ca|nt|hk|s|nz|mx|rd|cl|col|ar)\p{Sc}|\p{Sc}"
_GLUED = r"^([kt]|tsd|mio|mrd)\.?(eur|usd|gbp|chf|pln|sek|nok|dkk|czk|€)$"  # TEUR, k€
NO_WORDS: Mapping[str, float] = {}
_SCHEMA = {"body": pl.String, "negative": pl.Boolean, "percent": pl.Boolean, "beside": pl.String}


def split_cells(cells: pl.Series) -> pl.DataFrame:
    """Each cell's digits with their marks (`body`), its sign, percent, and what stands beside.

    Digits of other scripts and minus signs of every kind become the plain ones. `body` is null where a
    cell is no number; `beside` is the word or sign next to it in lower case, empty where there is none.

    Args:
        cells: Text, one a row.
    """
    if cells.is_empty():
        return pl.DataFrame(schema=_SCHEMA)
    text = normalise(cells)
    parts = text.str.extract_groups(_PARTS).struct.unnest()
    pre, post, body = pl.col("pre"), pl.col("post"), pl.col("body")
    price_dash = body.str.contains(r"[.,]$") & post.str.contains(r"^\s*-{1,2}")
    plain = parts.with_columns(
        post=pl.when(price_dash).then(post.str.replace(r"^\s*-{1,2}", "")).otherwise(post)
    )
    plain = plain.with_columns(post=post.str.replace(r"^\s*/[-=]", ""))
    minus = pl.concat_str(pre, post).str.count_matches("-", literal=True)
    bracket = pre.str.contains("(", literal=True) & post.str.contains(")", literal=True)
    one_sided = pre.str.contains("(", literal=True) != post.str.contains(")", literal=True)
    beside = pl.concat_str(
        pre.str.replace_all(r"[()+\-%]", " "), pl.lit(" "), post.str.replace_all(r"[()+\-%]", " ")
    )
    beside = beside.str.replace(
        r"(^|\s|\p{Sc})MM?(\s|\p{Sc}|$)", "${1} million ${2}"
    )  # metres are written small
    beside = beside.str.strip_chars().str.to_lowercase().str.replace_all(r"\s+", " ")
    found = plain.with_columns(
        negative=bracket | (minus > 0),
        percent=pl.concat_str(pre, post).str.contains("%", literal=True),
        beside=beside,
        body=pl.when(~one_sided & (minus <= 1)).then(body.str.strip_chars()),
    )
    return found.select(pl.col(name).cast(dtype) for name, dtype in _SCHEMA.items())


def normalise(cells: pl.Series) -> pl.Series:
    """Text with plain digits, minus signs and apostrophes, and without what can't be seen.

    A dash beside a currency is how books write nothing.
    """
    text = cells.str.replace_many(list(_SAME), list(_SAME.values())).str.strip_chars()
    text = text.str.replace(r"(\d)[¹²³⁰⁴-⁹]+$", "${1}")  # marks of footnotes
    text = text.str.replace(r"(?i)^s/\.", "S/ ")  # Peru's sol, whose dot is no decimal point
    text = text.str.replace(r"^(\p{Sc}|[A-Z]{3})\s*-{1,2}$", "${1} 0").str.replace(
        r"^-{1,2}\s*(\p{Sc})$", "0 ${1}"
    )
    return text.str.replace(r'^="(.*)"$', "$1").str.replace(r"^'", "").str.strip_chars()


def currency_of(beside: pl.Series) -> pl.Series:
    """The code of the currency beside each number; null where what stands there is none.

    Of a sign and a word (US$ 5 USD) the word counts.
    """
    whole = beside.replace_strict(CURRENCIES, default=None, return_dtype=pl.String)
    both = beside.str.extract_groups(r"^(?<sign>\S+) (?<word>\S+)$").struct.unnest()
    sign, word = (
        both[name].replace_strict(CURRENCIES, default=None, return_dtype=pl.String)
        for name in ("sign", "word")
    )
    return pl.select(pl.coalesce(whole, pl.when(sign.is_not_null()).then(word))).to_series()


def unit_of(beside: pl.Series) -> pl.DataFrame:
    """What the unit beside each number measures (`unit`), and how much of it one is (`size`)."""
    names = {word: unit for word, (unit, _) in UNITS.items()}
    sizes = {word: size for word, (_, size) in UNITS.items()}
    return pl.DataFrame(
        {
            "unit": beside.replace_strict(names, default=None, return_dtype=pl.String),
            "size": beside.replace_strict(sizes, default=None, return_dtype=pl.Float64),
        }
    )


def split_scale(beside: pl.Series, words: Mapping[str, float] = NO_WORDS) -> pl.DataFrame:
    """What stands beside each number but for its word for thousands or millions, and that word's `scale`.

    Args:
        beside: What `split_cells` found beside the numbers.
        words: Such words whose size is settled for this column.

    Examples:
        >>> split_scale(pl.Series(["mio. €", "k€", "万件", "kg"])).rows()
        [('€', 1000000.0), ('€', 1000.0), ('件', 10000.0), ('kg', 1.0)]
    """
    distinct = beside.drop_nulls().unique()
    spaced = distinct.str.replace(_GLUED, "${1} ${2}").str.replace(r"^t (\S)", "tsd ${1}")
    spaced = spaced.str.replace_all(_SIGNS + r"|[万萬億亿千만억천百]+)", " ${1} ").str.split(" ")
    table = pl.DataFrame({"beside": distinct, "word": spaced}).explode("word").filter(pl.col("word") != "")
    sizes = _sizes_for(table) | {form: size for word, size in words.items() for form in (word, f"{word}.")}
    size = pl.col("word").replace_strict(sizes, default=None, return_dtype=pl.Float64)
    scaled = (
        table.with_columns(size.alias("size"))
        .group_by("beside", maintain_order=True)
        .agg(
            pl.col("size").drop_nulls().product().alias("scale"),
            pl.col("size").count().alias("n"),
            pl.col("word").filter(pl.col("size").is_null()).str.join(" ").alias("rest"),
        )
        .filter(pl.col("n") == 1)
    )
    found = pl.DataFrame({"beside": beside}).join(scaled, on="beside", how="left", maintain_order="left")
    return found.select(pl.coalesce("rest", "beside").alias("beside"), pl.col("scale").fill_null(1.0))


def _sizes_for(words: pl.DataFrame) -> dict[str, float]:
    """The words for thousands and millions, with those that mean something else where they stand alone.

    Cr is crore and L lakh beside one another or beside their whole words, unless debits make Cr a credit;
    m and b are million and billion beside other such words or a currency.
    """
    said = set(words["word"])
    sizes = dict(SCALES)
    indian = any(SCALES.get(word) in (1e5, 1e7) for word in said) or set(_INDIAN) <= said
    if (indian or said & _RUPEES) and "dr" not in said:
        sizes |= _INDIAN
    money = words.filter(pl.col("word").is_in(list(CURRENCIES)))["beside"].unique()
    shortened = words.filter(pl.col("beside").is_in(money.implode()))["word"]
    if said & set(SCALES) or set(shortened) & set(_SHORT):
        sizes |= _SHORT
    return sizes


def side_of(beside: pl.Series) -> pl.Series:
    """1 beside credit, −1 beside debit, null beside neither."""
    return beside.replace_strict(_SIDES, default=None, return_dtype=pl.Float64)


def read_bodies(bodies: pl.Series, decimal: str) -> pl.Series:
    """Digits with marks as float64, by the decimal mark that is known; null where they don't fit it.

    Groups are of three digits, or as in India of two before the last three.
    """
    thousands = "." if decimal == "," else ","
    groups = "|".join(
        [rf"[0-9]{{1,3}}(?:{mark}[0-9]{{3}})+" for mark in (f"[{thousands}]", r"\s", "'", "_", "٬")]
        + [rf"[0-9]{{1,2}}(?:{mark}[0-9]{{2}})+{mark}[0-9]{{3}}" for mark in (",", r"\s") if mark != decimal]
    )
    valid = bodies.str.contains(rf"^(?:{groups}|[0-9]+)?(?:[{decimal}٫][0-9]*)?(?:[eE][+-]?[0-9]+)?$")
    digits = bodies.str.replace_all(rf"[{thousands}{GROUPING}]", "").str.replace(rf"[{decimal}٫]", ".")
    table = pl.DataFrame({"digits": digits, "valid": valid})
    return table.select(pl.when("valid").then(pl.col("digits").cast(pl.Float64, strict=False))).to_series()
