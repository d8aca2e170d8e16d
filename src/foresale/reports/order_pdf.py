"""An order as a PDF to send to a supplier: A4, as many pages as it needs."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Language = Literal["en", "de"]
INCHES = (8.27, 11.69)
"""A4."""
LINES_OF_FIRST_PAGE, LINES_OF_PAGE = 34, 42
_LEFT, _RIGHT, _LINE = 0.08, 0.92, 0.0195
_TABLE_TOP = {True: 0.735, False: 0.9}
_MAX_LETTERS = {"sku": 20, "name": 38, "head": 70, "note": 95}
_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "order": "Order", "to": "To", "deliver": "Deliver to", "on": "Order date", "by": "Delivery by",
        "sku": "Item", "name": "Name", "packs": "Packs", "units": "Units", "cost": "Unit cost",
        "amount": "Amount", "total": "Total", "note": "Note", "page": "Page", "of": "of",
    },
    "de": {
        "order": "Bestellung", "to": "An", "deliver": "Lieferung an", "on": "Bestelldatum",
        "by": "Lieferung bis", "sku": "Artikel", "name": "Bezeichnung", "packs": "Packungen",
        "units": "Stück", "cost": "Stückpreis", "amount": "Betrag", "total": "Summe", "note": "Notiz",
        "page": "Seite", "of": "von",
    },
}  # fmt: skip
_PLACES = {"sku": _LEFT, "name": 0.25, "packs": 0.64, "units": 0.72, "cost": 0.82, "amount": _RIGHT}
_AT_RIGHT = ("packs", "units", "cost", "amount")


@dataclass(frozen=True)
class PrintedLine:
    """A product of the order.

    Attributes:
        sku: Its number.
        name: What it is called.
        units: How many.
        pack_size: Units of a pack.
        unit_cost: What a unit costs; None where that isn't known.
    """

    sku: str
    name: str
    units: float
    pack_size: float
    unit_cost: Decimal | None


@dataclass(frozen=True)
class PrintedOrder:
    """What is printed.

    Attributes:
        number: The order's.
        supplier: Its name, and where it is reached.
        deliver_to: Where the order goes.
        order_on: When it is ordered.
        expected_on: When it should be there; None where that isn't known.
        note: What was said about it.
        currency: Of all amounts, as EUR; None where that isn't known.
        lines: Its products.
    """

    number: int
    supplier: tuple[str, ...]
    deliver_to: tuple[str, ...]
    order_on: date
    expected_on: date | None
    note: str | None
    currency: str | None
    lines: Sequence[PrintedLine]


def print_order(order: PrintedOrder, language: Language = "en") -> bytes:
    """The order as a PDF, with its text as text.

    Args:
        order: What is printed.
        language: Of its words, days and numbers.

    Examples:
        >>> line = PrintedLine("MILK", "Milk", 24, 12, Decimal("0.90"))
        >>> day = date(2026, 3, 2)
        >>> print_order(PrintedOrder(7, ("Dairy",), ("Harbour",), day, None, None, "EUR", [line]))[:5]
        b'%PDF-'
    """
    import warnings

    import matplotlib as mpl
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    parts = [order.lines[:LINES_OF_FIRST_PAGE]]
    rest = order.lines[LINES_OF_FIRST_PAGE:]
    parts += [rest[start : start + LINES_OF_PAGE] for start in range(0, len(rest), LINES_OF_PAGE)]
    place = io.BytesIO()
    as_text = mpl.rc_context({"pdf.fonttype": 42, "font.family": "DejaVu Sans"})
    with as_text, PdfPages(place) as book, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # a box stands for it
        for number, lines in enumerate(parts, 1):
            page = Figure(figsize=INCHES)
            if number == 1:
                _write_head(page, order, language)
            bottom = _write_lines(page, lines, language, is_first=number == 1)
            if number == len(parts):
                _write_total(page, order, language, bottom)
            words = _WORDS[language]
            foot = f"{words['order']} {order.number} · {words['page']} {number} {words['of']} {len(parts)}"
            page.text(0.5, 0.04, foot, ha="center", fontsize=8, color="#555555", parse_math=False)
            book.savefig(page)
    return place.getvalue()


def _write_head(page: Figure, order: PrintedOrder, language: Language) -> None:
    words = _WORDS[language]
    page.text(_LEFT, 0.93, f"{words['order']} {order.number}", fontsize=20, weight="bold", parse_math=False)
    for left, title, lines in ((_LEFT, "to", order.supplier), (0.5, "deliver", order.deliver_to)):
        page.text(left, 0.885, words[title], fontsize=8, color="#555555")
        for place, line in enumerate(lines[:3]):
            shown = _cut(line, "head")
            page.text(left, 0.865 - place * _LINE, shown, fontsize=11 - place, parse_math=False)
    days = ((_LEFT, "on", order.order_on), (0.5, "by", order.expected_on))
    for left, title, day in days:
        if day is not None:
            page.text(left, 0.805, words[title], fontsize=8, color="#555555")
            page.text(left, 0.787, _day(day, language), fontsize=11)


def _write_lines(page: Figure, lines: Sequence[PrintedLine], language: Language, *, is_first: bool) -> float:
    """The table, and how far down it reaches."""
    top, words = _TABLE_TOP[is_first], _WORDS[language]
    for name, left in _PLACES.items():
        side = "right" if name in _AT_RIGHT else "left"
        page.text(left, top, words[name], ha=side, fontsize=8, color="#555555")
    _rule(page, top - 0.007)
    for place, line in enumerate(lines, 1):
        height = top - 0.006 - place * _LINE
        packs = line.units / line.pack_size
        amount = None if line.unit_cost is None else line.unit_cost * Decimal(str(line.units))
        cells = {
            "sku": _cut(line.sku, "sku"), "name": _cut(line.name, "name"),
            "packs": f"{packs:g} × {line.pack_size:g}" if line.pack_size != 1 else "",
            "units": _number(line.units, language, 0 if line.units == int(line.units) else 2),
            "cost": "–" if line.unit_cost is None else _number(line.unit_cost, language),
            "amount": "–" if amount is None else _number(amount, language),
        }  # fmt: skip
        for name, text in cells.items():
            side = "right" if name in _AT_RIGHT else "left"
            page.text(_PLACES[name], height, text, ha=side, fontsize=9, parse_math=False)
    return top - 0.006 - len(lines) * _LINE


def _write_total(page: Figure, order: PrintedOrder, language: Language, bottom: float) -> None:
    words = _WORDS[language]
    known = [line for line in order.lines if line.unit_cost is not None]
    total = sum((line.unit_cost * Decimal(str(line.units)) for line in known if line.unit_cost), Decimal(0))
    _rule(page, bottom - 0.008)
    page.text(_LEFT, bottom - 0.026, words["total"], fontsize=10, weight="bold")
    shown = " ".join(filter(None, (_number(total, language), order.currency)))
    page.text(_RIGHT, bottom - 0.026, shown, ha="right", fontsize=10, weight="bold", parse_math=False)
    if order.note:
        note = f"{words['note']}: {_cut(order.note, 'note')}"
        page.text(_LEFT, bottom - 0.056, note, fontsize=9, parse_math=False)


def _rule(page: Figure, height: float) -> None:
    from matplotlib.lines import Line2D

    page.add_artist(Line2D([_LEFT, _RIGHT], [height, height], color="#999999", linewidth=0.6))


def _cut(text: str, kind: str) -> str:
    most = _MAX_LETTERS[kind]
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _day(day: date, language: Language) -> str:
    return f"{day:%d.%m.%Y}" if language == "de" else f"{day.day} {day:%B %Y}"


def _number(value: float | Decimal, language: Language, decimals: int = 2) -> str:
    """A number as the language writes it.

    Examples:
        >>> _number(1234.5, "en"), _number(1234.5, "de")
        ('1,234.50', '1.234,50')
    """
    text = f"{value:,.{decimals}f}"
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))
