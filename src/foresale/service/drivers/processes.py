"""Has tables looked at and analysed in processes of their own, ended where one takes too long."""

from __future__ import annotations

import atexit
import contextlib
import functools
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from typing import Any

from foresale.error_reasons import Reason
from foresale.errors import ForesaleError, HistoryError
from foresale.progress import LoggedProgress
from foresale.service.drivers.questions import TableQuestion
from foresale.service.imports.preview_processes import ENDED_FOR_MEMORY, PreviewProcesses

MAX_ANALYSIS_SECONDS = 3600.0
MAX_ANALYSIS_MEMORY = 4 * 1024**3
_POLL_SECONDS = 0.5
_LOOK_PROGRAM = """
import os, sys
os.nice(5)  # before anything is loaded: that takes a second of a processor
from foresale.garbage import collect_less_often
collect_less_often()
from foresale.service.drivers.questions import look_at_table
from foresale.service.imports.preview import serve
serve(int(sys.argv[1]), look_at_table)
"""
_PROGRAM = """
import os, sys
os.nice(5)  # before anything is loaded: that takes a second of a processor
from foresale.garbage import collect_less_often
collect_less_often()
from foresale.service.drivers.questions import analyse
analyse(int(sys.argv[1]))
"""


class RefusedTableError(ForesaleError):
    """A table's drivers can't be found."""

    code = "refused_table"


@functools.cache
def look_processes() -> PreviewProcesses:
    """Those of this process that look at tables, ended with it."""
    processes = PreviewProcesses(program=_LOOK_PROGRAM)
    atexit.register(processes.close)
    return processes


def analyse_apart(
    question: TableQuestion,
    progress: LoggedProgress,
    seconds: float = MAX_ANALYSIS_SECONDS,
    memory: int = MAX_ANALYSIS_MEMORY,
) -> dict[str, Any]:
    """Find the drivers of a table in a process of its own; `result` and `summary` of what was found.

    Args:
        question: The table, and the folder that everything is written to.
        progress: Hears how far it is; where it says stop, the process is ended.
        seconds: How long it may take.
        memory: Bytes that it may take.

    Raises:
        RefusedTableError: The table can't be read, or has too little to learn from.
        HistoryError: It takes too long, or too much memory.
    """
    process = subprocess.Popen(  # noqa: S603  ourselves
        [sys.executable, "-c", _PROGRAM, str(memory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "POLARS_MAX_THREADS": "2"},
    )
    try:
        told = _hear(process, question, progress, time.monotonic() + seconds)
    finally:
        process.kill()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()
        code = process.wait()
    if told is None and code in ENDED_FOR_MEMORY:
        raise HistoryError(
            f"{question.name} takes more than {memory / 1024**3:.2g} GB of memory to be compared.",
            fix="Upload a part of its rows, drawn by chance, or fewer columns.",
            reason=Reason("too_costly_table", name=question.name),
        )
    if told is None or "fault" in told:
        raise RuntimeError(f"an analysis failed: {(told or {}).get('fault', f'it ended with {code}')}")
    if "problem" in told:
        raise RefusedTableError(told["problem"], fix=told["fix"])
    return dict(told)


def _hear(
    process: subprocess.Popen[bytes], question: TableQuestion, progress: LoggedProgress, until: float
) -> Mapping[str, Any] | None:
    """What the process found, once it tells; None where it ended before."""
    lines: queue.Queue[bytes] = queue.Queue()

    def read() -> None:
        for line in process.stdout or ():
            lines.put(line)
        lines.put(b"")

    threading.Thread(target=read, name="analysis", daemon=True).start()
    if process.stdin is not None:
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(question.to_line())
            process.stdin.flush()
    while True:
        progress.advance(0)  # raises where the job has to end
        if time.monotonic() > until:
            raise HistoryError(
                f"{question.name} can't be compared within the time that an analysis has.",
                fix="Upload a part of its rows, drawn by chance, or try fewer models or columns.",
                reason=Reason("too_slow_table", name=question.name),
            )
        try:
            line = lines.get(timeout=_POLL_SECONDS)
        except queue.Empty:
            continue
        if not line:
            return None
        said = json.loads(line)
        if "told" in said:
            told: Mapping[str, Any] = said["told"]
            return told
        if "stage" in said:
            progress.start(said["stage"], said["total"])
        else:
            progress.advance(said["steps"])
