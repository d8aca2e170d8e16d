"""Rows of rates among rows of amounts, such as per cent of the total or growth: left out."""

from __future__ import annotations

import polars as pl

from foresale.aggregates import number_of
from foresale.data.reading.columns.numbers.sum_columns import says_share
from foresale.data.reading.columns.row_filters import filter_option
from foresale.data.reading.questions import Ask
from foresale.data.reading.rows.sale_rows import SaleRows, as_text_labels
from foresale.data.reading.rows.sums.totals import label_columns
from foresale.data.reading.vocabulary.plain_words import has_phrase, plain_words
from foresale.notes import Evidence, Note, Reading, counted

_WORDS = (
    "growth",
    "change",
    "variation",
    "wachstum",
    "veranderung",
    "croissance",
    "crecimiento",
    "crescita",
    "рост",
)
_MAX_LABELS = 3_000
_SMALL = 0.1  # of the others' usual amount, which rates stay below


def leave_out_rates(rows: SaleRows, ask: Ask | None) -> tuple[SaleRows, list[Note]]:
    """The rows without those that hold rates by their name and by their cells, and a note for each column.

    Args:
        rows: The rows.
        ask: Nobody has to be asked.
    """
    notes: list[Note] = []
    for column in label_columns(rows):
        labels = as_text_labels(rows.frame[column].unique()).drop_nulls().unique()
        if len(labels) > _MAX_LABELS:
            continue
        named = [value for value in labels.to_list() if says_share(value) or _says_change(value)]
        named = [value for value in named if _are_rates(rows, rows.labels(column) == value)]
        if not named or len(named) == len(labels):
            continue
        out = rows.labels(column).is_in(named).fill_null(value=False)
        before, left = rows.total(), rows.total(out)
        listed = ", ".join(named)
        text = (
            f"{counted(int(out.sum()), 'row')} with {column} {listed} hold rates, not amounts: left out "
            f"({filter_option(True, column, named[:1])} reads them alone)."
        )
        readings = (Reading("left out", before - left), Reading("kept", before))
        seen = f"{column} {listed} is a rate by its name and its cells"
        notes.append(Note("rate_rows", int(out.sum()), text, Evidence(seen, readings, "likely")))
        rows = rows.filter(~out)
    return rows, notes


def _says_change(value: str) -> bool:
    words = plain_words(value)
    return any(has_phrase(words, word) for word in _WORDS)


def _are_rates(rows: SaleRows, mask: pl.Series) -> bool:
    """Whether these rows' cells are per cent while the others' aren't, or far below any other amount."""
    mask = mask.fill_null(value=False)
    cells = rows.frame[rows.target]
    if cells.dtype == pl.String:
        marked = cells.str.contains("%", literal=True)
        own, others = marked.filter(mask).drop_nulls(), marked.filter(~mask).drop_nulls()
        if len(own) and own.all() and not others.any():
            return True
    amounts = rows.amounts.abs()
    own, others = amounts.filter(mask & (amounts > 0)), amounts.filter(~mask & (amounts > 0))
    if own.is_empty() or others.is_empty():
        return False
    whole = bool((own % 1 == 0).all())
    return not whole and number_of(own.max()) < _SMALL * number_of(others.median())
