"""Rows that a column gives a reason to undo: cancelled, voided or returned, though no status says so."""

from __future__ import annotations

import polars as pl

from foresale.aggregates import number_of
from foresale.data.reading.columns.words.names import words_of
from foresale.data.reading.columns.words.status_names import is_undone_amount
from foresale.data.reading.parsing.numbers.parse_numbers import parse_flags
from foresale.data.reading.rows.sale_rows import SaleRows

_MOST = 0.5  # share of rows up to which a few of them are undone
_NO_REASON = ("none", "null", "nan", "nil", "n/a", "na", "not applicable", "keine", "kein", "keiner", "aucun",
              "aucune", "ninguno", "nessuno")  # fmt: skip
_NOT = ("no", "not", "non", "kein", "keine", "nicht", "ohne", "sans", "pas", "sin", "sem", "senza", "geen",
        "без", "не", "нет")  # fmt: skip
_STEM = 4  # letters by which a word of a label and of the column's name are one


def find_undone(rows: SaleRows, name: str) -> pl.Series | None:
    """Which rows have a reason in a column of reasons; None where these aren't undone as a whole.

    They aren't where their amounts stand below zero already, or where another column says how many of them
    came back.

    Args:
        rows: The rows.
        name: The column.
    """
    labels = rows.labels(name)
    no_reason = (parse_flags(labels) == 0) | labels.str.to_lowercase().is_in(
        [*_NO_REASON, *_denials(name, labels)]
    )
    says_why = labels.str.contains(r"[\p{L}\p{N}]").fill_null(value=False)  # "Error" is a reason, too
    undone = says_why & ~no_reason.fill_null(value=False)
    if not undone.any() or number_of(undone.mean()) > _MOST:
        return None
    if (rows.amounts.filter(undone) < 0).any() or any(is_undone_amount(other) for other in rows.stats):
        return None
    return undone


def _denials(name: str, labels: pl.Series) -> list[str]:
    """Labels that deny what the column's name says, such as `No void` in `Void reason`."""
    stems = {word[:_STEM] for word in words_of(name) if len(word) >= _STEM}
    words = {label: words_of(label) for label in labels.drop_nulls().unique().to_list()}
    return [
        label.lower()
        for label, found in words.items()
        if found and found[0] in _NOT and any(word[:_STEM] in stems for word in found[1:])
    ]
