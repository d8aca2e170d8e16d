"""Files that cost much to look at: bounded, in a process of their own, and nobody else waits."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from foresale.service.api.imports import routes
from foresale.service.imports import preview_processes as processes
from foresale.service.imports.preview_processes import PreviewProcesses

PATIENCE = 3.0
GOOD = "date,store,product,quantity\n2026-01-01,S1,A,1\n2026-01-02,S1,A,2\n"


def upload(client: Any, content: bytes | str, name: str = "sales.csv") -> Any:
    return client.post("/api/imports", files={"file": (name, content)})


def test_others_are_answered_while_files_are_looked_at(embedded_api: Any) -> None:
    planner, viewer = embedded_api.as_role("planner"), embedded_api.as_role("viewer")
    wide = "date,store,product,quantity," + ",".join(f"c{n}" for n in range(300)) + "\n"
    wide += "2026-01-01,S1,A,1" + ",1" * 300 + "\n"
    answers: list[Any] = []
    uploads = [threading.Thread(target=lambda: answers.append(upload(planner, wide))) for _ in range(4)]
    for thread in uploads:
        thread.start()
    seconds = []
    while any(thread.is_alive() for thread in uploads):
        began = time.perf_counter()
        assert viewer.get("/api/products").status_code == 200
        seconds.append(time.perf_counter() - began)
        time.sleep(0.02)
    assert [answer.status_code for answer in answers] == [201] * 4
    assert sorted(seconds)[-len(seconds) // 20] < PATIENCE  # a machine that others use stalls by itself


def test_a_file_of_too_many_columns_says_how_many_there_may_be(embedded_api: Any) -> None:
    wide = ",".join(f"c{n}" for n in range(20_000)) + "\n" + "1," * 19_999 + "1\n"
    began = time.perf_counter()
    shown = upload(embedded_api.as_role("planner"), wide).json()["preview"]
    assert "20,000 columns, more than 5,000" in shown["problem"]
    assert time.perf_counter() - began < 10 * PATIENCE


@pytest.mark.parametrize(
    ("seconds", "megabytes", "word"), [(0.01, 2000, "0.01 seconds"), (60, 300, "0.29 GB of memory")]
)
def test_a_look_that_takes_too_much_is_ended_and_the_next_one_works(
    embedded_api: Any, monkeypatch: pytest.MonkeyPatch, seconds: float, megabytes: int, word: str
) -> None:
    planner = embedded_api.as_role("planner")
    strict = PreviewProcesses(seconds, megabytes * 1024**2)
    monkeypatch.setattr(routes, "preview_processes", lambda: strict)
    answer = upload(planner, GOOD + "2026-01-03,S1,A,3\n" * 1_500_000)
    assert answer.status_code == 201, answer.text
    assert word in answer.json()["preview"]["problem"]
    assert answer.json()["preview"]["fix"]
    strict.close()
    monkeypatch.undo()
    assert upload(planner, GOOD).json()["preview"]["is_ready"]


def test_nobody_waits_without_end(embedded_api: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "MAX_WAITING", 0)
    answer = upload(embedded_api.as_role("planner"), GOOD)
    assert (answer.status_code, answer.json()["code"]) == (503, "not_ready")
    assert list((embedded_api.container.settings.home / "uploads").iterdir()) == []
