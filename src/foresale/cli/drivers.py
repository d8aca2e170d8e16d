"""`foresale drivers`: what drives the totals of customers, stores, campaigns or months."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foresale.cli.declared_options import OutputFolder, ParsedOptions, takes
from foresale.cli.failures import report_failures
from foresale.cli.options.drivers import DRIVERS, TABLE_COLUMNS, TABLE_READING
from foresale.cli.options.spelling import spell_notes
from foresale.cli.output.progress_bars import progress_on
from foresale.cli.questions import asking_on
from foresale.cli.reading import Files
from foresale.cli.resolved_options import ResolvedOptions
from foresale.errors import OptionError

if TYPE_CHECKING:
    from foresale.cli.output.screen import Screen
    from foresale.progress import Progress
    from foresale.regression.find_drivers import DriverFindings
    from foresale.regression.what_if import WhatIf
    from foresale.workflows.files.publish_predictions import Published

_STAGES = ("Loading", "Reading", "Finding columns", "Comparing models", "Explaining", "Writing", "Publishing")


@takes(TABLE_COLUMNS, DRIVERS, TABLE_READING)
def drivers(
    given: ParsedOptions,
    files: Files = None,
    what_if: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COLUMN=VALUE,…", help="What one more row would come to, such as age=40,income=52000."
        ),
    ] = None,
    model: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Answer --what-if by a model that was saved, instead of a FILE."),
    ] = None,
    publish: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Send every held-out prediction to a topic: kafka://HOST:PORT/sales_predictions.",
        ),
    ] = None,
    out: OutputFolder = Path("drivers"),
) -> None:
    """Find out what drives a total, by customer, store, campaign or month, and whether anything does.

    Every model is judged on rows it hadn't seen, against saying the average for everybody.
    """
    screen = given.screen
    with report_failures(screen):
        if model is not None:
            _answer_saved(screen, model, files, what_if, publish)
            return
        begun = time.perf_counter()
        chosen = ResolvedOptions.from_given(given)
        with progress_on(screen, _STAGES[: None if publish else -1]) as progress:
            progress.start("Loading", 1)
            from foresale.regression.what_if import answer_what_if, read_what_if
            from foresale.workflows.files.make_drivers import DRIVER_FILES, write_drivers
            from foresale.workflows.files.publish_predictions import open_topic, publish_predictions
            from foresale.writing.manifest import check_folder

            check_folder(out, DRIVER_FILES.values())
            writer = None if publish is None else open_topic(publish, _kafka_options())
            said = read_what_if(what_if or ())
            found = _find(files, given, chosen, screen, progress)
            answer = answer_what_if(found.model, said) if said else None
            places = write_drivers(found, out, answer, progress)
            sent = None
            if writer is not None and publish is not None:
                sent = publish_predictions(found.held_out, writer, publish, progress)
        _print(screen, found, answer, sent, places)
        screen.answer(_fields(found, answer, sent, places, time.perf_counter() - begun))


def _find(
    files: list[Path] | None,
    given: ParsedOptions,
    chosen: ResolvedOptions,
    screen: Screen,
    progress: Progress,
) -> DriverFindings:
    from dataclasses import replace

    from foresale.data.reading.options import ReadOptions
    from foresale.regression.options import DriverOptions
    from foresale.workflows.files.make_drivers import DriverRequest, make_drivers

    tables = chosen.tables
    reading = ReadOptions(**tables["columns"], **tables["read"])
    if not files and reading.sql_url is None and reading.query is None:
        raise typer.BadParameter("name a file, or give --sql and --query.", param_hint="FILE")
    request = DriverRequest(reading, DriverOptions(**given.options["drivers"]))
    found = make_drivers(files, request, asking_on(screen, progress), progress)
    return replace(found, notes=spell_notes(found.notes))


def _kafka_options() -> Mapping[str, Any] | None:
    """How brokers are reached that ask who is there, where the service's settings say so."""
    from importlib.util import find_spec

    if find_spec("pydantic_settings") is None:
        return None
    from foresale.settings import load_settings

    settings = load_settings()
    if settings.kafka_security == "plaintext":
        return None
    from foresale.service.topics.brokers import client_options

    return client_options(settings)


def _answer_saved(
    screen: Screen, model: Path, files: list[Path] | None, what_if: list[str] | None, publish: str | None
) -> None:
    from foresale.regression.trained import load_drivers
    from foresale.regression.what_if import answer_what_if, read_what_if

    if files or publish or not what_if:
        raise OptionError(
            "--model answers --what-if and nothing else.",
            fix="Give --model DIR and --what-if age=40,income=52000, without a FILE.",
        )
    answer = answer_what_if(load_drivers(model), read_what_if(what_if))
    from foresale.cli.output.driver_printing import describe_what_if

    screen.show(describe_what_if(answer))
    screen.answer({"what_if": _what_if_fields(answer)})


def _print(
    screen: Screen,
    found: DriverFindings,
    answer: WhatIf | None,
    sent: Published | None,
    places: dict[str, Path],
) -> None:
    if not screen.as_json:
        from foresale.cli.output import driver_printing, printing

        screen.show(
            driver_printing.describe_rows(found),
            printing.describe_rejects(found.rejects, places["rejects"]),
            driver_printing.describe_notes(found.notes, whole=screen.verbose),
            printing.describe_findings(found.portrait.findings),
            driver_printing.describe_models(found),
            driver_printing.describe_effects(found),
            driver_printing.describe_verdict(found),
            None if answer is None else driver_printing.describe_what_if(answer),
            None if sent is None else driver_printing.describe_published(sent),
        )
    screen.show_place("Report", places["report"])


def _fields(
    found: DriverFindings,
    answer: WhatIf | None,
    sent: Published | None,
    places: dict[str, Path],
    seconds: float,
) -> dict[str, Any]:
    from dataclasses import asdict

    from foresale.workflows.files.describe_drivers import describe_drivers

    return {
        **describe_drivers(found),
        **({} if answer is None else {"what_if": _what_if_fields(answer)}),
        **({} if sent is None else {"published": asdict(sent)}),
        "files": places,
        "seconds": round(seconds, 2),
    }


def _what_if_fields(answer: WhatIf) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(answer)
