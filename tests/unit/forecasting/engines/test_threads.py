"""Work side by side."""

from __future__ import annotations

import threading
import time

import pytest

from foresale.forecasting.engines import threads
from foresale.forecasting.engines.threads import both, map_unordered, one_core, threads_for


def test_every_task_is_answered_with_its_position() -> None:
    answers = dict(map_unordered(lambda task: task * task, [1, 2, 3, 4, 5]))
    assert answers == {0: 1, 1: 4, 2: 9, 3: 16, 4: 25}


def test_tasks_really_run_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "cores", lambda: 2)
    meeting = threading.Barrier(2, timeout=60)
    assert len(dict(map_unordered(lambda _: meeting.wait(), [0, 1]))) == 2


def test_an_error_ends_the_whole_and_what_has_not_begun_never_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "cores", lambda: 2)
    begun = []

    def work(task: int) -> None:
        begun.append(task)
        if task == 0:
            raise ValueError("no")
        time.sleep(0.2)

    with pytest.raises(ValueError, match="no"):
        list(map_unordered(work, list(range(50))))
    assert len(begun) < 10


def test_threads_are_shared_out_between_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "cores", lambda: 4)
    assert threads_for(1_000_000) == 4
    assert set(dict(map_unordered(lambda _: threads_for(1_000_000), [0, 1])).values()) == {2}
    assert threads_for(100) == 1


def test_tasks_of_a_task_have_its_cores_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "cores", lambda: 2)

    def work(_: int) -> set[int]:
        return set(dict(map_unordered(lambda _: threading.get_ident(), [0, 1, 2])).values())

    assert all(len(seen) == 1 for seen in dict(map_unordered(work, [0, 1])).values())


def test_two_different_things_are_done_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "cores", lambda: 2)
    meeting = threading.Barrier(2, timeout=60)
    assert both(lambda: (meeting.wait(), "one")[1], lambda: (meeting.wait(), 2)[1]) == ("one", 2)


def test_one_core_works_through_the_tasks_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "cores", lambda: 1)
    assert [position for position, _ in map_unordered(str, [7, 8, 9])] == [0, 1, 2]


def test_whoever_shares_the_machine_gives_learners_one_core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "cores", lambda: 4)
    with one_core():
        assert threads_for(1_000_000) == 1
    assert threads_for(1_000_000) == 4
