# ruff: noqa: RUF001 (other scripts)
"""Cells that name a period by its first and last day, such as 5–11 Jan 2024."""

from __future__ import annotations

import re

import polars as pl

_WORDS = r"\s(?:to|until|till|through|thru|bis|au|al|a|до|по|tot|do)\s"
_MARK = rf"(?:\s+[-–—~]\s+|\s*[–—~〜～]\s*|\s*{_WORDS}\s*)"
_SHARED = (
    r"^(?P<from>\d{1,2})\.?\s*[-–—]\s*(?P<to>\d{1,2}\.?)"
    r"(?P<rest>[\s./]+\D*[\s./]+'?\d{2,4}|\.\d{1,2}\.\d{2,4})$"
)
_MONTH_FIRST = (
    r"^(?P<mon>[\p{L}\p{M}]{3,14}\.?)\s+(?P<from>\d{1,2})\s*[-–—]\s*(?P<to>\d{1,2}),?\s+(?P<y>\d{4})$"
)
_BEGINNING = r"(?i)^(?:from|von|du|del|dal|de|с|od|van|week of|w/c|wc)\s+"
_WEEK = (
    r"(?i)^(?:kw|wk|w|week|woche|semaine|semana|settimana|uke|vecka|неделя)\.?\s?\d{1,2}\s*[(:,]\s*"
    r"(\S.*?)\s*\)?$"
)
"""A week's number before its days, which say more: KW 10 (04.03.-10.03.2024)."""
_SAMPLE = 200
_MOSTLY = 0.5  # share of the cells
_DASH = re.compile("[-–—~〜～]")
_APART = re.compile(r"[\s.–—~〜～/]")  # 2024-01-05 has a dash, too
_WORD = re.compile(_WORDS)
_DOTTED = r"^(\d{1,2}\.\d{1,2}\.(?:\d{4})?)\s*-\s*(\d{1,2}\.\d{1,2}\.\d{4})$"
_ISO = r"^(\d{4}-\d{1,2}-\d{1,2})\s*/\s*(\d{4}-\d{1,2}-\d{1,2})$"


def split_ranges(cells: pl.Series) -> tuple[pl.Series, pl.Series] | None:
    """First and last day of each cell as text, where most cells name a range; None where they don't.

    A part without a year takes it from the other: 29 Dec - 4 Jan 2024 begins in 2023.

    Args:
        cells: Distinct text cells.

    Examples:
        >>> first, last = split_ranges(pl.Series(["5–11 Jan 2024", "12–18 Jan 2024"]))
        >>> first.to_list(), last.to_list()
        (['5 Jan 2024', '12 Jan 2024'], ['11 Jan 2024', '18 Jan 2024'])
    """
    sample = cells.head(_SAMPLE).alias("text").to_frame()
    if not _may_be_ranges(sample["text"].to_list()):
        return None
    start = pl.col("text").str.strip_chars().str.replace(_WEEK, "$1").str.replace(_BEGINNING, "")
    forms = (_MARK, _ISO, _SHARED, _MONTH_FIRST, _DOTTED)
    looks = sample.select(pl.any_horizontal(start.str.contains(form) for form in forms)).to_series()
    if looks.sum() < _MOSTLY * len(sample):
        return None
    text = cells.str.strip_chars().str.replace(_WEEK, "$1").str.replace(_BEGINNING, "")
    shared = text.str.extract_groups(_SHARED).struct.unnest()
    named = text.str.extract_groups(_MONTH_FIRST).struct.unnest()
    iso = (
        text.str.replace(_ISO, "$1 – $2")
        .str.replace(_DOTTED, "$1 – $2")
        .str.replace(_MARK, "\x00")
        .str.splitn("\x00", 2)
        .struct.unnest()
    )
    table = pl.DataFrame({"text": text, "one": iso["field_0"], "two": iso["field_1"]}).with_columns(
        sf=shared["from"], st=shared["to"], sr=shared["rest"],
        nm=named["mon"], nf=named["from"], nt=named["to"], ny=named["y"],
    )  # fmt: skip
    dotted = pl.when(pl.col("st").str.ends_with(".")).then(pl.lit(".")).otherwise(pl.lit(""))
    year = r"((?:19|20)\d{2})$"
    later = pl.col("two").str.extract(year, 1)
    lacking = later.is_not_null() & ~pl.col("one").str.contains(r"\d{4}|\d[./-]\d+[./-]\d")
    first = pl.coalesce(
        pl.col("sf") + dotted + pl.col("sr"),
        pl.col("nm") + " " + pl.col("nf") + ", " + pl.col("ny"),
        pl.when(lacking).then(pl.col("one").str.strip_chars_end(" .,") + _joint(pl.col("two")) + later),
        "one",
    )
    last = pl.coalesce(
        pl.col("st") + pl.col("sr"), pl.col("nm") + " " + pl.col("nt") + ", " + pl.col("ny"), "two"
    )
    parts = table.select(first.alias("first"), last.alias("last"))
    return parts["first"], parts["last"]


def _joint(later: pl.Expr) -> pl.Expr:
    """What stands before the year of the later part, so that the earlier one gets the same."""
    return later.str.extract(r"([\s.,/-]*'?)(?:19|20)\d{2}$", 1)


def _may_be_ranges(cells: list[str | None]) -> bool:
    """Whether enough cells have what every range has: its patterns take longer to compile than few cells."""
    marked = sum(bool(cell) and _is_marked(str(cell)) for cell in cells)
    return marked > 0 and marked >= _MOSTLY * len(cells)


def _is_marked(cell: str) -> bool:
    return bool((_DASH.search(cell) and _APART.search(cell)) or _WORD.search(cell))
