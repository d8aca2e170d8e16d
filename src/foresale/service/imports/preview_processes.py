"""Asks for previews: in processes of their own, ended where one takes too long."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import functools
import json
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

from foresale.error_reasons import Reason
from foresale.errors import NotReadyError, UnreadableFileError
from foresale.service.imports.preview import unreadable

MAX_SECONDS = 120.0
MAX_MEMORY = 2 * 1024**3
MAX_WAITING = 32
_PROCESSES = 2
_PROGRAM = """
import os, sys
os.nice(5)  # before anything is loaded: that takes a second of a processor
from foresale.garbage import collect_less_often
collect_less_often()
from foresale.service.imports.preview import serve
serve(int(sys.argv[1]))
"""
ENDED_FOR_MEMORY = (-signal.SIGABRT, -signal.SIGKILL, -signal.SIGSEGV, 0)
"""How a process ends that can't have more: by its libraries, the system, or itself."""


class FileQuestion(Protocol):
    """What is asked about a file."""

    @property
    def name(self) -> str:
        """What its owner calls it."""
        ...

    def to_line(self) -> bytes:
        """As one line."""
        ...


class PreviewProcesses:
    """Processes that look at files, begun when they are needed and used again.

    Those who wait take none of the threads that other requests are answered by.

    Args:
        seconds: How long a look may take.
        memory: Bytes that it may take.
        program: What a process runs; its first argument is the memory.
    """

    def __init__(
        self, seconds: float = MAX_SECONDS, memory: int = MAX_MEMORY, program: str = _PROGRAM
    ) -> None:
        self._seconds, self._memory, self._program = seconds, memory, program
        self._threads = ThreadPoolExecutor(_PROCESSES, thread_name_prefix="preview")
        self._running: set[subprocess.Popen[bytes]] = set()
        self._idle: list[subprocess.Popen[bytes]] = []
        self._waiting = 0

    async def look(self, question: FileQuestion) -> dict[str, Any]:
        """What a file would become; one of no use has a `problem` and a `fix`.

        Raises:
            UnreadableFileError: A new file isn't whole, or holds too much.
            NotReadyError: Many wait already.
        """
        if self._waiting >= MAX_WAITING:
            raise NotReadyError(
                "Many files are being looked at.",
                fix="Try again in a minute.",
                reason=Reason("too_many_files"),
            )
        self._waiting += 1
        try:
            told = await asyncio.get_running_loop().run_in_executor(self._threads, self._ask, question)
        finally:
            self._waiting -= 1
        if told.get("refused"):
            raise UnreadableFileError(told["problem"], fix=told["fix"])
        return told

    def close(self) -> None:
        """End them."""
        for process in list(self._running):
            process.kill()
        self._threads.shutdown()
        for process in list(self._running):
            self._end(process)

    def _ask(self, question: FileQuestion) -> dict[str, Any]:
        process = self._process()
        is_late = threading.Event()

        def end() -> None:
            is_late.set()
            process.kill()

        watch = threading.Timer(self._seconds, end)
        watch.daemon = True
        watch.start()
        try:
            line = _exchange(process, question.to_line())
        finally:
            watch.cancel()
        if line:
            told = json.loads(line)
            if told["is_last"]:
                self._end(process)
            else:
                self._idle.append(process)
            if "fault" in told["told"]:
                raise RuntimeError(f"a preview failed: {told['told']['fault']}")
            answer: dict[str, Any] = told["told"]
            return answer
        code = self._end(process)
        if is_late.is_set():
            return _too_much(f"{question.name} can't be looked at within {self._seconds:g} seconds")
        if code in ENDED_FOR_MEMORY:
            return _too_much(
                f"{question.name} takes more than {self._memory / 1024**3:.2g} GB of memory to read"
            )
        raise RuntimeError(f"the process of a preview ended with {code}")

    def _process(self) -> subprocess.Popen[bytes]:
        """One that waits for a question, begun if there is none."""
        while self._idle:
            process = self._idle.pop()
            if process.poll() is None:
                return process
            self._end(process)
        process = subprocess.Popen(  # noqa: S603  ourselves
            [sys.executable, "-c", self._program, str(self._memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "POLARS_MAX_THREADS": "1"},
        )
        self._running.add(process)
        return process

    def _end(self, process: subprocess.Popen[bytes]) -> int:
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):  # what was left to write to one that is gone
                    stream.close()
        self._running.discard(process)
        return process.wait()


@functools.cache
def preview_processes() -> PreviewProcesses:
    """Those of this process, ended with it."""
    processes = PreviewProcesses()
    atexit.register(processes.close)
    return processes


def _exchange(process: subprocess.Popen[bytes], question: bytes) -> bytes:
    """The answer's line; nothing where the process ended."""
    if process.stdin is None or process.stdout is None:
        return b""
    try:
        process.stdin.write(question)
        process.stdin.flush()
    except BrokenPipeError:
        return b""
    return process.stdout.readline()


def _too_much(problem: str) -> dict[str, Any]:
    return unreadable(
        UnreadableFileError(f"{problem}.", fix="Upload it in parts, or without the columns it doesn't need.")
    )
