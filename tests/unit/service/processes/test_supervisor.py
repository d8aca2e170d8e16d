"""The supervisor: restarts what dies, gives up on what can't live, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from dataclasses import replace

import pytest

from foresale.errors import EngineError
from foresale.service.processes.supervisor import ChildProcess, Supervisor

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other signals.")
LIVES = "import sys; sys.stdin.read()"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"


def part(code, name="sleeper"):
    return ChildProcess(name, (sys.executable, "-c", code))


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def soon(happened, seconds=60):
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def told():
    return []


@pytest.fixture
def watched(told):
    """Watches over parts in a thread, and stops them after the test."""
    begun = []

    def watch(*parts, **options):
        supervisor = Supervisor(parts, dict(os.environ), told.append, **options)
        supervisor.start()
        thread = threading.Thread(target=supervisor.watch)
        thread.start()
        begun.append((supervisor, thread))
        return supervisor

    yield watch
    for supervisor, thread in begun:
        supervisor.stop()
        thread.join(60)
        supervisor.end()


def test_a_part_that_dies_is_started_again_and_the_reason_is_told(watched, told):
    supervisor = watched(part(LIVES))
    first = supervisor.pids()["sleeper"]
    os.kill(first, signal.SIGKILL)
    soon(lambda: supervisor.pids().get("sleeper", first) != first)
    assert told == ["The sleeper ended: killed by SIGKILL. It is started again."]


def test_a_part_with_a_delay_begins_after_the_others(watched):
    supervisor = watched(part(LIVES, "API"), replace(part(LIVES, "worker"), delay=0.5))
    began = time.monotonic()
    assert list(supervisor.pids()) == ["API"]
    soon(lambda: set(supervisor.pids()) == {"API", "worker"})
    assert 0.3 < time.monotonic() - began < 30


def test_a_part_that_dies_again_and_again_ends_the_service_with_its_reason(told):
    supervisor = Supervisor([part("raise SystemExit(3)")], dict(os.environ), told.append)
    supervisor.most_young_deaths = 2
    supervisor.start()
    with pytest.raises(EngineError, match="died 2 times right after it began: exit status 3"):
        supervisor.watch()
    supervisor.end()
    assert supervisor.pids() == {}


def test_the_end_leaves_no_process_not_even_a_stubborn_one(told):
    parts = [part(LIVES, "a"), part(STUBBORN, "b")]
    supervisor = Supervisor(parts, dict(os.environ), told.append, patience=1)
    supervisor.start()
    time.sleep(0.3)
    pids = list(supervisor.pids().values())
    began = time.monotonic()
    supervisor.end()
    assert time.monotonic() - began < 30
    assert not any(map(is_alive, pids))


def test_parts_end_when_their_supervisor_is_killed():
    code = f"""
        import os, sys
        from foresale.service.processes.supervisor import ChildProcess, Supervisor
        child = (
            "import threading; from foresale.service.processes.parent import when_asked_to_end;"
            "over = threading.Event(); when_asked_to_end(over.set); over.wait()"
        )
        children = [ChildProcess("x", ({sys.executable!r}, "-c", child))]
        supervisor = Supervisor(children, dict(os.environ), print)
        supervisor.start()
        print(supervisor.pids()["x"], flush=True)
        supervisor.watch()
    """
    parent = subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE)
    pid = int(parent.stdout.readline())
    time.sleep(1)
    assert is_alive(pid)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    soon(lambda: not is_alive(pid))
