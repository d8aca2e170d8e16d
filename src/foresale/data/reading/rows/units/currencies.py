"""Amounts in several currencies, and quantities in several units of measure: never added up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from foresale.data.reading.columns.roles.unit_columns import is_unit_name
from foresale.data.reading.columns.row_filters import filter_option
from foresale.data.reading.columns.words.names import words_of
from foresale.data.reading.parsing.numbers.cell_words import CURRENCIES
from foresale.data.reading.questions import Ask, Question, settle
from foresale.data.reading.rows.sale_rows import SaleRows
from foresale.data.reading.rows.units.exchange_rates import ExchangeRates, check_rates
from foresale.data.reading.vocabulary.plain_words import plain_words
from foresale.messages import option
from foresale.notes import Certainty, Evidence, Note, Reading

APART = "a series each"
"""The answer that keeps currencies or units in series of their own."""
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


def part_currencies(
    rows: SaleRows, ask: Ask | None, *, can_key: bool, rates: ExchangeRates | None
) -> tuple[SaleRows, list[Note]]:
    """Amounts of money in one currency, or in several that are kept apart.

    Pieces can be added whatever they cost: there only prices of other currencies are unknown. Where there
    are exchange rates, the amounts are converted once they are read.

    Args:
        rows: The rows.
        ask: Asked which currency counts.
        can_key: Whether the currency may become a key, so that each has series of its own.
        rates: What currencies are worth, if the caller says.

    Raises:
        ColumnsError: There are several, and nobody is asked; or one of them has no rate.
    """
    notes: list[Note] = []
    for name in rows.free():
        values = _codes(rows, name)
        if len(values) < 2:
            continue
        if rates is not None:
            check_rates(values, rates)
            rate = rates.of_rows(rows.labels(name), rows.frame[rows.date])
            amounts = rows.amounts if rows.is_pieces else (rows.amounts * rate).fill_null(0.0)
            rows = replace(rows, currency=name, amounts=amounts, used=(*rows.used, name))
        elif rows.is_pieces:
            rows = _without_foreign_money(rows, name, rows.labels(name), notes)
            rows = replace(rows, used=(*rows.used, name))
        else:
            kinds = _Kinds(name, tuple(values), "currencies", "currencies", is_money=True)
            rows, said = _part(rows, kinds, ask, can_key=can_key)
            notes += said
    return rows, notes


def part_units(rows: SaleRows, ask: Ask | None, *, can_key: bool) -> tuple[SaleRows, list[Note]]:
    """Quantities in one unit of measure, or in several that are kept apart.

    Args:
        rows: The rows.
        ask: Asked which unit counts, where no series can be made of each.
        can_key: Whether the unit may become a key, so that each has series of its own.

    Raises:
        ColumnsError: There are several, no key can part them, and nobody is asked.
    """
    notes: list[Note] = []
    for name in rows.free():
        if not is_unit_name(name) or rows.is_money:
            continue
        values = rows.few_labels(name)
        if len(values) > 1:
            kinds = _Kinds(name, tuple(values), "units of measure", "units_of_measure", is_money=False)
            rows, said = _part(rows, kinds, ask, can_key=can_key)
            notes += said
    return rows, notes


@dataclass(frozen=True)
class _Kinds:
    """A column of currencies or units: its values, what they are called, and its notes' rule."""

    column: str
    values: tuple[str, ...]
    noun: str
    rule: str
    is_money: bool


def _part(rows: SaleRows, kinds: _Kinds, ask: Ask | None, *, can_key: bool) -> tuple[SaleRows, list[Note]]:
    """Rows whose series are in one currency or unit each, or the rows of one of them."""
    name, labels, wanted = kinds.column, rows.labels(kinds.column), rows.options.keys
    amounts = tuple(Reading(value, rows.total(labels == value)) for value in kinds.values)
    seen = f"{rows.target} is in {len(kinds.values)} {kinds.noun} ({', '.join(kinds.values)})"
    is_apart = can_key and (
        not kinds.is_money if wanted is None else name in wanted or are_pure(rows.frame, name, wanted)
    )
    certainty: Certainty = "proven" if wanted is None else "told"
    if not is_apart:
        may_split = can_key and wanted is None
        seen = f"{seen}, which can't be added up"
        question = Question(
            f"{kinds.rule}:{name}",
            f"{seen}: {'a series each, or ' if may_split else ''}which one counts?",
            (*([APART] if may_split else []), *kinds.values),
            _ways_out(rows, kinds, can_key=can_key),
            amounts,
        )
        chosen, certainty = settle(question, ask), "asked"
        if chosen != APART:
            kept = (labels == chosen).fill_null(value=False)
            count = int((~kept).sum())
            text = f"Only {rows.target} in {chosen} counts; {count:,} rows are in other {kinds.noun}."
            note = Note(kinds.rule, count, text, Evidence(f"{seen}.", amounts, certainty))
            return replace(rows.filter(kept), used=(*rows.used, name)), [note]
    text = f"{seen}: a series each, and a total each; a sum over them means nothing."
    evidence = Evidence(f"{seen}.", amounts, certainty)
    return replace(rows, apart=name), [Note(kinds.rule, len(kinds.values), text, evidence)]


def are_pure(frame: pl.DataFrame, unit: str, keys: Sequence[str]) -> bool:
    """Whether each series that some keys make is in one currency or unit.

    Args:
        frame: The rows.
        unit: Column of currencies or units.
        keys: Columns that tell series apart; those that aren't there are passed over.
    """
    known = [key for key in keys if key in frame.columns]
    if not known:
        return False
    return frame.select(*known, unit).n_unique() == frame.select(known).n_unique()


def _ways_out(rows: SaleRows, kinds: _Kinds, *, can_key: bool) -> str:
    ways = [f"Name one with {filter_option(True, kinds.column, kinds.values[:1])}"]
    if kinds.is_money:
        worth = [f"{value}={1 if i == 0 else '…'}" for i, value in enumerate(kinds.values)]
        ways.append(f"convert them with {option('rates', worth)}")
    if can_key:
        keys = option("keys", [*(rows.options.keys or ()), kinds.column])
        ways.append(f"have a series each with {keys}" + ("" if rows.options.keys else " (and other keys)"))
    return f"{', or '.join(ways)}."


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
    money = [n for n in rows.frame.columns if n in rows.stats and rows.stats[n].kind in ("price", "revenue")]
    money = [n for n in money if rows.stats[n].is_number and n not in rows.settled]
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
