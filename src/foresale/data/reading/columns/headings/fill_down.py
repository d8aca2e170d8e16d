"""Fills the blanks below a group's first row, where the cells prove that the label holds for the block."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from foresale.data.reading.columns.numbers.sum_columns import says_total
from foresale.data.reading.columns.words.names import date_rank, kind_of
from foresale.data.reading.columns.words.period_words import period_words
from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.provenance import FILE
from foresale.data.reading.questions import Ask, Question, settle
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading

_FEWEST_BLANK = 0.3  # share of a label column's rows
_OFTEN_BLANK = 0.5  # from which an unproved label column is asked about
_DETAIL_BLANK = 0.1  # share that a column of details may lack
_TOLD_APART = 0.99  # share of rows that labels must tell apart, to prove them
_SAMPLE, _MAX_LABELS = 1_000, 20_000
_LABELS = frozenset(("product", "code", "store", "category", "brand", "label", "place", "channel", "series"))


def fill_down(raw: RawTable, options: ReadOptions, ask: Ask | None) -> RawTable:
    """`raw` with labels that stand on the first row of their block only repeated on the rows below.

    A label is proved where rows that look alike without it are told apart with it, such as the days
    of a month below each product. Columns named like a label that can't be proved are asked about.

    Args:
        raw: The table as read.
        options: `fill_down` says what to do where the reader knows better.
        ask: Asked about what can't be proved.

    Raises:
        ColumnsError: A label can't be proved, and nobody is there to ask.
    """
    frame, columns = raw.frame, raw.columns
    names = [name for name in columns if _could_be_label(frame, name, columns)]
    if not names or options.fill_down is False:
        return raw
    totals = _rows_of_totals(frame, columns)
    body = frame.filter(~totals)
    names = [name for name in names if _could_be_label(body, name, columns)]
    notes: list[Note] = []
    filled: list[str] = []
    positions = pl.Series([False] * frame.height)
    for name in reversed(names):
        starts = raw.frame[name].is_not_null()
        inside = bool(filled) and not (starts & ~positions).any()
        proved = inside or _tells_apart(frame.filter(~totals), name, columns)
        if not proved and options.fill_down is None and not _confirm(raw.frame[name], ask):
            continue
        kept = pl.lit(totals) & pl.col(name).is_null()  # a total has the labels of nothing above it
        below = pl.when(kept).then(None).otherwise(pl.col(name).forward_fill().over(FILE))
        frame = frame.with_columns(below.alias(name))
        notes.append(_note(raw.frame[name], proved))
        filled.append(name)
        positions = positions | starts
    return replace(raw, frame=frame, notes=(*raw.notes, *reversed(notes)))


def _could_be_label(frame: pl.DataFrame, name: str, names: list[str]) -> bool:
    cells = frame[name]
    blank = cells.null_count()
    if cells.dtype != pl.String or blank < _FEWEST_BLANK * frame.height or frame.height - blank < 2:
        return False
    right = names[names.index(name) + 1 :]
    if cells[0] is None or not any(frame[n].null_count() <= _DETAIL_BLANK * frame.height for n in right):
        return False
    return (
        holds_labels(name)
        or date_rank(name) > 0
        or "year" in period_words(name)
        or (kind_of(name) is None and not are_numbers(cells))
    )


def holds_labels(name: str) -> bool:
    """Whether a column's name says that it tells products, stores or the like apart."""
    return kind_of(name) in _LABELS


def _rows_of_totals(frame: pl.DataFrame, names: list[str]) -> pl.Series:
    """True for each row in which some label is a word for a total."""
    found = pl.Series([False]).new_from_index(0, frame.height)
    for name in names:
        if frame[name].dtype != pl.String or are_numbers(frame[name].head(_SAMPLE)):
            continue
        labels = frame[name].drop_nulls().unique()
        if len(labels) <= _MAX_LABELS:
            named = [label for label in labels.to_list() if says_total(label)]
            found |= frame[name].is_in(named).fill_null(value=False)
    return found


def are_numbers(cells: pl.Series) -> bool:
    """Whether nine of ten filled cells are plain numbers or amounts."""
    known = cells.drop_nulls()
    plain = known.str.replace_all(r"[\s\u{a0}€$£%.,+-]", "")
    return len(known) > 0 and int(plain.str.contains(r"^\d+$").sum()) >= 0.9 * len(known)


def _tells_apart(frame: pl.DataFrame, name: str, names: list[str]) -> bool:
    """Whether rows are doubled without the label's block and told apart with it."""
    inner = [
        n
        for n in names
        if n != name
        and frame[n].null_count() <= _DETAIL_BLANK * frame.height
        and (holds_labels(n) or date_rank(n) > 0 or frame[n].dtype != pl.String or not are_numbers(frame[n]))
        and not frame[n].dtype.is_numeric()
    ]
    if not inner:
        return False
    table = frame.select(pl.col(name).is_not_null().cum_sum().alias("__block__"), *inner).drop_nulls()
    alike, apart = table.select(inner).n_unique(), table.n_unique()
    return apart >= _TOLD_APART * table.height and alike < 0.9 * table.height


def _confirm(cells: pl.Series, ask: Ask | None) -> bool:
    """The reader's answer for a label column that can't be proved; no for a column that is no label."""
    known = cells.drop_nulls()
    named = holds_labels(cells.name) or date_rank(cells.name) > 0
    if not named or known.n_unique() < len(known) or cells.null_count() < _OFTEN_BLANK * len(cells):
        return False
    question = Question(
        f"fill_down:{cells.name}",
        f"{cells.name} is filled on {len(known):,} of {len(cells):,} rows, such as {known[0]}: it could hold "
        "for the blank rows below each, or be unknown there.",
        ("it holds for the rows below", "it is unknown there"),
        f"Say {option('fill_down', True)}, or {option('fill_down', False)}.",
    )
    return settle(question, ask) == question.answers[0]


def _note(cells: pl.Series, proved: bool) -> Note:
    blank, labels = cells.null_count(), cells.drop_nulls()
    text = (
        f"{cells.name} stands on the first row of its block only: its {len(labels):,} labels hold for the "
        f"{blank:,} blank rows below them ({option('fill_down', False)})."
    )
    seen = (
        f"Rows below '{labels[0]}' and below '{labels[1]}' would be doubled without it."
        if proved
        else "It was said so."
    )
    readings = (Reading("the label holds for the rows below"), Reading("the label is unknown there"))
    return Note("filled_down", blank, text, Evidence(seen, readings, "proven" if proved else "told"))
