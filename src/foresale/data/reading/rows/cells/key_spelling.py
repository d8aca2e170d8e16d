"""Products and stores written in several ways: one label each where that is certain, else a note."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import polars as pl

from foresale.data.reading.parsing.key_text import (
    clean_text,
    expand_powers,
    fold_text,
    is_power,
    is_whole_decimal,
)
from foresale.data.reading.rows.cells.code_styles import LEADING_ZEROS, THOUSANDS, join_styles
from foresale.notes import Evidence, Note, Reading, counted

KeySpelling = Literal["merge", "merge-likely", "keep"]
MAX_EXAMPLES = 3
MAX_LISTED = 200
_CODE = r"^[\d.,'’ \u00a0\u202f_+eE-]+$"
_LOOKALIKES = ("[oO]", "0"), ("[iIl]", "1")


def unify_keys(
    frame: pl.DataFrame, keys: Sequence[str], date: str, spelling: KeySpelling
) -> tuple[pl.DataFrame, list[Note]]:
    """Give each product and store one spelling where several are certainly the same, and say so.

    Case, blanks, Unicode forms and the marks of a spreadsheet are never another product. Leading zeros
    and thousands marks may be: they are joined where one file, store or period writes them throughout
    and another never does, and no such pair was ever sold on the same day.

    Args:
        frame: Rows whose keys are labels, with their date and, if there are several, their file.
        keys: The columns that name products and stores.
        date: The column of the date.
        spelling: Whether to join what is certain ("merge"), also what is likely, or nothing ("keep").
    """
    notes: list[Note] = []
    for key in keys:
        column = frame[key]
        if column.dtype != pl.String:
            continue
        labels = column.drop_nulls().unique()
        if spelling != "keep" and len(labels):
            unified = _one_text(column, labels, notes)
            if unified is not column:
                labels = unified.drop_nulls().unique()
            column = _whole_numbers(unified, labels, notes)
            frame = frame.with_columns(column)
            others = [other for other in keys if other != key]
            has_codes = bool(labels.str.contains(_CODE).any())
            for style in (LEADING_ZEROS, THOUSANDS) if has_codes else ():
                frame, said = join_styles(
                    frame, key, others, date, style, join_likely=spelling == "merge-likely"
                )
                notes.extend(said)
        labels = frame[key].drop_nulls().unique()
        notes.extend(_note_damaged(frame, key, date, labels))
        notes.extend(_lookalikes(key, labels))
    return frame, notes


def list_pairs(pairs: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Pairs of a spelling and its code in words: the first few for a sentence, and up to 200 of them.

    Examples:
        >>> list_pairs([("17", "0017")])
        ('17 for 0017', '17 for 0017')
    """
    words = [f"{other} for {one}" for other, one in pairs[:MAX_LISTED]]
    more = len(pairs) - MAX_EXAMPLES
    short = ", ".join(words[:MAX_EXAMPLES]) + (f" and {more:,} more" if more > 0 else "")
    return short, ", ".join(words)


def _rename(column: pl.Series, old: pl.Series, new: pl.Series) -> pl.Series:
    return column.replace(old, new)


def _one_text(column: pl.Series, labels: pl.Series, notes: list[Note]) -> pl.Series:
    """Labels that a person reads as the same text, as the commonest of them in ordinary letters."""
    name, clean = column.name, clean_text(labels)
    if (clean == labels).all() and fold_text(clean).n_unique() == len(labels):
        return column
    counts = column.drop_nulls().value_counts(name="n").rename({name: "label"})
    counts = counts.with_columns(clean_text(counts["label"]).alias("clean"))
    counts = counts.with_columns(fold_text(counts["clean"]).alias("folded"))
    commonest = (
        counts.group_by("folded", "clean")
        .agg(pl.col("n").sum())
        .with_columns((pl.col("clean").str.normalize("NFKC") == pl.col("clean")).alias("is_plain"))
        .sort("is_plain", "n", "clean", descending=[True, True, False])
        .unique("folded", keep="first", maintain_order=True)
        .select("folded", pl.col("clean").alias("best"))
    )
    changed = counts.join(commonest, on="folded").filter(pl.col("label") != pl.col("best")).sort("label")
    if changed.is_empty():
        return column
    column = _rename(column, changed["label"], changed["best"])
    known = counts.group_by("folded").agg(pl.len().alias("spellings"))
    merged = changed.join(known.filter(pl.col("spellings") > 1), on="folded", how="semi")
    if merged.height:
        short, every = list_pairs(list(zip(merged["label"], merged["best"], strict=True)))
        text = (
            f"{merged.height:,} values of {name} differ from another only in case, blanks or the form of "
            f"their letters ({short}): merged with the commoner spelling."
        )
        notes.append(Note("key_spelling", merged.height, text, Evidence(seen=every)))
    return column


