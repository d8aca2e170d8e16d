"""`foresale up` as a user starts it: one process tree that answers, mends itself and stops cleanly."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Looks for processes in /proc.")
COMMAND = [sys.executable, "-m", "foresale", "up", "--port", "0"]


class Up:
    """A service started by the command, and what it printed."""

    def __init__(self, home: Path, *words: str) -> None:
        self.home, self.output = home, home.parent / "up.txt"
        home.mkdir(exist_ok=True)
        self._file = self.output.open("w")
        self.process = subprocess.Popen(
            [*COMMAND, "--home", str(home), *words],
            stdout=self._file,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            cwd=home.parent,
            env=os.environ | {"FORESALE_LOG_LEVEL": "warning"},
        )

    def text(self) -> str:
        """Everything printed so far."""
        return self.output.read_text()

    def wait_for(self, pattern: str, seconds: float) -> re.Match[str]:
        """The first place where it printed this."""
        deadline = time.monotonic() + seconds
        while not (found := re.search(pattern, self.text())):
            assert self.process.poll() is None, self.text()
            assert time.monotonic() < deadline, self.text()
            time.sleep(0.1)
        return found

    def parts(self, role: str = "") -> list[int]:
        """The processes of this service, by what they run."""
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            try:
                words = (place / "cmdline").read_bytes().split(b"\0")
                around = (place / "environ").read_bytes()
            except OSError:
                continue
            is_ours = b"foresale.service.processes" in words and role.encode() in b" ".join(words)
            if is_ours and f"FORESALE_HOME={self.home}".encode() in around:
                found.append(int(place.name))
        return found

    def end(self, sign: int, seconds: float = 60) -> int:
        """Ask it to end, and answer its exit status."""
        self.process.send_signal(sign)
        status = self.process.wait(seconds)
        self._file.close()
        return status


@pytest.fixture
def start(tmp_path):
    """Starts services, and ends what a failed test left."""
    begun = []

    def up(*words):
        begun.append(Up(tmp_path / "home", *words))
        return begun[-1]

    yield up
    for each in begun:
        each.process.kill()
        each.process.wait()
        each._file.close()


def soon(happened, seconds=120):
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def answers(address, headers=None, body=None):
    """The JSON that an address answers; None where nobody does."""
    asked = Request(address, headers=headers or {}, data=body)  # noqa: S310 - http
    try:
        with urlopen(asked, timeout=90) as answer:  # noqa: S310 - http
            return json.loads(answer.read())
    except URLError:
        return None


def test_the_demo_ends_with_a_champion_and_a_service_that_mends_itself_and_stops_cleanly(start):
    up = start("--demo", "--live")
    curl = shlex.split(up.wait_for(r"curl -s (http\S+) -H .*", 600)[0])
    up.wait_for(r"It answers, by daily\.all\.1: .* units on ", 240)
    assert "Trained monthly.all.1" in up.text()
    assert re.search(r"first admin is admin@foresale.local, with the one-time password \S{24}", up.text())
    assert_the_curl_answers(curl)
    api = curl[2].removesuffix("/predict/")
    assert_the_login_works(api, *re.search(r"log in as (\S+) with the password (\S+)", up.text()).groups())
    first = up.parts("api")
    os.kill(first[0], signal.SIGKILL)
    up.wait_for("The API ended: killed by SIGKILL. It is started again.", 120)
    assert answers(f"{api}/health/ready") is not None, "requests wait in the socket meanwhile"
    assert up.parts("api") != first
    assert len(up.parts()) == 6, "the API, two workers, the scheduler, the live path, the demo's tills"
    began = time.monotonic()
    assert up.end(signal.SIGINT) == 0
    assert time.monotonic() - began < 45
    assert up.parts() == []
    assert "Stopped." in up.text()


def assert_the_curl_answers(curl):
    named = dict(curl[place + 1].split(": ") for place, word in enumerate(curl) if word == "-H")
    answer = answers(curl[2], named, curl[-1].encode())
    assert answer["model_version"] == "daily.all.1"
    assert len(answer["forecast"]) == 3
    assert all(day["lower"] <= day["mean"] <= day["upper"] for day in answer["forecast"])


def assert_the_login_works(api, email, password):
    login = json.dumps({"email": email, "password": password}).encode()
    token = answers(f"{api}/auth/login", {"Content-Type": "application/json"}, login)["access_token"]
    jobs = answers(f"{api}/jobs", {"Authorization": f"Bearer {token}"})["items"]
    assert [job["state"] for job in jobs if job["kind"] in ("import_sales", "train")] == ["succeeded"] * 3
    short = answers(f"{api}/stock/alerts?by_store=true", {"Authorization": f"Bearer {token}"})["items"]
    assert short, "some of the stock that was counted runs out"
    proposed = answers(f"{api}/orders/proposals", {"Authorization": f"Bearer {token}"})
    assert proposed["items"], "orders wait to be approved"
    assert proposed["unpriced"] == 0
    assert len({line["supplier"] for line in proposed["items"]}) > 1
    past = f"{api}/forecast/accuracy"
    soon(lambda: answers(past, {"Authorization": f"Bearer {token}"})["overall"])  # of weeks it hadn't seen
    moved = answers(f"{api}/transfers", {"Authorization": f"Bearer {token}"})["items"]
    assert moved, "stores have something to give each other"
    assert min(transfer["saves"] for transfer in moved) >= 5


def test_a_port_in_use_is_told_before_anything_is_made(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [*COMMAND[:-1], port, "--home", str(tmp_path / "home")],
            capture_output=True, text=True, check=False, cwd=tmp_path,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {port} of 127.0.0.1 is in use already.\n→ ")
    assert not (tmp_path / "home").exists()


def test_a_database_that_cant_be_reached_is_told(tmp_path):
    around = os.environ | {"FORESALE_DATABASE_URL": "postgresql://127.0.0.1:9/none"}
    done = subprocess.run(COMMAND, capture_output=True, text=True, check=False, cwd=tmp_path, env=around)
    assert done.returncode == 1
    assert done.stderr.startswith("The database can't be reached")
    assert "Traceback" not in done.stderr


def test_workers_of_an_empty_database_say_what_to_do(tmp_path):
    words = [sys.executable, "-m", "foresale", "worker", "--home", str(tmp_path / "home")]
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr == "The database is empty.\n→ Run `foresale db upgrade` to make its tables.\n"
