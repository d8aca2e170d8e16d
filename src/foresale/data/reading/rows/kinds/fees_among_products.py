"""Lines of shipping, discounts, deposits and the like among the products: counted, and said."""

from __future__ import annotations

from functools import cache

import polars as pl

from foresale.data.reading.columns.row_filters import filter_option
from foresale.data.reading.questions import Ask
from foresale.data.reading.rows.sale_rows import SaleRows
from foresale.data.reading.vocabulary.plain_words import plain_words
from foresale.data.reading.vocabulary.sale_words import NO_GOODS
from foresale.notes import Evidence, Note, Reading, counted

_MAX_NAMED = 4
_MOST = 0.8  # share of the names above which the column holds no products
_BESIDE = frozenset(
    """
    bottle bottles crate crates can cans cup keg glass fee fees charge charges cost costs standard express
    international domestic digital e eur euro usd gbp chf flasche flaschen kasten kiste dose dosen becher
    einweg mehrweg bouteille canette botella envase bottiglia fles krat butelka zwrotna
    """.split()  # noqa: SIM905
)
"""Words that say of a fee or a deposit how large it is, for what, or by which way."""


def name_fees(rows: SaleRows, ask: Ask | None) -> tuple[SaleRows, list[Note]]:
    """A note on products that are no goods by their whole name, with what they add; nothing is left out.

    Whether a shop plans its shipping or deposits nobody can see in a file.

    Args:
        rows: The rows.
        ask: Nobody is asked.
    """
    del ask
    notes = []
    for name in rows.free():
        if rows.stats[name].kind not in ("product", "label"):
            continue
        labels = rows.labels(name)
        values = labels.unique(maintain_order=True).drop_nulls()
        fees = values.filter(pl.Series([_is_no_good(value) for value in values], dtype=pl.Boolean))
        if not len(fees) or len(fees) > _MOST * len(values):
            continue
        inside = labels.is_in(fees.implode()).fill_null(value=False)
        whole, amount = rows.total(), rows.total(inside)
        shown = ", ".join(fees.head(_MAX_NAMED)) + (" and others" if len(fees) > _MAX_NAMED else "")
        count = int(inside.sum())
        text = (
            f"{name} holds {shown} on {counted(count, 'row')}, no goods by their names: they count with "
            f"{amount:,.10g} of {whole:,.10g} {rows.target}. "
            f"{filter_option(False, name, fees.to_list())} leaves them out."
        )
        readings = (Reading("with them", whole), Reading("without them", whole - amount))
        evidence = Evidence(f"{name} {shown}", readings, "likely")
        notes.append(Note("fees_among_products", count, text, evidence))
    return rows, notes


@cache
def _is_no_good(value: str) -> bool:
    """Whether a name is that of a fee, a deposit or the like, whatever its amount, kind or vessel is called.

    Examples:
        >>> [_is_no_good(name) for name in ("Bottle deposit 0.25 €", "Gift card $50", "Deposit slips")]
        [True, True, False]
    """
    words = [word for word in plain_words(value).split() if not any(letter.isdigit() for letter in word)]
    kept = [word for word in words if word not in _BESIDE]
    return " ".join(words) in NO_GOODS or (bool(kept) and " ".join(kept) in NO_GOODS)
