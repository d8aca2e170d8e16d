"""Files or sheets whose names may say goods sold, or something else: asked about, or proven by a supplier."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from foresale.data.reading.columns.row_filters import filter_option
from foresale.data.reading.columns.words.names import words_of
from foresale.data.reading.parsing.numbers.parse_numbers import is_missing
from foresale.data.reading.questions import Ask, Question, settle
from foresale.data.reading.rows.sale_rows import SaleRows
from foresale.data.reading.vocabulary.name_kinds import kind_of_name, repeats_sales
from foresale.data.reading.vocabulary.sale_words import Kind
from foresale.notes import Reading, counted

_SUPPLIERS = frozenset(
    """
    supplier suppliers vendor vendors lieferant lieferanten kreditor kreditoren fournisseur fournisseurs
    proveedor proveedores fornecedor fornecedores fornitore fornitori leverancier leveranciers dostawca
    dostawcy dodavatel leverandor leverantor toimittaja beszallito furnizor tedarikci satici поставщик
    постачальник προμηθευτης ספק مورد 供应商 供應商 仕入先 공급업체 공급사 pemasok ผู้จำหน่าย
    """.split()  # noqa: SIM905
)
_MOSTLY, _SELDOM = 0.9, 0.1  # shares of filled cells


def settle_named_files(
    rows: SaleRows, name: str, kinds: Mapping[str, Kind | None], ask: Ask | None
) -> dict[str, Kind | None]:
    """What the rows of each file or sheet are, where its name leaves open whether they were sold.

    Goods on their way (deliveries, receipts) are sold or bought, orders beside sales are the same goods or
    others, and a word such as porto is postage or a place. Those with a supplier in each row were bought;
    else the reader is asked.

    Args:
        rows: The rows.
        name: The column that holds the names.
        kinds: What each name says by itself.
        ask: Asked which of them were sold.

    Raises:
        ColumnsError: Nobody is asked.
    """
    said = {value: kind_of_name(value) for value in kinds}
    has_sales = "sale" in said.values()
    again = repeats_sales(list(kinds))
    others = len(kinds) - list(said.values()).count("plan")
    found: dict[str, Kind | None] = dict(kinds)
    for value, kind in said.items():
        is_open = (
            kind == "open"
            or value in again
            or (kind == "other" and not has_sales)
            or (kind == "plan" and others > 1)
        )
        if is_open:
            found[value] = "other" if _names_suppliers(rows, name, value) else None
            found[value] = found[value] or _ask(rows, name, value, list(kinds), ask)
    if found != dict(kinds) and "sale" not in found.values():
        found = {value: kind or "sale" for value, kind in found.items()}
    return found


def _names_suppliers(rows: SaleRows, name: str, value: str) -> bool:
    """Whether the rows of one file, and of no other, name who supplied the goods."""
    own = rows.labels(name) == value
    for column in rows.free():
        if not _SUPPLIERS & set(words_of(column)):
            continue
        filled = pl.DataFrame({"own": own, "filled": ~is_missing(rows.labels(column))})
        shares = dict(filled.group_by("own").agg(pl.col("filled").mean()).iter_rows())
        if shares.get(True, 0.0) >= _MOSTLY and shares.get(False, 1.0) <= _SELDOM:
            return True
    return False


def _ask(rows: SaleRows, name: str, value: str, names: list[str], ask: Ask | None) -> Kind:
    own = (rows.labels(name) == value).fill_null(value=False)
    answers = ("They are sales", "They are no sales")
    question = Question(
        f"kinds_of_rows:{name}:{value}",
        f"{name} says {value} in {counted(int(own.sum()), 'row')}, beside "
        f"{', '.join(n for n in names if n != value)}: are these sales too?",
        answers,
        f"Name all that are sales with {filter_option(True, name, names)}, or leave these out with "
        f"{filter_option(False, name, [value])}.",
        (Reading("with them", rows.total()), Reading("without them", rows.total(~own))),
    )
    return "sale" if settle(question, ask) == answers[0] else "other"
