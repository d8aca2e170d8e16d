"""Reads sales for a command: the options, the question on the terminal and the bar together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from foresale.cli.output.screen import Screen
from foresale.cli.questions import asking_on

if TYPE_CHECKING:
    from foresale.cli.resolved_options import ResolvedOptions
    from foresale.data.reading.answers import Questioner
    from foresale.progress import Progress
    from foresale.sales import Sales

Files = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="FILE...",
        help="CSV, TSV, XLSX, JSON, JSON lines, Parquet or Arrow; several, a pattern such as 'sales/*.csv', "
        "or a folder of Parquet parts.",
        show_default=False,
    ),
]


def read_chosen(
    files: list[Path] | None,
    chosen: ResolvedOptions,
    screen: Screen,
    progress: Progress,
    asked: Questioner | None = None,
) -> Sales:
    """The sales that the command was given.

    Args:
        files: As given.
        chosen: What else was given.
        screen: The command's.
        progress: Hears how far the reading is.
        asked: Answers their questions and those of further files; None where there are no others.

    Raises:
        BadParameter: There is neither a file nor a database.
        ForesaleError: The sales can't be read.
    """
    from foresale.data.reading.read_sales import read_sales

    options = chosen.read_options()
    if not files and options.sql_url is None and options.query is None:
        raise typer.BadParameter("name a file, or give --sql and --query.", param_hint="FILE")
    if files and options.sql_url is not None:
        raise typer.BadParameter("give files or --sql, not both.", param_hint="FILE")
    if asked is not None:
        return read_sales(files, options=replace(options, answers=()), ask=asked, progress=progress)
    return read_sales(files, options=options, ask=asking_on(screen, progress), progress=progress)


def answering_all(chosen: ResolvedOptions, screen: Screen, progress: Progress) -> Questioner:
    """What answers the questions of all files of a command, by its options and on the terminal."""
    from foresale.data.reading.answers import questioner_of

    return questioner_of(chosen.read_options().answers, asking_on(screen, progress))
