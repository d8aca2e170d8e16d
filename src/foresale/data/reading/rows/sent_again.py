"""Lines that a file holds twice under the same number of their own: counted once."""

from __future__ import annotations

import polars as pl

from foresale.data.reading.columns.names import words_of
from foresale.data.reading.provenance import COLUMN, FILE, ROW
from foresale.data.reading.questions import Ask
from foresale.data.reading.rows.sale_rows import SaleRows
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading, counted

_MIN_LINES = 20
_ID_WORDS = frozenset(
    ("id", "ids", "uuid", "guid", "key", "no", "nr", "number", "nummer", "num", "numero", "line", "row")
)


def leave_out_sent_again(rows: SaleRows, ask: Ask | None) -> tuple[SaleRows, list[Note]]:
    """The rows without those that repeat another in every column, its own number among them.

    A column in which every other row has a number of its own numbers the lines: where a line comes again
    with the same number, it is the same line.

    Args:
        rows: The rows.
        ask: Nobody has to be asked.
    """
    if rows.options.duplicates == "keep" or rows.frame.height < _MIN_LINES:
        return rows, []
    numbered = [name for name in rows.free() if _numbers_lines(rows, name)]
    if not numbered:
        return rows, []
    own = [name for name in rows.frame.columns if name not in (FILE, ROW, COLUMN)]
    first = rows.frame.select(pl.struct(own).is_first_distinct()).to_series()
    again = int((~first).sum())
    if not again:
        return rows, []
    column = next((name for name in numbered if rows.frame[name].n_unique() == int(first.sum())), None)
    if column is None:
        return rows, []
    before, left = rows.total(), rows.total(~first)
    seen = f"{counted(again, 'row')} repeat another in every column, and {column} numbers each other row"
    text = (
        f"{seen}: the same lines, which count once ({left:,.10g} of {before:,.10g} {rows.target} left out; "
        f"{option('duplicates', 'keep')} counts all)."
    )
    readings = (Reading("equal lines counted once", before - left), Reading("every line counted", before))
    return rows.filter(first), [Note("lines_sent_again", again, text, Evidence(seen, readings))]


def _numbers_lines(rows: SaleRows, name: str) -> bool:
    """Whether a column's name says number or id, and its values are many enough for one a row."""
    fact = rows.facts[name]
    if fact.missing > 0 or fact.distinct <= 0.4 * min(rows.frame.height, 8_000):
        return False
    is_named = fact.kind in ("row", "transaction") or bool(_ID_WORDS.intersection(words_of(name)))
    cells = rows.frame[name]
    if not is_named or fact.dates >= 0.5 or cells.null_count():
        return False
    return 2 * cells.n_unique() >= rows.frame.height and cells.n_unique() < rows.frame.height
