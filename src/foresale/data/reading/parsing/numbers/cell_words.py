"""Words, currencies and units that stand where a number is expected, or beside one."""
# ruff: noqa: RUF001 - marks and words of other scripts

from __future__ import annotations

# What people type where there is no value.
MISSING = (
    "", "na", "n/a", "nan", "null", "(null)", "none", "nil", "-", "–", "—", "--", "---", ".", "..", "...",
    "…", "?", "??", "missing", "unknown", "undefined", "(blank)", "(leer)", "(vide)", "k.a.", "k. a.", "n.v.",
    "n.d.", "s/d", "tbd", "unbekannt", "inconnu", "desconocido", "нет данных", "не указано", "不明", "未知",
    "\\n", "brak danych", "keine angabe", "sin datos", "sem dados",
    "non disponible", "n/c", "n.c.", "(en blanco)", "(vazio)", "(vuoto)", "(пусто)", "(空白)",
)  # fmt: skip

ERRORS = (
    "error", "err", "#error", "#error!", "#n/a", "#n/a n/a", "#ref!", "#div/0!", "#value!", "#name?", "#num!",
    "#null!", "#getting_data", "#spill!", "#calc!", "#nv", "#n/v", "#wert!", "#bezug!", "#zahl!", "#valeur!",
    "#nombre!", "#nom?", "#¡ref!", "#¡div/0!", "#¡valor!", "#¿nombre?", "#¡num!", "#valore!", "#rif!", "#nd",
    "#n/d", "#valor!", "#дел/0!", "#знач!", "#ссылка!", "#н/д", "########", "fehler", "erreur", "errore",
)  # fmt: skip
"""Words by which a program says that it failed to give a value."""

NO_LABEL = (*ERRORS, "unknown", "undefined", "null", "(null)", "nan", "n/a", "nil", "(blank)", "(leer)",
            "(vide)", "(en blanco)", "(vazio)", "(vuoto)", "(пусто)", "(空白)", "(空)", "\\n", "n/d", "s/d",
            "n.d.",
            "k.a.", "k. a.", "unbekannt", "inconnu", "desconocido", "desconhecido", "sconosciuto", "onbekend",
            "nieznany", "okänd", "ukendt", "ukjent", "neznámý", "bilinmiyor", "неизвестно", "неизвестный",
            "غير معروف", "不明", "未知", "알 수 없음")  # fmt: skip
"""Words that name no product and no store, as the whole of a cell."""

CLOSED = (
    "closed", "store closed", "shop closed", "holiday", "closed today", "shut", "geschlossen", "ruhetag",
    "feiertag", "zu", "fermé", "ferme", "fermée", "férié", "cerrado", "cerrada", "festivo", "feriado",
    "chiuso", "chiusa", "chiusura", "riposo", "fechado", "fechada", "encerrado", "gesloten", "dicht",
    "stängt", "lukket", "stengt", "suljettu", "zamknięte", "nieczynne", "zavřeno", "zatvoreno", "zatvorené",
    "zárva", "închis", "kapalı", "tatil", "κλειστό", "κλειστά",
    "закрыто", "выходной", "зачинено", "затворено",
    "休", "休み", "休業", "休日", "定休日", "休息", "休店",
    "关门", "關門", "闭店", "閉店", "停业", "放假", "휴무",
    "휴업", "휴점", "مغلق", "عطلة", "بسته", "تعطیل", "סגור", "बंद", "ปิด", "tutup", "đóng cửa", "nghỉ",
)  # fmt: skip
"""Words by which a quantity says that the shop was closed."""

