"""Which records of a delimited text are its header: below titles, several rows, or one."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from foresale.data.reading.formats.header_rows import join_header, last_header_row, rows_above
from foresale.data.reading.formats.labels_above import names_column, says_what_rows_are_of
from foresale.data.reading.formats.period_headers import find_period_headers
from foresale.data.reading.formats.text.lines_above import find_header_below
from foresale.data.reading.formats.text.text_records import Records, cells_of
from foresale.errors import ColumnsError, UnreadableFileError
from foresale.messages import option
from foresale.notes import Note

_FEWEST_LABELS = 2  # lines of labels above one whose value is missing
_A_PAIR = 2  # cells of a label and its value
_LOOKED = 80  # rows that show where a table's dates begin
_LINES_OF_PREAMBLE = 30


def find_header(text: bytes, records: Records, delimiter: str, file: str) -> tuple[int, tuple[Note, ...]]:
    """The header: the first record as wide as most are."""
    filled = np.flatnonzero(~records.blank | ((records.cells == 1) & (records.end > records.start)))
    if not len(filled):
        raise UnreadableFileError(f"{file} is empty.", fix="Give a file with a header and rows.")
    head = filled[:1000]
    width = int(np.bincount(records.cells[head]).argmax())
    if len(head) <= 3:
        width = max(width, int(records.cells[head[0]]))
    header = _fullest(text, records, head[records.cells[head] == width], delimiter)
    if header == head[0]:
        return header, ()
    names = cells_of(text, records, header, delimiter)
    if any(_is_number(cell) for cell in names):
        raise ColumnsError(
            f"{file}: the header on line {records.line[head[0]]} has {records.cells[head[0]]} names, but "
            f"most rows have {width} cells, such as line {records.line[header]}.",
            fix=f"Make the header and the rows equally wide, or name the right {option('delimiter')}.",
        )
    skipped = int(np.sum(head < header))
    note = f"{file}: the header is on line {records.line[header]}; {skipped} lines above it are left out."
    return header, (Note("lines_before_header", skipped, note),)


def whole_header(
    text: bytes, records: Records, first: int, delimiter: str, file: str
) -> tuple[int, list[str], tuple[Note, ...]]:
    """The header's last record, its names, and a note where it has several."""
    wide = records.cells == records.cells[first]
    near = np.flatnonzero(wide & ~records.blank)
    near = near[(near >= first - 5) & (near < first + 20)]
    rows = [cells_of(text, records, i, delimiter) for i in near[near <= first].tolist()[-3:]]
    lowest, place = len(rows) - 1, first
    above = rows_above(rows, lowest)
    if not above and not all(cell.strip() for cell in rows[lowest]):
        below = near[near > first].tolist()[:6]
        rows = [rows[lowest], *(cells_of(text, records, i, delimiter) for i in below)]
        above = lowest = last_header_row(rows, 0)
        place = below[lowest - 1] if lowest else first
    if not above:
        names = cells_of(text, records, first, delimiter)
        title = np.flatnonzero(wide[:first])
        if len(names) == _A_PAIR and len(title) >= _FEWEST_LABELS and not all(name.strip() for name in names):
            names = cells_of(text, records, int(title[0]), delimiter)  # a label and the table's title
        return first, names, ()
    names = [name or "" for name in join_header(rows[lowest - above : lowest + 1])]
    said = (
        f"{file}: {above + 1} lines down to line {records.line[place]} are the header, as in '{names[-1]}'."
    )
    return place, names, (Note("header_rows", above + 1, said),)


def _fullest(text: bytes, records: Records, wide: NDArray[np.int64], delimiter: str) -> int:
    """The first of the wide records, or one just below it whose names are all there, where its aren't."""
    first, looked = int(wide[0]), wide[:_LINES_OF_PREAMBLE].tolist()
    below = find_header_below([cells_of(text, records, at, delimiter) for at in wide[:_LOOKED].tolist()])
    if below is not None:
        return int(wide[below])
    if all(cell.strip() for cell in cells_of(text, records, first, delimiter)):
        return first
    cells = cells_of(text, records, first, delimiter)
    if len(wide) > 1:
        following = cells_of(text, records, int(wide[1]), delimiter)
        if _is_label(cells) or _is_word_above_periods(cells, following):
            return _fullest(text, records, wide[1:], delimiter)
    for at in looked[1:]:
        cells = cells_of(text, records, at, delimiter)
        if all(cell.strip() for cell in cells):
            return first if any(re.search(r"\d", cell) for cell in cells) else int(at)
    return first


def _is_label(cells: list[str]) -> bool:
    """Whether a record's only two cells, its first, say of which store or place the rows below are."""
    if len(cells) <= _A_PAIR or any(cell.strip() for cell in cells[_A_PAIR:]) or not all(cells[:_A_PAIR]):
        return False
    return says_what_rows_are_of(cells[0].strip(" :")) and not names_column(cells[1])


def _is_word_above_periods(cells: list[str], below: list[str]) -> bool:
    """Whether a record's only word, such as a pivot's Total, stands above a header of periods."""
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) == 1 and filled[0].isalpha() and bool(find_period_headers([below]))


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True
