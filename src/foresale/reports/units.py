"""What the target is counted in, where its name tells: a currency, or pieces."""

from __future__ import annotations

import re

from foresale.data.reading.columns.words.names import words_of

_SIGNS = "€$£¥₹₽₺₩₪₫฿₴₦"
_CODES = frozenset(
    [
        *("EUR", "USD", "GBP", "JPY", "CNY", "INR", "RUB", "TRY", "KRW", "BRL", "MXN", "CAD", "AUD"),
        *("CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "ZAR", "SGD", "HKD", "NZD", "THB"),
    ]
)
_PIECES = frozenset(["units", "unit", "quantity", "qty", "pieces", "pcs", "stuck", "menge", "quantite"])
_MEASURES = {"kg": "kg", "kilos": "kg", "litres": "l", "liters": "l", "tonnes": "t", "cases": "cases"}


def unit_of(target_name: str) -> str:
    """The currency or unit that a target's name holds; nothing where it holds none.

    Examples:
        >>> unit_of("Umsatz (€)"), unit_of("revenue_usd"), unit_of("Quantity"), unit_of("sales")
        ('€', 'USD', 'units', '')
    """
    sign = re.search(f"[{_SIGNS}]", target_name)
    if sign:
        return sign.group(0)
    words = words_of(target_name)
    code = next((word.upper() for word in words if word.upper() in _CODES and word != "try"), "")
    measure = next((_MEASURES[word] for word in words if word in _MEASURES), "")
    return code or measure or ("units" if _PIECES.intersection(words) else "")
