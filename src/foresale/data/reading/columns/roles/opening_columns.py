"""Columns that say by their name whether a shop is open."""

from __future__ import annotations

from foresale.data.reading.columns.words.names import words_of

_OPEN = frozenset(
    [
        *("open", "opened", "isopen", "offen", "geoffnet", "ouvert"),
        *("abierto", "aberto", "aperto", "otwarte"),
    ]
)
_CLOSED = frozenset(
    [
        *("closed", "isclosed", "geschlossen", "ferme", "cerrado"),
        *("fechado", "chiuso", "zamkniete", "gesloten"),
    ]
)


def value_of_closed(name: str) -> int | None:
    """What a column of this name holds on closed days: 0 for "open", 1 for "closed"; None for other names.

    Examples:
        >>> value_of_closed("Open"), value_of_closed("is_closed"), value_of_closed("price")
        (0, 1, None)
    """
    words = set(words_of(name))
    return 0 if words & _OPEN else 1 if words & _CLOSED else None
