"""`foresale replay`: what rules of ordering would have brought on one's own past."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foresale.cli.declared_options import OutputFolder, ParsedOptions, takes
from foresale.cli.failures import report_failures
from foresale.cli.options.forecasting import CALENDAR, CLEANING, FORECASTING
from foresale.cli.options.replay import REPLAY
from foresale.cli.options.shared import COLUMNS, READING, RULES
from foresale.cli.options.spelling import spell_notes
from foresale.cli.output.progress_bars import progress_on
from foresale.cli.output.screen import Screen
from foresale.cli.reading import Files, answering_all, read_chosen
from foresale.cli.resolved_options import ResolvedOptions

if TYPE_CHECKING:
    from foresale.data.reading.answers import Questioner
    from foresale.planning.replay.result import Replay
    from foresale.workflows.replaying.opening_stock import OpeningStock


@takes(REPLAY, FORECASTING, COLUMNS, READING, RULES, CLEANING, CALENDAR)
def replay(
    given: ParsedOptions,
    files: Files = None,
    out: OutputFolder = Path("replay"),
) -> None:
    """Play rules of ordering on the past, by forecasts made then: lost sales, stock, waste and money."""
    screen = given.screen
    with report_failures(screen):
        begun = time.perf_counter()
        chosen = ResolvedOptions.from_given(given)
        with progress_on(screen) as progress:
            progress.start("Loading", 1)
            from foresale.planning.replay.options import ReplayOptions
            from foresale.workflows.files.make_forecast import prepare
            from foresale.workflows.replaying.replay import make_replay
            from foresale.workflows.replaying.write_replay import REPLAY_FILES, write_replay
            from foresale.writing.manifest import check_folder

            check_folder(out, REPLAY_FILES.values())
            told = dict(given.options.get("replay", {}))
            asked = answering_all(chosen, screen, progress)
            stock = _stock(told, chosen, asked)
            terms = ReplayOptions(**told)
            options = chosen.forecast_options()
            read = read_chosen(files, chosen, screen, progress, None if stock is None else asked)
            sales = prepare(read, options, progress)
            made = make_replay(sales, terms, options, progress, stock)
            notes = spell_notes(made.notes)
            progress.start("Writing", 1)
            places = write_replay(made, notes, out)
        _print(screen, made, notes, places)
        screen.answer(_answer(made, notes, places, time.perf_counter() - begun))


def _stock(told: dict[str, Any], chosen: ResolvedOptions, asked: Questioner) -> OpeningStock | None:
    """The file of stock, its options taken out of those of the replay; None without one."""
    source, columns, duplicates = (
        told.pop(name, None) for name in ("stock", "stock_columns", "duplicate_stock")
    )
    if source is None:
        return None
    from foresale.data.reading.replenishment.stock import StockRules
    from foresale.workflows.replaying.opening_stock import OpeningStock

    rules = StockRules(columns or (), duplicates)
    return OpeningStock(source, chosen.read_options(), rules, asked)


def _print(screen: Screen, made: Replay, notes: Any, places: dict[str, Path]) -> None:
    if screen.as_json:
        return
    from foresale.cli.output import printing, summary
    from foresale.cli.output.tables import simple_table
    from foresale.reports.replay import describe_best, rule_cells

    columns = ("Rule", "Cost", "95 in 100", "Lost sales", "Holding", "Waste", "Fill rate", "Turns a year")
    assumed = [note for note in notes if note.rule.startswith("replay_")]
    screen.show(
        printing.under("Rules, the cheapest first", simple_table(columns, rule_cells(made), columns[1:])),
        *describe_best(made),
        printing.rules_applied(assumed if not screen.verbose else notes),
        None if screen.verbose else summary.choices_made(notes, screen.width),
    )
    screen.show_place("Report", places["report"])


def _answer(made: Replay, notes: Any, places: dict[str, Path], seconds: float) -> dict[str, Any]:
    return {
        "series": made.panel.n_series,
        "periods": made.past.actual.shape[1],
        "counted_from": made.first,
        "lead_time": made.past.lead_time,
        "review": made.past.review,
        "rules": made.rules.to_dicts(),
        "differences": made.differences.to_dicts(),
        "notes": [{"rule": note.rule, "count": note.count, "text": str(note.text)} for note in notes],
        "files": places,
        "seconds": round(seconds, 2),
    }
