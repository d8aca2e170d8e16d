"""Pages whose code readers copy: each block runs, in the page's order, in an empty folder."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```(python|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)
RUN = ("recipes.md", "concepts/backtests.md", "concepts/calibration.md", "concepts/demand-and-sales.md")


def blocks(page: str) -> Iterator[tuple[str, str]]:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return ((found.group(1), found.group(2)) for found in BLOCK.finditer(text))


def run_command(line: str) -> None:
    from foresale.cli.app import app

    ended = CliRunner().invoke(app, [*shlex.split(line)[1:], "--quiet"])
    assert ended.exit_code == 0, f"{line}\n{ended.output}"


@pytest.mark.parametrize("page", RUN)
def test_every_block_of_the_page_runs(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"__name__": page}
    for language, code in blocks(page):
        if language == "console":
            for line in re.findall(r"^\$ (.+)$", code, re.MULTILINE):
                run_command(line)
        else:
            exec(compile(code, page, "exec"), names)  # noqa: S102


def test_there_are_thirty_recipes_and_most_have_code() -> None:
    text = (ROOT / "docs" / "recipes.md").read_text(encoding="utf-8")
    answers = re.split(r"^### ", text, flags=re.MULTILINE)[1:]
    assert len(answers) >= 30
    assert sum("```" in answer for answer in answers) >= 30
