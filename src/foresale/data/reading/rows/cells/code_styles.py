"""Whether codes with and without leading zeros, or marks between thousands, are the same codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from foresale.data.reading.parsing.key_text import code_number, is_parted
from foresale.data.reading.provenance import FILE
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading

_MAX_EXAMPLES = 3
_MAX_LISTED = 200
_MANY_PAIRS = 3


@dataclass(frozen=True)
class Style:
    """A way of writing codes that a program may add or take away.

    Attributes:
        rule: The note's rule.
        words: What its note calls the codes that lack it or have it.
        pads: Whether the full spelling is the one with leading zeros; else the one without marks.
    """

    rule: str
    words: str
    pads: bool


LEADING_ZEROS = Style("key_leading_zeros", "lost their leading zeros", pads=True)
THOUSANDS = Style("key_thousands", "are written with a mark between thousands", pads=False)


def join_styles(
    frame: pl.DataFrame, key: str, others: Sequence[str], date: str, style: Style, *, join_likely: bool
) -> tuple[pl.DataFrame, list[Note]]:
    """Join codes that differ only in a style, where the rows prove them the same; else say what they do.

    Args:
        frame: Rows whose keys are labels.
        key: The key that holds the codes.
        others: The other keys: two spellings of one code in one shop and day aren't one.
        date: The column of the date.
        style: What differs.
        join_likely: Whether to join what is likely but not proven, too.
    """
    codes = _codes(frame[key].drop_nulls().unique(), style)
    pairs = _pairs(codes, style)
    if pairs.is_empty():
        return frame, []
    telling = frame.join(codes.filter(pl.col("has") | pl.col("lacks")).rename({"label": key}), on=key)
    together = _count_days_together(telling, pairs, key, others, date)
    parted = _find_separator(telling, others, date)
    widths = codes.filter("has")["label"].str.len_chars().n_unique() if style.pads else 1
    proven = parted is not None and not together and (widths == 1 or pairs.height >= _MANY_PAIRS)
    joined = proven or (join_likely and not together)
    named = [f"{o} for {f}" for o, f in pairs.select("other", "full").head(_MAX_LISTED).iter_rows()]
    more = pairs.height - _MAX_EXAMPLES
    short = ", ".join(named[:_MAX_EXAMPLES]) + (f" and {more:,} more" if more > 0 else "")
    text = f"{pairs.height:,} codes of {key} {style.words} ({short}): "
    text += _outcome(parted if proven else None, together, joined=joined)
    readings = (Reading("one code each"), Reading("two codes each"))
    evidence = Evidence(
        ", ".join(named),
        readings if joined else readings[::-1],
        "proven" if proven else "told" if joined else "likely",
    )
    if joined:
        column = frame[key].replace(pairs["other"], pairs["full"])
        frame = frame.with_columns(column)
    return frame, [Note(style.rule, pairs.height, text, evidence)]


def _codes(labels: pl.Series, style: Style) -> pl.DataFrame:
    """Labels that are numbers, and whether each certainly has the style or certainly lacks it."""
    table = pl.DataFrame({"label": labels, "number": code_number(labels)}).drop_nulls()
    plain = pl.col("label").str.contains(r"^[0-9]+$")
    if style.pads:
        table = table.filter(plain)
        has = pl.col("label").str.contains("^0[0-9]")
        width = table.filter(has)["label"].str.len_chars().min() or 0
        lacks = ~has & (pl.col("label").str.len_chars() < width)
        return table.with_columns(has.alias("has"), lacks.alias("lacks"))
    parted = is_parted(table["label"])
    table = table.with_columns(parted.alias("has"))
    return table.with_columns((plain & (pl.col("number").str.len_chars() > 3)).alias("lacks"))


def _pairs(codes: pl.DataFrame, style: Style) -> pl.DataFrame:
    """Each spelling to replace (`other`) with the full one; codes with two full ones are left alone."""
    having = codes.filter("has").select("number", pl.col("label").alias("having"))
    having = having.filter(pl.col("number").is_unique()) if style.pads else having
    lacking = codes.filter(~pl.col("has")).select("number", pl.col("label").alias("lacking"))
    both = having.join(lacking, on="number").sort("having", "lacking")
    names = ("lacking", "having") if style.pads else ("having", "lacking")
    return both.select(pl.col(names[0]).alias("other"), pl.col(names[1]).alias("full"), "number")


def _count_days_together(
    telling: pl.DataFrame, pairs: pl.DataFrame, key: str, others: Sequence[str], date: str
) -> int:
    """On how many days (and shops) both spellings of one code have rows."""
    rows = telling.filter(pl.col("number").is_in(pairs["number"].implode()))
    place = [pl.col(other) for other in others]
    found = rows.group_by("number", *place, pl.col(date).cast(pl.Date)).agg(pl.col(key).n_unique())
    return int((found[key] > 1).sum())


def _find_separator(telling: pl.DataFrame, others: Sequence[str], date: str) -> str | None:
    """What parts the rows that have a style from those that lack it: a day, the file, or another key."""
    day = pl.col(date).cast(pl.Date)
    spans = telling.group_by("has").agg(day.min().alias("first"), day.max().alias("last")).sort("first")
    if spans.height == 2 and spans["last"][0] < spans["first"][1]:
        return f"they change on {spans['first'][1]!s}"
    names = [name for name in (FILE, *others) if name in telling.columns]
    for name in names:
        kinds = telling.group_by(name).agg(pl.col("has").n_unique())
        if kinds.height > 1 and kinds["has"].max() == 1:
            return "each file writes them one way" if name == FILE else f"each {name} writes them one way"
    return None


def _outcome(parted: str | None, together: int, *, joined: bool) -> str:
    if joined:
        return f"joined, as {parted} and no day has both." if parted else "joined, as no day has both."
    if together:
        return f"kept apart, as {together:,} days have both; if they are the same, write them one way."
    return f"likely the same, kept apart; {option('key_spelling', 'merge-likely')} joins them."
