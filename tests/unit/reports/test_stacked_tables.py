"""Tables whose cells stand below each other on a phone, where no heading says what a number is."""

from __future__ import annotations

import re
from pathlib import Path

import foresale.reports

TEMPLATES = Path(foresale.reports.__file__).parent / "templates"
STACKED = re.compile(r'<table class="[^"]*\bstacked\b.*?</table>', re.DOTALL)


def test_every_number_of_a_stacked_table_says_what_it_is() -> None:
    tables = [table for path in TEMPLATES.glob("*.j2") for table in STACKED.findall(path.read_text("utf-8"))]
    numbers = [cell for table in tables for cell in re.findall(r'<td class="n\b[^>]*>', table)]
    assert len(tables) >= 3
    assert numbers
    assert [cell for cell in numbers if "data-label=" not in cell] == []
