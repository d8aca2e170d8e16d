"""Where a command's words go: people read standard output, machines read one JSON object there."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from foresale.json_values import to_json

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

_WIDEST = 110


@dataclass(frozen=True)
class Screen:
    """One command's standard output and standard error.

    Attributes:
        as_json: Whether machines read the answer.
        quiet: Whether people want only where the result is.
        verbose: Whether people want everything that there is to say.
        never_ask: Whether questions are errors even on a terminal.
    """

    as_json: bool = False
    quiet: bool = False
    verbose: bool = False
    never_ask: bool = False

    @property
    def can_ask(self) -> bool:
        """Whether somebody sits there who sees a question and can type an answer."""
        return not (self.never_ask or self.as_json) and sys.stdin.isatty() and sys.stderr.isatty()

    @property
    def shows_progress(self) -> bool:
        """Whether somebody watches."""
        return not (self.quiet or self.as_json) and sys.stderr.isatty()

    @cached_property
    def errors(self) -> Console:
        """Standard error."""
        return _console(stderr=True)

    @property
    def width(self) -> int:
        """Characters that a line on standard output holds."""
        return _console().width

    def show(self, *parts: RenderableType | None) -> None:
        """Print for people, with a line between the parts; what is None is skipped."""
        if self.as_json or self.quiet:
            return
        console = _console()
        for part in filter(None, parts):
            console.print(part)
            console.print()

    def show_place(self, what: str, place: Path) -> None:
        """Print where the result is; the only line that a quiet command prints."""
        if self.quiet:
            typer.echo(str(place))
        elif not self.as_json:
            # Not through the console: a path that is wrapped can't be copied.
            typer.echo(f"{what}: {place}")

    def answer(self, fields: Mapping[str, Any]) -> None:
        """Print for machines."""
        if self.as_json:
            typer.echo(json.dumps(to_json(fields), ensure_ascii=False, indent=2))

    def fail(self, code: str, problem: str, fix: str) -> None:
        """Print what went wrong and what can be done."""
        if self.as_json:
            self.answer({"error": {"code": code, "problem": problem, "fix": fix}})
            return
        typer.secho(problem, err=True, fg=typer.colors.RED)
        typer.echo(f"→ {fix}", err=True)


def _console(*, stderr: bool = False) -> Console:
    from rich.console import Console

    # Column names and file names are shown as they are: brackets in them are no markup.
    console = Console(stderr=stderr, markup=False, highlight=False, emoji=False)
    console.width = min(console.width, _WIDEST) if console.is_terminal else _WIDEST
    return console
