"""`foresale remote import`: a file of sales, looked at and then stored."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foresale.cli.declared_options import OUTPUT, ParsedOptions, takes
from foresale.cli.options.imports import MAPPING, WRITING
from foresale.cli.options.setting import SettingGroup
from foresale.cli.options.spelling import spell_option
from foresale.cli.output.progress_bars import progress_on
from foresale.cli.questions import ask_on_terminal
from foresale.cli.remote.asking import SERVER, asking
from foresale.errors import ColumnsError, OptionError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from foresale.client.import_records import Import, ImportPreview, ImportQuestion

_FILE = SettingGroup("file", "File", (*MAPPING, *WRITING))
_SHOWN_ROWS = 5


@takes(_FILE, SERVER, reads=False)
def import_file(
    given: ParsedOptions,
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="CSV, XLSX, JSON, JSON lines or Parquet.", show_default=False),
    ],
    yes: Annotated[
        bool, typer.Option("--yes", "-y", metavar=" ", help="Store it without asking whether it is right.")
    ] = False,
    preview: Annotated[
        bool, typer.Option("--preview", metavar=" ", help="Only show what it would become.")
    ] = False,
    answer: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=ANSWER",
            help="The answer to a question of the preview, such as 'date_order:day=month first'.",
        ),
    ] = None,
    rejects: Annotated[
        Path | None,
        typer.Option(
            metavar="CSV", help="Write the rows set aside there.", rich_help_panel=OUTPUT, show_default=False
        ),
    ] = None,
) -> None:
    """Bring a file of sales to the server: upload it, show what it becomes, store it, wait.

    The same file again changes nothing. Rows that can't be used are set aside with a reason.
    """
    screen = given.screen
    with asking(given) as client:
        options = _options(given.options["file"], answer)
        with progress_on(screen) as progress:
            seen = client.imports.upload(file, progress, **options)
        while screen.can_ask and not preview and _can_be_answered(seen.preview):
            seen = client.imports.describe(seen.id, **(options | {"answers": _ask(seen.preview)}))
        if not screen.as_json:
            screen.show(*_describe_preview(seen))
        if preview:
            screen.answer({"import": asdict(seen)})
            return
        _refuse_unready(seen.preview, seen.file_name)
        if screen.can_ask and not yes and not typer.confirm("Store it?", default=True, err=True):
            raise typer.Exit(1)
        client.imports.commit(seen.id)
        with progress_on(screen) as progress:
            result = client.imports.wait(seen.id, progress)
        if rejects is not None and result.rejected:
            client.imports.rejects(seen.id, rejects)
        if not screen.as_json:
            screen.show(result.message)
            if result.rejected:
                if rejects is not None:
                    screen.show_place("Rows set aside", rejects)
                else:
                    screen.show("Add --rejects FILE.csv for the rows set aside, with their reasons.")
        screen.answer({"import": seen.id, **asdict(result), "rejects": rejects if result.rejected else None})


def _options(said: Any, answers: list[str] | None = None) -> Any:
    options = dict(said) | ({"answers": answers} if answers else {})
    for name in ("columns", "constants"):
        if name in options:
            options[name] = dict(_pair(text, name) for text in options[name])
    if "columns" in options:
        options["columns"] = {field: column or None for field, column in options["columns"].items()}
    return options


def _pair(text: str, name: str) -> tuple[str, str]:
    field, found, value = text.partition("=")
    if not found or not field:
        raise OptionError(
            f"--{name.removesuffix('s')} is '{text}'.", fix="Write FIELD=VALUE, such as quantity=Pieces."
        )
    return field.strip(), value.strip()


def _refuse_unready(preview: ImportPreview, name: str) -> None:
    if preview.is_ready:
        return
    asked = (*preview.questions, *preview.answered)
    if preview.unasked:
        raise OptionError(
            f"Nothing is asked that --answer '{preview.unasked[0]}' answers.",
            fix=" ".join(map(_say_how, asked)) or "The file leaves nothing open: leave the answer out.",
        )
    if preview.problem is not None:
        raise ColumnsError(preview.problem, fix=preview.fix or "Correct the file.")
    if preview.questions:
        texts = " ".join(question.text for question in preview.questions)
        count = len(preview.questions)
        raise ColumnsError(
            f"A question is open: {texts}" if count == 1 else f"{count} questions are open: {texts}",
            fix=" ".join(map(_say_how, preview.questions)),
        )
    missing = ", ".join(preview.missing) or "something"
    raise ColumnsError(
        f"{name} doesn't say which column is {missing}.",
        fix=f"Name it: --column {preview.missing[0]}=COLUMN" if preview.missing else "Correct the file.",
    )


def _can_be_answered(preview: ImportPreview) -> bool:
    """Whether questions wait for nothing but answers; those of an older server have no names."""
    named = all(question.name for question in preview.questions)
    return named and bool(preview.questions) and preview.problem is None


def _ask(preview: ImportPreview) -> dict[str, str]:
    """What was answered to the preview's questions before, and now at the terminal."""
    from foresale.data.reading.questions import Question
    from foresale.notes import Reading

    told = {one.name: one.answer or "" for one in preview.answered}
    for one in preview.questions:
        readings = tuple(Reading(each.meaning, each.total) for each in one.readings)
        told[one.name] = ask_on_terminal(Question(one.name, one.text, one.answers, one.fix or "", readings))
    return told


def _say_how(question: ImportQuestion) -> str:
    """How a question is answered, with its other answers."""
    first, *others = question.answers
    said = spell_option("answers", {question.name: first}) if question.name else f"--answer '{first}'"
    return f"Say {said}{''.join(f', or {other!r}' for other in others)}."


def _describe_preview(seen: Import) -> list[RenderableType]:
    from foresale.cli.output.tables import fact_table, simple_table

    preview, counts = seen.preview, seen.preview.counts
    parts: list[RenderableType] = []
    if counts is not None:
        parts.append(
            f"{seen.file_name}: {counts.read:,} rows, {counts.usable:,} of them usable; "
            f"{counts.products:,} products, {counts.stores:,} stores, {counts.first_day} to {counts.last_day}"
        )
    if preview.columns:
        parts.append(
            simple_table(
                ("Column", "Taken for", "Such as"),
                ((item.column, item.field or "–", ", ".join(item.samples[:3])) for item in preview.columns),
            )
        )
    if preview.constants:
        parts.append(fact_table((f"{name}, everywhere", value) for name, value in preview.constants.items()))
    if preview.questions:
        parts.append("\n".join(f"{item.text} Taken: {item.answers[0]}." for item in preview.questions))
    if preview.notes:
        parts.append(fact_table((f"{note.count:,}", note.text) for note in preview.notes))
    if preview.rejects:
        columns = tuple(preview.rejects[0])
        rows = ([str(row.get(name, "")) for name in columns] for row in preview.rejects[:_SHOWN_ROWS])
        parts += ["Rows that can't be used:", simple_table(columns, rows)]
    if seen.already_imported is not None:
        parts.append("This very file was brought in before: it changes nothing.")
    return parts
