"""A service's folder is its own: one service at a time, and nothing in it for other users of the machine."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
import uvicorn

from foresale.container import Container
from foresale.errors import ConflictError
from foresale.service.processes.roles import api_config
from foresale.settings import Settings, load_settings
from foresale.storage.database.engine.migrate import upgrade
from foresale.storage.home_lock import hold_home

HOLDER = """
import sys, time
from pathlib import Path
from foresale.storage.home_lock import hold_home
with hold_home(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@contextmanager
def holder(home: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds a home."""
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(home)], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def test_a_second_service_in_the_same_home_is_refused_and_told_which_process_has_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with holder(home) as other:
        words = [sys.executable, "-m", "foresale", "up", "--port", "0", "--home", str(home)]
        done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Another service runs in {home}: process {other.pid}.\n→ ")
    assert done.stdout.splitlines()[0] == "Foresale starts; this takes some seconds."
    assert not (home / "foresale.db").exists()


def test_the_lock_of_a_killed_service_is_free(tmp_path: Path) -> None:
    with holder(tmp_path) as other:
        with pytest.raises(ConflictError, match="Another service runs"), hold_home(tmp_path):
            pytest.fail("it is held")
        other.send_signal(signal.SIGKILL)
        other.wait()
        with hold_home(tmp_path):
            assert (tmp_path / "service.lock").read_text() == f"{os.getpid()}\n"
    with hold_home(tmp_path):
        pass


def rights(path: Path) -> int:
    """What group and others may do with a file."""
    return stat.S_IMODE(path.stat().st_mode) & 0o077


@pytest.mark.skipif(sys.platform == "win32", reason="Rights of files are POSIX's.")
def test_what_a_service_keeps_is_for_its_owner_only(tmp_path: Path) -> None:
    home = tmp_path / "home"
    before = os.umask(0o022)
    try:
        parts = Container(Settings(home=home))
        upgrade(parts.engine)
        with parts.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM sales")
        assert len(parts.secret) > 32
        assert parts.registry.aliases() == {}
        open_to_others = [path for path in (home, *home.iterdir()) if rights(path)]
        parts.close()
    finally:
        os.umask(before)
    assert open_to_others == [] or {path.name for path in open_to_others} == {"cache"}
    assert {"foresale.db", "mlflow.db"} <= {path.name for path in home.iterdir()}


@pytest.mark.skipif(sys.platform == "win32", reason="Rights of files are POSIX's.")
def test_what_an_earlier_version_left_open_is_closed(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    for name in ("foresale.db", "foresale.db-wal", "mlflow.db", "secret.key"):
        (tmp_path / name).touch(mode=0o644)
    for name in ("models", "cache", "uploads"):
        (tmp_path / name).mkdir(mode=0o755)
    (tmp_path / "notes.txt").touch()
    (tmp_path / "notes.txt").chmod(0o644)  # whatever this process gives its files by now
    parts = Container(Settings(home=tmp_path))
    assert parts.engine is not None
    parts.close()
    assert {path.name for path in tmp_path.iterdir() if rights(path)} == {"notes.txt"}


def test_a_start_that_waits_for_space_on_the_disk_says_so(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "foresale", "up", "--port", "0", "--home", str(tmp_path / "home")]
    with subprocess.Popen(
        words,
        stdout=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env=os.environ | {"FORESALE_MIN_FREE_MB": "999999999"},
    ) as process:
        assert process.stdout is not None
        told = next(line for line in process.stdout if "ready" in line)
        process.send_signal(signal.SIGTERM)
        rest = process.communicate(timeout=120)[0]
    assert told.startswith("The service isn't ready: The disk is full: ")
    assert "Foresale is at" not in rest


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """A function that serves the API with settings of its own, and answers the address."""
    with ExitStack() as running:
        yield lambda **settings: running.enter_context(_served(tmp_path, settings))


@contextmanager
def _served(home: Path, settings: dict[str, object]) -> Iterator[str]:
    parts = Container(Settings(home=home, port=0, **settings))
    upgrade(parts.engine)
    server = uvicorn.Server(api_config(parts))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(120)


def log_in(address: str, forwarded: str) -> int:
    """The status of a try to log in that comes, as it says, from elsewhere."""
    headers = {"Content-Type": "application/json", "X-Forwarded-For": forwarded}
    body = json.dumps({"email": "nobody@example.com", "password": "wrong wrong wrong"}).encode()
    try:
        with urlopen(Request(f"{address}/api/auth/login", body, headers)) as answer:  # noqa: S310 - http
            return int(answer.status)
    except HTTPError as error:
        return error.code


def test_the_word_of_a_trusted_proxy_on_where_a_request_came_from_counts(served: Callable[..., str]) -> None:
    address = served(logins_per_minute=1, trusted_proxies=("127.0.0.0/8",))
    assert [log_in(address, f"203.0.113.{number}") for number in (1, 2, 1)] == [401, 401, 429]


def test_the_word_of_anybody_else_does_not(served: Callable[..., str]) -> None:
    address = served(logins_per_minute=1, trusted_proxies=("10.1.2.3/8",))
    assert [log_in(address, f"203.0.113.{number}") for number in (1, 2)] == [401, 429]


def test_proxies_are_addresses_or_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORESALE_TRUSTED_PROXIES", '["10.1.2.3/8", "192.0.2.7", "fd00::/8"]')
    assert load_settings().trusted_proxies == ("10.0.0.0/8", "192.0.2.7", "fd00::/8")
    for wrong in ('["*"]', '["nginx"]'):
        monkeypatch.setenv("FORESALE_TRUSTED_PROXIES", wrong)
        with pytest.raises(Exception, match="trusted_proxies"):
            load_settings()
