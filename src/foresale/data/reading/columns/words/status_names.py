"""Names of columns that say what became of a sale, or what kind of sale a row is."""
# ruff: noqa: RUF001 - words in many scripts

from __future__ import annotations

from foresale.data.reading.columns.words.file_kinds import FILE_KINDS
from foresale.data.reading.columns.words.names import kind_of, words_of
from foresale.data.reading.vocabulary.plain_words import has_phrase, plain_words

_STATUS = frozenset(
    """
    allapot tila stadiu stare trang trangthai keadaan κατασταση סטטוס สถานะ स्थिति
    auftragsstatus bestellstatus durum estado etat financial fulfillment orderstatus
    situacao stan state stato status statut statuts stav zahlungsstatus zustand статус
    tilanne vaihe olek staatus busena statuss състояние состояние durumu etapa fase bestelstatus
    bearbeitungsstand orderstand bestellstand avancement
    الحالة حالة 状态 状態 상태
    """.split()  # noqa: SIM905
)
_TYPE = frozenset(
    """
    art belegart bewegungsart mvt mvmt buchungsart doctype druh kind mouvement movement operacao
    operacion operation operazione rodzaj tipo transactiontype tur typ type vorgang
    vorgangsart islem islemtipi islemturu hareket movimiento movimento jenis loai auart fkart
    bwart bwa вид тип النوع نوع 区分 种类 種別 类型 유형
    """.split()  # noqa: SIM905
)
_OF_OTHERS = frozenset(
    """
    customer client member membership subscription loyalty visitor visit user employee product store shop
    address adresse direccion indirizzo discount coupon promotion
    listing inventory marital kunde kunden produkt cliente tienda loja producto produto prodotto negozio
    produit magasin клиент товар магазин 客户 顧客 商品 门店 店舗
    """.split()  # noqa: SIM905
)
"""What a status or type may be of that isn't the sale: a cancelled customer bought what was sold."""

_WHO_RETURN = ("customer", "customers", "client", "visitor", "guest", "buyer", "shopper", "member")
"""Who comes back to buy: a return customer brings nothing back."""

_OF_ORDERS = frozenset(
    """
    order orders sale sales transaction invoice orderstatus bestellung auftrag bestellstatus auftragsstatus
    verkauf rechnung pedido venta venda commande vente facture ordine vendita bestelling verkoop zamowienie
    sprzedaz заказ заказа продажа 订单 销售 注文 売上 주문 판매
    """.split()  # noqa: SIM905
)
"""Words that make it the sale's all the same, as in "customer order status"."""

_OF_TERMS = frozenset(
    """
    price promotion promo discount payment card tender tax shipping pago paiement pagamento betaling preis
    zahlung prix precio preco prezzo cena цена оплаты 支付 支払 价格 価格
    """.split()  # noqa: SIM905
)
_OF_SALES = frozenset(
    """
    transaction trx txn trans document doc movement posting booking journal voucher vch event operation
    beleg bewegung buchung vorgang documento movimiento operacion mouvement piece movimento
    операции документа 取引 単据 单据
    """.split()  # noqa: SIM905
)
"""What a type may be of that can be a sale or not."""
_MOVEMENT = frozenset(("bewegungsart", "bwart", "bwa", "movement type", "mvt", "mvmt"))
_FLAG = frozenset(
    """
    annule annulee annullato anulado cancel cancelado canceled cancelled deleted iscancelled
    isrefund isreturn isvoid refund refunded return returned storniert stornierung storno
    test void voided
    """.split()  # noqa: SIM905
)

_REASONS = tuple(
    """
    cancel reason, cancellation reason, cancelation reason, canceled reason, cancelled reason, void reason,
    voided reason, return reason, refund reason, reason for cancellation, reason for void, reason for return,
    reason for refund, reason of cancellation, reason of return, cancelled by, canceled by, voided by,
    stornogrund, storno grund, stornierungsgrund, grund der stornierung, retourengrund, retouregrund,
    ruckgabegrund, storniert von, motif annulation, motif d annulation, raison d annulation, motif retour,
    motif de retour, motif du retour, annule par, motivo cancelacion, motivo de cancelacion,
    motivo de la cancelacion, motivo anulacion, motivo de anulacion, motivo devolucion, motivo de devolucion,
    motivo de la devolucion, motivo cancelamento, motivo do cancelamento, motivo devolucao,
    motivo da devolucao, motivo annullamento, motivo dell annullamento, motivo reso, motivo del reso,
    reden annulering, reden van annulering, reden retour, retourreden, powod anulowania, powod zwrotu,
    duvod storna, duvod vraceni, iptal nedeni, iade nedeni, причина отмены, причина возврата,
    причина скасування, причина повернення, 取消原因, 退款原因, 退货原因, キャンセル理由, 返品理由, 취소사유,
    취소 사유, 반품사유, 반품 사유, alasan pembatalan, ly do huy, سبب الإلغاء
    """.replace("\n", " ").split(",")
)
"""Names of columns that say why a sale was undone, and so that it was."""

