"""`foresale order`: from sales, stock and suppliers' terms to what to order today."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foresale.cli.declared_options import OutputFolder, ParsedOptions, takes
from foresale.cli.failures import report_failures
from foresale.cli.options.forecasting import CALENDAR, CLEANING, FORECASTING
from foresale.cli.options.order import ORDER_FILES, ORDERING
from foresale.cli.options.shared import COLUMNS, READING, RULES
from foresale.cli.options.spelling import spell_notes
from foresale.cli.output.progress_bars import progress_on
from foresale.cli.reading import Files, answering_all, read_chosen
from foresale.cli.resolved_options import ResolvedOptions

if TYPE_CHECKING:
    from foresale.cli.output.screen import Screen
    from foresale.progress import Progress
    from foresale.workflows.ordering.make_order import Order
    from foresale.workflows.ordering.order_files import OrderRequest


@takes(ORDER_FILES, ORDERING, COLUMNS, READING, RULES, CLEANING, CALENDAR, FORECASTING)
def order(
    given: ParsedOptions,
    files: Files = None,
    model: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Model folder that `foresale forecast` wrote; nothing is trained then.",
            show_default=False,
        ),
    ] = None,
    out: OutputFolder = Path("order"),
) -> None:
    """Say what to order today: by supplier, in packs, most valuable first, each line with its why.

    Columns of stock and supply are found as those of the sales are; what no file says is asked for, or
    assumed and said.
    """
    screen = given.screen
    with report_failures(screen):
        begun = time.perf_counter()
        chosen = ResolvedOptions.from_given(given)
        with progress_on(screen) as progress:
            progress.start("Loading", 1)
            from dataclasses import replace

            from foresale.workflows.ordering.order_files import OrderRequest
            from foresale.workflows.ordering.write_order import (
                ORDER_FILES as WRITTEN,
            )
            from foresale.workflows.ordering.write_order import (
                describe_sources,
                write_order,
            )
            from foresale.writing.manifest import check_folder

            check_folder(out, WRITTEN.values())
            request = OrderRequest(
                chosen.order_sources(),
                chosen.read_options(),
                chosen.order_options(),
                answering_all(chosen, screen, progress),
            )
            made, about = _make(files, model, chosen, request, screen, progress)
            made = replace(made, notes=spell_notes(made.notes))
            places = write_order(made, out, {**about, **describe_sources(files, request.sources)}, progress)
        seconds = time.perf_counter() - begun
        _print(screen, made, places)
        screen.answer(_answer(made, places, seconds))


def _make(
    files: list[Path] | None,
    model: Path | None,
    chosen: ResolvedOptions,
    request: OrderRequest,
    screen: Screen,
    progress: Progress,
) -> tuple[Order, dict[str, Any]]:
    """The order, and with what it was forecast."""
    from foresale.workflows.ordering.order_files import order_from_sales, order_with_model

    if model is None:
        forecasting = chosen.forecast_options()
        sales = read_chosen(files, chosen, screen, progress, request.asked)
        made, forecaster = order_from_sales(sales, request, forecasting, progress)
        return made, {"model": forecaster.model.name, "seed": forecasting.seed}
    from dataclasses import replace

    from foresale.forecasting.trained.forecaster import load_forecaster
    from foresale.workflows.files.predict import read_as_trained

    forecaster = load_forecaster(model)
    newer = None
    if files:
        if len(files) > 1:
            raise typer.BadParameter("with --model, name one file of sales.", param_hint="FILE")
        reading = replace(request.reading, answers=())
        newer = read_as_trained(forecaster, files[0], reading, request.asked)
    made = order_with_model(forecaster, newer, request, progress)
    return made, {"model": forecaster.model.name, "model_folder": str(model)}


def _print(screen: Screen, made: Order, places: dict[str, Path]) -> None:
    if screen.as_json:
        return
    from foresale.cli.output import printing, summary
    from foresale.cli.output.order_summary import describe_order, describe_transfers, lines_first
    from foresale.reports.order_warnings import order_warnings
    from foresale.workflows.ordering.summary import summarise
    from foresale.workflows.ordering.table import order_table

    table = order_table(made)
    told = summarise(made, table)
    screen.show(
        printing.rules_applied(made.notes)
        if screen.verbose
        else summary.choices_made(made.notes, screen.width),
        printing.describe_rejects(made.rejects, places["rejects"]),
        summary.describe_warnings(
            order_warnings(told, made.notes, made.options.budget, made.warnings), all_of_them=screen.verbose
        ),
        lines_first(table, screen.width, all_of_them=screen.verbose),
        describe_transfers(made.transfers.table, made.transfers.saves),
        describe_order(told),
    )
    screen.show_place("Order", places["orders"])
    screen.show_place("Report", places["report"])


def _answer(made: Order, places: dict[str, Path], seconds: float) -> dict[str, Any]:
    from dataclasses import asdict

    from foresale.cli.output.machine_answers import about_notes
    from foresale.reports.order_warnings import order_warnings
    from foresale.workflows.ordering.summary import summarise
    from foresale.workflows.ordering.table import lines_to_order, order_table

    table = order_table(made)
    told = summarise(made, table)
    return {
        "summary": asdict(told),
        "orders": lines_to_order(table).to_dicts(),
        "transfers": made.transfers.table.to_dicts(),
        "left_out": made.apart.to_dicts(),
        "rejected": made.rejects.height,
        **about_notes(made.notes, order_warnings(told, made.notes, made.options.budget, made.warnings)),
        "files": places,
        "seconds": round(seconds, 2),
    }
