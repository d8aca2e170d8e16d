"""Brings the keys of joined tables and plans under the spelling that the sales have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from foresale.data.reading.parsing.key_text import code_number, fold_text
from foresale.data.reading.parsing.labels import as_labels
from foresale.data.reading.rows.cells.key_spelling import list_pairs
from foresale.data.reading.side_tables.join import ExtraTable
from foresale.notes import Certainty, Evidence, Note, Reading, counted


def spell_as_sold(
    extra: ExtraTable, frame: pl.DataFrame, pairs: Mapping[str, str]
) -> tuple[ExtraTable, list[Note]]:
    """The extra table with its codes and names written as the sales write them, and a note of what changed.

    Args:
        extra: A joined table or plan.
        frame: The sales, typed.
        pairs: Its columns that name series or places, each with the sales' column (`links`).
    """
    notes: list[Note] = []
    for theirs, mine in pairs.items():
        labels = as_labels(extra.frame[theirs])
        table = match_labels(labels.drop_nulls().unique(), as_labels(frame[mine]).drop_nulls())
        if table.is_empty():
            extra = replace(extra, frame=extra.frame.with_columns(labels.alias(theirs)))
            continue
        labels = labels.replace(table["label"], table["sold_as"]).alias(theirs)
        extra = replace(extra, frame=extra.frame.with_columns(labels))
        notes.append(note_matches(table, extra.name, theirs))
    return extra, notes


def note_matches(table: pl.DataFrame, file: str, column: str) -> Note:
    """What a table writes otherwise than the sales, and how sure it is that the same is meant.

    Args:
        table: What `match_labels` found.
        file: The table's name.
        column: Its column.
    """
    short, every = list_pairs(list(table.select("label", "sold_as").iter_rows()))
    seen = f"{file} writes {counted(table.height, 'value')} of {column} otherwise than the sales ({short})"
    readings = (Reading("the same codes"), Reading("other codes, which the sales lack"))
    sure: Certainty = "likely" if table["by_number"].any() else "proven"
    return Note("keys_matched", table.height, f"{seen}: matched.", Evidence(every, readings, sure))


def match_labels(theirs: pl.Series, sold: pl.Series) -> pl.DataFrame:
    """Labels that the sales write otherwise: `label`, `sold_as`, and `by_number` where only that tells.

    Case, blanks and forms of letters never matter. Leading zeros, marks between thousands and a trailing
    .0 don't where each number stands for one label on either side.

    Args:
        theirs: Different labels of another table.
        sold: Labels of the sales, in any number.

    Examples:
        >>> table = match_labels(pl.Series(["17", "tea "]), pl.Series(["0017", "Tea"]))
        >>> dict(table.sort("label").select("label", "sold_as").iter_rows())
        {'17': '0017', 'tea ': 'Tea'}
    """
    mine = sold.alias("sold_as").value_counts(sort=True, name="n").select("sold_as")
    other = theirs.filter(~theirs.is_in(mine["sold_as"].implode()))
    free = mine.filter(~pl.col("sold_as").is_in(theirs.implode()))
    by_text = _match(fold_text(other), other, fold_text(mine["sold_as"]), mine["sold_as"], once=False)
    rest = other.filter(~other.is_in(by_text["label"].implode()))
    left = free.filter(~pl.col("sold_as").is_in(by_text["sold_as"].implode()))["sold_as"]
    by_number = _match(code_number(rest), rest, code_number(left), left, once=True)
    return pl.concat(
        [
            by_text.with_columns(by_number=pl.lit(value=False)),
            by_number.with_columns(by_number=pl.lit(value=True)),
        ]
    ).sort("label")


def _match(
    their_fold: pl.Series, theirs: pl.Series, my_fold: pl.Series, mine: pl.Series, *, once: bool
) -> pl.DataFrame:
    left = pl.DataFrame({"fold": their_fold, "label": theirs}, schema_overrides={"label": pl.String})
    right = pl.DataFrame({"fold": my_fold, "sold_as": mine}, schema_overrides={"sold_as": pl.String})
    if once:
        left = left.drop_nulls().filter(pl.col("fold").is_unique())
        right = right.drop_nulls().filter(pl.col("fold").is_unique())
    right = right.unique("fold", keep="first", maintain_order=True)
    return left.join(right, on="fold").select("label", "sold_as")
