"""An order as a PDF to send to a supplier, or a transfer to pick by: A4, as many pages as it needs."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from foresale.reports.letter_fonts import USUAL_FONT, LetterFonts, find_fonts, is_seen
from foresale.reports.order_pdf_words import Language, words_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INCHES = (8.27, 11.69)
"""A4."""
POINTS_AN_INCH = 72
LINES_OF_FIRST_PAGE, LINES_OF_PAGE = 34, 42
_LINES_OF_TOTAL = 3
_LEFT, _RIGHT, _LINE = 0.08, 0.92, 0.0195
_TABLE_TOP = {True: 0.735, False: 0.9}
_WIDTHS = {"sku": 0.16, "name": 0.29, "head": 0.4, "note": 0.84}
"""How much of the page's width a text may take."""
_MAX_CODES = 20
_BOLD: dict[str, Any] = {"weight": "bold", "family": USUAL_FONT}
_ONE_AT_A_TIME = threading.Lock()
"""Matplotlib's settings are those of the whole process."""
_PLACES = {"sku": _LEFT, "name": 0.25, "packs": 0.64, "units": 0.72, "cost": 0.82, "amount": _RIGHT}
_PLACES_OF_TRANSFER = {"sku": _LEFT, "name": 0.25, "units": _RIGHT}
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
        supplier: Its name, and where it is reached; of a transfer, the store that gives.
        deliver_to: Where the order goes.
        order_on: When it is ordered; of a transfer, when it leaves.
        expected_on: When it should be there; None where that isn't known.
        note: What was said about it.
        currency: Of all amounts, as EUR; None where that isn't known.
        lines: Its products.
        is_transfer: Whether it goes from one store to another, and nothing is paid for it.
    """

    number: int
    supplier: tuple[str, ...]
    deliver_to: tuple[str, ...]
    order_on: date
    expected_on: date | None
    note: str | None
    currency: str | None
    lines: Sequence[PrintedLine]
    is_transfer: bool = False

    def words(self, language: Language) -> dict[str, str]:
        """What its parts are called."""
        return words_of(language, is_transfer=self.is_transfer)


def print_order(order: PrintedOrder, language: Language = "en") -> bytes:
    """The order as a PDF, with its text as text.

    Letters that the usual font lacks are taken from others that are installed; where none has one, the page
    says so.

    Args:
        order: What is printed.
        language: Of its words, days and numbers.

    Examples:
        >>> line = PrintedLine("MILK", "Milk", 24, 12, Decimal("0.90"))
        >>> day = date(2026, 3, 2)
        >>> print_order(PrintedOrder(7, ("Dairy",), ("Harbour",), day, None, None, "EUR", [line]))[:5]
        b'%PDF-'
    """
    with _ONE_AT_A_TIME:
        fonts = find_fonts("".join(_texts(order)))
        return _print(_keep_letters(order, fonts), fonts, language)


def _print(order: PrintedOrder, fonts: LetterFonts, language: Language) -> bytes:
    import matplotlib as mpl
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    words, place = order.words(language), io.BytesIO()
    as_text = mpl.rc_context({"pdf.fonttype": 42, "font.family": list(fonts.families)})
    with as_text, PdfPages(place) as pdf:
        note = [] if not order.note else _wrap(f"{words['note']}: {order.note}", 9)
        parts = _part(order.lines, len(note) + _LINES_OF_TOTAL)
        for number, lines in enumerate(parts, 1):
            page = Figure(figsize=INCHES)
            if number == 1:
                _write_head(page, order, language)
            bottom = _write_lines(page, replace(order, lines=lines), language, is_first=number == 1)
            if number == len(parts):
                _write_total(page, order, language, bottom)
                for line, text in enumerate(note):
                    page.text(_LEFT, bottom - 0.056 - line * _LINE, text, fontsize=9, parse_math=False)
                _write_missing(page, fonts, language)
            foot = f"{words['order']} {order.number} · {words['page']} {number} {words['of']} {len(parts)}"
            page.text(0.5, 0.04, foot, ha="center", fontsize=8, color="#555555", parse_math=False)
            pdf.savefig(page)
    return place.getvalue()


def _part(lines: Sequence[PrintedLine], below: int) -> list[Sequence[PrintedLine]]:
    """The lines of each page; the last one has room for what stands below them.

    Examples:
        >>> [len(part) for part in _part([None] * 34, 3)], [len(part) for part in _part([None] * 31, 3)]
        ([34, 0], [31])
    """
    parts, start, room = [], 0, LINES_OF_FIRST_PAGE
    while len(lines) - start > room - below:
        parts.append(lines[start : start + room])
        start, room = start + room, LINES_OF_PAGE
    return [*parts, lines[start:]]


def _texts(order: PrintedOrder) -> Iterator[str]:
    """All that people wrote."""
    yield from (*order.supplier, *order.deliver_to, order.note or "")
    for line in order.lines:
        yield from (line.sku, line.name)


def _keep_letters(order: PrintedOrder, fonts: LetterFonts) -> PrintedOrder:
    """The order without letters that can't be shown."""
    return replace(
        order,
        supplier=tuple(map(fonts.keep, order.supplier)),
        deliver_to=tuple(map(fonts.keep, order.deliver_to)),
        note=None if order.note is None else fonts.keep(order.note),
        lines=[replace(line, sku=fonts.keep(line.sku), name=fonts.keep(line.name)) for line in order.lines],
    )


