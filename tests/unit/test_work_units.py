"""Which tests go to one worker together."""

from __future__ import annotations

from pathlib import Path

import pytest

from work_units import TOGETHER, work_unit_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("folder", TOGETHER)
def test_files_that_share_what_takes_long_to_make_stay_together(folder: str) -> None:
    files = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("test_*.py"))
    assert len(files) > 1
    assert {work_unit_of(f"{file}::test_it[a::b]") for file in files} == {folder}


def test_any_other_test_stays_with_its_file() -> None:
    assert work_unit_of("tests/unit/test_messages.py::test_it[a::b]") == "tests/unit/test_messages.py"
    assert work_unit_of("docs/cli.md::cli.md") == "docs/cli.md"
