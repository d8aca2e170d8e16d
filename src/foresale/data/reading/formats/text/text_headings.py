"""Headings on lines of their own in a delimited text: each holds for the rows below it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foresale.data.reading.formats.labels_above import split_label
from foresale.data.reading.formats.text.text_pages import PAGE
from foresale.data.reading.formats.text.text_records import Records
from foresale.notes import Evidence, Note, Reading, counted

_MIN_SECTIONS = 2
_DATE = re.compile(r"^\W*\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\W*$")
_RULER = re.compile(r"^[\W_]+$")
_NUMBER_CELL = r"(?:^|{0})\W*\d[\d.,' ]*\W*(?:{0}|$)"


@dataclass(frozen=True)
class TextHeadings:
    """Lines that head the rows below them.

    Attributes:
        lines: Places among the records of the headings and of the rulers about them.
        columns: Each level's column: the places of its headings, and their texts.
        notes: What the headings are taken for.
    """

    lines: NDArray[np.int64]
    columns: dict[str, tuple[NDArray[np.int64], tuple[str, ...]]]
    notes: tuple[Note, ...]

    def as_columns(self, rows: NDArray[np.bool_]) -> list[pl.Series]:
        """The headings of each of the records that are `rows`, a column a level."""
        found = []
        for name, (at, cells) in self.columns.items():
            place = np.searchsorted(at, np.flatnonzero(rows)) - 1
            found.append(pl.Series(name, cells, dtype=pl.String).gather(place))
        return found


def find_text_headings(
    text: bytes, records: Records, rows: NDArray[np.bool_], first: int, delimiter: str, columns: list[str]
) -> TextHeadings | None:
    """Lines with fewer cells than rows have that head the rows below them; None where there are none.

    The first of them stands above all rows, so that the rest of a cell that was broken in two is none. Where
    that one has another heading below it, there are two levels.

    Args:
        text: The text.
        records: Its records.
        rows: Which records are rows of the table.
        first: Place of the first record that may be a heading.
        delimiter: What parts the cells.
        columns: Names of the table's columns.
    """
    if not rows.any():
        return None
    top = int(np.argmax(rows))
    fewer = (records.cells == 1) | (~records.blank & (records.cells < records.cells[top]))
    short = (records.end > records.start) & ~rows & fewer
    short[:first] = False
    if short.sum() < _MIN_SECTIONS or np.argmax(short) > top:
        return None
    number = re.compile(_NUMBER_CELL.format(re.escape(delimiter)))
    cells = {
        place: text[records.start[place] : records.end[place]].decode("utf-8").strip().strip('"')
        for place in np.flatnonzero(short).tolist()
    }
    rulers = [place for place, cell in cells.items() if _RULER.match(cell)]
    short[rulers] = False
    named = [place for place, cell in cells.items() if short[place] and _is_heading(cell, number)]
    if any(PAGE.match(cells[place]) for place in named):
        return None
    following = np.append(np.flatnonzero(short | rows), len(rows))
    after = following[np.searchsorted(following, named, side="right")]
    above_rows = np.append(rows, np.zeros(1, dtype=np.bool_))[after]
    inner = [place for place, above in zip(named, above_rows.tolist(), strict=True) if above]
    if len({cells[place] for place in inner}) < _MIN_SECTIONS or inner[0] > top:
        return None
    outer = [place for place in named if place not in set(inner)] if named[0] < inner[0] else []
    levels = {}
    for places, usual in ((inner, "section"), (outer, "upper_section")):
        name, texts = _split_label([cells[place] for place in places], usual, columns)
        if places:
            levels[name] = (np.array(places, dtype=np.int64), texts)
    notes = tuple(_note(name, texts) for name, (_, texts) in levels.items())
    return TextHeadings(np.array([*inner, *outer, *rulers], dtype=np.int64), levels, notes)


def _is_heading(cell: str, number: re.Pattern[str]) -> bool:
    return bool((re.search(r"[^\W\d_]", cell) and not number.search(cell)) or _DATE.match(cell))


def _split_label(cells: list[str], usual: str, columns: list[str]) -> tuple[str, tuple[str, ...]]:
    """The column's name and its cells: of `Store: North`, Store and North."""
    labels = [split_label(cell) for cell in cells]
    named = {found[0] if found else None for found in labels}
    label = next(iter(named)) if len(named) == 1 else None
    if label is not None:
        cells = [found[1] for found in labels if found]
    wanted = (label, usual, f"{usual}_heading", f"{usual}_of_text")
    return next(one for one in wanted if one is not None and one not in columns), tuple(cells)


def _note(name: str, cells: tuple[str, ...]) -> Note:
    shown = ", ".join(list(dict.fromkeys(cells))[:3])
    text = (
        f"{counted(len(cells), 'line')} are headings of sections ({shown} …): each holds for the rows below "
        f"it, in column {name}."
    )
    readings = (Reading("a heading holds for the rows below it"), Reading("it says nothing of them"))
    seen = "Each stands alone on its line, the first above all rows, and rows follow each."
    return Note("section_headings", len(cells), text, Evidence(seen, readings))
