"""The parts of a service as containers run them: each alone, over one database and one home."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time

import httpx
import pytest

from foresale.errors import NotReadyError, OptionError
from foresale.storage.database.engine.connect import connect
from foresale.storage.database.engine.migrate import upgrade
from foresale.storage.database.engine.wait import wait_until_current, wait_until_reachable

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Signals as containers send them.")


def command(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "foresale", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"FORESALE_LOG_LEVEL": "warning"},
    )


def line_of(process: subprocess.Popen[str], pattern: str) -> re.Match[str]:
    """The first line that says this."""
    said = []
    for line in process.stdout or ():
        said.append(line)
        if found := re.search(pattern, line):
            return found
    raise AssertionError("".join(said))


def test_the_api_refuses_a_database_that_nobody_migrated_and_says_what_to_do(tmp_path):
    refused = command("api", "--home", str(tmp_path / "home"), "--port", "0")

    said, _ = refused.communicate(timeout=60)

    assert refused.returncode == 1
    assert "foresale db upgrade" in said
    assert "Traceback" not in said


def test_the_api_and_the_live_path_run_apart_in_one_home_and_stop_when_told(tmp_path):
    home = str(tmp_path / "home")
    with command("db", "upgrade", "--home", home, "--wait", "5") as upgraded:
        assert upgraded.wait(60) == 0
    with command("api", "--home", home, "--port", "0") as api, command("live", "--home", home) as live:
        try:
            line_of(live, "the live path run")
            address = line_of(api, r"The API is at (\S+);")[1]
            deadline = time.monotonic() + 60
            while b'"is_running":false' in httpx.get(f"{address}/api/health/ready").content:
                assert time.monotonic() < deadline
                time.sleep(0.3)
        finally:
            for process in (api, live):
                process.send_signal(signal.SIGTERM)
        assert [process.wait(30) for process in (api, live)] == [0, 0]


def test_what_waits_for_the_schema_goes_on_once_another_process_has_made_it(tmp_path):
    engine = connect(f"sqlite:///{tmp_path / 'foresale.db'}")
    with pytest.raises(OptionError, match="The database is empty"):
        wait_until_current(engine, 0.1)

    threading.Timer(0.5, upgrade, [engine]).start()
    wait_until_current(engine, 30)

    engine.dispose()


def test_a_database_that_does_not_come_is_told_after_the_wait():
    engine = connect("postgresql://foresale@127.0.0.1:9/foresale")

    with pytest.raises(NotReadyError, match="can't be reached"):
        wait_until_reachable(engine, 0.6)
