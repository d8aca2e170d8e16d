"""Which sets of the benchmarks run, and what one is told of the others."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.asked_sets import present_sets, set_parser

FOLDERS = {"here": "here", "away": "away", "simulated": None}


@pytest.fixture
def asked(tmp_path: Path):
    (tmp_path / "here").mkdir()

    def ask(*arguments: str) -> list[str]:
        parser = set_parser("bench.something", "What it does.", FOLDERS)
        return present_sets(parser.parse_args(["--data", str(tmp_path), *arguments]), FOLDERS)

    return ask


def test_sets_whose_data_are_here_or_are_simulated_run_and_the_others_are_named(asked, capsys) -> None:
    assert asked() == ["here", "simulated"]
    assert "Left out, because their data are absent: away." in capsys.readouterr().out


def test_one_is_told_where_data_would_be_looked_for(asked, capsys, tmp_path: Path) -> None:
    assert asked("--sets", "away") == []
    told = capsys.readouterr().err
    assert f"No data: {tmp_path} holds none of away." in told
    assert "--data" in told


def test_an_unknown_set_is_named_with_those_there_are(asked, capsys) -> None:
    assert asked("--sets", "here,nowhere") == []
    assert capsys.readouterr().err == "There is no set nowhere.\n→ Choose from here, away, simulated.\n"
