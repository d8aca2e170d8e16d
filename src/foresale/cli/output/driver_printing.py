"""What drives a total, for people at a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from foresale.cli.output.printing import indent, under
from foresale.regression.verdict import amount, share
from foresale.reports import wording
from foresale.reports.drivers import effect_sentence

if TYPE_CHECKING:
    from foresale.notes import Note
    from foresale.regression.find_drivers import DriverFindings
    from foresale.regression.what_if import WhatIf
    from foresale.workflows.files.publish_predictions import Published

_ALWAYS = frozenset(
    {"leaking_column", "suspicious_column", "filled_cells", "outliers", "added_up_by_unit",
     "rows_without_unit", "cut_periods", "rows_in_time", "model_left_out", "missing_target",
     "decimal_mark", "bad_cells"}
)  # fmt: skip
_SHOWN_EFFECTS = 8


def describe_rows(found: DriverFindings) -> Text:
    """How many rows were read, and what explains what."""
    columns = found.columns
    return Text.assemble(
        (f"{found.counts.rows:,} {wording.words(found.noun)}", "bold"),
        f": what drives {columns.target}, out of "
        f"{wording.counted(len(columns.numbers), 'column')} of numbers and {len(columns.classes)} of classes",
    )


def describe_notes(notes: Iterable[Note], *, whole: bool) -> RenderableType | None:
    """What was done to the data; without `whole` only what changes numbers. None if nothing was."""
    shown = [note for note in dict.fromkeys(notes) if whole or note.rule in _ALWAYS]
    if not shown:
        return None
    table = Table.grid(padding=(0, 2, 0, 0))
    for note in shown:
        table.add_row("•", Text(note.text))
    return under("What was done", table)


def describe_models(found: DriverFindings) -> RenderableType:
    """Every model on rows it hadn't seen."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    table.add_column("", width=1)
    table.add_column("Model", overflow="fold")
    for column in ("explains", "95 % range", "off by", "bias", "within 25 %", "time"):
        table.add_column(column, justify="right")
    for score in (*found.scores, *found.singles):
        used = score.model == found.verdict.model
        reach = "–" if score.model == "mean" else f"{share(score.r2_low)} to {share(score.r2_high)}"
        table.add_row(
            "▸" if used else "",
            Text(score.label),
            share(score.r2),
            reach,
            amount(score.mae),
            wording.percent(score.bias, signed=True, digits=1),
            wording.percent(score.within[1]),
            wording.duration(score.seconds),
            style="bold" if used else "",
        )
    return under("Models on rows they hadn't seen", table)


def describe_effects(found: DriverFindings) -> RenderableType | None:
    """What each driver does; None where there is nothing to learn."""
    if not found.effects:
        return None
    table = Table.grid(padding=(0, 2, 0, 0))
    for effect in found.effects[:_SHOWN_EFFECTS]:
        said = effect_sentence(effect, found.columns.target)
        table.add_row(
            Text(wording.words(effect.column)),
            Text(share(effect.share), justify="right"),
            Text(said, style="" if effect.is_real else "dim"),
        )
    return under("Drivers, with their share of what moves single predictions", table)


def describe_verdict(found: DriverFindings) -> RenderableType:
    """The verdict in plain words."""
    first, *rest = found.verdict.sentences
    style = "bold yellow" if found.verdict.model == "mean" else "bold green"
    return Group(Text(first, style=style), *(Text(sentence) for sentence in rest))


def describe_what_if(answer: WhatIf) -> RenderableType:
    """What one case would come to."""
    usual = ", ".join(f"{name} {value}" for name, value in answer.usual.items())
    given = ", ".join(f"{name} {value}" for name, value in answer.given.items())
    lines = [Text(answer.sentence), *(Text(warning, style="yellow") for warning in answer.warnings)]
    if usual:
        lines.append(Text(f"The rest as is usual: {usual}.", style="dim"))
    return under(f"With {given}", Group(*lines))


def describe_published(sent: Published) -> RenderableType:
    """What the brokers confirmed."""
    places = ", ".join(
        f"partition {part}: {first:,}–{last:,}" for part, (first, last) in sent.offsets.items()
    )
    return indent(Text(f"{sent.messages:,} predictions are in {sent.topic}, confirmed by offset ({places})."))
