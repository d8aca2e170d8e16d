"""Goods that came in beside those that went out: rows of stock's movements, of which some are sales."""

from __future__ import annotations

from collections.abc import Sequence

from foresale.data.reading.vocabulary.plain_words import has_phrase, plain_words
from foresale.data.reading.vocabulary.sale_words import Kind

_OUT_AND_IN = tuple(
    tuple(frozenset(side.split("/")) for side in pair.split(" | "))
    for pair in (
        "out/outgoing/goods out/stock out | in/incoming/goods in/stock in",
        "issue/issues/goods issue/issued | receipt/receipts/goods receipt/received",
        "abgang/abgange/warenausgang/ausgang | zugang/zugange/wareneingang/eingang",
        "sortie/sorties | entree/entrees",
        "salida/salidas | entrada/entradas",
        "saida/saidas | entrada/entradas",
        "uscita/uscite/scarico | entrata/entrate/carico",
        "uitgaand/uit | inkomend/in",
        "wydanie/rozchod | przyjecie/przychod",
        "расход | приход/поступление",
        "出庫 | 入庫",
        "出库 | 入库",
        "출고 | 입고",
    )
)
_MOVEMENTS = (
    "movement", "direction", "bewegung", "mouvement", "movimiento", "movimento", "beweging", "ruch",
    "движение", "入出庫", "出入库", "입출고",
)  # fmt: skip
_A_PAIR = 2
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
    other: Kind = "other" if _names_movements(name) else "pending"
    return {value: other if plain[value] in _RECEIPTS else kind for value, kind in kinds.items()}


def find_movements(name: str, values: Sequence[str]) -> dict[str, Kind | None] | None:
    """What goods that went out and goods that came in are; None where a column's values are no such pair.

    What came in is no sale; where the column's name doesn't say that it is of movements, that is open.

    Args:
        name: The column.
        values: Its values.

    Examples:
        >>> find_movements("Direction", ["OUT", "IN"]), find_movements("Service", ["Eat in", "Take out"])
        ({'OUT': 'sale', 'IN': 'other'}, None)
    """
    plain = {value: plain_words(value) for value in values}
    for out, into in _OUT_AND_IN:
        if len(plain) == _A_PAIR and set(plain.values()) & out and set(plain.values()) & into:
            other: Kind = "other" if _names_movements(name) else "pending"
            return {value: "sale" if said in out else other for value, said in plain.items()}
    return None


def _names_movements(name: str) -> bool:
    return any(has_phrase(plain_words(name), word) for word in _MOVEMENTS)
