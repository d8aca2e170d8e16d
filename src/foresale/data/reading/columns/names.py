"""What a column's name says about its part, in English, German, French, Spanish and Italian."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# A kind and its phrases. The first kind with a phrase among the name's words wins, so the order matters:
# "price" before "product" makes product_price a price, "category" before it product_line a category.
_KINDS = """
row: row id, row, index, column, unnamed, record, zeile, ligne, fila, riga, rownum, row number,
    line number, nr, no
time: time, uhrzeit, heure, hora, ora, hour, time of day, sale time
result: profit, margin, cogs, cost, costs, tax, vat, mwst, tva, iva, gewinn, marge, benefice, gross
    income, commission, gross margin, margine, beneficio, kosten, cout, costo, coste, steuer, tip
person: customer, customers id, client, kunde, kunden, cliente, clienti, member, membership, gender, sex,
    geschlecht, age, alter, email, phone, loyalty, income, credit, payment, tender, rating, review,
    cashier, employee, seller, salesperson, sales rep, sales person, churn, satisfaction, segment, buyer,
    user, account, shopper, loan, spending, purchase frequency, defaults, defaulted, sales manager,
    zahlungsart, pago, pagamento, paiement
transaction: invoice no, invoice number, invoice id, invoiceno, invoice, order id, order number, order no,
    order, transaction id, transaction, transaction no, receipt, ticket, basket, bon, beleg, belegnummer,
    rechnung, rechnungsnummer, rechnungsnr, bestellnummer, auftrag, facture, factura, fattura, scontrino,
    pedido, ordine, commande, bill
stockout: stockout, stock out, stockouts, oos, out of stock, ausverkauft, rupture, agotado, esaurito, sold
    out, outofstock
in_stock: in stock, instock, available, availability, verfugbar, verfugbarkeit, disponible, disponibile,
    auf lager, en stock, disponibilita
promotion: promo, promotion, promotions, onpromotion, promoted, discount, discounts, deal, deals, rabatt,
    aktion, remise, soldes, descuento, promocion, oferta, sconto, promozione, offerta, markdown, mark down,
    on sale, coupon, onsale
weather: fuel price, oil price, petrol price, gas price, cpi, unemployment, exchange rate
price: price, prices, preis, stuckpreis, einzelpreis, verkaufspreis, prix, precio, prezzo, unitprice,
    sellprice, price per unit
weather: temp, temperature, temperatur, temperatura, rain, rainfall, regen, pluie, lluvia, pioggia,
    precip, precipitation, precpt, humidity, wind, snow, snowfall, sunshine, sun hours, weather, wetter,
    meteo, cloud, tmax, tmin, tavg, dew
code: stock code, stockcode
stock: stock, inventory, on hand, bestand, lagerbestand, existencias, giacenza, missed sales, lost sales,
    in transit
traffic: footfall, visitors, traffic, customers, besucher, kundenzahl, visites, sessions, visits, clicks,
    impressions, spend, marketing, advertising, ads
known: holiday, holidays, feiertag, feiertage, ferien, ferie, vacances, festivo, event, events, activity,
    snap, campaign, school, open, is open, closed, weekend, is weekend, feat, feature, featured, display,
    flyer, leaflet, planned, payday, schoolholiday, stateholiday, advertised, kampagne, seasonality,
    season
shipping: ship, shipping, delivery, freight, lieferung, livraison, envio, spedizione
category: product category, product line, product group, product type, product family, product class, item
    category, category, categories, department, dept, family, cat, class, group, subcategory, sub
    category, warengruppe, kategorie, categorie, categoria, rayon, reparto, division, abteilung,
    productgroup, sortiment, famille, familia, famiglia, gruppe
label: description, name, bezeichnung, title, libelle, designation, descripcion, descrizione,
    beschreibung, nome, nombre, nom, product name, item name, store name
attribute: store type, store format, format, type, size, color, colour, cluster, segment, assortment,
    competition
place: region, state, city, country, territory, market, district, zone, province, provincia, land, pays,
    pais, paese, ort, stadt, ville, ciudad, citta, postal code, zip, zipcode, postcode, plz, county, area,
    latitude, longitude, lat, lon
channel: channel, kanal, canal, canale, sales channel, platform
units: quantity, qty, units, units sold, unit sales, quantities, menge, anzahl, stuck, stuckzahl,
    quantite, qte, cantidad, unidades, quantita, pezzi, sold, demand, volume, absatz, movement, move,
    logmove, nachfrage, demande, demanda, domanda, pieces, pcs, num sold, items sold, salesqty,
    salesunits, unitssold, logunits
revenue: net sales, gross sales, sales amount, sale amount, sales value, dollar sales, sales revenue,
    sales eur, sales usd
sales: sales, sale, verkauf, verkaufe, verkaufte, ventes, ventas, vendite, vente, venta, vendita, y,
    target, logsales
revenue: revenue, turnover, total amount, total, amount, umsatz, chiffre affaires, chiffre d affaires, ca,
    ingresos, importe, fatturato, incasso, ricavo, ricavi, net sales, gross sales, betrag, montant,
    totale, value, wert, subtotal, line total, linetotal, salesamount