SOLD_OUT = (
    "out of stock", "out-of-stock", "sold out", "sold-out", "soldout", "oos", "stockout", "stock-out",
    "no stock", "unavailable", "not available", "ausverkauft", "nicht lieferbar", "nicht auf lager",
    "vergriffen", "rupture", "rupture de stock", "épuisé", "en rupture", "agotado", "sin stock", "esaurito",
    "non disponibile", "esgotado", "sem estoque", "sem stock", "uitverkocht", "slutsåld", "slut", "udsolgt",
    "utsolgt", "loppu", "wyprzedane", "brak", "vyprodáno", "elfogyott", "tükendi", "stokta yok",
    "нет в наличии", "распродано", "売り切れ", "品切れ", "欠品", "在庫切れ",
    "缺货", "缺貨", "售罄", "断货", "품절",
    "نفد", "غير متوفر", "ناموجود", "habis", "hết hàng",
)  # fmt: skip
"""Words by which a quantity says that there was nothing left to sell."""

_CURRENCY_WORDS = """
    eur: € eur euro euros
    usd: $ us$ usd dollar dollars
    gbp: £ gbp pounds stg
    chf: chf sfr sfr. fr fr. frs
    jpy: ¥ jpy yen 円
    cny: cny rmb yuan 元 cn¥
    inr: ₹ inr rs rs. rupees rupee
    krw: ₩ krw 원
    brl: r$ brl reais
    aud: a$ au$ aud
    cad: c$ ca$ cad
    nzd: nz$ nzd
    hkd: hk$ hkd
    sgd: s$ sgd
    twd: nt$ twd
    mxn: mx$ mxn
    ars: ar$ ars
    clp: clp clp$
    cop: cop cop$
    pen: s/ s/. pen
    sek: sek
    nok: nok
    dkk: dkk
    kr: kr kr. kr:
    pln: zł zl pln
    czk: kč kc czk
    huf: ft huf
    ron: lei ron leu
    bgn: лв лв. bgn
    rub: ₽ rub руб руб. р р. rur
    uah: ₴ uah грн грн.
    try: ₺ try tl
    ils: ₪ ils nis ש"ח ש״ח שח
    zar: zar r
    ngn: ₦ ngn
    ghs: gh₵ ₵ ghs
    kes: kes ksh kshs
    egp: egp e£ ج.م ج.م. جنيه
    aed: aed dhs dh د.إ درهم
    sar: sar sr ر.س ريال ﷼
    irr: irr تومان
    kwd: kwd kd د.ك
    bhd: bhd bd د.ب
    omr: omr ر.ع
    jod: jod jd د.أ
    tnd: tnd dt د.ت
    thb: ฿ thb baht
    vnd: ₫ đ vnd
    idr: rp rp. idr
    myr: rm myr
    php: ₱ php
    pkr: pkr
    bdt: ৳ bdt tk
    lkr: lkr
    kzt: ₸ kzt тг
    gel: ₾ gel
    mad: mad
    crc: crc ₡
    dop: dop
    dzd: dzd
    gtq: gtq
    hrk: hrk
    isk: isk
    lbp: lbp
    pyg: pyg ₲
    qar: qar
    rsd: rsd
    tzs: tzs
    ugx: ugx
    uyu: uyu
    uzs: uzs
    xaf: xaf
    xof: xof
    """

#: A currency's sign or word, in lower case → its code.
CURRENCIES = {
    word: code.strip()
    for line in _CURRENCY_WORDS.strip().splitlines()
    for code, _, words in (line.partition(":"),)
    for word in words.split()
}

WHOLE_CURRENCIES = frozenset(["jpy", "krw", "vnd", "idr", "clp"])
"""Currencies whose amounts have no decimals."""

POINT_CURRENCIES = frozenset(
    """
    usd gbp inr pkr lkr npr bdt krw jpy cny twd hkd sgd aud nzd thb myr php ngn kes ghs egp aed sar ils mxn
    pen kwd bhd omr jod iqd
    """.split()  # noqa: SIM905
)
"""Currencies of countries where the point is decimal, whatever parts the cells of a file."""

