"""Words by which files say what a row is: a sale, a return, something cancelled, or no sale of goods."""

from __future__ import annotations

from typing import Literal

from foresale.data.reading.vocabulary.plain_words import has_phrase, plain_words

Kind = Literal["sale", "void", "pending", "return", "other", "actual", "plan"]

# In lower case, without accents; a value is of a kind when one of its phrases is among the value's words.
_VOID = """
    denied, unsuccessful, bounced,
    cancelled, canceled, cancel, cancellation, canceling, cancelling, void, voided, failed, failure,
    declined, rejected, expired, abandoned, draft, quote, quotation, proforma, pro forma, test, trash,
    deleted, spam, error, refunded, anulacion, cancelacion, cancelamento, annullamento, stornato,
    fully refunded, returned, chargeback, charged back, reversed, storno, storniert, stornierung,
    abgebrochen, abgelehnt, fehlgeschlagen, entwurf, angebot, erstattet,
    zuruckerstattet, retourniert, annule, annulee, annulle, annulation, echoue, echouee, refuse,
    refusee, brouillon, devis, rembourse, remboursee, retourne, retournee, cancelado,
    cancelada, anulado, anulada, fallido, rechazado, rechazada, borrador, presupuesto,
    reembolsado, reembolsada, devuelto, devuelta, estornado, estornada, rascunho, orcamento,
    devolvido, devolvida, recusado, recusada, annullato, annullata, fallito, rifiutato, bozza,
    preventivo, rimborsato, rimborsata, reso effettuato, geannuleerd, mislukt, geweigerd,
    concept, offerte, terugbetaald, anulowane, anulowano, anulowany, szkic, oferta, zwrocone, zwrocony,
    zruseno, stornovano, iptal, iptal edildi, taslak, teklif, iade edildi,
    отменен, отменена, отменено, отмена, аннулирован, возвращен, черновик, ошибка,
    скасовано, キャンセル, キャンセル済み, 取消, 取り消し, 返金済み, 下書き, 見積, 已取消, 已退款,
    torolve, torolt, sztornozva, lemondva, peruttu, peruutettu, anulat, anulata, скасований,
    ακυρωθηκε, ακυρωμενη, ακυρωμενο, בוטל, מבוטל, בוטלה, ยกเลิก, ยกเลิกแล้ว, रद्द,
    已退货, 交易关闭, 草稿, 취소, 취소됨, 환불됨, 환불완료, ملغي, ملغى, ملغاة, مسترد,
    مسودة, dibatalkan, batal, da huy, huy
"""
_PENDING = """
    incomplete,
    pending, pending payment, awaiting payment, on hold, onhold, unpaid, ausstehend, zuruckgestellt,
    unbezahlt, en attente, impayee, pendiente, pendiente de pago, pendente, aguardando pagamento,
    in attesa, in behandeling, oczekujace, ceka na platbu, beklemede, odeme bekleniyor, ожидает оплаты,
    в ожидании, очікує, 保留, 未払い, 待付款, 待处理, 대기중, 입금대기, معلق, قيد الانتظار, menunggu
"""
_RETURN = """
    payment refund, payment reversal,
    refund, refunds, return, returns, crn, credit note, credit memo, creditnote, credit, customer return,
    sales return, sale return, return order, exchange return, gutschrift, retoure, rucknahme, ruckgabe,
    ruckerstattung, rechnungskorrektur, avoir, note de credit, retour, remboursement, nota de credito,
    devolucion, reembolso, abono, nota credito, nota di credito, devolucao, reso, rimborso, creditnota,
    creditfactuur, zwrot, korekta, faktura korygujaca, dobropis, iade, возврат, возврат от покупателя,
    повернення, 返品, 返金, 赤伝, 退货, 退款, 退貨, 반품, 환불, مرتجع, استرداد, مردودات, retur, tra hang,
    erstattung, ruckzahlung, rucksendung, warenruckgabe, retouren, estorno, devoluciones, devolucoes,
    rimborsi, resi, retours, remboursements, restitution, terugbetaling, tilbagebetaling, aterbetalning,
    aterkop, palautus, hyvitys, visszaru, visszterites, vraceni, vratka, povrat, rambursare, επιστροφη,
    החזר, החזרה, זיכוי, برگشت, مرجوعی, वापसी, คืนสินค้า, คืนเงิน, pengembalian, hoan tien, 返品返金
"""
_OTHER = """
    tender, tenders, currency conversion, account hold, bank deposit,
    fee, fees, service fee, selling fee, fba inventory fee, fba customer service fee, adjustment,
    transfer, payout, payment, deposit, withdrawal, shipping, shipping services, postage, freight,
    delivery charge, delivery fee, tax, vat, gift card, giftcard, gift card sale, gift certificate,
    voucher sale, store credit, top up, tip, tips, gratuity, debt, liquidations,
    liquidations adjustments, chargeback refund, balance, subscription fee, advertising,
    cost of advertising, commission, discount, rounding, cash in, cash out, paid in, paid out,
    cash drop, no sale, opening balance, stock transfer, transfer in, transfer out, stock adjustment,
    stocktake, inventory adjustment, purchase, purchases, purchase order, purchase orders, goods received,
    goods receipts, einkaufe, wareneingange, achats, compras, acquisti, inkopen, zakupy, закупки, 仕入れ,
    goods receipt, receipt of goods,
    write off, waste, scrap, damage, damaged, comp, comped, gebuhr, gebuhren, uberweisung, auszahlung,
    einzahlung, anzahlung, pfand, versand, versandkosten, porto, steuer, gutschein, gutscheinverkauf,
    umbuchung, umlagerung, wareneingang, inventur, schwund, einkauf, frais, virement, frais de port,
    taxe, carte cadeau, acompte, consigne, transfert, achat, casse, comision, cargo, tarifa,
    transferencia, envio, impuesto, tarjeta regalo, anticipo, compra, merma, ajuste, taxa, frete,
    imposto, vale presente, perda, commissione, bonifico, spedizione, imposta, buono regalo, acconto,
    trasferimento, acquisto, kosten, verzendkosten, cadeaubon, overboeking, statiegeld, oplata, przelew,
    wysylka, kaucja, przesuniecie, комиссия, перевод, доставка, налог, подарочная карта, списание,
    поступление, перемещение, 手数料, 振込, 送料, 税, ギフトカード, 移動, 入庫, 仕入, 手续费, 运费,
    转账, 税费, 调拨, 采购, 수수료, 배송비, رسوم, شحن, ضريبة, kargo, komisyon, havale
"""
_SALE = """
    bestellung, bestellungen, bestelling, ordre, ordini, orden, ordenes, encomenda, zamowienie,
    objednavka, siparis, заказ, замовлення, rendeles, comanda, 注文, 订单, 訂單, 주문, طلب, pesanan, don hang,
    item, item sale, line item,
    sale, sales, sold, order, orders, invoice, completed, complete, processing, shipped, delivered,
    paid, fulfilled, partially fulfilled, unfulfilled, partially paid, partially refunded,
    partial refund, closed, done, ok, success, successful, succeeded, confirmed, accepted, approved,
    active, finished, posted, settled, captured, authorized, dispatched, in transit, ready, picked up,
    new, open, partially shipped, unshipped, sales order, cash sale, credit sale, receipt, normal,
    regular, standard, verkaufe, verkaufte, ventes, ventas, vendite, vendas, verkopen, продажи,
    verkauf, rechnung, auftrag, abgeschlossen, bezahlt, versendet, versandt,
    geliefert, erledigt, in bearbeitung, offen, gebucht, barverkauf, vente, facture, commande, terminee,
    termine, expediee, expedie, livree, livre, payee, paye, en cours, venta, factura, pedido,
    completado, completada, enviado, enviada, entregado, entregada, pagado, pagada, procesando, venda,
    nota fiscal, concluido, concluida, entregue, pago, paga, vendita, fattura, ordine, completato,
    spedito, consegnato, pagato, in lavorazione, verkoop, factuur, voltooid, verzonden, betaald,
    afgerond, sprzedaz, faktura, zrealizowane, wyslane, oplacone, zakonczone, prodej, dokonceno,
    odeslano, satis, fatura, tamamlandi, kargolandi, teslim edildi, odendi, продажа, реализация,
    выполнен, выполнено, завершен, доставлен, оплачен, отгружен, 売上, 販売, 完了, 発送済み, 支払済み,
    销售, 已完成, 交易成功, 已发货, 已付款, 已签收, 판매, 완료, 배송완료, 결제완료, مكتمل, بيع,
    تم التسليم, مدفوع, selesai, ban hang, hoan thanh, da giao, da giao hang, teljesitve, kiszallitva,
    befejezve, fizetve, valmis, toimitettu, maksettu, finalizat, finalizata, livrat, livrata, platit,
    platita, виконано, виконаний, доставлено, завершено, сплачено, ολοκληρωθηκε, ολοκληρωμενη, παραδοθηκε,
    הושלם, הושלמה, נמסר, שולם, สำเร็จ, จัดส่งแล้ว, ชำระแล้ว, पूर्ण, dikirim, lunas
"""
_ACTUAL = """
    actual, actuals, ist, istwert, real, reel, reels, realise, realisiert, effettivo, consuntivo,
    realizado, werkelijk, wykonanie, skutecnost, gerceklesen, факт, факт., фактический, фактические,
    実績, 实际, 實際, 실적, فعلي, act, utfall, realitet, reales, reale, history,
    historical, actual sales, sales history,
    ty, this year, current year, dieses jahr, laufendes jahr, cette annee, annee en cours, este ano,
    ano actual, anno corrente, quest anno, dit jaar, текущий год, этот год, 今年, 本年, 当年, 올해
"""
_PLAN = """
    variance, var, deviation, abweichung, ecart, desviacion, scostamento, desvio, отклонение, 差異, 差异,
    budget, budgeted, plan, planned, target, forecast, forecasted, prognose, soll, planwert, ziel,
    vorjahr, hochrechnung, prevision, previsions, previsionnel, objectif, annee precedente, presupuesto,
    pronostico, objetivo, ano anterior, previsione, preventivo, budgetaire, obiettivo, anno precedente,
    orcamento, orcado, previsto, meta, begroting, voorspelling, vorig jaar, budzet, prognoza, rozpocet,
    butce, hedef, tahmin, план, бюджет, прогноз, прошлый год, 予算, 計画, 予測, 前年, 预算, 計画値,
    计划, 预测, 去年, 上年, 예산, 계획, 전년, ميزانية, خطة, توقع, last year, prior year, previous year,
    ly, py, bud, fcst, fc, rolling forecast, estimate, estimated, expected, baseline, what if,
    scenario a, scenario b, consensus, statistical, budsjett, prognos, annual plan
"""


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.split(","))


