"""What the shell proposes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from foresale.cli.completion import header_of


def proposed(words: str, folder: Path) -> list[str]:
    """What bash would show after these words."""
    done = subprocess.run(
        [sys.executable, "-m", "foresale"], capture_output=True, text=True, check=True, cwd=folder,
        env={
            **os.environ, "_FORESALE_COMPLETE": "complete_bash", "COMP_WORDS": words,
            "COMP_CWORD": str(len(words.split(" ")) - 1),
        },
    )  # fmt: skip
    return done.stdout.split()


def test_columns_of_the_file_already_typed_are_proposed(tmp_path):
    (tmp_path / "sales.csv").write_text("Day;Units sold;Store\n2024-01-01;3;a\n", encoding="utf-8")
    assert proposed("foresale forecast sales.csv --date D", tmp_path) == ["Day"]


def test_models_are_proposed_after_a_comma_too(tmp_path):
    assert "seasonal_naive" in proposed("foresale forecast --models seas", tmp_path)
    assert proposed("foresale forecast --models croston,moving_av", tmp_path) == ["croston,moving_average"]


def test_countries_are_proposed(tmp_path):
    assert {"DE", "DK"} <= set(proposed("foresale forecast --country D", tmp_path))


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (b"\xef\xbb\xbfdate,units\n1,2\n", ["date", "units"]),
        (b'date\t"a, b"\n', ["date", "a, b"]),
        (b'{"date": "2024-01-01", "units": 3}\n', ["date", "units"]),
        (b"PK\0\0", []),
        (b"", []),
        (b'{"date": ', []),
    ],
)
def test_a_header_is_read_from_the_first_line(tmp_path, content, names):
    (tmp_path / "file").write_bytes(content)
    assert header_of(tmp_path / "file") == names


def test_a_file_that_is_not_there_has_no_columns(tmp_path):
    assert header_of(tmp_path / "none.csv") == []
