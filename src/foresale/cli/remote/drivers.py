"""`foresale remote drivers`: what drives the totals of a table, found out by a server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foresale.cli.declared_options import OUTPUT, ParsedOptions, takes
from foresale.cli.options.drivers import DRIVERS, TABLE_COLUMNS, TABLE_READING
from foresale.cli.options.setting import Setting, SettingGroup
from foresale.cli.output.progress_bars import progress_on
from foresale.cli.remote.asking import SERVER, asking
from foresale.errors import ColumnsError, OptionError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from foresale.cli.output.screen import Screen
    from foresale.client.client import Client
    from foresale.client.driver_records import Analysis, AnalysisDetails

_ONLY_HERE = ("sql_url", "query", "max_bad_share", "today")
_READING = SettingGroup(
    TABLE_READING.table,
    TABLE_READING.panel,
    tuple(one for one in TABLE_READING.settings if one.name not in _ONLY_HERE),
)


_ASKED = SettingGroup(
    "asked",
    "An analysis",
    (
        Setting("analysis", "text", "One that is there, instead of a FILE.", metavar="ID"),
        Setting(
            "what_if",
            "names",
            "What one more row would come to, such as age=40,income=52000.",
            metavar="COLUMN=VALUE,…",
        ),
        Setting("publish", "switch", "Send held-out predictions to sales_predictions.", flag="--publish"),
        Setting("delete", "switch", "Delete the analysis with its model.", flag="--delete"),
    ),
)


@takes(_ASKED, TABLE_COLUMNS, DRIVERS, _READING, SERVER, reads=False)
def drivers(
    given: ParsedOptions,
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="A table: a row for each customer or store.")
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(
            metavar="HTML", help="Write the report there.", rich_help_panel=OUTPUT, show_default=False
        ),
    ] = None,
) -> None:
    """Find out on the server what drives a total; without FILE, list what was found.

    The model is registered there; --analysis ID asks it again.
    """
    screen, asked = given.screen, given.options[_ASKED.table]
    analysis = asked.get("analysis")
    with asking(given) as client:
        if file is not None and analysis is not None:
            raise OptionError("FILE and --analysis are two tables.", fix="Give one of them.")
        if file is None and analysis is None:
            _list(client, screen)
            return
        if asked.get("delete"):
            _delete(client, screen, analysis)
            return
        found = client.drivers.get(str(analysis)) if file is None else _analyse(client, screen, file, given)
        told = _ask(client, screen, found, asked)
        if report is not None:
            client.drivers.download(found.id, "report.html", report)
            screen.show_place("Report", report)
        screen.answer(told | {"report": report})


def _delete(client: Client, screen: Screen, analysis: str | None) -> None:
    if analysis is None:
        raise OptionError("--delete needs an analysis.", fix="Name it by --analysis ID, without a FILE.")
    client.drivers.delete(analysis)
    screen.show("Deleted.")
    screen.answer({"deleted": analysis})


def _list(client: Client, screen: Screen) -> None:
    found = list(client.drivers.list())
    if not screen.as_json:
        from foresale.cli.output.tables import simple_table

        columns = ("Id", "Table", "Explains", "Found", "Asked for")
        screen.show(
            simple_table(columns, map(_row, found))
            if found
            else "No table was analysed yet. Bring one: foresale remote drivers FILE --target Sales"
        )
    screen.answer({"analyses": [asdict(one) for one in found]})


def _row(one: Analysis) -> tuple[str, ...]:
    about = one.summary
    told = one.state.replace("_", " ") if about is None else about.finding
    target = "" if about is None else about.target
    return (one.id, one.file_name, target, told, f"{one.created_at:%Y-%m-%d %H:%M}")


def _analyse(client: Client, screen: Screen, file: Path, given: ParsedOptions) -> AnalysisDetails:
    options = _options(given)
    with progress_on(screen) as progress:
        seen = client.drivers.upload(file, progress, **options)
    preview = seen.preview
    if seen.job is None and preview is not None:
        if preview.problem is not None:
            raise ColumnsError(preview.problem, fix=preview.fix or "Correct the file.")
        question = preview.questions[0]
        raise ColumnsError(question.text, fix=question.fix or f"It is one of {', '.join(question.answers)}.")
    with progress_on(screen) as progress:
        return client.drivers.wait(seen.id, progress)


def _options(given: ParsedOptions) -> dict[str, Any]:
    tables = (TABLE_COLUMNS.table, DRIVERS.table, _READING.table)
    said = {name: value for table in tables for name, value in given.options.get(table, {}).items()}
    return {name: list(one) if isinstance(one, tuple) else one for name, one in said.items()}


def _ask(client: Client, screen: Screen, found: AnalysisDetails, asked: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {"analysis": asdict(found)}
    if not screen.as_json:
        screen.show(*_describe(found))
    if asked.get("what_if"):
        from foresale.regression.what_if import read_what_if

        answer = client.drivers.predict(found.id, read_what_if(asked["what_if"]))
        screen.show(answer.sentence, *answer.warnings)
        told["what_if"] = asdict(answer)
    if asked.get("publish"):
        with progress_on(screen) as progress:
            sent = client.drivers.publish(found.id, progress)
        screen.show(
            f"{sent.messages:,} predictions are in {sent.source}/{sent.topic}. "
            f"Look at them: foresale remote topics {sent.source}/{sent.topic}"
        )
        told["published"] = asdict(sent)
    return told


def _describe(found: AnalysisDetails) -> list[RenderableType]:
    from foresale.cli.output.tables import fact_table, simple_table

    parts: list[RenderableType] = [f"{found.file_name}: analysis {found.id}"]
    if found.summary is None or found.result is None:
        return [*parts, f"It is {found.state.replace('_', ' ')}.", *filter(None, (found.problem, found.fix))]
    parts.append(fact_table([("Model", found.version or "")]))
    rows = (
        (one["label"], *(_number(one[name], form) for name, form in _MEASURES.items()))
        for one in found.result["models"]
    )
    parts.append(
        simple_table(("Model", "Explains", "Typical error"), rows, numbers=("Explains", "Typical error"))
    )
    parts.append("\n".join(found.summary.verdict))
    return parts


_MEASURES = {"r2": ".1%", "mae": ",.6g"}


def _number(value: float | None, form: str) -> str:
    return "–" if value is None else format(value, form)