def _whole_numbers(column: pl.Series, labels: pl.Series, notes: list[Note]) -> pl.Series:
    """1001.0 as 1001, and whole codes in scientific notation as their digits, where both are written."""
    decimals = is_whole_decimal(labels)
    fractions = labels.str.contains(r"^\d+\.\d*[1-9]\d*$")
    found = labels.filter(decimals) if not fractions.any() else labels.clear()
    whole = found.str.replace(r"\.0+$", "")
    both = whole.is_in(labels.implode())
    powers = labels.filter(is_power(labels))
    digits = expand_powers(powers)
    old = pl.concat([found.filter(both), powers.filter(digits.is_not_null())])
    new = pl.concat([whole.filter(both), digits.drop_nulls()])
    if not len(old):
        return column
    short, every = list_pairs(list(zip(old, new, strict=True)))
    text = f"{counted(len(old), 'code')} of {column.name} are written as decimal numbers ({short}): joined."
    notes.append(Note("key_decimals", len(old), text, Evidence(seen=every)))
    return _rename(column, old, new)


def _note_damaged(frame: pl.DataFrame, key: str, date: str, labels: pl.Series) -> list[Note]:
    """Codes that a spreadsheet rounded to scientific notation: several may have become one."""
    lost = labels.filter(is_power(labels)).sort()
    if lost.is_empty():
        return []
    rows = frame.filter(pl.col(key).is_in(lost.implode()))
    a_day = rows.height / max(rows[date].cast(pl.Date).n_unique(), 1)
    several = rows.group_by(key, pl.col(date).cast(pl.Date)).len().select(pl.col("len").max()).item()
    text = (
        f"{key} is damaged: {rows.height:,} rows hold codes that a spreadsheet rounded to scientific "
        f"notation ({', '.join(lost.head(MAX_EXAMPLES))}), so digits are lost. There are {len(lost):,} "
        f"different codes for {a_day:,.1f} rows a day (up to {several:,} of one code): several products may "
        "have become one. Export the codes as text."
    )
    seen = f"{', '.join(lost.head(MAX_LISTED))}; {rows.height:,} rows"
    readings = (
        Reading(f"{counted(len(lost), 'code')}, as written"),
        Reading("more codes, whose last digits are lost"),
    )
    return [Note("damaged_codes", rows.height, text, Evidence(seen, readings, "likely"))]


def _lookalikes(key: str, labels: pl.Series) -> list[Note]:
    """Codes that differ only in O and 0, or I and 1: one may be a slip of the pen."""
    codes = labels.filter(labels.str.contains(r"\d") & labels.str.contains("[oOiIl]")).sort()
    if codes.is_empty():
        return []

    def looks(cells: pl.Series) -> pl.Series:
        for letter, digit in _LOOKALIKES:
            cells = cells.str.replace_all(letter, digit)
        return cells.str.to_lowercase()

    every = pl.DataFrame({"label": labels, "looks": looks(labels)})
    groups = (
        every.join(pl.DataFrame({"looks": looks(codes)}).unique(), on="looks", how="semi")
        .group_by("looks")
        .agg(pl.col("label").sort())
        .filter(pl.col("label").list.len() > 1)
        .sort("looks")
    )
    if groups.is_empty():
        return []
    words = [" and ".join(found) for found in groups["label"].head(MAX_LISTED).to_list()]
    text = (
        f"{counted(groups.height, 'code')} of {key} differ from another only in O and 0, or I and 1 "
        f"({', '.join(words[:MAX_EXAMPLES])}): perhaps slips of the pen, kept apart."
    )
    return [Note("key_lookalikes", groups.height, text, Evidence("; ".join(words), certainty="likely"))]
