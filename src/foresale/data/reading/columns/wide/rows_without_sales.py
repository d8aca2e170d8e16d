"""Rows of a table with a column a period that hold no sales: sums, words below the periods, headings."""

from __future__ import annotations

import polars as pl

from foresale.data.reading.columns.dates.date_parts import year_numbers
from foresale.data.reading.columns.numbers.sum_columns import says_total
from foresale.data.reading.columns.wide.period_columns import PeriodColumns
from foresale.data.reading.columns.words.names import words_of
from foresale.data.reading.parsing.numbers.parse_numbers import is_missing, parse_numbers
from foresale.data.reading.provenance import own_columns
from foresale.notes import Note, counted

_FEWEST_LABELS, _FIRST_ROWS = 5, 20  # periods and rows that are looked at for rows of words
SUMMARY_WORDS = frozenset(
    [
        "min",
        "max",
        "minimum",
        "maximum",
        "total",
        "totals",
        "sum",
        "summe",
        "gesamt",
        "somme",
        "suma",
        "soma",
        "totale",
        "totaal",
        "mean",
        "average",
        "avg",
        "durchschnitt",
        "mittel",
        "moyenne",
        "promedio",
        "schnitt",
        "mittelwert",
        "gemiddelde",
        "srednia",
        "ortalama",
        "medel",
        "ø",
        "среднее",
        "平均",
        "media",
    ]
)


def take_measure_row(
    frame: pl.DataFrame, names: list[str]
) -> tuple[pl.DataFrame, str | None, tuple[Note, ...]]:
    """The table without a first row of one word below every period, and that word: what is counted.

    Args:
        frame: The table as read.
        names: Its columns that are periods.
    """
    first = frame.select(own_columns(frame)).head(1).cast(pl.String).to_dicts()
    cells = {name: cell for row in first for name, cell in row.items() if cell}
    words = {cells.get(name) for name in names}
    word = words.pop() if len(words) == 1 else None
    if word is None or set(cells.values()) != {word} or any(map(str.isdigit, word)):
        return frame, None, ()
    if not any(map(str.isalpha, word)):
        return frame, None, ()
    text = f"'{word}' stands below every period: it says what is counted."
    return frame[1:], word, (Note("measure_row", 1, text),)


def without_summary_rows(
    frame: pl.DataFrame, periods: PeriodColumns
) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """The rows without those that name a total or an average where the others name their year.

    Args:
        frame: The table as read.
        periods: Its columns that are periods, and the one that holds years.
    """
    if periods.year is None:
        return frame, ()
    labels = frame[periods.year].cast(pl.String)
    words = [word for word in labels.drop_nulls().unique(maintain_order=True).to_list() if _sums_up(word)]
    if not words or year_numbers(pl.Series(words)).count():
        return frame, ()
    out = labels.is_in(words).fill_null(value=False)
    text = f"{int(out.sum())} rows with {periods.year} {', '.join(words)} sum others up: left out."
    return frame.filter(~out), (Note("summary_rows", int(out.sum()), text),)


def without_label_rows(frame: pl.DataFrame, names: list[str]) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """The rows without those that hold words in every period, such as the days' weekdays.

    Args:
        frame: The table as read.
        names: Its columns that are periods.
    """
    if len(names) < _FEWEST_LABELS or any(frame[name].dtype != pl.String for name in names):
        return frame, ()
    head = frame.head(_FIRST_ROWS)
    cells = head.select(pl.col(names)).with_row_index("row").unpivot(index="row", value_name="cell")
    filled = cells.filter(~is_missing(cells["cell"]))
    rows = filled.with_columns(parse_numbers(filled["cell"]).is_not_null().alias("number"))
    words = rows.group_by("row").agg(pl.col("number").any(), pl.col("cell").n_unique(), pl.len())
    out = words.filter(~pl.col("number") & (pl.col("cell") > 1) & (pl.col("len") == len(names)))["row"]
    if not len(out) or len(out) == frame.height:
        return frame, ()
    first = filled.filter(pl.col("row") == out[0])["cell"][0]
    text = f"Words such as '{first}' fill every period of {counted(len(out), 'row')}: no sales, left out."
    kept = (
        frame.with_row_index("__label__").filter(~pl.col("__label__").is_in(out.implode())).drop("__label__")
    )
    return kept, (Note("label_rows", len(out), text),)


def without_empty_rows(frame: pl.DataFrame, names: list[str]) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """The rows without those that have no value in any period, such as headings of groups of products.

    Args:
        frame: The table as read.
        names: Its columns that are periods.
    """
    filled = frame.select(pl.any_horizontal(pl.col(names).is_not_null())).to_series()
    out = int((~filled).sum())
    if not out or out == frame.height:
        return frame, ()
    first = next((str(cell) for cell in frame.filter(~filled).select(own_columns(frame)).row(0) if cell), "")
    text = f"{counted(out, 'row')} ('{first}' …) have no value in any period: left out."
    return frame.filter(filled), (Note("empty_rows", out, text),)


def _sums_up(label: str) -> bool:
    return says_total(label) or bool({*words_of(label), label.strip().casefold()} & SUMMARY_WORDS)