def _write_missing(page: Figure, fonts: LetterFonts, language: Language) -> None:
    seen = sorted(letter for letter in fonts.missing if is_seen(letter))
    if seen:
        codes = ", ".join(f"U+{ord(letter):04X}" for letter in seen[:_MAX_CODES])
        more = ", …" if len(seen) > _MAX_CODES else ""
        told = words_of(language, is_transfer=False)["missing"].format(codes=codes + more)
        lines = _wrap(told, 6.5)
        for place, line in enumerate(reversed(lines)):
            page.text(_LEFT, 0.055 + 0.01 * place, line, fontsize=6.5, color="#555555", parse_math=False)


def _write_head(page: Figure, order: PrintedOrder, language: Language) -> None:
    words = order.words(language)
    page.text(_LEFT, 0.93, f"{words['order']} {order.number}", fontsize=20, **_BOLD, parse_math=False)
    for left, title, lines in ((_LEFT, "to", order.supplier), (0.5, "deliver", order.deliver_to)):
        page.text(left, 0.885, words[title], fontsize=8, color="#555555")
        for place, line in enumerate(lines[:3]):
            shown = _cut(line, "head", 11 - place)
            page.text(left, 0.865 - place * _LINE, shown, fontsize=11 - place, parse_math=False)
    days = ((_LEFT, "on", order.order_on), (0.5, "by", order.expected_on))
    for left, title, day in days:
        if day is not None:
            page.text(left, 0.805, words[title], fontsize=8, color="#555555")
            page.text(left, 0.787, _day(day, language), fontsize=11)


def _write_lines(page: Figure, order: PrintedOrder, language: Language, *, is_first: bool) -> float:
    """The table of a page's lines, and how far down it reaches."""
    top, words = _TABLE_TOP[is_first], order.words(language)
    places = _PLACES_OF_TRANSFER if order.is_transfer else _PLACES
    for name, left in places.items():
        side = "right" if name in _AT_RIGHT else "left"
        page.text(left, top, words[name], ha=side, fontsize=8, color="#555555")
    _rule(page, top - 0.007)
    for place, line in enumerate(order.lines, 1):
        height = top - 0.006 - place * _LINE
        amount = None if line.unit_cost is None else line.unit_cost * Decimal(str(line.units))
        cells = {
            "sku": _cut(line.sku, "sku", 9), "name": _cut(line.name, "name", 9),
            "packs": "" if line.pack_size == 1 else " × ".join(
                _units(count, language) for count in (line.units / line.pack_size, line.pack_size)
            ),
            "units": _units(line.units, language),
            "cost": "–" if line.unit_cost is None else _number(line.unit_cost, language),
            "amount": "–" if amount is None else _number(amount, language),
        }  # fmt: skip
        for name, left in places.items():
            side = "right" if name in _AT_RIGHT else "left"
            page.text(left, height, cells[name], ha=side, fontsize=9, parse_math=False)
    return top - 0.006 - len(order.lines) * _LINE


def _write_total(page: Figure, order: PrintedOrder, language: Language, bottom: float) -> None:
    words = order.words(language)
    known = [line for line in order.lines if line.unit_cost is not None]
    total = sum((line.unit_cost * Decimal(str(line.units)) for line in known if line.unit_cost), Decimal(0))
    _rule(page, bottom - 0.008)
    page.text(_LEFT, bottom - 0.026, words["total"], fontsize=10, **_BOLD)
    shown = " ".join(filter(None, (_number(total, language), order.currency)))
    if order.is_transfer:
        shown = _units(sum(line.units for line in order.lines), language)
    page.text(_RIGHT, bottom - 0.026, shown, ha="right", fontsize=10, **_BOLD, parse_math=False)


def _rule(page: Figure, height: float) -> None:
    from matplotlib.lines import Line2D

    page.add_artist(Line2D([_LEFT, _RIGHT], [height, height], color="#999999", linewidth=0.6))


def _cut(text: str, kind: str, points: float) -> str:
    """As much of a text as its place is wide."""
    plain, most = " ".join(text.split()), _WIDTHS[kind] * INCHES[0] * POINTS_AN_INCH
    if _width(plain, points) <= most:
        return plain
    fits, fails = 0, min(len(plain), int(most))
    while fails - fits > 1:
        middle = (fits + fails) // 2
        fits, fails = (middle, fails) if _width(f"{plain[:middle]}…", points) <= most else (fits, middle)
    return f"{plain[:fits].rstrip()}…"


def _wrap(text: str, points: float) -> list[str]:
    """A text as lines that are no wider than the page's."""
    lines, rest = [], " ".join(text.split())
    while rest:
        line = _cut(rest, "note", points)
        if line != rest:
            fits = len(line) - 1
            fits = rest.rfind(" ", 0, fits + 1) if " " in rest[: fits + 1] else fits
            line = rest[:fits]
        lines.append(line)
        rest = rest[len(line) :].lstrip()
    return lines


def _width(text: str, points: float) -> float:
    """Points that a text takes in the fonts that are set."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    width, _, _ = text_to_path.get_text_width_height_descent(text, FontProperties(size=points), ismath=False)
    return float(width)


def _day(day: date, language: Language) -> str:
    return f"{day:%d.%m.%Y}" if language == "de" else f"{day.day} {day:%B %Y}"


def _units(value: float, language: Language) -> str:
    return _number(value, language, 0 if value == int(value) else 2)


def _number(value: float | Decimal, language: Language, decimals: int = 2) -> str:
    """A number as the language writes it.

    Examples:
        >>> _number(1234.5, "en"), _number(1234.5, "de")
        ('1,234.50', '1.234,50')
    """
    text = f"{value:,.{decimals}f}"
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))
