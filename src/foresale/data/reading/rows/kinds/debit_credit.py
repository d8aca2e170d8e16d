"""A column that says of each amount whether it is a debit or a credit: one of the two is below zero."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from foresale.data.reading.columns.row_filters import filter_option
from foresale.data.reading.questions import Ask, Question, settle
from foresale.data.reading.rows.sale_rows import SaleRows
from foresale.data.reading.vocabulary.plain_words import has_phrase, plain_words
from foresale.notes import Certainty, Evidence, Note, Reading, counted

_PAIRS = frozenset(
    frozenset(pair.split("/"))
    for pair in (
        "s/h", "soll/haben", "d/c", "dr/cr", "debit/credit", "db/cr", "d/h", "debe/haber", "debito/credito",
        "d/a", "dare/avere", "debet/credit", "debet/kredit", "wn/ma", "winien/ma", "дт/кт", "дебет/кредит",
        "借/贷", "借方/貸方",
    )
)  # fmt: skip
_SIGNS = (frozenset("+-"), frozenset("+\u2212"), frozenset("+\u2013"))
_OF_CARDS = ("card", "payment", "tender", "karte", "tarjeta", "carte", "cartao", "carta", "карта")
"""Words of columns that say how somebody paid, by debit card or credit card."""

_RARE = 0.25
"""Share of the amount up to which the smaller side is taken for what came back."""


def turn_debits_round(rows: SaleRows, ask: Ask | None) -> tuple[SaleRows, list[Note]]:
    """Amounts of one side of the books below zero, where a column says debit or credit and no amount is.

    Sales are booked on one side, what came back on the other; the larger side is the sales'.

    Args:
        rows: The rows.
        ask: Asked where both sides are large.

    Raises:
        ColumnsError: Both sides are large and nobody is asked.
    """
    for name in rows.free():
        if name in rows.keys or any(has_phrase(plain_words(name), word) for word in _OF_CARDS):
            continue
        values = rows.few_labels(name) or _signs(rows, name)
        is_pair = frozenset(map(plain_words, values)) in _PAIRS or frozenset(values) in _SIGNS
        if len(values) != 2 or not is_pair:
            continue
        labels = rows.labels(name)
        sides = {value: rows.total((labels == value).fill_null(value=False)) for value in values}
        if (rows.amounts < 0).any() or not all(total > 0 for total in sides.values()):
            return rows, []
        rows, note = _turn(rows, name, sides, ask)
        return replace(rows, used=(*rows.used, name)), [note]
    return rows, []


def _signs(rows: SaleRows, name: str) -> list[str]:
    """The values of a column that may be signs: a minus alone would be an empty cell elsewhere."""
    if rows.stats[name].distinct > len("+-") or rows.frame[name].dtype != pl.String:
        return []
    return rows.frame[name].str.strip_chars().unique(maintain_order=True).drop_nulls().to_list()


def _turn(rows: SaleRows, name: str, sides: dict[str, float], ask: Ask | None) -> tuple[SaleRows, Note]:
    sold, back = sorted(sides, key=lambda value: -sides[value])
    both = sides[sold] + sides[back]
    left = sides[sold] - sides[back]
    net = Reading(f"{back} is taken off", left)
    added = Reading("both are sales", both)
    certainty: Certainty = "likely"
    if sides[back] > _RARE * both:
        answers = (f"{sold} are sales, {back} is taken off", f"{back} are sales, {sold} is taken off")
        question = Question(
            f"side_of_the_books:{name}",
            f"{name} says {sold} and {back}: which side are the sales on?",
            answers,
            f"Keep one side with {filter_option(True, name, [sold])} or {filter_option(True, name, [back])}.",
            (net, Reading(f"{sold} is taken off", -left), added),
        )
        if settle(question, ask) == answers[1]:
            sold, back = back, sold
        certainty = "told"
    turned = (rows.labels(name) == back).fill_null(value=False)
    text = (
        f"{counted(int(turned.sum()), 'row')} are {back} by {name}, the other side of the books than the "
        f"sales ({sold}): {sides[back]:,.10g} taken off instead of added."
    )
    evidence = Evidence(f"{name} {sold}, {back}", (net, added), certainty)
    return rows.turn_round(turned), Note("debits_turned_round", int(turned.sum()), text, evidence)