brand: brand, marke, marque, marca
store: store, stores, shop, branch, outlet, location, site, filiale, magasin, tienda, negozio, warehouse,
    standort, markt, boutique, sucursal, station, laden, geschaft, kiosk, restaurant, storeid, storenbr
product: product, item, sku, article, artikel, artikelnummer, artikelnr, upc, ean, gtin, produit,
    producto, prodotto, asin, material, variant, code, products, items, articolo, articulo, produkt,
    barcode, part, dish, menu item, model, productid, itemid
series: unique id, id, series, series id, ts id, uid, key, timeseries
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_DATE_WORDS = _words("""
    date datum fecha data giorno jour tag dia day ds week woche semaine semana settimana month monat mois
    mes mese period timestamp datetime dt kw invoicedate orderdate periodo periode bestelldatum
    verkaufsdatum rechnungsdatum
    """)
_SALE_DATES = _words("order sale sales invoice transaction sold purchase verkaufs business")
_OTHER_DATES = _words("""
    ship shipping shipped delivery delivered due birth expiry created updated modified payment paid return
    launch start end opening seasonality liefer lieferdatum loaded
    """)
_CALENDAR = _words("""
    year jahr annee ano anno month monat mois mes mese quarter quartal trimestre week wk woche weekday wday
    wochentag dow day d tag jour dia giorno weeknum wm yr of the in number num no dayofweek weekofyear
    monthname dayname name iso
    """)
_PERIODS = _words(
    "day week month tag woche monat jour semaine mois dia semana mes giorno settimana mese period kw"
)
#: Kinds whose single words must be the whole name, as they are too common inside others.
_WHOLE = {"row", "time", "series", "transaction"}


def _phrases() -> tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]:
    """The kinds in order, each with its phrases as words."""
    lines = re.sub(r"\n +", " ", _KINDS.strip()).splitlines()
    parts = [line.partition(": ") for line in lines]
    return tuple((kind, tuple(tuple(p.split()) for p in phrases.split(", "))) for kind, _, phrases in parts)


_PHRASES = _phrases()


def words_of(name: str) -> list[str]:
    """A column name's words in lower case, without accents.

    Examples:
        >>> words_of("InvoiceDate"), words_of("Prix_unitaire (€)"), words_of("QTY2")
        (['invoice', 'date'], ['prix', 'unitaire'], ['qty', '2'])
    """
    spelt = unicodedata.normalize("NFKD", name.replace("ß", "ss").replace("’", "'"))
    plain = spelt.encode("ascii", "ignore").decode()
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", plain)
    spaced = re.sub(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])", " ", spaced)
    return [word.lower() for word in re.findall(r"[A-Za-z0-9]+", spaced)]


@cache
def kind_of(name: str) -> str | None:
    """The kind of thing a column holds, by its name alone; None where the name says nothing.

    Examples:
        >>> kind_of("Product line"), kind_of("sell_price"), kind_of("Filiale"), kind_of("blob")
        ('category', 'price', 'store', None)
    """
    words = [word for word in words_of(name) if not word.isdigit()]
    if not words:
        return None
    if is_calendar_name(name):
        return "calendar"
    for kind, phrases in _PHRASES:
        for phrase in phrases:
            if _has_phrase(words, phrase, whole=len(phrase) == 1 and kind in _WHOLE):
                return kind
    return None


def _has_phrase(words: list[str], phrase: tuple[str, ...], *, whole: bool) -> bool:
    if whole:
        return tuple(words) == phrase
    return any(tuple(words[i : i + len(phrase)]) == phrase for i in range(len(words) - len(phrase) + 1))


def date_rank(name: str) -> int:
    """How strongly a name says "date of sale".

    3 plainly, 2 as a date, 1 as a period, 0 not at all, −1 as another date such as that of delivery.

    Examples:
        >>> [date_rank(name) for name in ("Order Date", "timestamp", "week", "colour", "Ship Date")]
        [3, 2, 1, 0, -1]
    """
    words = set(words_of(name))
    dated = words & _DATE_WORDS
    if dated and words & _OTHER_DATES and not words <= {"week", "month", "period", "start", "end", "date"}:
        return -1
    if not dated and "time" not in words and words != {"sold", "at"}:
        return 0
    if (len(words) == 1 and words & {"date", "datum", "fecha", "ds"}) or (dated and words & _SALE_DATES):
        return 3
    return 1 if words & _PERIODS and not words & {"date", "datum", "fecha"} else 2


def is_calendar_name(name: str) -> bool:
    """Whether a name is that of a part of the date, such as weekday or wm_yr_wk."""
    words = [word for word in words_of(name) if not word.isdigit()]
    telling = [
        word for word in words if word not in ("of", "the", "in", "number", "num", "no", "name", "iso")
    ]
    return bool(telling) and all(word in _CALENDAR for word in words)


_LOG_NAME = re.compile(r"(?i)^(log|ln)([\W_]|$|move|sales|units|qty|quantity|revenue|demand)")


def says_logarithm(name: str) -> bool:
    """Whether a name says that its values are logarithms.

    Examples:
        >>> says_logarithm("logmove"), says_logarithm("log units"), says_logarithm("logistics")
        (True, True, False)
    """
    return _LOG_NAME.match(name) is not None
