"""Reasons are raised where they are said to be, and each has words in each language of the dashboard."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import get_args

import pytest

from foresale.error_reasons import Reason, ReasonCode
from foresale.errors import ConflictError, DiskFullError
from foresale.service.api.kit.wrong_fields import FieldReason

ROOT = Path(__file__).parents[2]
CODES = get_args(ReasonCode)
WORDS = (ROOT / "dashboard" / "src" / "shared" / "text" / "problem-words.ts").read_text(encoding="utf-8")
LANGUAGES = 2


def words_of(name: str) -> list[str]:
    """The keys of a catalogue, once for each language."""
    begin = WORDS.index(f"defineText(\n  '{name}'")
    return re.findall(r"^    (\w+):", WORDS[begin : WORDS.index("\n);\n", begin)], re.MULTILINE)


def test_each_code_is_raised_somewhere() -> None:
    sources = (ROOT / "src" / "foresale").rglob("*.py")
    text = "".join(file.read_text(encoding="utf-8") for file in sources if file.name != "error_reasons.py")
    assert [code for code in CODES if f'"{code}"' not in text] == []
    assert len(set(CODES)) == len(CODES)


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("problems", [key for code in CODES for key in (code, f"{code}_fix")]),
        ("wrong-fields", list(get_args(FieldReason))),
    ],
)
def test_each_code_has_words_in_each_language(name: str, keys: list[str]) -> None:
    assert sorted(words_of(name)) == sorted(keys * LANGUAGES)


def test_a_reason_travels_with_its_error_between_processes() -> None:
    error = ConflictError("Taken.", fix="Another.", reason=Reason("code_taken", name="TEA"))
    came = copy.copy(error)
    assert (came.reason.code, came.reason.arguments) == ("code_taken", {"name": "TEA"})
    assert copy.copy(DiskFullError()).reason.code == "disk_full"
