"""`foresale forecast`: from a file to a forecast and its report."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foresale.cli.declared_options import OutputFolder, ParsedOptions, takes
from foresale.cli.failures import report_failures
from foresale.cli.options.forecasting import CALENDAR, CLEANING, FORECASTING
from foresale.cli.options.shared import COLUMNS, READING, RULES
from foresale.cli.options.spelling import spell_forecast
from foresale.cli.output.progress_bars import progress_on
from foresale.cli.output.screen import Screen
from foresale.cli.reading import Files, read_chosen
from foresale.cli.resolved_options import ResolvedOptions

if TYPE_CHECKING:
    from foresale.forecasting.results import Forecast
    from foresale.workflows.files.make_forecast import Prepared


@takes(FORECASTING, COLUMNS, READING, RULES, CLEANING, CALENDAR)
def forecast(
    given: ParsedOptions,
    files: Files = None,
    out: OutputFolder = Path("forecast"),
) -> None:
    """Read sales, test models on the past, forecast with the best, and write a report.

    Columns find their parts by themselves and are shown; name them where a guess is wrong.
    """
    screen = given.screen
    with report_failures(screen):
        begun = time.perf_counter()
        chosen = ResolvedOptions.from_given(given)
        with progress_on(screen) as progress:
            progress.start("Loading", 1)
            from foresale.workflows.files.make_forecast import make_forecast, prepare
            from foresale.workflows.files.write_forecast import FORECAST_FILES, PARTS, write_forecast
            from foresale.writing.manifest import check_folder

            check_folder(out, FORECAST_FILES.values(), (PARTS,))
            options = chosen.forecast_options()
            sales = prepare(read_chosen(files, chosen, screen, progress), options, progress)
            made, forecaster = make_forecast(sales, options, progress)
            made = spell_forecast(made)
            places = write_forecast(made, forecaster, out, progress, in_parts=options.engine != "local")
        seconds = time.perf_counter() - begun
        _print(screen, sales, made, places)
        screen.answer(_answer(sales, made, places, seconds))


def _print(screen: Screen, sales: Prepared, made: Forecast, places: dict[str, Path]) -> None:
    if screen.as_json:
        return
    from foresale.cli.output import printing, summary
    from foresale.reports.report_warnings import forecast_warnings

    screen.show(
        printing.what_was_read(made.panel, sales.n_rows, sales.roles, whole=screen.verbose),
        printing.rules_applied(made.notes)
        if screen.verbose
        else summary.choices_made(made.notes, screen.width),
        printing.describe_rejects(made.rejects, places["rejects"]),
        *(
            (printing.leaderboard(made.backtest), printing.describe_champion(made.backtest))
            if screen.verbose
            else ()
        ),
        summary.answer_and_past(made, made.panel, made.backtest),
        summary.describe_warnings(forecast_warnings(made), all_of_them=screen.verbose),
    )
    screen.show_place("Report", places["report"])


def _answer(sales: Prepared, made: Forecast, places: dict[str, Path], seconds: float) -> dict[str, Any]:
    from foresale.cli.output.machine_answers import about_backtest, about_notes, about_sales, about_total
    from foresale.reports.report_warnings import forecast_warnings

    return {
        **about_sales(sales, made.panel),
        **about_backtest(made.backtest),
        **about_total(made),
        **about_notes(made.notes, forecast_warnings(made)),
        "files": places,
        "seconds": round(seconds, 2),
    }
