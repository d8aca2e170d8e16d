"""Reasons are raised where they are said to be, and each has words in each language of the dashboard."""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import pytest

from foresale.error_reasons import Reason, ReasonCode
from foresale.errors import ConflictError, DiskFullError
from foresale.service.api.kit.wrong_fields import FieldReason

ROOT = Path(__file__).parents[2]
CODES = get_args(ReasonCode)
TEXT = ROOT / "dashboard" / "src" / "shared" / "text"


def words_of(file: str, opening: str) -> list[str]:
    """The keys of the catalogue that begins with a line, in one language's file."""
    words = (TEXT / file).read_text(encoding="utf-8")
    begin = words.index(f"\n{opening}\n")
    return re.findall(r"^ +(\w+):", words[begin : words.index("\n};\n", begin)], re.MULTILINE)


def test_each_code_is_raised_somewhere() -> None:
    sources = (ROOT / "src" / "foresale").rglob("*.py")
    text = "".join(file.read_text(encoding="utf-8") for file in sources if file.name != "error_reasons.py")
    assert [code for code in CODES if f'"{code}"' not in text] == []
    assert len(set(CODES)) == len(CODES)


@pytest.mark.parametrize(
    ("english", "german", "keys"),
    [
        (
            "export const problemWords = {",
            "const problems: Catalogue = {",
            [key for code in CODES for key in (code, f"{code}_fix")],
        ),
        ("export const fieldWords = {", "const fields: FieldCatalogue = {", get_args(FieldReason)),
    ],
)
def test_each_code_has_words_in_each_language(english: str, german: str, keys: Sequence[str]) -> None:
    assert sorted(words_of("problem-words.ts", english)) == sorted([*keys, "name", "en"])
    assert sorted(words_of("problem-words-de.ts", german)) == sorted(keys)


def test_a_reason_travels_with_its_error_between_processes() -> None:
    error = ConflictError("Taken.", fix="Another.", reason=Reason("code_taken", name="TEA"))
    came = copy.copy(error)
    assert (came.reason.code, came.reason.arguments) == ("code_taken", {"name": "TEA"})
    assert copy.copy(DiskFullError()).reason.code == "disk_full"
