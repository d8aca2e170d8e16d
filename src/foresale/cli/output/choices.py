"""Which notes tell of a choice that could change the answer, and how each is said in one line."""

from __future__ import annotations

import re
from collections.abc import Iterable

from foresale.cli.options.spelling import spell_option
from foresale.messages import options_in
from foresale.notes import Note

_ROUTINE = frozenset(
    [
        *("date_column", "price_column", "promotion_column", "stockout_column", "in_stock_column"),
        *("transaction_column", "known_ahead_columns", "past_only_columns", "static_columns"),
        *("ignored_columns", "frequency", "known_ahead_missing", "known_ahead", "outliers"),
        *("backtest_cutoffs", "coherence", "models_left_out", "model_unavailable"),
        *("model_failed", "model_fell_back", "short_series", "all_zero_series", "new_products"),
        *("new_series", "ended_series", "zeros_before_first_sale", "files_read", "time_of_day"),
        *("text_encoding", "lines_before_header", "repeated_header", "events", "product_too_sparse"),
        *("small_history", "demand_moved", "saved_model"),
    ]
)
"""What follows from the data or the method, so that nobody has to decide on it."""
_OPTIONS = {
    "target_column": "target",
    "key_columns": "keys",
    "date_order": "day_first",
    "swapped_dates": "swapped_dates",
    "decimal_mark": "decimal",
    "filled_down": "fill_down",
    "wide_layout": "layout",
    "sheet_chosen": "sheet",
    "sheets_joined": "sheet",
    "joined_columns": "join",
    "time_zone": "time_zone",
    "week_scheme": "week_scheme",
    "fiscal_year": "fiscal_year_start",
    "missing_is_zero": "missing",
    "closed_days": "closed_days",
    "closed_stores": "closed_days",
    "closed_cells": "closed_days",
    "closed_ahead": "closed_days",
    "closed_once": "future",
    "exact_duplicates": "duplicates",
    "repeated_rows": "duplicates",
    "duplicate_keys": "duplicate_keys",
    "returned_lines": "returns",
    "undone_sales": "returns",
    "key_spelling": "key_spelling",
    "incomplete_last_period": "incomplete_last",
    "incomplete_first_period": "incomplete_last",
    "shorter_horizon": "horizon",
    "stock_outs_masked": "stockouts",
    "lost_sales_estimated": "stockouts",
    "imputed": "imputation",
    "negative_totals": "non_negative",
}
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z“'\"(])")


def is_choice(note: Note) -> bool:
    """Whether something else could have been done, with another forecast: never left unsaid.

    Examples:
        >>> is_choice(Note("decimal_mark", 9, "…")), is_choice(Note("backtest_cutoffs", 4, "…"))
        (True, False)
    """
    if note.evidence is not None and note.evidence.readings:
        return True
    if note.rule in ("key_columns", "target_column"):
        return bool(options_in(note.text))
    return note.evidence is not None or note.rule not in _ROUTINE


def choices_of(notes: Iterable[Note]) -> list[Note]:
    """The notes that tell of choices, each once, in the order they were made."""
    return [note for note in dict.fromkeys(notes) if is_choice(note)]


def choice_line(note: Note, width: int) -> str:
    """A choice in one line: its first sentence, its count, and the option that decides otherwise.

    Args:
        note: What was chosen.
        width: Characters that fit on a line.

    Examples:
        >>> choice_line(Note("missing_is_zero", 442, "442 of 1,097 days have no row: nothing sold."), 80)
        '442 of 1,097 days have no row: nothing sold (--missing)'
    """
    first = _SENTENCE_END.split(" ".join(note.text.split()), maxsplit=1)[0].rstrip(".")
    name = _OPTIONS.get(note.rule) or next(iter(options_in(note.text)), "")
    option = spell_option(name) if name else ""
    ending = f" ({option})" if option and option not in first else ""
    if note.count > 1 and note.rule != "key_columns" and not re.search(r"\d", first):
        ending = f" · {note.count:,}{ending}"
    if len(first) + len(ending) <= width:
        return first + ending
    if not ending and option:
        ending = f" ({option})"
    room = width - len(ending) - 1
    cut = first[:room].rsplit(" ", 1)[0].rstrip(" ,:;(")
    return f"{cut}…{ending}"
