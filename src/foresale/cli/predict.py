"""`foresale predict`: a forecast from a saved model."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from foresale.cli.declared_options import OUTPUT, ParsedOptions, takes
from foresale.cli.failures import report_failures
from foresale.cli.options.shared import READING
from foresale.cli.options.spelling import spell_forecast
from foresale.cli.output.progress_bars import progress_on
from foresale.cli.resolved_options import ResolvedOptions

if TYPE_CHECKING:
    from foresale.forecasting.results import Forecast
    from foresale.forecasting.trained.forecaster import Forecaster
    from foresale.reports.warning import ReportWarning


@takes(READING)
def predict(
    given: ParsedOptions,
    model: Annotated[Path, typer.Option(metavar="DIR", help="Model folder that `foresale forecast` wrote.")],
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE", help="Newer sales; by default those the model was trained on.", show_default=False
        ),
    ] = None,
    horizon: Annotated[
        int | None,
        typer.Option(metavar="N", help="Periods ahead, up to the trained number.", show_default=False),
    ] = None,
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder for the forecast.", rich_help_panel=OUTPUT)
    ] = Path("prediction"),
) -> None:
    """Forecast with a saved model, after its own history or after a newer file's; nothing is trained."""
    screen = given.screen
    with report_failures(screen):
        begun = time.perf_counter()
        chosen = ResolvedOptions.from_given(given)
        with progress_on(screen, ("Loading", "Forecasting")) as progress:
            progress.start("Loading", 1)
            from foresale.forecasting.trained.forecaster import load_forecaster
            from foresale.reports.prediction import forecast_of
            from foresale.reports.report_warnings import forecast_warnings
            from foresale.workflows.files.predict import predict_panel, read_as_trained
            from foresale.workflows.files.write_forecast import PREDICTION_FILES, write_prediction
            from foresale.writing.manifest import check_folder

            check_folder(out, PREDICTION_FILES.values())
            options = chosen.read_options()
            forecaster = load_forecaster(model)
            progress.start("Forecasting", 2)
            sales = None
            if file is not None or options.sql_url is not None:
                sales = read_as_trained(forecaster, file or "", options)
            elif options.future:
                raise typer.BadParameter("--future needs a FILE of sales too.", param_hint="FILE")
            progress.advance()
            panel, prediction, notes = predict_panel(forecaster, sales, horizon)
            progress.advance()
            rejects = None if sales is None else sales.rejects
            made = forecast_of(panel, prediction, forecaster.model.label, notes, rejects)
            made = spell_forecast(made)
            places = write_prediction(made, out)
        warnings = forecast_warnings(made)
        if not screen.as_json:
            from foresale.cli.output import printing, summary

            screen.show(
                printing.rules_applied(made.notes)
                if screen.verbose
                else summary.choices_made(made.notes, screen.width),
                printing.describe_rejects(sales.rejects) if sales is not None else None,
                summary.describe_answer(made, forecaster.panel),
                summary.describe_saved_model(forecaster.model.label),
                summary.describe_warnings(
                    [warning for warning in warnings if warning.rule != "saved_model"],
                    all_of_them=screen.verbose,
                ),
            )
            screen.show_place("Report", places["report"])
        screen.answer(_answer(forecaster, made, warnings, places, time.perf_counter() - begun))


def _answer(
    forecaster: Forecaster,
    made: Forecast,
    warnings: list[ReportWarning],
    places: dict[str, Path],
    seconds: float,
) -> dict[str, object]:
    from foresale.cli.output.machine_answers import about_notes, about_total

    return {
        "model": forecaster.model.name,
        "series": len(made.mean),
        "horizon": len(made.dates),
        "rejected": made.rejects.height,
        **about_total(made),
        **about_notes(made.notes, warnings),
        "files": places,
        "seconds": round(seconds, 2),
    }
