"""Servers that are measured: how each is started, waited for, logged in to and ended."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.service_case import EMAIL, PASSWORD
from bench.service_load import Ask

START_SECONDS = 120
Asks = Mapping[str, Sequence[Ask]]


@dataclass(frozen=True)
class Server:
    """A server to be asked.

    Attributes:
        name: Its key in `AIMS`, or `foresale`.
        label: For readers.
        command: Starts it; `{port}` is filled in.
        environment: Its own variables.
        ready: A path that answers once it is up.
        asks: What is asked, by question.
        needs_login: Whether it has to be logged in to.
    """

    name: str
    label: str
    command: Sequence[str]
    environment: Mapping[str, str]
    ready: str
    asks: Asks
    needs_login: bool = False


@contextlib.contextmanager
def running(server: Server, folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Address and headers of a server that is up until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {name: text.format(port=port) for name, text in server.environment.items()}
    # MLflow starts uvicorn by its name.
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    log = folder / f"{server.name}.log"
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [word.format(port=port) for word in server.command],
            env={**os.environ, **environment}, stdout=sink, stderr=sink, stdin=subprocess.PIPE,
            start_new_session=True,
        )  # fmt: skip
    try:
        headers = {"Content-Type": "application/json"}
        _wait(lambda: _ask(port, "GET", server.ready, headers) is not None, process, log)
        if server.needs_login:
            body = {"email": EMAIL, "password": PASSWORD}
            told = _ask(port, "POST", "/api/auth/login", headers, body) or {}
            headers["Authorization"] = f"Bearer {told['access_token']}"
            month = {"year": 2026, "month": 1, "lags": [1]}
            _wait(lambda: _ask(port, "POST", "/api/predict/", headers, month) is not None, process, log)
        yield f"http://127.0.0.1:{port}", headers
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=30)


def _wait(is_up: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not is_up():
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"It didn't start:\n{log.read_text(errors='replace')[-3000:]}")
        time.sleep(0.2)


def _ask(
    port: int, method: str, path: str, headers: Mapping[str, str], body: Mapping[str, object] | None = None
) -> dict[str, str] | None:
    """A JSON object that was answered, empty if it is something else; None if the answer isn't good."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, None if body is None else json.dumps(body), dict(headers))
        answer = connection.getresponse()
        text = answer.read()
    except OSError:
        return None
    finally:
        connection.close()
    if answer.status >= 300:
        return None
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
