"""Seconds by the clock and of processors, and peak memory, of a process and its workers."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

PROC = Path("/proc")
EVERY_SECONDS = 0.1
THREAD_SETTINGS = (
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "POLARS_MAX_THREADS",
    "LOKY_MAX_CPU_COUNT",
)  # fmt: skip


@dataclass(frozen=True)
class Cost:
    """What a run took.

    Attributes:
        seconds: From start to end of the process, imports included.
        processor_seconds: Of all cores together; other work on the machine hardly moves them.
        megabytes: Most resident memory of the process and its workers together; NaN where the system
            doesn't tell.
        problem: Why there is no answer; empty where there is one.
    """

    seconds: float
    processor_seconds: float
    megabytes: float
    problem: str = ""


def measure(name: str, folder: Path, *, limit_seconds: float, threads: int) -> Cost:
    """Run a contestant on the case in `folder` in a process of its own."""
    settings = {**dict.fromkeys(THREAD_SETTINGS, str(threads)), "OMP_WAIT_POLICY": "PASSIVE"}
    quiet = {"NIXTLA_ID_AS_COL": "1", "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-m", "bench.contestant", name, str(folder)]
    environment = {**os.environ, **settings, **quiet}
    log = folder / f"{name}.log"
    with log.open("wb") as sink:
        return measure_command(
            command, limit_seconds=limit_seconds, outputs=(sink, sink), log=log, environment=environment
        )


def measure_command(
    command: Sequence[str],
    *,
    limit_seconds: float,
    outputs: tuple[IO[bytes], IO[bytes]],
    log: Path,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Cost:
    """Run a command to its end, with the workers it starts.

    Args:
        command: The program and its arguments.
        limit_seconds: When it is stopped.
        outputs: Where its standard output and standard error go.
        log: The file whose last line says why it failed.
        folder: Where it runs; here by default.
        environment: Its variables; ours by default.
    """
    began, used_before, peak = time.perf_counter(), _processor_seconds(), float("nan")
    process = subprocess.Popen(
        list(command),
        env=environment,
        cwd=folder,
        stdout=outputs[0],
        stderr=outputs[1],
        start_new_session=True,
    )
    try:
        while process.poll() is None:
            held = _resident(process.pid)
            peak = held if not peak > held else peak
            if time.perf_counter() - began > limit_seconds:
                return Cost(limit_seconds, float("nan"), peak, f"stopped after {limit_seconds:.0f} s")
            time.sleep(EVERY_SECONDS)
    finally:
        _end_session(process)
    seconds, used = time.perf_counter() - began, _processor_seconds() - used_before
    if process.returncode:
        lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return Cost(seconds, used, peak, lines[-1] if lines else f"ended with code {process.returncode}")
    return Cost(seconds, used, peak)


def _end_session(process: subprocess.Popen[bytes]) -> None:
    """Stop the process and the workers it left, all in the session that it began."""
    with contextlib.suppress(ProcessLookupError):  # nothing is left of it
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _processor_seconds() -> float:
    """Seconds of processors of all processes that this one has started and that have ended."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _resident(session: int) -> float:
    """Resident megabytes of all processes of a session; shared pages count once for each."""
    if not PROC.is_dir():
        return float("nan")
    total = 0
    for status in PROC.glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        if int(fields[3]) == session:
            total += int(fields[21])
    return total * os.sysconf("SC_PAGE_SIZE") / 1e6
