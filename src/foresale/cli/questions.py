"""Questions asked on a terminal, with numbered answers."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

import typer

from foresale.cli.options.spelling import spell_option
from foresale.cli.output.progress_bars import ProgressBars
from foresale.cli.output.screen import Screen
from foresale.errors import ColumnsError

if TYPE_CHECKING:
    from foresale.data.reading.questions import Ask, Question
    from foresale.progress import Progress


def asking_on(screen: Screen, progress: Progress | None = None) -> Ask | None:
    """What asks the person at the terminal; None where nobody can be asked.

    Args:
        screen: The command's.
        progress: Whose bars stand still meanwhile.
    """
    if not screen.can_ask:
        return None

    def ask(question: Question) -> str:
        with progress.pause() if isinstance(progress, ProgressBars) else nullcontext():
            return ask_on_terminal(question)

    return ask


def ask_on_terminal(question: Question) -> str:
    """Ask until one of the numbers is typed, and return the answer it stands for.

    Raises:
        ColumnsError: The input ended without an answer.
    """
    typer.echo(question.spell(spell_option).whole_text, err=True)
    for number, answer in enumerate(question.answers, 1):
        typer.echo(f"  {number}  {answer}", err=True)
    while True:
        typer.echo(f"Which one? [1–{len(question.answers)}] ", err=True, nl=False)
        try:
            typed = input().strip()
        except EOFError:
            typer.echo(err=True)
            raise ColumnsError(question.whole_text, fix=question.fix) from None
        if typed in question.answers:
            return typed
        if typed.isdecimal() and 1 <= int(typed) <= len(question.answers):
            return question.answers[int(typed) - 1]
