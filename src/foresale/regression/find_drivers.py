"""From a table to what drives its totals: portrait, models, verdict, effects, and a model of all rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from foresale.arrays import Array
from foresale.data.reading.columns.words.names import words_of
from foresale.errors import HistoryError
from foresale.notes import NBSP, Note, counted
from foresale.progress import Progress, SilentProgress
from foresale.regression.columns import ID_WORDS, Columns, find_columns
from foresale.regression.cross_validation import CrossValidation, cross_validate
from foresale.regression.effects import Effect, find_effects
from foresale.regression.leaks import find_leaks
from foresale.regression.models.catalog import Maker, choose_models
from foresale.regression.options import DriverOptions
from foresale.regression.preparation import Counts, Preparation
from foresale.regression.ranges import Ranges, find_ranges
from foresale.regression.rows import Rows, rows_of
from foresale.regression.scores import ModelScore, score_models
from foresale.regression.single_columns import score_singles
from foresale.regression.table_profile import TableProfile, describe_table
from foresale.regression.trained import DriverModel
from foresale.regression.units import add_up_by_unit
from foresale.regression.verdict import Verdict, gain_of_choosing, judge

MIN_ROWS = 30
_BACKGROUND_ROWS = 100


@dataclass(frozen=True)
class DriverFindings:
    """What drives a total, and how sure that is.

    Attributes:
        columns: The part of each column.
        noun: What a row is, in the plural.
        portrait: The table before any model.
        scores: Every model on rows it hadn't seen.
        singles: Each column alone, where that was asked for.
        verdict: Whether there is anything to learn, and the model to use.
        chosen_r2: What is told where the model, too, is chosen without the rows judged.
        effects: Each column's part, the most useful first; none where there is nothing to learn.
        counts: Cells filled, outliers, and rows left out, over all rows.
        learned_rows: Rows that a model learned from on average, without the part held out.
        folds, repeats: Parts of the rows, and how often they were split again.
        held_out: A row each: `row`, its unit, `actual`, `predicted`, `low`, `high`, `error`.
        model: What learned from all rows.
        notes: Everything inferred and decided on the way.
        n_rows: Rows read.
        rejects: Rows that can't be used.
    """

    columns: Columns
    noun: str
    portrait: TableProfile
    scores: tuple[ModelScore, ...]
    singles: tuple[ModelScore, ...]
    verdict: Verdict
    chosen_r2: float
    effects: tuple[Effect, ...]
    counts: Counts
    learned_rows: int
    folds: int
    repeats: int
    held_out: pl.DataFrame
    model: DriverModel
    notes: tuple[Note, ...]
    n_rows: int
    rejects: pl.DataFrame

    @property
    def n_judged(self) -> str:
        """How the rows were parted, in words."""
        return (
            f"{self.folds} parts, parted {self.repeats} times" if self.repeats > 1 else f"{self.folds} parts"
        )

    @property
    def ranges(self) -> Ranges:
        """How far a total may lie from what is said of it."""
        return self.model.ranges

    def extremes(self, count: int = 5) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The rows that were told best and worst.

        Args:
            count: How many of each.
        """
        ordered = self.held_out.sort(pl.col("error").abs(), "row")
        return ordered.head(count), ordered.tail(count).reverse()


@dataclass(frozen=True)
class Table:
    """A table that is ready to be explained.

    Attributes:
        frame: Typed columns, no row without a target.
        target: What is explained.
        ignored: Columns left out by the caller.
        notes: What was inferred while reading.
        rejects: Rows that can't be used.
        n_rows: Rows read.
        date: The column of dates that the rows are about; None where there is none.
    """

    frame: pl.DataFrame
    target: str
    ignored: tuple[str, ...]
    notes: tuple[Note, ...]
    rejects: pl.DataFrame
    n_rows: int
    date: str | None = None


def find_drivers(
    table: Table, options: DriverOptions | None = None, progress: Progress | None = None
) -> DriverFindings:
    """Find out what drives a total, honestly: everything is judged on rows that weren't seen.

    Args:
        table: Typed columns.
        options: Models, folds, outliers.
        progress: Hears how far it is.

    Raises:
        HistoryError: There are too few rows, or the target never changes.
        ColumnsError: No column is left that could explain, or a named one isn't there.
        OptionError: A model isn't known.
        MissingExtraError: A model asked for by name needs a library that isn't installed.
    """
    options, progress = options or DriverOptions(), progress or SilentProgress()
    makers, model_notes = choose_models(options.models, options.hidden)
    frame, unit, unit_notes = add_up_by_unit(table.frame, table.target, options.unit, table.date)
    frame, columns = find_columns(frame, table.target, unit=unit, ignored=table.ignored)
    leaks = find_leaks(frame, columns, options.keep)
    columns = columns.without(leaks.left_out)
    _check(frame, columns, options.folds)
    rows, target = rows_of(frame, columns), frame[columns.target].to_numpy().astype(np.float64)
    noun = noun_of(columns, options.unit)
    portrait = describe_table(rows, target)
    found = cross_validate(rows, target, makers, options, progress)
    scores = score_models(found)
    verdict = judge(found, scores, columns.target, noun)
    progress.start("Explaining", 2)
    real = verdict.model != "mean"
    effects = find_effects(found, rows, verdict.model, options.seed) if real else ()
    progress.advance()
    preparation = Preparation.learn(rows, target, options.outliers)
    counts = preparation.count(rows, target)
    ranges = find_ranges(found, verdict.model)
    notes = (
        *table.notes, *unit_notes, *_note_left_out(columns), *leaks.notes, *model_notes,
        *_count_notes(counts, options, columns),
    )  # fmt: skip
    findings = DriverFindings(
        columns=columns,
        noun=noun,
        portrait=portrait,
        scores=scores,
        singles=score_singles(rows, target, options) if options.singles else (),
        verdict=verdict,
        chosen_r2=gain_of_choosing(found, list(makers)),
        effects=effects,
        counts=counts,
        learned_rows=round(float(np.mean([fold.learned_rows for _, fold in found.every_fold]))),
        folds=options.folds,
        repeats=options.repeats,
        held_out=_table_of_held_out(frame, columns, found, verdict, ranges),
        model=_train(rows, target, makers[verdict.model], (preparation, ranges), options),
        notes=notes,
        n_rows=table.n_rows,
        rejects=table.rejects,
    )
    progress.advance()
    return replace(findings, model=replace(findings.model, about=_about(findings)))


