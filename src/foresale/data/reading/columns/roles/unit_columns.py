"""Columns that say in which unit of measure a quantity is."""

from __future__ import annotations

from foresale.data.reading.columns.words.names import words_of
from foresale.data.reading.vocabulary.plain_words import plain_words

_UNIT_NAMES = frozenset(
    """
    einheit jednostka meins mengeneinheit mj udm um unidad unidade unit unite uom vrkme ед
    الوحدة 单位 単位 단위
    """.split()  # noqa: SIM905
)


def is_unit_name(name: str) -> bool:
    """Whether a column's name says that it holds units of measure.

    Examples:
        >>> [
        ...     is_unit_name(n)
        ...     for n in ("UoM", "Unit of measure", "Mengeneinheit", "Units", "Unit price", "ME")
        ... ]
        [True, True, True, False, False, False]
    """
    words = {*words_of(name), *plain_words(name).split(), name.strip().casefold()}
    if words & {"price", "cost", "preis", "prix", "precio", "sold", "sales", "count", "number", "id"}:
        return False
    return bool(words & _UNIT_NAMES) and len(words) <= 4
