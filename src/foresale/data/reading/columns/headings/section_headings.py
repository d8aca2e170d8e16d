"""Reports in sections: headings on rows of their own become a column, their totals are left out."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from foresale.data.reading.columns.numbers.sum_columns import says_total
from foresale.data.reading.columns.words.names import kind_of
from foresale.data.reading.columns.words.page_words import PAGE_LINE
from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.parsing.dates.parse_dates import date_share
from foresale.data.reading.provenance import FILE
from foresale.notes import Evidence, Note, Reading, counted

_MIN_SECTIONS = 2
_MIN_ROWS = 4
_DATED = 0.9  # share of a section's first cells that are dates, so that a heading can't be one of them
_SAMPLE = 500
_AT = "__at__"
_CODE, _BARE_YEAR = r"^\d{2,14}$", r"^((?:19|20)\d{2})$"


def fill_headings(raw: RawTable, options: ReadOptions) -> RawTable:
    """`raw` with the headings above its sections in a column, on each row of their section.

    A heading is the only filled cell of its row, is no date, and has rows of several cells below it. It is
    told from a row whose amounts are missing by what stands in its column elsewhere: dates, or nothing.
    Of two headings in turn the upper one holds until the next such pair. Lines that number the pages of a
    printed report head nothing, and are left out.

    Args:
        raw: The table as read.
        options: `fill_down` may say that labels don't hold for the rows below them.
    """
    raw = _without_pages(raw)
    frame, names = raw.frame, raw.columns
    if frame.height < _MIN_ROWS or len(names) < 2 or options.fill_down is False:
        return raw
    filled = frame.select(pl.sum_horizontal(pl.col(n).is_not_null() for n in names)).to_series()
    alone = filled == 1
    column = next((n for n in names if (alone & frame[n].is_not_null()).any()), None)
    if column is None or frame[column].dtype != pl.String:
        return raw
    cells = frame[column]
    body = ~alone & (filled > 0)
    named = cells.str.contains(r"\p{L}") | (cells.str.contains(_CODE) & _holds_days(cells.filter(body)))
    heads = alone & named.fill_null(value=False) & ~_says_total(cells)
    above_head = heads & heads.shift(-1, fill_value=False)
    inner = heads & body.shift(-1, fill_value=False)
    outer = above_head & inner.shift(-1, fill_value=False)
    details = cells.filter(body & ~_says_total(cells))
    if inner.sum() < _MIN_SECTIONS or not _is_apart(details, cells.filter(inner)):
        return raw
    return _fill_headings(raw, column, (inner, outer), details)


def _without_pages(raw: RawTable) -> RawTable:
    """The table without rows that hold the number of a page and nothing else."""
    names = [name for name in raw.columns if raw.frame[name].dtype == pl.String]
    if not names or len(raw.columns) < 2:
        return raw
    filled = pl.sum_horizontal(pl.col(n).is_not_null() for n in raw.columns)
    alone = raw.frame.with_row_index(_AT).filter(filled == 1)
    pages = alone.filter(pl.coalesce(names).str.contains(PAGE_LINE).fill_null(value=False))
    if pages.is_empty() or pages.height == raw.frame.height:
        return raw
    example = pages.select(pl.coalesce(names)).item(0, 0)
    text = f"{counted(pages.height, 'row')} number pages, such as '{example}': left out."
    kept = raw.frame.with_row_index(_AT).filter(~pl.col(_AT).is_in(pages[_AT].implode())).drop(_AT)
    return replace(raw, frame=kept, notes=(*raw.notes, Note("page_lines", pages.height, text)))


def _fill_headings(
    raw: RawTable, column: str, heads: tuple[pl.Series, pl.Series], details: pl.Series
) -> RawTable:
    """The table with its headings filled down; rows of headings and of their totals are gone."""
    frame, cells, (inner, outer) = raw.frame, raw.frame[column], heads
    own = details.null_count() == len(details)
    is_nameless = kind_of(column) == "row"
    name = column if own and not is_nameless else _free_name(raw.columns)
    label = pl.when(pl.lit(inner)).then(pl.lit(cells)).forward_fill().over(FILE).alias(name)
    filled = frame.with_columns(label)
    if outer.any():
        upper = pl.when(pl.lit(outer)).then(pl.lit(cells)).forward_fill().over(FILE)
        filled = filled.with_columns(upper.alias(_free_name([*raw.columns, name])))
    totals = _says_total(cells) & ~inner & ~outer
    shown = ", ".join(cells.filter(inner).unique(maintain_order=True).head(3))
    text = (
        f"{counted(int(inner.sum()), 'row')} are headings of sections ({shown} …): each holds for the rows "
        f"below it, in column {name}."
    )
    seen = f"Only {column} is filled there, and elsewhere it holds {'nothing' if own else 'dates'}."
    readings = (Reading("a heading holds for the rows below it"), Reading("it says nothing of them"))
    notes = [Note("section_headings", int(inner.sum()), text, Evidence(seen, readings))]
    if totals.any():
        shown = ", ".join(cells.filter(totals).head(3))
        text = f"{counted(int(totals.sum()), 'row')} are called totals of sections ({shown} …): left out."
        notes.append(Note("section_totals", int(totals.sum()), text))
    filled = filled.filter(~(inner | outer | totals))
    filled = filled.drop(column) if own and is_nameless else filled
    return replace(raw, frame=filled, notes=(*raw.notes, *notes))


def _is_apart(details: pl.Series, headings: pl.Series) -> bool:
    """Whether a column holds only dates, or nothing, beside its headings, none of which is a date."""
    if details.is_empty() or _are_dates(headings, details):
        return False
    if details.null_count() == len(details):
        return True
    return date_share(details.head(_SAMPLE), named_so=True) >= _DATED


def _holds_days(cells: pl.Series) -> bool:
    """Whether cells are days, written so that no plain number can be one."""
    return date_share(cells.drop_nulls().head(_SAMPLE), named_so=False) >= _DATED


def _are_dates(headings: pl.Series, details: pl.Series) -> bool:
    """Whether headings are dates too; years that no day below them is of are none."""
    if date_share(headings.head(_SAMPLE), named_so=False) <= 0.5:
        return False
    years = headings.str.extract(_BARE_YEAR, 1)
    return years.null_count() > 0 or bool(details.str.contains_any(years.unique().to_list()).any())


def _says_total(cells: pl.Series) -> pl.Series:
    """True for each cell that is called a total."""
    words = cells.filter(cells.str.contains(r"\p{L}|∑|Σ").fill_null(value=False)).unique()
    named = [word for word in words.to_list() if says_total(word)]
    return cells.is_in(named).fill_null(value=False)


def _free_name(taken: list[str]) -> str:
    return next(name for name in ("section", "heading", "upper_section") if name not in taken)
