"""What a column's name says about its part, in any language that `vocabulary/` has a file of."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from foresale.data.reading.vocabulary.column_words import cut_unspaced, kind_phrases, split_words, words_for

_DATE_WORDS = words_for("date")
_SALE_DATES = words_for("date of a sale")
_OTHER_DATES = words_for("another date")
_CALENDAR = words_for("part of a date")
_PERIODS = words_for("period")
_PLAIN_DATES = words_for("plain date")
_PER = frozenset(("per", "pro", "par", "por", "je", "na", "за"))
_COUNTED = words_for("units") | frozenset(("pieces", "pcs", "items", "bottles", "cans", "stk"))
_PACKS = frozenset((
    "case", "cases", "carton", "box", "pack", "package", "pallet", "crate", "tray", "bundle", "set", "outer",
    "inner", "layer", "bag", "karton", "kiste", "packung", "palette", "gebinde", "kasten", "vpe", "caisse",
    "colis", "paquet", "caja", "paquete", "palet", "caixa", "pacote", "scatola", "confezione", "cartone",
    "doos", "pak", "opakowanie", "skrzynka", "коробке", "упаковке", "order", "transaction", "basket", "visit",
    "receipt",
))  # fmt: skip
_MOMENTS = frozenset(("created", "createdat", "placed", "epoch", "unixtime", "unix", "ts"))
#: Kinds whose single words must be the whole name, as they are too common inside others.
_WHOLE = {"row", "time", "series", "transaction"}


def words_of(name: str) -> list[str]:
    """A column name's words in lower case, without accents.

    Examples:
        >>> words_of("InvoiceDate"), words_of("Prix_unitaire (€)"), words_of("QTY2")
        (['invoice', 'date'], ['prix', 'unitaire'], ['qty', '2'])
    """
    return cut_unspaced(split_words(name))


@cache
def kind_of(name: str) -> str | None:
    """The kind of thing a column holds, by its name alone; None where the name says nothing.

    Examples:
        >>> kind_of("Product line"), kind_of("sell_price"), kind_of("Filiale"), kind_of("blob")
        ('category', 'price', 'store', None)
    """
    words = tuple(word for word in words_of(name) if not word.isdigit())
    if not words:
        return None
    if is_calendar_name(name):
        return "calendar"
    if _is_ratio(words, name):
        return "attribute"
    spans = {words[i:j] for i in range(len(words)) for j in range(i + 1, len(words) + 1)}
    for kind, phrases in kind_phrases():
        if not spans.isdisjoint(phrases) and any(_names(words, kind, p) for p in spans.intersection(phrases)):
            return kind
    return None


def _is_ratio(words: tuple[str, ...], name: str) -> bool:
    """Whether a name is that of a pack's size, such as units per case, and not of a price per unit."""
    if not words or words[0] not in _COUNTED:
        return False
    return any(a in _PER and b in _PACKS for a, b in pairwise(words)) or (
        len(words) > 1 and words[-1] in _PACKS and (words[1] in ("in", "of", "im") or "/" in name)
    )


def _names(words: tuple[str, ...], kind: str, phrase: tuple[str, ...]) -> bool:
    is_letter = len(phrase) == 1 and len(phrase[0]) == 1 and phrase[0].isascii()  # y, but not Lot Y
    return words == phrase or not (is_letter or (len(phrase) == 1 and kind in _WHOLE))


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
    if (len(words) == 1 and words & _PLAIN_DATES) or (dated and words & _SALE_DATES):
        return 3
    return 1 if words & _PERIODS and not words & _PLAIN_DATES - {"ds"} else 2


def says_moment(name: str) -> bool:
    """Whether a name says when a record was made, so that plain numbers may be times.

    Examples:
        >>> says_moment("created"), says_moment("created by"), says_moment("amount")
        (True, False, False)
    """
    words = set(words_of(name))
    return bool(words & _MOMENTS) and not words & {"by", "user", "id"}


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
