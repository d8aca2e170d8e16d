"""Lines that a file holds twice under the same number of their own: counted once."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from foresale.data.reading.columns.words.names import words_of
from foresale.data.reading.provenance import COLUMN, FILE, ROW
from foresale.data.reading.questions import Ask, Question, settle
from foresale.data.reading.rows.sale_rows import SaleRows
from foresale.messages import option
from foresale.notes import Certainty, Evidence, Note, Reading, counted

_MIN_LINES = 20
_FEW = 0.05  # share of lines up to which repeats of whole invoices are slips
_BLOCKS = (
    0.9  # share of repeats that follow one another as the lines they repeat do, as in a file pasted twice
)
_ID_WORDS = frozenset(
    ("id", "ids", "uuid", "guid", "key", "no", "nr", "number", "nummer", "num", "numero", "line", "row")
)


def leave_out_sent_again(rows: SaleRows, ask: Ask | None) -> tuple[SaleRows, list[Note]]:
    """The rows without those that repeat another in every column, its own number among them.

    A column in which every other row has a number of its own numbers the lines: where a line comes again
    with the same number, it is the same line. Where the number is that of an invoice, equal lines may also be
    pieces scanned one by one: many of them that don't come as blocks are asked about.

    Args:
        rows: The rows.
        ask: Asked whether equal lines of one invoice are one.

    Raises:
        ColumnsError: That can't be told and nobody is asked.
    """
    if rows.options.duplicates == "keep" or rows.frame.height < _MIN_LINES:
        return rows, []
    numbered = [name for name in rows.free() if _numbers_lines(rows, name)]
    own = [name for name in rows.frame.columns if name not in (FILE, ROW, COLUMN)]
    if not numbered:
        return _leave_out_pasted(rows, rows.frame.select(own))
    first = rows.frame.select(pl.struct(own).is_first_distinct()).to_series()
    again = int((~first).sum())
    if not again:
        return rows, []
    column = next((name for name in numbered if rows.frame[name].n_unique() == int(first.sum())), None)
    if column is None:
        return rows, []
    before, left = rows.total(), rows.total(~first)
    seen = f"{counted(again, 'row')} repeat another in every column, and {column} numbers each other row"
    readings = (Reading("equal lines counted once", before - left), Reading("every line counted", before))
    certainty: Certainty = "told" if rows.options.duplicates == "drop" else "proven"
    if certainty != "told" and rows.stats[column].kind == "transaction":
        certainty = "likely"
        if again > _FEW * rows.frame.height and not _come_as_blocks(rows.frame.select(own), ~first):
            certainty = "asked"
            if not _are_sent_again(seen, column, readings, ask):
                return replace(rows, frame=_number_lines(rows.frame, own)), []
    text = (
        f"{seen}: the same lines, which count once ({left:,.10g} of {before:,.10g} {rows.target} left out; "
        f"{option('duplicates', 'keep')} counts all)."
    )
    return rows.filter(first), [Note("lines_sent_again", again, text, Evidence(seen, readings, certainty))]


def _leave_out_pasted(rows: SaleRows, own: pl.DataFrame) -> tuple[SaleRows, list[Note]]:
    """The rows without what is all of the file once more, line for line, as if it were pasted again."""
    like_first = own.select(pl.all_horizontal(pl.all().eq_missing(pl.all().first()))).to_series().arg_true()
    size = int(like_first[1]) if len(like_first) > 1 else own.height
    is_pasted = (
        size < own.height
        and own.height % size == 0
        and rows.frame[rows.date].n_unique() > 1
        and all(block.equals(own[:size]) for block in own.iter_slices(size))
        and own[:size].n_unique() == size
    )
    if not is_pasted:
        return rows, []
    first = pl.int_range(own.height, eager=True) < size
    times = own.height // size
    before, left = rows.total(), rows.total(~first)
    seen = f"the same {size:,} rows stand in the file {times} times, line for line"
    text = (
        f"{seen}: they count once ({left:,.10g} of {before:,.10g} {rows.target} left out; "
        f"{option('duplicates', 'keep')} counts all)."
    )
    readings = (Reading("counted once", before - left), Reading(f"counted {times} times", before))
    evidence = Evidence(seen, readings, "proven")
    return rows.filter(first), [
        Note("lines_sent_again", own.height - size, text[0].upper() + text[1:], evidence)
    ]


def _are_sent_again(seen: str, column: str, readings: tuple[Reading, ...], ask: Ask | None) -> bool:
    """What the reader says of equal lines under one number."""
    answers = ("Count equal lines once", "Count every line")
    question = Question(
        f"repeated_lines:{column}",
        f"{seen}: lines sent again, or pieces that one {column} lists one by one?",
        answers,
        f"Use {option('duplicates', 'drop')} to count them once, {option('duplicates', 'keep')} to count "
        "every line.",
        readings,
    )
    return settle(question, ask) == answers[0]


def _number_lines(frame: pl.DataFrame, own: list[str]) -> pl.DataFrame:
    """The rows with a number for equal ones, so that no later rule takes them for copies."""
    name = "line_no" if "line_no" not in frame.columns else "number_of_line"
    return frame.with_columns(pl.int_range(1, pl.len() + 1).over(own).cast(pl.String).alias(name))


def _come_as_blocks(own: pl.DataFrame, again: pl.Series) -> bool:
    """Whether lines that come again follow one another as the lines that they repeat do."""
    place = pl.int_range(own.height, eager=True).alias("_at")
    table = own.select(pl.struct(pl.all()).hash().alias("_which")).with_columns(place)
    table = table.with_columns(pl.col("_at").min().over("_which").alias("_first")).filter(again)
    follows = (pl.col("_at").diff() == 1) & (pl.col("_first").diff() == 1)
    return table.height > 1 and int(table.select(follows.sum()).item()) >= _BLOCKS * (table.height - 1)


def _numbers_lines(rows: SaleRows, name: str) -> bool:
    """Whether a column's name says number or id, and its values are many enough for one a row."""
    stat = rows.stats[name]
    if stat.missing > 0 or stat.distinct <= 0.4 * min(rows.frame.height, 8_000):
        return False
    is_named = stat.kind in ("row", "transaction") or bool(_ID_WORDS.intersection(words_of(name)))
    cells = rows.frame[name]
    if not is_named or stat.dates >= 0.5 or cells.null_count():
        return False
    return 2 * cells.n_unique() >= rows.frame.height and cells.n_unique() < rows.frame.height