_KINDS: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    ("sale", _phrases(_SALE)),
    ("void", _phrases(_VOID)),
    ("pending", _phrases(_PENDING)),
    ("return", _phrases(_RETURN)),
    ("other", _phrases(_OTHER)),
)
_FEES = """
    shipping, shipping fee, shipping cost, postage, freight, delivery, delivery fee, delivery charge,
    discount, discounts, rounding, gift card, giftcard, gift certificate, voucher, store credit, service fee,
    service charge, surcharge, tax, vat, tip, tips, gratuity, deposit, commission, versand, versandkosten,
    porto, rabatt, gutschein, pfand, rundung, trinkgeld, frais de port, livraison, remise, carte cadeau,
    consigne, envio, gastos de envio, descuento, tarjeta regalo, propina, frete, desconto, vale presente,
    spedizione, spese di spedizione, sconto, buono regalo, mancia, verzendkosten, korting, cadeaubon,
    statiegeld, wysylka, dostawa, rabat, kaucja, доставка, скидка, подарочная карта, kargo, indirim, 送料,
    割引, 値引, 运费, 折扣, 배송비, 할인, شحن, خصم,
    carrier bag, plastic bag, paper bag, shopping bag, tragetasche, papiertute, plastiktute, einkaufstute,
    sac plastique, sac papier, bolsa de plastico, bolsa plastico, shopper, borsa plastica, sacola, draagtas,
    plastic tas, reklamowka, torba plastikowa, пакет, レジ袋, 购物袋, 쇼핑백, arrondi, redondeo,
    arrotondamento,
    afronding, zaokraglenie, pourboire, fooi, napiwek, leergut, emballage, pant, consigna, cauzione, deposito,
    bottle return,
    handling, donation, spende
"""
NO_GOODS = frozenset(_phrases(_FEES))
"""Whole names of lines that are no goods, in lower case and without accents."""
#: Goods issued to customers and taken back; receipts, transfers, stocktaking and scrap.
_MOVEMENTS: tuple[tuple[Kind, frozenset[str]], ...] = (
    ("sale", frozenset({"251", "601", "621", "623", "631", "633"})),
    (
        "return",
        frozenset(
            {"252", "602", "622", "624", "632", "634", "651", "652", "653", "654", "655", "656", "657", "658"}
        ),
    ),
    (
        "other",
        frozenset(
            """
            101 102 103 104 105 106 122 123 124 161 162 301 302 303 304 305 306 309 310 311 312 313 314 315
            316 321 322 323 324 325 326 343 344 349 350 351 352 411 412 413 414 451 452 453 454 501 502 503
            504 505 506 511 512 521 522 531 532 541 542 543 544 551 552 553 554 555 556 561 562 563 564 565
            566 641 642 643 644 645 646 671 672 673 674 701 702 703 704 707 708 711 712 713 714 717 718
            """.split()  # noqa: SIM905
        ),
    ),
)
_LAYERS: tuple[tuple[Kind, tuple[str, ...]], ...] = (("actual", _phrases(_ACTUAL)), ("plan", _phrases(_PLAN)))


