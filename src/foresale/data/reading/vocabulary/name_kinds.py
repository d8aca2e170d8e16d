"""What the name of a file or sheet says its rows are, beside other files and sheets of the same columns."""

from __future__ import annotations

from typing import Literal

from foresale.data.reading.vocabulary.plain_words import has_phrase, plain_words
from foresale.data.reading.vocabulary.sale_words import layer_kind, sale_kind

NameKind = Literal["sale", "return", "void", "other", "plan", "open"]

_NAMES_OF_VERSIONS = frozenset(("test", "draft", "error", "trash", "deleted", "concept", "offer"))
_ON_THEIR_WAY = """
    delivery, deliveries, delivered, delivery note, delivery notes, shipment, shipments, shipped,
    dispatch, dispatches, despatches, receipt, receipts, received, incoming, outgoing, inbound,
    outbound, supply, supplies, replenishment, restock, transfers, movements, lieferung, lieferungen,
    lieferschein, lieferscheine, anlieferung, anlieferungen, belieferung, versand, belege, zugang,
    zugange, abgang, abgange, bewegungen, livraison, livraisons, expedition, expeditions, reception,
    receptions, entrees, sorties, mouvements, entrega, entregas, envios, recepcion, recepciones,
    recibos, entradas, salidas, movimientos, remessas, recebimentos, saidas, movimentos, consegna,
    consegne, spedizioni, ricevimenti, entrate, uscite, levering, leveringen, zendingen, ontvangsten,
    dostawa, dostawy, przyjecia, wydania, dodavky, dodaci listy, leveranser, leverancer, leveranse,
    toimitukset, szallitasok, livrari, teslimat, teslimatlar, sevkiyat, доставка, доставки, поставка,
    поставки, отгрузка, отгрузки, приход, расход, накладные, поставлення, παραδοσεις, παραλαβες, 配送, 納品,
    出荷, 入荷, 发货, 發貨, 到货, 到貨, 收货, 收貨, 送货, 进货, 출고, 입고, 배송,
    التسليم, توريد, تسليم, pengiriman, penerimaan,
    giao hang, nhap hang, การจัดส่ง, รับสินค้า, משלוחים
"""
_OPEN = tuple(" ".join(phrase.split()) for phrase in _ON_THEIR_WAY.split(","))
"""Goods on their way: to customers, and so sold, or from suppliers, and so bought."""
_ORDERS = frozenset(
    """
    order orders orderintake bestellung bestellungen auftrage auftrag commande commandes pedido pedidos ordini
    ordine encomendas bestellingen bestelling zamowienia zamowienie objednavky ordrer tilaukset rendelesek
    comenzi siparisler siparis заказы заказ замовлення παραγγελιες 注文 受注 订单 訂單 주문 طلبات pesanan
    """.split()  # noqa: SIM905
)
"""Beside a file of sales: the same goods once more, or others."""


def kind_of_name(name: str) -> NameKind | None:
    """What a file's or sheet's name says of its rows; None where it may be that of a store or product.

    "open" are goods on their way, which may be sold or bought.

    Examples:
        >>> [kind_of_name(n) for n in ("sales", "Returns", "budget", "deliveries", "Purchases", "north")]
        ['sale', 'return', 'plan', 'open', 'other', None]
    """
    words = plain_words(name)
    if words in _NAMES_OF_VERSIONS:
        return None
    if any(has_phrase(words, phrase) for phrase in _OPEN) and sale_kind(name) not in ("return", "void"):
        return "other" if sale_kind(name) == "other" and words.count(" ") else "open"
    if layer_kind(name) == "plan":
        return "plan"
    kind = sale_kind(name)
    return kind if kind in ("sale", "return", "void", "other") else None


def says_kinds(names: list[str]) -> bool:
    """Whether some names say that rows are returns, plans, goods bought or on their way, and others don't.

    Args:
        names: Names of files or sheets with the same columns.

    Examples:
        >>> says_kinds(["Sales", "Returns"]), says_kinds(["North", "South"]), says_kinds(["Lisboa", "Porto"])
        (True, False, False)
    """
    kinds = [kind_of_name(name) for name in names]
    clear = {"return", "void", "plan", "open"} | ({"other"} if "sale" in kinds else set())
    said = [kind in clear for kind in kinds]
    return any(said) and not all(said)


def repeats_sales(names: list[str]) -> list[str]:
    """Those that are called orders, where another is called sales: the same goods may be in both.

    Examples:
        >>> repeats_sales(["sales", "orders"]), repeats_sales(["orders", "north"])
        (['orders'], [])
    """
    orders = [name for name in names if plain_words(name) in _ORDERS]
    others = [name for name in names if name not in orders and kind_of_name(name) == "sale"]
    return orders if others else []
