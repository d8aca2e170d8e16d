"""What a process of the service does first."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from foresale.garbage import NEW_OBJECTS
from foresale.service.processes.__main__ import main


@pytest.fixture
def own_process() -> Iterator[None]:
    """What a process tells the system and Python of itself, put back after."""
    mask, often = os.umask(0o022), gc.get_threshold()
    os.umask(mask)
    yield
    os.umask(mask)
    gc.set_threshold(*often)


@pytest.mark.usefixtures("own_process")
def test_a_process_looks_for_garbage_less_often_from_its_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["processes", "api", "--config", str(tmp_path / "missing.toml")])
    gc.set_threshold(700, 10, 10)
    assert main() == 1
    assert "missing.toml" in capsys.readouterr().err
    assert gc.get_threshold()[0] == NEW_OBJECTS