#: A unit → what it measures, and how many of the base unit it holds.
MEASURES = {
    "mg": ("kg", 1e-6), "g": ("kg", 1e-3), "gr": ("kg", 1e-3), "gram": ("kg", 1e-3), "grams": ("kg", 1e-3),
    "kg": ("kg", 1.0), "kgs": ("kg", 1.0), "kilo": ("kg", 1.0), "kilos": ("kg", 1.0), "кг": ("kg", 1.0),
    "г": ("kg", 1e-3), "公斤": ("kg", 1.0), "کیلو": ("kg", 1.0), "كغ": ("kg", 1.0), "t": ("kg", 1e3),
    "tonne": ("kg", 1e3), "tonnes": ("kg", 1e3), "тонн": ("kg", 1e3), "lb": ("lb", 1.0), "lbs": ("lb", 1.0),
    "oz": ("lb", 0.0625), "ml": ("l", 1e-3), "cl": ("l", 1e-2), "l": ("l", 1.0), "lt": ("l", 1.0),
    "ltr": ("l", 1.0), "litre": ("l", 1.0), "liter": ("l", 1.0), "litres": ("l", 1.0), "liters": ("l", 1.0),
    "л": ("l", 1.0), "hl": ("l", 100.0), "gal": ("gal", 1.0), "mm": ("m", 1e-3), "cm": ("m", 1e-2),
    "m": ("m", 1.0), "mtr": ("m", 1.0), "м": ("m", 1.0), "m²": ("m²", 1.0), "m³": ("m³", 1.0),
}  # fmt: skip

_COUNTS = """
    pcs pc pce nos nos.
    piece pieces unit units ea each x st stk stck stück stueck stk. st. pz pzs pza pzas pezzi uds
    ud u un und unid unids unidades szt szt. шт шт. ks db kpl adet
    buc buc. бр бр. cái chiếc buah biji τεμ τεμ. יח יח' ชิ้น 個 个 件 개 台 本 枚 點 点 عدد قطعة
    """
_DOZENS = "dozen dozens doz doz. dz dz. dutzend docena docenas"
_CONTAINERS = """
    box boxes carton cartons ctn ctns case cases cs bottle bottles btl pack packs pk pkt pkts packet packets
    bag bags roll rolls crate crates pallet pallets kiste kisten karton kartons packung flasche
    flaschen caja cajas pair pairs pr tray trays bundle sack sacks tin tins can cans jar jars 箱 瓶 袋 盒
    """

#: A unit → what it measures and its size: all single pieces are one unit, each container its own.
UNITS: dict[str, tuple[str, float]] = {
    **MEASURES,
    **dict.fromkeys(_COUNTS.split(), ("pcs", 1.0)),
    **dict.fromkeys(_DOZENS.split(), ("pcs", 12.0)),
    **{word: (word.removesuffix("es") if word == "boxes" else word.removesuffix("s") if len(word) > 4
              else word, 1.0) for word in _CONTAINERS.split()},
}  # fmt: skip

_SCALE_WORDS = """
    1e3: mil mil. k tsd tsd. tausend thousand thousands thsd тыс тыс. тысяч тысячи tys tys. tis. tisíc
         mila mille duizend bin ribu rb nghìn ngàn हज़ार ألف 千 천
    1e4: 万 萬 만
    1e5: lakh lakhs lac lacs लाख
    1e6: mi mio mio. mln mln. mn million millions millionen millón millones milhão milhões milioni miljoen
         milyon млн млн. миллион juta jt triệu مليون 百万
    1e7: crore crores करोड़
    1e8: 億 亿 억
    1e9: mrd mrd. mia mia. milliarde milliarden milliard milliards mld mld. bn billion billions млрд
         млрд. miliar
    """

#: A word or sign that makes a number so many times larger, in lower case → how many times.
SCALES = {
    word: float(size)
    for size, _, words in (
        part.partition(":") for part in " ".join(_SCALE_WORDS.split()).replace(" 1e", "\n1e").splitlines()
    )
    for word in words.split()
}