_AMOUNTS = frozenset(
    """
    qty quantity units pieces amount count value menge anzahl betrag cantidad importe quantite montant
    quantidade valor quantita importo aantal bedrag ilosc kwota количество сумма 数量 金额 金額
    """.split()  # noqa: SIM905
)
"""Words of a column that holds how much was returned or cancelled, not whether."""


def is_flag_name(name: str) -> bool:
    """Whether a column of yes and no says that rows are no sales: cancelled, void, returned."""
    return _says(name, _FLAG) and not _says(name, _AMOUNTS) and not says_who_returns(name)


def is_undone_amount(name: str) -> bool:
    """Whether a column says how much of a sale was cancelled or returned.

    Examples:
        >>> [is_undone_amount(name) for name in ("Returned qty", "Refund amount", "Returned", "Qty")]
        [True, True, False, False]
    """
    return _says(name, _FLAG) and _says(name, _AMOUNTS)


def is_reason_name(name: str) -> bool:
    """Whether a column says why, or by whom, a sale was cancelled or returned: filled where it was.

    Examples:
        >>> [is_reason_name(name) for name in ("Cancel Reason", "Stornogrund", "Discount reason")]
        [True, True, False]
    """
    words = plain_words(name)
    return any(has_phrase(words, plain_words(phrase)) for phrase in _REASONS)


def is_return_name(name: str) -> bool:
    """Whether such a column is about returns."""
    return _says(name, frozenset(("return", "isreturn", "refund", "isrefund")))


def is_movement_name(name: str) -> bool:
    """Whether a column's codes are kinds of movements of stock."""
    return _says(name, _MOVEMENT)


def is_status_name(name: str) -> bool:
    """Whether a column says what became of something, rather than what kind it is."""
    return _says(name, _STATUS)


def is_status_of_sales(name: str) -> bool:
    """Whether a column says what became of a sale or what kind it is, not of its customer, price or shop.

    Examples:
        >>> [is_status_of_sales(name) for name in ("Status", "customer status", "customer order status")]
        [True, False, True]
    """
    if name in FILE_KINDS:
        return True
    of_others = _says(name, _OF_OTHERS) and not _says(name, _OF_ORDERS)
    if is_status_name(name):
        return not of_others
    return _says(name, _TYPE) and not of_others and not _says(name, _OF_TERMS)


def says_nothing(name: str) -> bool:
    """Whether a name says neither status nor type, nor of whom or what, so that only the values tell.

    Examples:
        >>> [says_nothing(name) for name in ("Nature", "card type", "Customer", "Order status")]
        [True, False, False, False]
    """
    return not _says(name, _STATUS | _TYPE | _OF_OTHERS | _OF_TERMS) and kind_of(name) is None


def is_type_of_sales(name: str) -> bool:
    """Whether a column's codes are kinds of transactions, some of which can be no sales.

    Examples:
        >>> is_type_of_sales("trx_type"), is_type_of_sales("Product type")
        (True, False)
    """
    return _says(name, _TYPE) and _says(name, _OF_SALES) and is_status_of_sales(name)


def is_plain_type(name: str) -> bool:
    """Whether a column is called a type and nothing else, so that it may be one of transactions.

    Examples:
        >>> is_plain_type("Type"), is_plain_type("Typ"), is_plain_type("Store type")
        (True, True, False)
    """
    return all(word in _TYPE for word in plain_words(name).split())


def says_who_returns(text: str) -> bool:
    """Whether a name or value is about somebody who comes back to buy, and brings nothing back.

    Examples:
        >>> says_who_returns("Return customer"), says_who_returns("customer return")
        (True, False)
    """
    words = plain_words(text)
    return any(has_phrase(words, f"{how} {who}") for how in ("return", "returned") for who in _WHO_RETURN)


def _says(name: str, vocabulary: frozenset[str]) -> bool:
    """Whether a column's name holds one of these words."""
    text = f"{' '.join(words_of(name))} {plain_words(name)} {plain_words(name).replace(' ', '')}"
    return any(has_phrase(text, word) for word in vocabulary)
