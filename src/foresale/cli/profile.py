"""`foresale profile`: the data's portrait, before any forecast."""

from __future__ import annotations

import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer

from foresale.cli.declared_options import OUTPUT, ParsedOptions, takes
from foresale.cli.failures import report_failures
from foresale.cli.options.shared import COLUMNS, READING, RULES
from foresale.cli.options.spelling import spell_notes
from foresale.cli.output.progress_bars import progress_on
from foresale.cli.reading import Files, read_chosen
from foresale.cli.resolved_options import ResolvedOptions


@takes(COLUMNS, READING, RULES)
def profile(
    given: ParsedOptions,
    files: Files = None,
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder for the portrait.", rich_help_panel=OUTPUT)
    ] = Path("profile"),
) -> None:
    """Draw the data's portrait: gaps, outliers, trend, seasons, classes, and findings in sentences."""
    screen = given.screen
    with report_failures(screen):
        begun = time.perf_counter()
        chosen = ResolvedOptions.from_given(given)
        with progress_on(
            screen, ("Loading", "Reading", "Finding columns", "Describing", "Writing")
        ) as progress:
            progress.start("Loading", 1)
            from foresale.cli.output.machine_answers import about_sales
            from foresale.workflows.files.make_profile import PROFILE_FILES, make_profile, write_profile
            from foresale.writing.manifest import check_folder

            check_folder(out, PROFILE_FILES.values())
            sales = read_chosen(files, chosen, screen, progress)
            made = make_profile(sales, chosen.panel_options(), progress)
            made = replace(made, notes=spell_notes(made.notes))
            places = write_profile(made, out, progress)
        if not screen.as_json:
            from foresale.cli.output import printing, summary

            screen.show(
                printing.what_was_read(made.panel, sales.n_rows, sales.roles),
                printing.rules_applied(made.notes)
                if screen.verbose
                else summary.choices_made(made.notes, screen.width),
                printing.describe_rejects(sales.rejects, places["rejects"]),
                printing.describe_findings(made.profile.findings),
            )
            screen.show_place("Portrait", places["report"])
        screen.answer(
            {
                **about_sales(sales, made.panel),
                "findings": made.profile.findings,
                "notes": [asdict(note) for note in made.notes],
                "files": places,
                "seconds": round(time.perf_counter() - begun, 2),
            }
        )
