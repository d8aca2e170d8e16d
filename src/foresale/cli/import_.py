"""`foresale import`: files of sales into the service's database, without a server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foresale.cli.declared_options import OUTPUT, ParsedOptions, takes
from foresale.cli.failures import report_failures
from foresale.cli.options.imports import MAPPING, WRITING
from foresale.cli.options.service import Config, Home
from foresale.cli.options.setting import Setting, SettingGroup
from foresale.cli.options.spelling import spell_notes, spell_option
from foresale.cli.questions import asking_on

if TYPE_CHECKING:
    from rich.console import RenderableType

    from foresale.workflows.importing.options import ImportOptions
    from foresale.workflows.importing.read_import import ReadImport

IMPORTING = SettingGroup(
    "import",
    "File",
    (
        *MAPPING,
        Setting(
            "answers",
            "texts",
            "The answer to a question of the preview, such as 'date_order:day=month first'.",
            flag="--answer",
            metavar="NAME=ANSWER",
        ),
        *WRITING,
    ),
)


@takes(IMPORTING, reads=False)
def import_(
    given: ParsedOptions,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV, TSV, XLSX, JSON, JSON lines or Parquet.")
    ],
    commit: Annotated[
        bool,
        typer.Option("--commit/--preview", metavar=" ", help="Store the sales; else they are only shown."),
    ] = False,
    rejects: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where to list the rows set aside.", rich_help_panel=OUTPUT),
    ] = None,
    config: Config = None,
    home: Home = None,
) -> None:
    """Bring a file of sales into the service's database. The same file twice changes nothing."""
    screen = given.screen
    with report_failures(screen):
        options = _options(given.options["import"])
        from foresale.service.imports.from_disk import load_stored_keys, read_here, store_here
        from foresale.settings import load_settings
        from foresale.workflows.importing.read_import import preview

        settings = load_settings(config, home=home)
        ask = asking_on(screen) if commit else None
        read = read_here(file, options, load_stored_keys(settings, to_store=commit), rejects, ask)
        if not screen.as_json:
            screen.show(*_describe_read(read))
        if not commit:
            screen.show("Nothing is stored yet: --commit stores it.")
            screen.answer(preview(read, spell_option))
            return
        result = store_here(read, options, settings)
        screen.show(str(result["message"]))
        screen.answer({**preview(read, spell_option), "result": result})


def _options(said: dict[str, Any] | Any) -> ImportOptions:
    from foresale.workflows.importing.options import ImportOptions

    columns, constants = (_pairs(said.get(name, ()), name) for name in ("columns", "constants"))
    return ImportOptions(
        **{
            **said,
            "columns": {name: column or None for name, column in columns.items()},
            "constants": constants,
        }
    )


def _pairs(texts: tuple[str, ...], name: str) -> dict[str, str]:
    parts = [text.partition("=") for text in texts]
    wrong = next((text for text, sign, _ in parts if not sign), None)
    if wrong is not None:
        raise typer.BadParameter(f"'{wrong}' has no '='.", param_hint=f"--{name.removesuffix('s')}")
    return {key.strip(): value.strip() for key, _, value in parts}


def _describe_read(read: ReadImport) -> list[RenderableType]:
    from foresale.cli.output.tables import simple_table
    from foresale.data.reading.answers import say_how
    from foresale.messages import Message

    fields = {column: part for part, column in read.columns.items()}
    lines = [f"{name} is '{value}' in every row." for name, value in read.constants.items()]
    lines += [note.text for note in spell_notes(read.notes)]
    lines += [
        f"{item.spell(spell_option).whole_text} {Message(say_how(item), spell_option)}"
        for item in read.questions
    ]
    lines += [f"No column was found for {name}: name it with --column {name}=…" for name in read.missing]
    lines.append(f"{read.frame.height:,} of {read.n_read:,} rows can be stored.")
    columns = ((name, fields.get(name, "–"), ", ".join(read.samples[name])) for name in read.present)
    parts: list[RenderableType] = [
        simple_table(("Column", "Is taken for", "Such as"), columns),
        "\n".join(lines),
    ]
    if read.rejects.height:
        first = read.rejects.head(5).select("row", "column", "value", "reason")
        cells = [["" if cell is None else str(cell) for cell in row] for row in first.iter_rows()]
        parts.append(simple_table(("Row", "Column", "Value", "Set aside: it"), cells))
    return parts