def sale_kind(value: str) -> Kind | None:
    """What a status or type says a row is; None where no word of it is known.

    The longest phrase decides: "partially refunded" is a sale, "refunded" isn't.

    Examples:
        >>> [sale_kind(v) for v in ("Completed", "wc-cancelled", "Refund", "Fee", "Storniert", "blue")]
        ['sale', 'void', 'return', 'other', 'void', None]
    """
    return _longest(value, _KINDS)


def movement_kind(value: str) -> Kind | None:
    """What a movement type of SAP says a row is; None where the code is no common one.

    Examples:
        >>> [movement_kind(v) for v in ("601", "602", "651", "101", "999")]
        ['sale', 'return', 'return', 'other', None]
    """
    return next((kind for kind, codes in _MOVEMENTS if value.strip() in codes), None)


def layer_kind(value: str) -> Kind | None:
    """Whether a scenario's name says that its rows happened, or were planned or of another year.

    Examples:
        >>> [layer_kind(v) for v in ("Actual", "Budget 2024", "Ist", "Vorjahr", "План", "North")]
        ['actual', 'plan', 'actual', 'plan', 'plan', None]
    """
    return _longest(value, _LAYERS)


def _longest(value: str, kinds: tuple[tuple[Kind, tuple[str, ...]], ...]) -> Kind | None:
    words = plain_words(value)
    if not words:
        return None
    best: tuple[int, Kind | None] = (0, None)
    for kind, phrases in kinds:
        for phrase in phrases:
            known = _NORMAL.get(phrase) or _NORMAL.setdefault(phrase, plain_words(phrase))
            if len(known) > best[0] and has_phrase(words, known):
                best = (len(known), kind)
    return best[1]


_NORMAL: dict[str, str] = {}
