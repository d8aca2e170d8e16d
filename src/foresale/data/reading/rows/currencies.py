"""Amounts in several currencies, and quantities in several units of measure: never added up."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from foresale.data.reading.columns.names import words_of
from foresale.data.reading.columns.plain_words import plain_words
from foresale.data.reading.columns.row_filters import filter_option
from foresale.data.reading.columns.unit_columns import is_unit_name
from foresale.data.reading.parsing.cell_words import CURRENCIES
from foresale.data.reading.questions import Ask, Question, settle
from foresale.data.reading.rows.sale_rows import SaleRows
from foresale.notes import Evidence, Note, Reading

#: Codes of three letters, and signs: words such as kr or fr name other things in a column of their own.
_CODES = frozenset(
    word.upper() for word in CURRENCIES if (len(word) == 3 and word.isascii()) or not word.isalnum()
)
_MONEY_NAMES = frozenset(
    """
    curr currency devise iso mena moeda moneda para valuta waehrung waers wahrung waluta wkz
    валюта العملة 币种 货币 通貨 통화
    """.split()  # noqa: SIM905
)


def part_currencies(rows: SaleRows, ask: Ask | None) -> tuple[SaleRows, list[Note]]:
    """The rows of one currency, where amounts of money come in several.

    Pieces can be added whatever they cost: there only prices of other currencies are unknown.

    Args:
        rows: The rows.
        ask: Asked which currency counts.

    Raises:
        ColumnsError: There are several, and nobody is asked.
    """
    notes: list[Note] = []
    for name in rows.free():
        values = _codes(rows, name)
        if len(values) < 2:
            continue
        labels = rows.labels(name)
        amounts = tuple(Reading(value, rows.total(labels == value)) for value in values)
        listed = ", ".join(values)
        if name in rows.keys:
            text = f"Amounts are in {len(values)} currencies ({listed}): a sum over them means nothing."
            notes.append(Note("currencies", len(values), text))
        elif not rows.is_pieces:
            question = Question(
                f"{rows.target} is in {len(values)} currencies ({listed}), which can't be added up.",
                tuple(values),
                f"Name one with {filter_option(True, name, values[:1])}, or have a series each with --keys "
                f'"{name}" (and the other keys).',
                amounts,
            )
            chosen = settle(question, ask)
            kept = (labels == chosen).fill_null(value=False)
            text = (
                f"Only {rows.target} in {chosen} counts; {int((~kept).sum()):,} rows are in other currencies."
            )
            notes.append(
                Note("currencies", int((~kept).sum()), text, Evidence(question.text, amounts, "asked"))
            )
            rows = rows.filter(kept)
        else:
            rows = _without_foreign_money(rows, name, labels, notes)
        rows = replace(rows, used=(*rows.used, name))
    return rows, notes


def part_units(rows: SaleRows, ask: Ask | None, *, can_key: bool) -> tuple[SaleRows, list[Note]]:
    """Say that quantities are in several units of measure; where no series can be made of each, ask.

    Args:
        rows: The rows.
        ask: Asked which unit counts.
        can_key: Whether the unit may become a key, so that each has series of its own.

    Raises:
        ColumnsError: There are several, no key can part them, and nobody is asked.
    """
    notes: list[Note] = []
    for name in rows.free():
        if not is_unit_name(name) or rows.is_money:
            continue
        values = rows.few_labels(name)
        if len(values) < 2:
            continue
        labels = rows.labels(name)
        amounts = tuple(Reading(value, rows.total(labels == value)) for value in values)
        listed = ", ".join(values)
        seen = f"{rows.target} is in {len(values)} units of measure ({listed})"
        if can_key:
            text = f"{seen}: a series each; a sum over them means nothing."
            notes.append(Note("units_of_measure", len(values), text, Evidence(f"{seen}.", amounts)))
            continue
        question = Question(
            f"{seen}, which can't be added up.",
            tuple(values),
            f"Name one with {filter_option(True, name, values[:1])}.",
            amounts,
        )
        chosen = settle(question, ask)
        kept = (labels == chosen).fill_null(value=False)
        text = f"Only {rows.target} in {chosen} counts; {int((~kept).sum()):,} rows are in other units."
        notes.append(
            Note("units_of_measure", int((~kept).sum()), text, Evidence(question.text, amounts, "asked"))
        )
        rows = rows.filter(kept)
    return rows, notes


def _codes(rows: SaleRows, name: str) -> list[str]:
    """A column's currencies, by their codes or signs; none where it holds anything else."""
    words = set(words_of(name)) | set(plain_words(name).split())
    values = rows.few_labels(name)
    known = [value for value in values if value.upper() in _CODES]
    named = bool(words & _MONEY_NAMES)
    return (
        values if known and (len(known) == len(values) or (named and 2 * len(known) >= len(values))) else []
    )


def _without_foreign_money(rows: SaleRows, name: str, labels: pl.Series, notes: list[Note]) -> SaleRows:
    """Rows whose amounts of money are known only in the commonest currency; pieces stay."""
    counts = labels.drop_nulls().value_counts(sort=True)
    main = str(counts[name][0])
    money = [n for n in rows.frame.columns if n in rows.facts and rows.facts[n].kind in ("price", "revenue")]
    money = [n for n in money if rows.facts[n].is_number and n not in rows.settled]
    if not money:
        return rows
    foreign = (labels != main).fill_null(value=False)
    frame = rows.frame.with_columns(pl.when(foreign).then(None).otherwise(pl.col(n)).alias(n) for n in money)
    text = (
        f"{', '.join(money)} {'is' if len(money) == 1 else 'are'} in {counts.height} currencies "
        f"({', '.join(counts[name].to_list())}): known only in {main}, the commonest."
    )
    notes.append(Note("currencies", int(foreign.sum()), text))
    return replace(rows, frame=frame)
