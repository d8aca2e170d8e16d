"""Orders as PDF: letters of all scripts, texts as wide as their places, room for totals, many at once."""

from __future__ import annotations

import re
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from foresale.reports.letter_fonts import find_fonts
from foresale.reports.order_pdf import INCHES, PrintedLine, PrintedOrder, print_order
from foresale.reports.order_pdf_words import Language

NOWHERE = "\U000ff001"
"""A letter of nobody's script."""
DAY = date(2026, 3, 2)


def order_of(*names: str, note: str | None = None) -> PrintedOrder:
    lines = [PrintedLine(f"SKU {number}", name, 25, 12, Decimal("0.90")) for number, name in enumerate(names)]
    return PrintedOrder(7, ("Dairy", "D"), ("Harbour", "S1"), DAY, None, note, "EUR", lines)


def texts(pdf: bytes) -> str:
    """The letters of a PDF, by the tables that fonts bring for who copies them."""
    found = []
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            plain = zlib.decompress(stream)
        except zlib.error:
            continue
        for part in re.findall(rb"\[((?:<[0-9a-f]+> ?)+)\]", plain):
            found += [
                bytes.fromhex(code.decode()).decode("utf-16be") for code in re.findall(rb"[0-9a-f]+", part)
            ]
    return "".join(found)


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


def test_letters_that_no_font_has_are_told_instead_of_shown_as_boxes() -> None:
    written = texts(print_order(order_of(f"Milk {NOWHERE}", f"Tea {NOWHERE}")))
    assert NOWHERE not in written
    assert "?" in written
    assert "?" not in texts(print_order(order_of("Milk")))
    assert {"λ", "ж"} <= set(texts(print_order(order_of("γάλα", "жир"))))


@pytest.mark.parametrize(("language", "first", "ends"), [("en", "T", "From"), ("de", "U", "Von")])
def test_a_transfer_says_where_from_and_no_costs(language: Language, first: str, ends: str) -> None:
    transfer = replace(order_of("Milk", "Tea"), is_transfer=True)
    assert (transfer.words(language)["order"][0], transfer.words(language)["to"]) == (first, ends)
    written, order = texts(print_order(transfer, language)), texts(print_order(order_of("Milk"), language))
    assert first in written
    assert "9" in order  # of 0.90
    assert not {"9", "–", "×", "R"} & set(written)  # neither costs nor packs, and no currency


def test_letters_that_the_usual_font_lacks_are_taken_from_another() -> None:
    from matplotlib.font_manager import FontProperties, findfont
    from matplotlib.ft2font import FT2Font

    def letters(family: str) -> set[int]:
        return set(FT2Font(findfont(FontProperties(family=family))).get_charmap())

    only_there = min(code for code in letters("STIXGeneral") - letters("DejaVu Sans") if code > 0x2000)
    found = find_fonts(chr(only_there))
    assert found.missing == frozenset()
    assert len(found.families) > 1
    assert chr(only_there) in texts(print_order(order_of(f"Milk {chr(only_there)}")))


@pytest.mark.parametrize(("lines", "note", "expected"), [(31, None, 1), (34, None, 2), (30, "Word " * 99, 2)])
def test_the_last_page_has_room_for_total_and_note(lines: int, note: str | None, expected: int) -> None:
    assert pages(print_order(order_of(*["Milk"] * lines, note=note))) == expected


def test_wide_names_end_before_the_next_column() -> None:
    from foresale.reports import order_pdf

    for name in ("W" * 200, "Ж" * 200, "i" * 200, "Milk"):
        shown = order_pdf._cut(name, "name", 9)
        assert order_pdf._width(shown, 9) <= 0.29 * INCHES[0] * 72
        assert len(shown) > 15 or shown == "Milk"


def test_many_are_printed_at_once_and_none_changes_anothers_letters() -> None:
    import matplotlib as mpl

    before = mpl.rcParams["pdf.fonttype"]
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(print_order, [order_of(f"Milk {number}") for number in range(8)]))
    assert all(b"/CIDFontType2" in pdf and b"/Type3" not in pdf for pdf in made)
    assert mpl.rcParams["pdf.fonttype"] == before
