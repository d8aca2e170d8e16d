"""Receipts beside sales: goods that came in, which a slip of a sale is called too."""

from __future__ import annotations

from foresale.data.reading.vocabulary.plain_words import has_phrase, plain_words
from foresale.data.reading.vocabulary.sale_words import Kind

_RECEIPTS = ("receipt", "receipts", "received")


def without_goods_received(name: str, kinds: dict[str, Kind | None]) -> dict[str, Kind | None]:
    """The kinds, with receipts that stand beside sales as what they may be: goods that came in.

    In a column of movements they are; elsewhere it is open.

    Args:
        name: The column.
        kinds: What each of its values says of a row.

    Examples:
        >>> without_goods_received("Movement", {"Sale": "sale", "Receipt": "sale"})
        {'Sale': 'sale', 'Receipt': 'other'}
    """
    plain = {value: plain_words(value) for value in kinds}
    if not {"sale", "sales"} & set(plain.values()):
        return kinds
    other: Kind = "other" if has_phrase(plain_words(name), "movement") else "pending"
    return {value: other if plain[value] in _RECEIPTS else kind for value, kind in kinds.items()}
