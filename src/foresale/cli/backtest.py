"""`foresale backtest`: how models would have done on the past."""

from __future__ import annotations

import time
from pathlib import Path

from foresale.cli.declared_options import OutputFolder, ParsedOptions, takes
from foresale.cli.failures import report_failures
from foresale.cli.options.forecasting import CALENDAR, CLEANING, FORECASTING
from foresale.cli.options.shared import COLUMNS, READING, RULES
from foresale.cli.options.spelling import spell_backtest, spell_notes
from foresale.cli.output.progress_bars import progress_on
from foresale.cli.reading import Files, read_chosen
from foresale.cli.resolved_options import ResolvedOptions

_STAGES = (
    *("Loading", "Reading", "Finding columns", "Building series", "Testing models on the past"),
    *("Learning quantiles", "Writing"),
)


@takes(FORECASTING, COLUMNS, READING, RULES, CLEANING, CALENDAR)
def backtest(
    given: ParsedOptions,
    files: Files = None,
    out: OutputFolder = Path("backtest"),
) -> None:
    """Test models on the past without forecasting: leaderboard, errors by step and class, past forecasts."""
    screen = given.screen
    with report_failures(screen):
        begun = time.perf_counter()
        chosen = ResolvedOptions.from_given(given)
        with progress_on(screen, _STAGES) as progress:
            progress.start("Loading", 1)
            from foresale.cli.output.machine_answers import about_backtest, about_notes, about_sales
            from foresale.reports.report_warnings import backtest_warnings
            from foresale.workflows.files.make_forecast import make_backtest, prepare
            from foresale.workflows.files.write_forecast import BACKTEST_FILES, write_backtest
            from foresale.writing.manifest import check_folder

            check_folder(out, BACKTEST_FILES.values())
            options = chosen.forecast_options()
            sales = prepare(read_chosen(files, chosen, screen, progress), options, progress)
            made, notes = make_backtest(sales, options, progress)
            made, notes = spell_backtest(made), spell_notes(notes)
            progress.start("Writing", 1)
            places = write_backtest(made, out, notes, sales.rejects)
        warnings = backtest_warnings(made, notes, sales.rejects)
        if not screen.as_json:
            from foresale.cli.output import printing, summary

            screen.show(
                printing.what_was_read(made.panel, sales.n_rows, sales.roles, whole=screen.verbose),
                printing.rules_applied(notes)
                if screen.verbose
                else summary.choices_made(notes, screen.width),
                printing.describe_rejects(sales.rejects),
                printing.leaderboard(made),
                printing.describe_champion(made) if screen.verbose else None,
                summary.past_and_model(made),
                summary.describe_warnings(warnings, all_of_them=screen.verbose),
            )
            screen.show_place("Report", places["report"])
        screen.answer(
            {
                **about_sales(sales, made.panel),
                **about_backtest(made),
                **about_notes(notes, warnings),
                "files": places,
                "seconds": round(time.perf_counter() - begun, 2),
            }
        )
