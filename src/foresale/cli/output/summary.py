"""What a command ends with: the answer, how far off it was in the past, and what to know before using it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from foresale.cli.output.choices import choice_line, choices_of
from foresale.cli.output.machine_answers import totals_ahead
from foresale.reports import wording
from foresale.reports.accuracy import details_of, naive_model, select_scored_folds
from foresale.reports.unit_parts import backtest_of_unit
from foresale.reports.units import unit_of

if TYPE_CHECKING:
    from foresale.forecasting.results import Backtest, Forecast, Prediction
    from foresale.notes import Note
    from foresale.panel import Panel
    from foresale.reports.warning import ReportWarning

MAX_WARNINGS = 3
MAX_UNITS = 6
_MARGIN = 4  # characters before a line of a list


def choices_made(notes: Iterable[Note], width: int) -> RenderableType | None:
    """Every choice that could change the answer, a line each; None if there was none."""
    lines = [Text(f"  • {choice_line(note, width - _MARGIN)}") for note in choices_of(notes)]
    if not lines:
        return None
    return Group(Text("Choices made (an option in brackets decides otherwise)", style="bold"), *lines)


def describe_answer(made: Forecast | Prediction, panel: Panel) -> Text:
    """The total ahead with its range, as one tells it to a colleague.

    Args:
        made: The forecast.
        panel: The history, or the model's own, for the words.
    """
    length = len(made.dates)
    ahead = panel.freq.noun if length == 1 else wording.counted(length, panel.freq.noun)
    name = wording.words(panel.target_name)
    unit = unit_of(panel.target_name)
    told = Text(f"Next {ahead} ({wording.span(made.dates, panel.freq)}): ")
    for place, (part, mean, low, high, added_up) in enumerate(totals_ahead(made)):
        shown = unit if part == "total" else part
        what = f"{shown} ({name})" if shown and shown.lower() != name.lower() else name
        told.append("; " if place else "")
        told.append(f"about {wording.total(mean)} {what}", "bold green")
        if math.isfinite(low) and math.isfinite(high):
            often = "at least 8 of 10 times" if added_up else "8 of 10 times"
            told.append(f"; {often} between {wording.total(low)} and {wording.total(high)}")
    return told.append(".")


def describe_past(backtest: Backtest) -> Text:
    """How far the forecast missed in the past: in total and for single series; of each unit by itself."""
    units = backtest.panel.units
    if not units:
        return _describe_errors(backtest)
    lines = [Text(f"{unit}: ") + _describe_errors(backtest_of_unit(backtest, unit)) for unit in units]
    return Text("\n").join(lines[:MAX_UNITS])


def _describe_errors(backtest: Backtest) -> Text:
    scored = select_scored_folds(backtest)
    if not scored:
        return Text("It could not be tried on the past: the history is too short.", style="yellow")
    champion, naive = backtest.champion.model, naive_model(backtest)
    details = details_of(scored, backtest, champion, naive)
    finest, whole, noun = details[0], details[-1], backtest.panel.freq.noun
    if not math.isfinite(finest.champion):
        return Text("Nothing sold in the past that it was tried on, so there is no error to show.")
    is_one = backtest.panel.n_series == 1
    keys = ", ".join(wording.words(key) for key in backtest.panel.keys)
    unit = noun if is_one else f"{keys} and {noun}"
    parts = [f"{wording.percent(finest.champion)} per {unit}"]
    if whole is not finest:
        parts.insert(0, f"{wording.percent(whole.champion)} in total")
    told = Text(f"Forecasts of the past missed by {', '.join(parts)}")
    if math.isfinite(finest.naive) and naive != champion:
        told.append(f" (repeating the past season: {wording.percent(finest.naive)})")
    return told.append(".")


def describe_series(backtest: Backtest) -> Text | None:
    """What one series misses, and how often its range held; None where that can't be said."""
    units = backtest.panel.units
    if not units:
        return _describe_typical(backtest)
    found = [(unit, _describe_typical(backtest_of_unit(backtest, unit))) for unit in units[:MAX_UNITS]]
    lines = [Text(f"{unit}: ") + line for unit, line in found if line is not None]
    return Text("\n").join(lines) if lines else None


def _describe_typical(backtest: Backtest) -> Text | None:
    from foresale.reports.plain_accuracy import plain_facts

    facts = plain_facts(backtest)
    if len(facts) < 2:
        return None
    held, *_, typical, _whole = facts
    name = typical.name.removeprefix("Typical miss, ")
    kept = held.name.removeprefix("Of ten ")
    return Text(
        f"A typical miss for {name}: {typical.value} {typical.beside}. "
        f"Of ten {kept}, {held.value.partition(' ')[0]} ended in the range ({held.beside})."
    )


def describe_model(backtest: Backtest) -> Text:
    """Which model forecast it and why, in a line."""
    champion = backtest.champion
    reason = champion.reason.removeprefix(champion.label)
    joint = "" if reason != champion.reason else ". "
    return Text(f"The model: {champion.label}{joint}{reason}", style="dim")


def describe_warnings(
    warnings: Sequence[ReportWarning], *, all_of_them: bool = False
) -> RenderableType | None:
    """The most serious warnings with what to do, the worst first.

    Args:
        warnings: Most serious first.
        all_of_them: Whether to show every one.
    """
    if not warnings:
        return None
    shown = warnings if all_of_them else warnings[:MAX_WARNINGS]
    title = "Before you use it"
    if len(shown) < len(warnings):
        title += f" ({len(warnings) - len(shown)} more with --verbose)"
    table = Table.grid(padding=(0, 1, 0, 0))
    for warning in shown:
        told = Text.assemble((warning.headline, "bold"), f" {warning.text}\n→ {warning.action}")
        table.add_row("  !", told)
    return Group(Text(title, style="bold yellow"), table)


def answer_and_past(made: Forecast, panel: Panel, backtest: Backtest) -> Group:
    """The total, then how far off such forecasts were, then one series, then which model it was."""
    return Group(describe_answer(made, panel), *_past_lines(backtest))


def past_and_model(backtest: Backtest) -> Group:
    """How far off forecasts of the past were, for all, for one series, and which model made them."""
    return Group(*_past_lines(backtest))


def describe_saved_model(label: str) -> Text:
    """What to know of a forecast that nothing was tested for."""
    return Text(
        f"Made with a saved model ({label}), not tested anew: the report of the run that trained it says "
        "how far off it was.",
        style="yellow",
    )


def _past_lines(backtest: Backtest) -> list[RenderableType]:
    found = (describe_past(backtest), describe_series(backtest), describe_model(backtest))
    return [line for line in found if line is not None]