def noun_of(columns: Columns, unit: str | None) -> str:
    """What a row is, in the plural: by the unit's name, without words such as ID."""
    named = [word for word in words_of(unit or columns.unit or "") if word not in ID_WORDS and word.isalpha()]
    word = " ".join(named) or "row"
    return (
        word
        if word.endswith("s")
        else f"{word[:-1]}ies"
        if word.endswith("y") and word != "day"
        else f"{word}s"
    )


def _check(frame: pl.DataFrame, columns: Columns, folds: int) -> None:
    least = max(MIN_ROWS, 2 * folds)
    if frame.height < least:
        raise HistoryError(
            f"There are {counted(frame.height, 'row')} with {columns.target}: too few to tell an effect from "
            "chance.",
            fix=f"Give at least {least} rows, one for each customer, store, campaign or month.",
        )
    if frame[columns.target].n_unique() < 2:
        raise HistoryError(
            f"{columns.target} is the same in every row.",
            fix="There is nothing to explain; name another column.",
        )
    if not columns.names:
        reasons = "; ".join(f"{one.column}: {one.reason}" for one in columns.left_out[:6])
        raise HistoryError(
            f"No column is left that could explain {columns.target} ({reasons}).",
            fix="Give a table with further columns, such as age, region or price.",
        )


def _train(
    rows: Rows, target: Array, make: Maker, learned: tuple[Preparation, Ranges], options: DriverOptions
) -> DriverModel:
    preparation, ranges = learned
    stays = preparation.stays(rows, target)
    matrix = preparation.encode(rows.take(stays))
    model = make().fit(matrix, preparation.encode_target(target[stays]), 1000 * options.seed)
    random = np.random.default_rng([options.seed, 3])
    chosen = np.sort(random.choice(len(rows), min(_BACKGROUND_ROWS, len(rows)), replace=False))
    seen = {}
    for name in rows.columns.numbers:
        values = rows.column(name)
        seen[name] = float(np.nanmin(values)), float(np.nanmax(values))
    return DriverModel(model, preparation, ranges, rows.take(chosen), seen, float(target.mean()), {})


def _table_of_held_out(
    frame: pl.DataFrame, columns: Columns, found: CrossValidation, verdict: Verdict, ranges: Ranges
) -> pl.DataFrame:
    said = found.predictions[verdict.model][0]
    low, high = ranges.around(said)
    unit = (
        []
        if columns.unit is None
        else [frame[columns.unit].alias("unit").cast(pl.String).str.strip_suffix(".0")]
    )
    return pl.DataFrame(
        [
            pl.int_range(frame.height, eager=True).alias("row"),
            *unit,
            pl.Series("actual", found.target),
            pl.Series("predicted", said),
            pl.Series("low", low),
            pl.Series("high", high),
            pl.Series("error", said - found.target),
        ]
    )


def _note_left_out(columns: Columns) -> tuple[Note, ...]:
    said = []
    for one in columns.left_out:
        rule = "leaking_column" if one.kind in ("leak", "part") else f"{one.kind}_column"
        said.append(Note(rule, 1, f"{one.column} is left out: {one.reason}."))
    return tuple(said)


def _count_notes(counts: Counts, options: DriverOptions, columns: Columns) -> tuple[Note, ...]:
    said = []
    for name, count in counts.filled.items():
        how = "the commonest class" if name in columns.classes else "the mean"
        text = f"{counted(count, 'empty cell')} of {name} filled with {how} of the rows learned from."
        said.append(Note("filled_cells", count, text))
    total = sum(counts.outliers.values())
    if total:
        listed = ", ".join(f"{name} {count:,}" for name, count in counts.outliers.items())
        done = {
            "flag": "counted, and left as they are",
            "winsorise": "set to the fence, as it is in the rows learned from",
            "drop": f"left out of learning ({counts.rows:,} rows → {counts.kept:,}); all are still judged",
        }[options.outliers]
        said.append(Note("outliers", total, f"{counted(total, 'value')} far out ({listed}): {done}."))
    elif options.outliers != "flag":
        kept = f"{counts.rows:,} rows → {counts.kept:,}"
        said.append(Note("outliers", 0, f"No value lies far out, so nothing is changed ({kept})."))
    return tuple(said)


def _about(findings: DriverFindings) -> Mapping[str, Any]:
    score = next(one for one in findings.scores if one.model == findings.verdict.model)
    return {
        "verdict": list(findings.verdict.sentences),
        "finding": findings.verdict.finding,
        "r2": score.r2,
        "mae": score.mae,
        "rows": findings.counts.rows,
        "noun": findings.noun.replace(NBSP, " "),
    }
