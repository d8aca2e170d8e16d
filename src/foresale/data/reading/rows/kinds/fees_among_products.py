"""Lines of shipping, discounts, deposits and the like among the products: counted, and said."""

from __future__ import annotations

import polars as pl

from foresale.data.reading.columns.row_filters import filter_option
from foresale.data.reading.columns.words.sale_words import NO_GOODS
from foresale.data.reading.questions import Ask
from foresale.data.reading.rows.sale_rows import SaleRows
from foresale.notes import Evidence, Note, Reading

_MAX_NAMED = 4


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
        if rows.stats[name].kind != "product":
            continue
        labels = rows.labels(name)
        values = labels.unique(maintain_order=True).drop_nulls()
        plain = (
            values.str.to_lowercase().str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.normalize("NFC")
        )
        fees = values.filter(plain.str.replace_all(r"[\s_-]+", " ").is_in(NO_GOODS))
        if not len(fees) or len(fees) > len(values) // 2:
            continue
        inside = labels.is_in(fees.implode()).fill_null(value=False)
        whole, amount = rows.total(), rows.total(inside)
        shown = ", ".join(fees.head(_MAX_NAMED)) + (" and others" if len(fees) > _MAX_NAMED else "")
        text = (
            f"{name} holds {shown}, no goods by their names: they count with {amount:,.10g} of "
            f"{whole:,.10g} {rows.target}. {filter_option(False, name, fees.to_list())} leaves them out."
        )
        readings = (Reading("with them", whole), Reading("without them", whole - amount))
        evidence = Evidence(f"{name} {shown}", readings, "likely")
        notes.append(Note("fees_among_products", int(pl.Series(inside).sum()), text, evidence))
    return rows, notes
