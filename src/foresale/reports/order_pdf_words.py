"""The words of printed orders, and of printed transfers between stores."""

from __future__ import annotations

from typing import Literal

Language = Literal["en", "de"]
_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "order": "Order", "to": "To", "deliver": "Deliver to", "on": "Order date", "by": "Delivery by",
        "sku": "Item", "name": "Name", "packs": "Packs", "units": "Units", "cost": "Unit cost",
        "amount": "Amount", "total": "Total", "note": "Note", "page": "Page", "of": "of",
        "missing": "? stands for letters that no font here has: {codes}. Install one that has them.",
    },
    "de": {
        "order": "Bestellung", "to": "An", "deliver": "Lieferung an", "on": "Bestelldatum",
        "by": "Lieferung bis", "sku": "Artikel", "name": "Bezeichnung", "packs": "Packungen",
        "units": "Stück", "cost": "Stückpreis", "amount": "Betrag", "total": "Summe", "note": "Notiz",
        "page": "Seite", "of": "von",
        "missing": "? steht für Buchstaben, die hier keine Schrift hat: {codes}. Eine solche installieren.",
    },
}  # fmt: skip
_OF_TRANSFER: dict[Language, dict[str, str]] = {
    "en": {"order": "Transfer", "to": "From", "deliver": "To", "on": "Leaves on", "by": "There by"},
    "de": {"order": "Umlagerung", "to": "Von", "deliver": "An", "on": "Abgang", "by": "Ankunft bis"},
}


def words_of(language: Language, *, is_transfer: bool) -> dict[str, str]:
    """Words by what they name.

    Args:
        language: Whose.
        is_transfer: Whether they are of a transfer between stores, and not of an order.
    """
    return {**_WORDS[language], **(_OF_TRANSFER[language] if is_transfer else {})}
