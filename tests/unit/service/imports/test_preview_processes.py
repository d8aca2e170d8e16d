"""Processes that look at uploaded files."""

from __future__ import annotations

import asyncio
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from foresale.service.imports import preview_processes
from foresale.service.imports.import_state import ImportLimits
from foresale.service.imports.preview import KEPT_MEMORY, PreviewQuestion
from foresale.workflows.importing.options import ImportOptions
from foresale.workflows.importing.plausible_days import PlausibleDays
from foresale.workflows.importing.upload import Upload


def test_one_process_looks_at_many_files_however_large_the_one_that_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Any] = []
    begin = subprocess.Popen

    def watched(*words: Any, **options: Any) -> Any:
        begun.append(begin(*words, **options))
        return begun[-1]

    monkeypatch.setattr(preview_processes.subprocess, "Popen", watched)
    large = np.ones(KEPT_MEMORY // 8)
    file = tmp_path / "sales.csv"
    file.write_text("date,store,product,quantity\n2026-01-01,S1,A,1\n2026-01-02,S1,A,2\n", encoding="utf-8")
    limits = ImportLimits(None, PlausibleDays(date(2000, 1, 1)))
    question = PreviewQuestion.of(
        Upload(file, file.name), ImportOptions(), limits, tmp_path / "rejects.csv", is_new=True
    )
    processes = preview_processes.PreviewProcesses()
    try:
        answers = [asyncio.run(processes.look(question)) for _ in range(3)]
    finally:
        processes.close()
    assert large.sum() == len(large)
    assert [answer["is_ready"] for answer in answers] == [True] * 3
    assert len(begun) == 1
