"""Prints large orders in a process of its own: thousands of lines take seconds that others needn't wait."""

from __future__ import annotations

import subprocess
import sys

import orjson
from fastapi.concurrency import run_in_threadpool
from pydantic import TypeAdapter

from foresale.errors import NotReadyError
from foresale.reports.order_pdf import PrintedOrder, print_order
from foresale.reports.order_pdf_words import Language
from foresale.service.api.kit.bounded_turns import BoundedTurns

MAX_LINES_HERE = 100
"""Orders of so many lines are printed within a moment; more are printed apart."""
MAX_SECONDS = 300.0
_PROGRAM = """
import os, sys
os.nice(5)  # before anything is loaded: that takes a second of a processor
from foresale.garbage import collect_less_often
collect_less_often()
from foresale.service.api.orders.print_process import serve
serve(sys.argv[1])
"""


async def print_aside(order: PrintedOrder, language: Language, turns: BoundedTurns) -> bytes:
    """An order as a PDF; a large one by a process of its own.

    Args:
        order: What is printed.
        language: Of its words, days and numbers.
        turns: For large ones, which wait without a thread.

    Raises:
        NotReadyError: It took too long, or many wait already.
    """
    if len(order.lines) <= MAX_LINES_HERE:
        return await run_in_threadpool(print_order, order, language)
    async with turns.turn():
        return await run_in_threadpool(_print_apart, order, language)


def _print_apart(order: PrintedOrder, language: Language) -> bytes:
    command = [sys.executable, "-c", _PROGRAM, language]
    try:
        done = subprocess.run(  # noqa: S603 - ourselves
            command,
            input=orjson.dumps(order, default=str),
            capture_output=True,
            timeout=MAX_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotReadyError(
            f"Printing {len(order.lines):,} lines takes longer than {MAX_SECONDS:g} seconds.",
            fix="Try again when less is going on, or take the lines: GET /api/exports/"
            f"{'transfers' if order.is_transfer else 'orders'}/lines.",
        ) from None
    if done.returncode:
        raise RuntimeError(f"the process that prints ended with {done.returncode}: {done.stderr[-2000:]!r}")
    return done.stdout


def serve(language: Language) -> None:
    """Print the order that comes by the standard input to the standard output.

    Args:
        language: Of its words, days and numbers.
    """
    order = TypeAdapter(PrintedOrder).validate_json(sys.stdin.buffer.read())
    sys.stdout.buffer.write(print_order(order, language))
