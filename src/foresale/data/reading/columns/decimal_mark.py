"""Which decimal mark a whole table uses."""

from __future__ import annotations

import polars as pl

from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.parsing.numbers import find_decimal


def decimal_mark(raw: RawTable) -> str | None:
    """The decimal mark that any text column proves; a comma where semicolons part the cells.

    Args:
        raw: The table as read.

    Returns:
        "." or ","; None where nothing tells.
    """
    texts = [raw.frame[name] for name in raw.columns if raw.frame[name].dtype == pl.String]
    proofs: set[str] = set()
    for cells in texts:
        sample = cells.drop_nulls().head(2000)
        numeric = sample.filter(sample.str.contains(r"^\s*[-+(]?\D{0,3}\d[\d.,]*\D{0,4}$"))
        if len(numeric) >= 0.8 * max(len(sample), 1) and (proof := find_decimal(numeric)):
            proofs.add(proof)
    if len(proofs) == 1:
        return proofs.pop()
    return "," if raw.decimal_comma and not proofs else None
