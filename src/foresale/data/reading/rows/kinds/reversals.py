"""Cancelled rows that are written below zero: they take back sales that other rows hold."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from foresale.data.reading.rows.sale_rows import SaleRows
from foresale.data.reading.vocabulary.plain_words import has_phrase, plain_words
from foresale.data.reading.vocabulary.sale_words import Kind
from foresale.notes import Evidence, Note, Reading, counted

_SOLD = 0.5  # share of the other rows that must be above zero
_NEVER_SOLD = (
    "draft", "quote", "quotation", "proforma", "pro forma", "test", "trash", "spam", "error", "expired",
    "abandoned", "failed", "failure", "declined", "rejected", "denied", "unsuccessful", "incomplete",
    "entwurf", "angebot", "fehlgeschlagen", "abgelehnt", "abgelaufen", "brouillon", "devis", "refuse",
    "refusee", "presupuesto", "borrador", "fallido", "rechazado", "rechazada", "rascunho", "orcamento",
    "recusado", "recusada", "bozza", "preventivo", "fallito", "rifiutato", "rifiutata", "concept", "offerte",
    "mislukt", "geweigerd", "szkic", "oferta", "taslak", "teklif", "черновик", "ошибка", "下書き", "見積",
    "草稿", "مسودة",
)  # fmt: skip


def find_reversals(
    rows: SaleRows, name: str, kinds: Mapping[str, Kind | None]
) -> tuple[frozenset[str], list[Note]]:
    """The values whose rows are below zero and undo sales, so that they count: else what they undo stays.

    Rows of nothing among them, such as those of gifts, change nothing. What never was a sale, such as a draft
    or goods that expired, takes none back.

    Args:
        rows: The rows.
        name: A column of states or types.
        kinds: What each of its values says of its rows.
    """
    undone = [value for value, kind in kinds.items() if kind in ("void", "return") and _undoes(value)]
    if not undone:
        return frozenset(), []
    labels = rows.labels(name)
    sold = rows.amounts.filter(~labels.is_in(undone).fill_null(value=False))
    if not len(sold) or int((sold > 0).sum()) <= _SOLD * len(sold):
        return frozenset(), []
    back = {value: rows.amounts.filter((labels == value).fill_null(value=False)) for value in undone}
    reversals = [value for value, amounts in back.items() if (amounts < 0).any() and (amounts <= 0).all()]
    notes = [_note(rows, name, value, back[value]) for value in reversals if kinds[value] == "void"]
    return frozenset(reversals), notes


def _undoes(value: str) -> bool:
    words = plain_words(value)
    return not any(has_phrase(words, word) for word in _NEVER_SOLD)


def _note(rows: SaleRows, name: str, value: str, amounts: pl.Series) -> Note:
    whole, taken = rows.total(), float(amounts.sum())
    text = (
        f"{counted(len(amounts), 'row')} by {name} ({value}) are below zero, so they take back sales: "
        f"counted as they stand, {taken:,.10g} {rows.target}."
    )
    readings = (Reading("they take back sales of other rows", whole), Reading("left out", whole - taken))
    return Note("reversals", len(amounts), text, Evidence(f"{name} {value}", readings, "likely"))
