"""`foresale remote sales stream`: sales from a file or a pipe to a server, as they come."""

from __future__ import annotations

import csv
import json
import queue
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from foresale.cli.command_group import App
from foresale.cli.declared_options import ParsedOptions, takes
from foresale.cli.options.setting import Setting, SettingGroup
from foresale.cli.remote.asking import SERVER, asking
from foresale.errors import ForesaleError, OptionError, UnreadableFileError

if TYPE_CHECKING:
    from foresale.cli.output.screen import Screen
    from foresale.client.sales_stream import StreamSummary

_AGE = Setting(
    "any_age", "switch", "Sales that lie years before all stored ones are meant.", flag="--any-age"
)
_WHICH = SettingGroup("stream", "Stream", (_AGE,))
MAX_ROWS = 500
_WAITING_ROWS = 5_000
_MAX_SHOWN = 20
_SHOWN_EVERY_SECONDS = 5.0

app = App(name="sales", help="Send sales to a server.", no_args_is_help=True)


@app.callback()
def sales() -> None:
    """Send sales to a server."""


@app.command("stream")
@takes(_WHICH, SERVER, reads=False)
def stream(
    given: ParsedOptions,
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="JSON lines, or CSV with field names; - for what is piped in.",
            show_default=False,
        ),
    ],
) -> None:
    """Send sales as they come over one lasting connection; each is answered once it is stored for good.

    Fields are those of the API: transaction_id, store, product, sold_at, quantity and more. The same again
    changes nothing; what wasn't answered when the line broke is sent again.
    """
    screen = given.screen
    with asking(given) as client, _open_lines(file) as lines:
        any_age = bool(given.options["stream"].get("any_age"))
        with client.sales.stream(any_age=any_age) as sending:
            shown_at = time.monotonic()
            for rows in _gather(_read_rows(lines, file)):
                sending.send(rows)
                if time.monotonic() - shown_at > _SHOWN_EVERY_SECONDS:
                    shown_at = time.monotonic()
                    _show_progress(screen, sending.summary)
            summary = sending.flush()
        if not screen.as_json:
            _show(screen, summary)
        screen.answer(asdict(summary))
    if summary.conflicting or summary.rejected:
        raise typer.Exit(1)


@contextmanager
def _open_lines(file: str) -> Iterator[TextIO]:
    if file == "-":
        yield sys.stdin
        return
    try:
        with Path(file).open(encoding="utf-8-sig", newline="") as lines:
            yield lines
    except OSError as error:
        raise UnreadableFileError(f"{file} can't be read: {error.strerror}.", fix="Check the path.") from None


def _read_rows(lines: TextIO, file: str) -> Iterator[dict[str, Any]]:
    """The sales of JSON lines or of CSV, told apart by the first line."""
    first = next(lines, "")
    if not first.strip():
        return
    if not first.lstrip().startswith("{"):
        for row in csv.DictReader(chain([first], lines)):
            yield {name: value for name, value in row.items() if name and value not in (None, "")}
        return
    for number, line in enumerate(chain([first], lines), 1):
        if not line.strip():
            continue
        try:
            yield json.loads(line)
        except ValueError as error:
            raise UnreadableFileError(
                f"Line {number} of {file} isn't JSON: {error}.",
                fix="Correct it and send the whole again: what was stored is known.",
            ) from None


def _gather(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Rows together that came together: none waits for others that may never come."""
    waiting: queue.Queue[Any] = queue.Queue(_WAITING_ROWS)
    end = object()

    def read() -> None:
        try:
            for row in rows:
                waiting.put(row)
            waiting.put(end)
        except (ForesaleError, UnicodeDecodeError, csv.Error) as error:
            waiting.put(error)

    threading.Thread(target=read, name="reader", daemon=True).start()
    while True:
        gathered, last = [], waiting.get()
        while isinstance(last, dict):
            gathered.append(last)
            if len(gathered) == MAX_ROWS or waiting.empty():
                break
            last = waiting.get()
        if gathered:
            yield gathered
        if last is end:
            return
        if isinstance(last, ForesaleError):
            raise last
        if not isinstance(last, dict):
            raise OptionError(f"The sales can't be read: {last}.", fix="Send JSON objects, or CSV in UTF-8.")


def _show_progress(screen: Screen, summary: StreamSummary) -> None:
    if not screen.as_json:
        screen.show(f"{summary.answered:,} sales are answered.")


def _show(screen: Screen, summary: StreamSummary) -> None:
    screen.show(
        f"{summary.added:,} sales added, {summary.known:,} known, {summary.conflicting:,} conflicting, "
        f"{summary.rejected:,} rejected."
    )
    changes = {name: getattr(summary, name) for name in ("corrected", "cancelled", "waiting")}
    if any(changes.values()):
        screen.show(", ".join(f"{count:,} {name}" for name, count in changes.items()) + ".")
    for fault in summary.faults[:_MAX_SHOWN]:
        screen.show(f"  row {fault.row + 1} ({fault.transaction_id or '–'}): {fault.column}: {fault.reason}")
    if len(summary.faults) > _MAX_SHOWN:
        screen.show(f"  and {len(summary.faults) - _MAX_SHOWN:,} more")
    if summary.reconnected:
        screen.show(f"The line broke {summary.reconnected:,} times and was made again.")
