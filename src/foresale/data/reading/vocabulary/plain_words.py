"""Words of a value or name without case, accents and marks, in any script."""

from __future__ import annotations

import re
import unicodedata


def plain_words(text: str) -> str:
    """A value's words in lower case, without accents and marks.

    Examples:
        >>> plain_words("wc-On-hold"), plain_words("Zurück_erstattet"), plain_words("PartiallyRefunded")
        ('wc on hold', 'zuruck erstattet', 'partially refunded')
    """
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    spelt = unicodedata.normalize("NFKD", spaced.replace("ß", "ss").casefold().replace("\u0131", "i"))
    kept = "".join(c for c in spelt if not unicodedata.combining(c) or (not c.isascii() and ord(c) > 0x3000))
    composed = unicodedata.normalize("NFKC", kept)
    return " ".join(re.sub(r"[\W_]+", " ", composed).split())


def has_phrase(text: str, phrase: str) -> bool:
    """Whether a phrase is among the words of a text; scripts without blanks have it anywhere.

    Args:
        text: Plain words.
        phrase: Plain words too.

    Examples:
        >>> (
        ...     has_phrase("order status", "status"),
        ...     has_phrase("estates", "state"),
        ...     has_phrase("注文状態", "状態"),
        ... )
        (True, False, True)
    """
    if phrase not in text:
        return False
    return any(ord(c) > 0x2E80 for c in phrase) or f" {phrase} " in f" {text} "
